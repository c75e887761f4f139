"""Reminders: one row for each mailing that a clock will order, with the instant it is due."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.calendar import CalendarEvent, Revision


class ReminderKind(enum.StrEnum):
    """Whom a reminder is for."""

    NUDGE = "nudge"  # those who have not answered
    PRACTICAL = "practical"  # those who come


class ReminderState(enum.StrEnum):
    """How far a reminder has come."""

    PLANNED = "planned"
    SENT = "sent"
    STOPPED = "stopped"  # by an organizer
    WITHDRAWN = "withdrawn"  # what it counts back from is not what it was; planned again if it becomes so
    LAPSED = "lapsed"  # its time came when there was nobody, or nothing, left to remind


class Reminder(Keyed, Versioned, Base):
    """One reminder of one calendar event, so many days before the day it counts back from.

    Unique by what it is and that day: a plan made anew finds what was sent or stopped and leaves it so. It is
    claimed by an update that asks for PLANNED, so two beats send it once.
    """

    __tablename__ = "reminders"
    is_unseen = True
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "days_before", "counts_to"),
        Index("ix_reminders_state_due_at", "state", "due_at"),
    )

    event_id: Mapped[int] = mapped_column(
        ForeignKey("calendar_events.id", ondelete="CASCADE"), init=False, index=True
    )
    kind: Mapped[ReminderKind]
    days_before: Mapped[int]
    counts_to: Mapped[date]  # the reply date, or the day of the meeting
    due_at: Mapped[datetime]
    state: Mapped[ReminderState] = mapped_column(default=ReminderState.PLANNED)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", ondelete="SET NULL"), default=None, init=False
    )

    event: Mapped[CalendarEvent] = relationship(back_populates="reminders", default=None)
    revision: Mapped[Revision | None] = relationship(default=None)  # what its mails say

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come."""
        return self.state is ReminderState.PLANNED
