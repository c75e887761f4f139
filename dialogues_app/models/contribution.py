"""Contributions: who said what behind an outcome, attributed as the speaker agreed."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Audience, Base, HasAudience, Keyed, Versioned
from dialogues_app.models.outcome import Outcome
from dialogues_app.models.party import Organisation
from dialogues_app.models.seating import Seat

if TYPE_CHECKING:
    from dialogues_app.models.dialogue import Dialogue


class Attribution(enum.StrEnum):
    """How far the speaker agreed to be told beside the words."""

    NAME = "name"
    ORGANISATION = "organisation"
    NOBODY = "nobody"


class Contribution(Keyed, Versioned, HasAudience, Base):
    """One numbered statement behind an outcome. The number is given once and never used again.

    Who spoke is kept in `seat` or `organisation` whatever the speaker agreed to, so that the answer can find its way
    back; pages and notes show `attribution` of it and no more. `speaker` is the name, kept only if it may be told.
    """

    __tablename__ = "contributions"
    is_unseen = True  # no page that is kept shows it
    __table_args__ = (UniqueConstraint("outcome_id", "number"), UniqueConstraint("outcome_id", "client_key"))

    outcome_id: Mapped[int] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), init=False, index=True
    )
    number: Mapped[int]
    text: Mapped[str]
    worded_at: Mapped[datetime]
    attribution: Mapped[Attribution] = mapped_column(default=Attribution.ORGANISATION)
    speaker: Mapped[str] = mapped_column(default="")
    client_key: Mapped[str | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    seat_id: Mapped[int | None] = mapped_column(
        ForeignKey("seats.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False, index=True
    )
    audience_body_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )

    outcome: Mapped[Outcome] = relationship(back_populates="contributions", default=None)
    seat: Mapped[Seat | None] = relationship(default=None)
    organisation: Mapped[Organisation | None] = relationship(
        default=None, foreign_keys="Contribution.organisation_id"
    )
    audience_body: Mapped[Organisation | None] = relationship(
        default=None, foreign_keys="Contribution.audience_body_id"
    )
    confidentiality_marks: Mapped[list[ConfidentialityMark]] = relationship(
        back_populates="contribution",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="ConfidentialityMark.id",
    )

    @property
    def dialogue(self) -> Dialogue:
        """The dialogue it was said in."""
        return self.outcome.dialogue

    @property
    def confidentiality(self) -> ConfidentialityMark | None:
        """The mark that stands on it."""
        return next((mark for mark in reversed(self.confidentiality_marks) if mark.lifted_at is None), None)


class ConfidentialityMark(Keyed, Base, kw_only=True):
    """A warning that a part may be secret (OSL 5 kap. 5 §): section, date and authority; no decision.

    While it stands, only the organizers of `body` read the part. `earlier_audience` comes back when it is lifted.
    """

    __tablename__ = "confidentiality_marks"
    is_unseen = True
    __table_args__ = (CheckConstraint("(outcome_id IS NULL) <> (contribution_id IS NULL)", name="one_part"),)

    outcome_id: Mapped[int | None] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    body_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), init=False)
    earlier_body_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )
    section: Mapped[str]
    marked_on: Mapped[date]
    authority: Mapped[str]
    earlier_audience: Mapped[Audience]
    marked_label: Mapped[str]
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_reason: Mapped[str] = mapped_column(default="")
    lifted_label: Mapped[str] = mapped_column(default="")

    body: Mapped[Organisation] = relationship(foreign_keys="ConfidentialityMark.body_id")
    earlier_body: Mapped[Organisation | None] = relationship(
        default=None, foreign_keys="ConfidentialityMark.earlier_body_id"
    )
    outcome: Mapped[Outcome | None] = relationship(back_populates="confidentiality_marks", default=None)
    contribution: Mapped[Contribution | None] = relationship(
        back_populates="confidentiality_marks", default=None
    )
