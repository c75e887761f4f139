"""Due reminders, claimed one by one: the claim and what it orders are one transaction, so two beats send it once."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from dialogues_app import database
from dialogues_app.domain import quiet_hours, reminders
from dialogues_app.domain.queries import guests as queries
from dialogues_app.models import CalendarEvent, Reminder, ReminderState

log = logging.getLogger(__name__)

BATCH = 50


def send_due(session: Session, *, at: datetime | None = None) -> int:
    """What is due waits in the outbox, or has lapsed; returns how many were settled. Nothing in quiet hours."""
    with database.reading():
        at = at or database.instant(session)
        due = [] if quiet_hours.is_quiet(at) else session.scalars(_due(at)).all()
        session.rollback()  # the list is read; each reminder gets a transaction of its own
    return sum(_try(session, reminder_id, at) for reminder_id in due)


def _try(session: Session, reminder_id: int, at: datetime) -> bool:
    """A reminder that cannot be made stays planned and holds up no other."""
    try:
        return _settle(session, reminder_id, at)
    except Exception:
        session.rollback()
        log.exception("reminder %s cannot be made", reminder_id)
        return False


def _settle(session: Session, reminder_id: int, at: datetime) -> bool:
    """The reminder is settled by us, unless somebody else was first."""
    if not _claim(session, reminder_id, at):
        session.rollback()
        return False
    reminder = session.scalars(_whole(reminder_id)).one()
    session.scalars(queries.invitations_whole(reminder.event_id)).all()  # in a handful of queries
    reminders.send_due(reminder, at=at)
    session.commit()
    return True


def _claim(session: Session, reminder_id: int, at: datetime) -> bool:
    """The row is ours until the transaction ends: a second claim waits for it and then finds nothing planned."""
    claimed = session.execute(
        update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.state == ReminderState.PLANNED, Reminder.due_at <= at)
        .values(version=Reminder.version + 1)
        .returning(Reminder.id)
        .execution_options(synchronize_session=False)
    )
    return claimed.scalar() is not None


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
