"""Due reminders, claimed one by one: the claim and what it orders are one transaction, so two beats send it once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.dml import ReturningUpdate

from dialogues_app.domain import reminders
from dialogues_app.domain.queries import guests as queries
from dialogues_app.due_rows import DueRows, settle_due
from dialogues_app.models import CalendarEvent, Reminder, ReminderState

BATCH = 50


def send_due(session: Session, *, at: datetime | None = None) -> int:
    """What is due waits in the outbox, or has lapsed; returns how many were settled. Nothing in quiet hours."""
    return settle_due(session, DueRows("reminder", _due, _claim, _settle), at=at)


def _settle(session: Session, reminder_id: int, at: datetime) -> None:
    reminder = session.scalars(_whole(reminder_id)).one()
    session.scalars(queries.invitations_whole(reminder.event_id)).all()  # in a handful of queries
    reminders.send_due(reminder, at=at)


def _claim(reminder_id: int, at: datetime) -> ReturningUpdate[tuple[int]]:
    return (
        update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.state == ReminderState.PLANNED, Reminder.due_at <= at)
        .values(version=Reminder.version + 1)
        .returning(Reminder.id)
    )


def _due(at: datetime) -> Select[int]:
    """The keys of the reminders whose time has come, the oldest first."""
    return (
        select(Reminder.id)
        .where(Reminder.state == ReminderState.PLANNED, Reminder.due_at <= at)
        .order_by(Reminder.due_at, Reminder.id)
        .limit(BATCH)
    )


def _whole(reminder_id: int) -> Select[Reminder]:
    """The reminder with its event and dialogue, as the database has them now."""
    return (
        select(Reminder)
        .where(Reminder.id == reminder_id)
        .options(joinedload(Reminder.event).joinedload(CalendarEvent.dialogue))
        .order_by(Reminder.id)
        .execution_options(populate_existing=True)
    )
