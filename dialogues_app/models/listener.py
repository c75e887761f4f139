"""Those who spoke, and what each has been told of what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.outbox import OutboxRow
from dialogues_app.models.outcome import Outcome


class Listener(Keyed, Versioned, Base, kw_only=True):
    """An invited address whose words led to an outcome. `due_at` is when it is next looked at what has changed.

    It is claimed by an update that moves `due_at` on, so two beats look once. Practice and earnest never share a mail.
    """

    __tablename__ = "listeners"
    is_unseen = True
    __table_args__ = (UniqueConstraint("address", "is_practice"),)

    address: Mapped[str]
    is_practice: Mapped[bool]
    due_at: Mapped[datetime] = mapped_column(index=True)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)

    tellings: Mapped[list[Telling]] = relationship(
        back_populates="listener", default_factory=list, cascade="all, delete-orphan", order_by="Telling.id"
    )

    @property
    def wants_mail(self) -> bool:
        """Whether changes are mailed; the private page and its feed tell of them all the same."""
        return self.stopped_at is None


class Telling(Keyed, Base, kw_only=True):
    """How an outcome was answered when a listener was told of it; rows are only ever added."""

    __tablename__ = "tellings"
    is_unseen = True
    __table_args__ = (Index("ix_tellings_listener_outcome", "listener_id", "outcome_id", "id"),)

    listener_id: Mapped[int] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), init=False)
    outcome_id: Mapped[int] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), init=False, index=True
    )
    mail_id: Mapped[int | None] = mapped_column(
        ForeignKey("outbox.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    at: Mapped[datetime]
    state: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]

    outcome: Mapped[Outcome] = relationship()
    listener: Mapped[Listener] = relationship(back_populates="tellings", default=None)
    mail: Mapped[OutboxRow | None] = relationship(default=None)
