"""What a seat is meant for, who is asked to name somebody for it, who stands in reserve, and the balance wanted."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.party import Organisation, Side
from dialogues_app.models.seating import Holding, Seat

if TYPE_CHECKING:
    from dialogues_app.models.outbox import OutboxRow


class SeatNeed(Keyed, Base):
    """What the organizers want of whoever sits in the seat; nothing of it is guessed from a name.

    `sizes` are values of SizeClass, any of them will do. `duty` is what the holder does ("ordförande").
    """

    __tablename__ = "seat_needs"
    is_unseen = True

    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), init=False, unique=True)
    side: Mapped[Side | None] = mapped_column(default=None)
    sizes: Mapped[list[str]] = mapped_column(default_factory=list)
    sector: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="")

    seat: Mapped[Seat] = relationship(back_populates="need", default=None)


class SeatingRule(Keyed, Versioned, Base):
    """How the seats of a dialogue are filled: `at_once` lets nominees and substitutes in without being asked about."""

    __tablename__ = "seating_rules"
    is_unseen = True

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, unique=True
    )
    at_once: Mapped[bool] = mapped_column(default=False)

    dialogue: Mapped[Dialogue] = relationship(back_populates="seating_rule", default=None)


class ReserveState(enum.StrEnum):
    """What became of somebody in reserve."""

    WAITING = "waiting"
    ASKED = "asked"  # holds a seat now
    PASSED = "passed"  # taken off the list


class Reserve(Keyed, Versioned, Base):
    """Somebody to ask when a seat falls empty: for one seat, or for any; the lowest position first."""

    __tablename__ = "reserves"
    is_unseen = True

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    seat_id: Mapped[int | None] = mapped_column(
        ForeignKey("seats.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False, index=True
    )
    holding_id: Mapped[int | None] = mapped_column(
        ForeignKey("holdings.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    created_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(
        default=""
    )  # who, where no organisation of the register is meant
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[ReserveState] = mapped_column(default=ReserveState.WAITING)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    dialogue: Mapped[Dialogue] = relationship(back_populates="reserves", default=None)
    seat: Mapped[Seat | None] = relationship(default=None)
    organisation: Mapped[Organisation | None] = relationship(default=None)
    holding: Mapped[Holding | None] = relationship(default=None)


class NominationState(enum.StrEnum):
    """How far a nomination has come."""

    ASKED = "asked"  # the organisation has the link
    NAMED = "named"  # somebody is named; the organizers decide
    ACCEPTED = "accepted"
    DECLINED = "declined"  # by the organizers
    NOBODY = "nobody"  # the organisation sends nobody
    WITHDRAWN = "withdrawn"  # the question was taken back


class Nomination(Keyed, Versioned, Base):
    """A seat that an organisation fills: whom we asked, whom they named, what the organizers decided.

    `link_id` with `link_generation` makes the link; without `contact_address` an organizer named on behalf.
    """

    __tablename__ = "nominations"
    is_unseen = True

    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), init=False, index=True)
    holding_id: Mapped[int | None] = mapped_column(
        ForeignKey("holdings.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    link_id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    link_generation: Mapped[int] = mapped_column(default=0)
    state: Mapped[NominationState] = mapped_column(default=NominationState.ASKED)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_address: Mapped[str] = mapped_column(default="")
    answer_by: Mapped[date | None] = mapped_column(default=None)
    name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    named_by: Mapped[str] = mapped_column(default="")  # who filled the page in, in their own words
    named_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_label: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    seat: Mapped[Seat] = relationship(back_populates="nominations", default=None)
    holding: Mapped[Holding | None] = relationship(default=None)
    mails: Mapped[list[OutboxRow]] = relationship(
        back_populates="nomination",
        default_factory=list,
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="OutboxRow.id",
    )

    @property
    def is_open(self) -> bool:
        """Whether the organisation may still name somebody, or somebody else."""
        return self.state in (NominationState.ASKED, NominationState.NAMED)


class Dimension(enum.StrEnum):
    """In what respect the company at the table should be balanced."""

    SIDE = "side"
    SIZE = "size"
    SECTOR = "sector"
    REGION = "region"
    FIRST_TIMER = "first_timer"


class BalanceTarget(Keyed, Versioned, Base):
    """At least so many at the table should be of this sort.

    `value` is of Side or SizeClass, "sme" for the three smaller sizes together, or a sector or region as the
    register writes it; empty for first-timers.
    """

    __tablename__ = "balance_targets"
    is_unseen = True
    __table_args__ = (UniqueConstraint("dialogue_id", "dimension", "value"),)

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    dimension: Mapped[Dimension]
    at_least: Mapped[int]
    value: Mapped[str] = mapped_column(default="")

    dialogue: Mapped[Dialogue] = relationship(back_populates="balance_targets", default=None)
