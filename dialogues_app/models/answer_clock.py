"""The clock of an answer: mails that are due around the date it is promised, and what comes back to a later dialogue."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.outcome import Outcome
from dialogues_app.models.programme import AgendaItem
from dialogues_app.models.reminder import ReminderState


class AnswerReminderKind(enum.StrEnum):
    """What a mail about a promised answer is for."""

    BEFORE = "before"  # to the owner: the date is near
    AFTER = "after"  # to the owner: the date has passed
    ESCALATION = "escalation"  # to those who lead the dialogue: still no answer


class AnswerReminder(Keyed, Versioned, Base):
    """One mail about one promised answer. Unique by what it is and the date that it counts to.

    It is claimed by an update that asks for PLANNED, so two beats send it once.
    """

    __tablename__ = "answer_reminders"
    is_unseen = True
    __table_args__ = (
        UniqueConstraint("outcome_id", "kind", "counts_to"),
        Index("ix_answer_reminders_state_due_at", "state", "due_at"),
    )

    outcome_id: Mapped[int] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), init=False, index=True
    )
    kind: Mapped[AnswerReminderKind]
    counts_to: Mapped[date]
    due_at: Mapped[datetime]
    state: Mapped[ReminderState] = mapped_column(default=ReminderState.PLANNED)
    done_at: Mapped[datetime | None] = mapped_column(default=None)

    outcome: Mapped[Outcome] = relationship(back_populates="answer_reminders", default=None)

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come."""
        return self.state is ReminderState.PLANNED


class CarryOver(Keyed, Base, kw_only=True):
    """What a later dialogue on the theme does with an unanswered outcome: an item of its programme, or a reason.

    The row goes with the item: taken off the programme, the outcome is proposed anew.
    """

    __tablename__ = "carry_overs"
    is_unseen = True
    __table_args__ = (UniqueConstraint("dialogue_id", "outcome_id"),)

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    outcome_id: Mapped[int] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), init=False, index=True
    )
    agenda_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    at: Mapped[datetime]
    by_label: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # why it was dropped; empty where it was taken up

    dialogue: Mapped[Dialogue] = relationship()
    outcome: Mapped[Outcome] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship(default=None)
