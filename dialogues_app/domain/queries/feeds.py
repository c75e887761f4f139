"""What the calendar feeds read: two queries for a public one, whatever it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.domain.accounts import digest
from dialogues_app.domain.feeds import LETTER_WINDOW
from dialogues_app.models import (
    MINISTERIAL,
    CalendarEvent,
    Dialogue,
    DialogueStatus,
    DialogueTheme,
    Event,
    EventKind,
    Feed,
    Holding,
    Invitation,
    MessageKind,
    OutboxRow,
    Seat,
    SeatRole,
    Theme,
)

# What the dialogue's entry in a calendar says is changed by these; answers and notes are nobody else's business.
TOLD = (
    *("opened", "revised", "status_changed", "slot_set", "rescheduled", "place_changed", "reworded"),
    *("postponed", "cancelled", "taken_up_again", "taken_back"),
    *("announced", "announcement_withdrawn", "published", "unpublished"),
)
OWN_PLANS = (DialogueStatus.DRAFT, DialogueStatus.DATE_CHOICE)


def occasions(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What the entry of each of these dialogues is made of; those that have a day or a time."""
    event = CalendarEvent
    changed = (
        select(func.max(Event.at))
        .where(Event.dialogue_id == Dialogue.id, Event.verb.in_(TOLD))
        .scalar_subquery()
    )
    return (
        select(
            *(Dialogue.id, Dialogue.slug, Dialogue.fact_key, Dialogue.title, Dialogue.is_practice),
            *(Dialogue.place, Dialogue.venue, Dialogue.status, Dialogue.status_since),
            *(Dialogue.announced_at, Dialogue.published_at, Dialogue.held_earliest, Dialogue.held_latest),
            *(event.uid, event.sequence, event.starts_at, event.ends_at, event.status.label("event_status")),
            *(
                event.title.label("event_title"),
                event.place.label("event_place"),
                changed.label("changed_at"),
            ),
        )
        .outerjoin(event, and_(event.dialogue_id == Dialogue.id, event.kind == EventKind.MEETING))
        .where(*which, or_(event.starts_at.is_not(None), Dialogue.held_earliest == Dialogue.held_latest))
        .order_by(Dialogue.id, event.id)
    )


def themes_of(ids: list[int]) -> Select[int, str, datetime | None]:
    """(dialogue, theme, when the theme last changed) in the order of the themes."""
    changed = (
        select(func.max(Event.at))
        .where(Event.subject_kind == "theme", Event.subject_id == Theme.id)
        .scalar_subquery()
    )
    return (
        select(DialogueTheme.dialogue_id, Theme.title, changed)
        .join(Theme)
        .where(DialogueTheme.dialogue_id.in_(ids))
        .order_by(DialogueTheme.dialogue_id, DialogueTheme.position, Theme.id)
    )


def has_theme(theme_id: int) -> ColumnElement[bool]:
    """The dialogue takes up this theme."""
    return exists().where(DialogueTheme.dialogue_id == Dialogue.id, DialogueTheme.theme_id == theme_id)


def concerns_minister(person_id: int | None) -> ColumnElement[bool]:
    """The minister sits in the dialogue now, and its time is booked: the organizers' drafts are their own."""
    sits = exists().where(
        Seat.dialogue_id == Dialogue.id,
        Seat.role.in_((*MINISTERIAL, SeatRole.STATE_SECRETARY)),
        Seat.withdrawn_at.is_(None),
        Holding.seat_id == Seat.id,
        Holding.person_id == person_id,
        Holding.ended_at.is_(None),
    )
    planned = or_(
        Dialogue.status.in_(OWN_PLANS),
        and_(Dialogue.cancelled_from.is_not(None), Dialogue.cancelled_from.in_(OWN_PLANS)),
    )
    return and_(sits, planned.is_(False))


def told_to(address: str) -> Select[Invitation]:
    """The invitations of an address as they were last told; those removed or never sent are not among them."""
    event = joinedload(Invitation.event).joinedload(CalendarEvent.dialogue)
    return (
        select(Invitation)
        .where(
            Invitation.address == address,
            Invitation.removed_at.is_(None),
            Invitation.sent_revision_id.is_not(None),
        )
        .options(event, joinedload(Invitation.sent_revision), selectinload(Invitation.answers))
        .order_by(Invitation.id)
    )


def by_token(token: str) -> Select[Feed]:
    """The feed of this address, open or closed."""
    return select(Feed).where(Feed.token_hash == digest(token)).options(joinedload(Feed.user))


def of_user(user_id: int) -> Select[Feed]:
    """The feed of an account."""
    return select(Feed).where(Feed.user_id == user_id).options(joinedload(Feed.user))


def of_address(address: str) -> Select[Feed]:
    """The feed of an invited address."""
    return select(Feed).where(Feed.address == address)


def letters_lately(address: str, *, at: datetime) -> Select[int]:
    """How many mails about its feed the address was sent within the window."""
    return select(func.count(OutboxRow.id)).where(
        OutboxRow.kind == MessageKind.FEED,
        OutboxRow.recipient == address,
        OutboxRow.created_at > at - LETTER_WINDOW,
    )
