"""What the calendar feeds read: one query for a public one, whatever it holds."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Label, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.domain.accounts import digest
from dialogues_app.domain.feeds import LETTER_WINDOW
from dialogues_app.domain.queries.dialogues import is_shown
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
    *("loaded", "reloaded"),  # the facts, where a file says something else than before
)
OWN_PLANS = (DialogueStatus.DRAFT, DialogueStatus.DATE_CHOICE)


@cache
def occasions() -> Select[*tuple[Any, ...]]:
    """What the entries of all dialogues with a day or a time are made of; a row for each theme, in their order.

    Made once: to put the statement together takes longer than to run it.
    """
    event = CalendarEvent
    return (
        select(
            *(Dialogue.id, Dialogue.slug, Dialogue.fact_key, Dialogue.title, Dialogue.is_practice),
            *(Dialogue.place, Dialogue.venue, Dialogue.status, Dialogue.status_since),
            *(Dialogue.announced_at, Dialogue.published_at, Dialogue.held_earliest, Dialogue.held_latest),
            *(event.uid, event.sequence, event.starts_at, event.ends_at, event.status.label("event_status")),
            *(event.title.label("event_title"), event.place.label("event_place")),
            *(Theme.title.label("theme"), *_last_changes()),
        )
        .outerjoin(event, and_(event.dialogue_id == Dialogue.id, event.kind == EventKind.MEETING))
        .outerjoin(DialogueTheme, DialogueTheme.dialogue_id == Dialogue.id)
        .outerjoin(Theme, Theme.id == DialogueTheme.theme_id)
        .where(or_(event.starts_at.is_not(None), Dialogue.held_earliest == Dialogue.held_latest))
        .order_by(Dialogue.id, event.id, DialogueTheme.position, Theme.id)
    )


@cache
def shown() -> Select[*tuple[Any, ...]]:
    """All that are announced."""
    return occasions().where(is_shown())


@cache
def shown_at_slug() -> Select[*tuple[Any, ...]]:
    """The announced one at the address `slug`."""
    return shown().where(Dialogue.slug == bindparam("slug"))


@cache
def shown_on_theme() -> Select[*tuple[Any, ...]]:
    """The announced ones that take up the theme `theme_id`."""
    taken = select(DialogueTheme.dialogue_id).where(DialogueTheme.theme_id == bindparam("theme_id"))
    return shown().where(Dialogue.id.in_(taken))


@cache
def of_minister() -> Select[*tuple[Any, ...]]:
    """Where the minister `person_id` sits now, once the time is booked: the organizers' drafts are their own."""
    sits = exists().where(
        Seat.dialogue_id == Dialogue.id,
        Seat.role.in_((*MINISTERIAL, SeatRole.STATE_SECRETARY)),
        Seat.withdrawn_at.is_(None),
        Holding.seat_id == Seat.id,
        Holding.person_id == bindparam("person_id"),
        Holding.ended_at.is_(None),
    )
    left = and_(Dialogue.cancelled_from.is_not(None), Dialogue.cancelled_from.in_(OWN_PLANS))
    return occasions().where(sits, Dialogue.status.not_in(OWN_PLANS), ~left)


def _last_changes() -> tuple[Label[datetime], Label[datetime]]:
    """When what the dialogue says of itself last changed, and when its theme did."""
    own = select(func.max(Event.at)).where(Event.dialogue_id == Dialogue.id, Event.verb.in_(TOLD))
    theme = select(func.max(Event.at)).where(Event.subject_kind == "theme", Event.subject_id == Theme.id)
    return own.scalar_subquery().label("changed_at"), theme.scalar_subquery().label("theme_changed_at")


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
