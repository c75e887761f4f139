"""Due reminders about promised answers: claimed and ordered in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from dialogues_app.domain import answer_clock
from dialogues_app.domain.queries import answer_clock as queries
from dialogues_app.due_rows import DueRows, settle_due
from dialogues_app.models import AnswerReminder, ReminderState


def send_due(session: Session, base_url: str, domain: str, *, at: datetime | None = None) -> int:
    """What is due waits in the outbox, or has lapsed; returns how many were settled. Nothing in quiet hours."""

    def settle(session: Session, key: int, at: datetime) -> None:
        reminder = session.scalars(queries.whole(key)).one()
        outcome = reminder.outcome
        link = f"{base_url}/arbete/samtal/{outcome.dialogue_id}/utfall/{outcome.number}/svar"
        people = session.scalars(queries.organizers()).all()
        session.add_all(answer_clock.send_due(reminder, people, link, domain, at=at))

    return settle_due(session, DueRows("answer reminder", queries.due, _claim, settle), at=at)


def _claim(key: int, at: datetime) -> ReturningUpdate[tuple[int]]:
    return (
        update(AnswerReminder)
        .where(
            AnswerReminder.id == key,
            AnswerReminder.state == ReminderState.PLANNED,
            AnswerReminder.due_at <= at,
        )
        .values(version=AnswerReminder.version + 1)
        .returning(AnswerReminder.id)
    )
