"""The audit trail: who did what, for which body, when, and what was before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed

if TYPE_CHECKING:
    from dialogues_app.models.dialogue import Dialogue
    from dialogues_app.models.party import Organisation
    from dialogues_app.models.user import User


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in user for a body, or a door without an account (a link, a command, a loader)."""

    label: str
    user: User | None = None
    body: Organisation | None = None

    @classmethod
    def of(cls, user: User) -> Actor:
        """The actor that a signed-in user is."""
        return cls(label=user.label, user=user, body=user.body)


class Event(Keyed, Base):
    """One thing that happened; rows are only ever added. Personal fields are named, not copied."""

    __tablename__ = "events"
    is_unseen = True
    __table_args__ = (Index("ix_events_subject", "subject_kind", "subject_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    verb: Mapped[str]
    actor_label: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None, init=False)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), default=None, init=False)
    dialogue_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), default=None, index=True, init=False
    )
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[int | None] = mapped_column(default=None)
    before: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    reason: Mapped[str] = mapped_column(default="")

    actor: Mapped[User | None] = relationship(default=None)
    body: Mapped[Organisation | None] = relationship(default=None)
    dialogue: Mapped[Dialogue | None] = relationship(back_populates="events", default=None)

    @classmethod
    def by(cls, actor: Actor, verb: str, *, at: datetime, **what: Any) -> Event:
        """An event done by this actor; `what` are subject_kind, subject_id, before, after, reason, dialogue."""
        return cls(at=at, verb=verb, actor_label=actor.label, actor=actor.user, body=actor.body, **what)
