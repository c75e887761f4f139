"""Reminders about promised answers that are due, with what their mails tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from dialogues_app.models import (
    AnswerReminder,
    Dialogue,
    DialogueBody,
    DialogueTheme,
    Link,
    Outcome,
    ReminderState,
    Role,
    User,
)

BATCH = 50


def due(at: datetime) -> Select[int]:
    """The keys of the reminders whose time has come, the oldest first."""
    return (
        select(AnswerReminder.id)
        .where(AnswerReminder.state == ReminderState.PLANNED, AnswerReminder.due_at <= at)
        .order_by(AnswerReminder.due_at, AnswerReminder.id)
        .limit(BATCH)
    )


def whole(reminder_id: int) -> Select[AnswerReminder]:
    """The reminder with its outcome and dialogue, as the database has them now."""
    outcome = joinedload(AnswerReminder.outcome)
    dialogue = outcome.joinedload(Outcome.dialogue)
    return (
        select(AnswerReminder)
        .where(AnswerReminder.id == reminder_id)
        .options(
            outcome.joinedload(Outcome.answer_owner),
            outcome.joinedload(Outcome.audience_body),
            outcome.selectinload(Outcome.links).joinedload(Link.measure),
            dialogue.selectinload(Dialogue.bodies).joinedload(DialogueBody.organisation),
            dialogue.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
        )
        .order_by(AnswerReminder.id)
        .execution_options(populate_existing=True)
    )


def organizers() -> Select[User]:
    """The accounts of organizers that are open."""
    return (
        select(User)
        .where(User.role == Role.ORGANIZER, User.disabled_at.is_(None))
        .options(joinedload(User.body))
        .order_by(User.id)
    )
