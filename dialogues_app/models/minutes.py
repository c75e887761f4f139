"""Notes of a dialogue (minnesanteckningar): versions, who confirms them, and what is objected."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.calendar import Invitation
from dialogues_app.models.contribution import Attribution, Contribution
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.outbox import OutboxRow
from dialogues_app.models.outcome import Outcome
from dialogues_app.models.seating import Holding


class MinutesState(enum.StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    CIRCULATED = "circulated"  # sent to those present, for one round
    APPROVED = "approved"  # locked


class Minutes(Keyed, Versioned, Base):
    """One version of a dialogue's notes, made from its outcomes and contributions and never typed.

    A draft has no content of its own. `circulated` is what those present were asked about, `content` what was
    approved; `sha256` is over its canonical form. A later version says why in `reason`.
    """

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("dialogue_id", "number"),)

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    number: Mapped[int]
    created_at: Mapped[datetime]
    created_label: Mapped[str]
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT)
    reason: Mapped[str] = mapped_column(default="")
    respond_by: Mapped[date | None] = mapped_column(default=None)
    circulated_at: Mapped[datetime | None] = mapped_column(default=None)
    released_at: Mapped[datetime | None] = mapped_column(
        default=None
    )  # the waiting time of its mails is over
    circulated: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    content: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    sha256: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_label: Mapped[str] = mapped_column(default="")

    dialogue: Mapped[Dialogue] = relationship(back_populates="minutes", default=None)
    confirmations: Mapped[list[Confirmation]] = relationship(
        back_populates="minutes",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Confirmation.id",
    )

    @property
    def objections(self) -> list[Objection]:
        """Everything objected in the round, in the order it came."""
        return sorted(
            (made for asked in self.confirmations for made in asked.objections), key=lambda made: made.id or 0
        )


class Confirmation(Keyed, Versioned, Base):
    """One of those present is asked once whether the notes are right; the link is theirs alone."""

    __tablename__ = "confirmations"
    is_unseen = True
    __table_args__ = (UniqueConstraint("minutes_id", "invitation_id"),)

    minutes_id: Mapped[int] = mapped_column(
        ForeignKey("minutes.id", ondelete="CASCADE"), init=False, index=True
    )
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), init=False, index=True
    )
    outbox_id: Mapped[int | None] = mapped_column(
        ForeignKey("outbox.id", ondelete="SET NULL"), default=None, init=False
    )
    link_id: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    confirmed: Mapped[bool | None] = mapped_column(default=None)  # None: no answer; False: objected
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    minutes: Mapped[Minutes] = relationship(back_populates="confirmations", default=None)
    invitation: Mapped[Invitation] = relationship(default=None)
    outbox: Mapped[OutboxRow | None] = relationship(default=None)
    objections: Mapped[list[Objection]] = relationship(
        back_populates="confirmation",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Objection.id",
    )

    @property
    def holding(self) -> Holding:
        """Who is asked."""
        return self.invitation.holding


class Resolution(enum.StrEnum):
    """What the organizers did with an objection; only an accepted one no longer stands in the notes."""

    OPEN = "open"
    ACCEPTED = "accepted"  # the words were changed
    DECLINED = "declined"


class Objection(Keyed, Versioned, Base):
    """Somebody present says that a part is wrong, and how it should read; shown as that person agreed."""

    __tablename__ = "objections"
    is_unseen = True
    __table_args__ = (
        CheckConstraint("(outcome_id IS NULL) <> (contribution_id IS NULL)", name="one_part"),
        UniqueConstraint("confirmation_id", "outcome_id"),
        UniqueConstraint("confirmation_id", "contribution_id"),
    )

    confirmation_id: Mapped[int] = mapped_column(
        ForeignKey("confirmations.id", ondelete="CASCADE"), init=False, index=True
    )
    outcome_id: Mapped[int | None] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    words: Mapped[str]  # as they were when objected to
    counter_wording: Mapped[str]
    made_at: Mapped[datetime]
    attribution: Mapped[Attribution] = mapped_column(default=Attribution.NOBODY)
    resolution: Mapped[Resolution] = mapped_column(default=Resolution.OPEN)
    resolved_reason: Mapped[str] = mapped_column(default="")
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_label: Mapped[str] = mapped_column(default="")

    confirmation: Mapped[Confirmation] = relationship(back_populates="objections", default=None)
    outcome: Mapped[Outcome | None] = relationship(default=None)
    contribution: Mapped[Contribution | None] = relationship(default=None)

    @property
    def part(self) -> Outcome | Contribution:
        """What it is about."""
        found = self.contribution or self.outcome
        if found is None:  # the database refuses such a row
            raise LookupError("an objection without a part")
        return found

    @property
    def stands(self) -> bool:
        """Whether it is shown beside the words it is about."""
        return self.resolution is not Resolution.ACCEPTED
