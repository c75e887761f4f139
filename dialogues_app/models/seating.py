"""Seats in a dialogue, who holds them, and who took part."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Basis, FromFacts, HasAudience, Keyed, Versioned
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.party import Organisation, Person
from dialogues_app.models.source import Source, citations

if TYPE_CHECKING:
    from dialogues_app.models.calendar import Invitation
    from dialogues_app.models.seat_plan import Nomination, SeatNeed


class SeatRole(enum.StrEnum):
    """What a seat is for. Ministers are seats too."""

    CHAIR = "chair"  # leads the dialogue
    MINISTER = "minister"
    STATE_SECRETARY = "state_secretary"
    REQUIRED = "required"
    OPTIONAL = "optional"
    OBSERVER = "observer"


MINISTERIAL = (SeatRole.CHAIR, SeatRole.MINISTER)


class Origin(enum.StrEnum):
    """How a holding came about."""

    INVITED = "invited"
    NOMINATED = "nominated"
    SUBSTITUTE = "substitute"
    DELEGATED = "delegated"


class Seat(Keyed, Versioned, Base):
    """A place at the table, for an organisation or only described ("ett mindre företag")."""

    __tablename__ = "seats"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False, index=True
    )
    role: Mapped[SeatRole] = mapped_column(default=SeatRole.REQUIRED)
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    required_for_date: Mapped[bool] = mapped_column(default=False)  # no date without whoever sits here
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    dialogue: Mapped[Dialogue] = relationship(back_populates="seats", default=None)
    organisation: Mapped[Organisation | None] = relationship(default=None)
    holdings: Mapped[list[Holding]] = relationship(
        back_populates="seat", default_factory=list, cascade="all, delete-orphan", order_by="Holding.id"
    )
    need: Mapped[SeatNeed | None] = relationship(
        back_populates="seat", default=None, cascade="all, delete-orphan", uselist=False
    )
    nominations: Mapped[list[Nomination]] = relationship(
        back_populates="seat", default_factory=list, cascade="all, delete-orphan", order_by="Nomination.id"
    )

    @property
    def speaks_for(self) -> str:
        """The organisation, or what is said in its place."""
        return self.organisation.label if self.organisation else self.description

    @property
    def holding(self) -> Holding | None:
        """Who holds the seat now; the newest whose time is not over."""
        return next((holding for holding in reversed(self.holdings) if holding.ended_at is None), None)


class Holding(Keyed, Versioned, Base):
    """A person or role in a seat, from one instant to another, and how that came about.

    `title` is the capacity that everyone may read ("Företrädare", "Vd"); `name` is for organizers alone,
    unless a post of `person` is public.
    """

    __tablename__ = "holdings"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), init=False, index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id"), default=None, init=False, index=True
    )
    origin: Mapped[Origin] = mapped_column(default=Origin.INVITED)
    title: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    basis: Mapped[Basis | None] = mapped_column(default=None)
    began_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    seat: Mapped[Seat] = relationship(back_populates="holdings", default=None)
    person: Mapped[Person | None] = relationship(default=None)
    invitations: Mapped[list[Invitation]] = relationship(
        back_populates="holding", default_factory=list, cascade="all, delete-orphan", order_by="Invitation.id"
    )


class Presence(enum.StrEnum):
    """How somebody was there."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    SUBSTITUTE = "substitute"
    WALK_IN = "walk_in"
    REMOTE = "remote"


THERE = (Presence.PRESENT, Presence.SUBSTITUTE, Presence.WALK_IN, Presence.REMOTE)


class Participation(Keyed, Versioned, FromFacts, HasAudience, Base):
    """Who took part: told by a source for the history, checked in by an organizer in the product.

    Without a dialogue it tells of involvement in the dialogues of a time (`scope_note`), not of a meeting.
    """

    __tablename__ = "participations"

    dialogue_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    holding_id: Mapped[int | None] = mapped_column(
        ForeignKey("holdings.id", ondelete="CASCADE"), default=None, init=False, unique=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False, index=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id"), default=None, init=False, index=True
    )
    capacity: Mapped[str] = mapped_column(default="")
    presence: Mapped[Presence | None] = mapped_column(default=None)
    basis: Mapped[Basis | None] = mapped_column(default=None)
    scope_note: Mapped[str] = mapped_column(default="")

    dialogue: Mapped[Dialogue | None] = relationship(back_populates="participations", default=None)
    holding: Mapped[Holding | None] = relationship(default=None)
    organisation: Mapped[Organisation | None] = relationship(default=None)
    person: Mapped[Person | None] = relationship(default=None)
    sources: Mapped[list[Source]] = relationship(secondary=citations("participations"), default_factory=list)
