"""How sending goes for the whole installation: one row that workers write and pages read."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from dialogues_app.models.base import Base, Keyed

SILENT_AFTER = timedelta(seconds=60)  # a worker writes its pulse four times as often


class PauseCause(enum.StrEnum):
    """Why nothing is sent."""

    ORDERED = "ordered"  # a person wanted it
    RESTORED = "restored"  # the database is older than what was sent: it came from a backup


class DeliveryState(Keyed, Base):
    """The one row: is a worker at work, is sending paused, does the mail server answer.

    `pulse_at` is written by a task, so it tells that broker, worker and database work together. `mark` is the
    highest outbox row that was ever claimed; a copy lies outside the database and tells a restore.
    """

    __tablename__ = "delivery_state"
    is_unseen = True

    pulse_at: Mapped[datetime | None] = mapped_column(default=None)
    mark: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
    paused_by: Mapped[str] = mapped_column(default="")
    pause_cause: Mapped[PauseCause | None] = mapped_column(default=None)
    foreign_copy: Mapped[str] = mapped_column(default="")  # newest in the archive when a restore was noticed
    failing_since: Mapped[datetime | None] = mapped_column(default=None)
    failure: Mapped[str] = mapped_column(default="")
    resting_until: Mapped[datetime | None] = mapped_column(default=None)
    rest_seconds: Mapped[float] = mapped_column(default=0.0)

    @property
    def is_paused(self) -> bool:
        """Whether only sign-in mails go out."""
        return self.paused_at is not None

    def rests(self, at: datetime) -> bool:
        """Whether it is too early to try the mail server again."""
        return self.resting_until is not None and at < self.resting_until

    def is_silent(self, at: datetime) -> bool:
        """Whether no worker has been heard of for a minute."""
        return self.pulse_at is None or at - self.pulse_at > SILENT_AFTER
