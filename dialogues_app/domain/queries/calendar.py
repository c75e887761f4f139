"""What the answer page and the calendar files read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from dialogues_app.models import CalendarEvent, Dialogue, DialogueTheme, Revision


def newest_revision(event_id: int) -> Select[datetime]:
    """When the newest revision of a calendar event was made."""
    return select(Revision.made_at).where(Revision.event_id == event_id).order_by(Revision.id.desc()).limit(1)


def dialogue_of_slug(slug: str) -> Select[Dialogue]:
    """The dialogue of an address, with its calendar events."""
    return (
        select(Dialogue)
        .where(Dialogue.slug == slug)
        .options(
            selectinload(Dialogue.calendar_events).selectinload(CalendarEvent.revisions),
            selectinload(Dialogue.theme_places).selectinload(DialogueTheme.theme),
        )
    )
