"""What the answer page and the calendar files read."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from dialogues_app.models import CalendarEvent, Dialogue, DialogueTheme, Holding, Invitation, Seat


def invitation_of_link(link_id: str) -> Select[Invitation]:
    """The invitation of an answer link, with all that its page shows."""
    event = selectinload(Invitation.event)
    return (
        select(Invitation)
        .where(Invitation.link_id == link_id)
        .options(
            selectinload(Invitation.holding).selectinload(Holding.seat).selectinload(Seat.organisation),
            selectinload(Invitation.sent_revision),
            selectinload(Invitation.answers),
            selectinload(Invitation.proposals),
            event.selectinload(CalendarEvent.dialogue)
            .selectinload(Dialogue.theme_places)
            .selectinload(DialogueTheme.theme),
        )
    )


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
