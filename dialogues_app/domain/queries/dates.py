"""What the pages of a date choice read: as many queries for 60 people and 12 dates as for one and one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.models import (
    CalendarEvent,
    DateAnswer,
    DateAsk,
    DateChoice,
    DateSlot,
    Dialogue,
    DialogueStatus,
    DialogueTheme,
    Event,
    Holding,
    Invitation,
    Organisation,
    OutboxRow,
    OutboxState,
    Seat,
)

GONE = (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)


def choice(dialogue_id: int) -> Select[DateChoice]:
    """The date choice of a dialogue with its candidates and its rule."""
    return (
        select(DateChoice)
        .where(DateChoice.dialogue_id == dialogue_id)
        .options(selectinload(DateChoice.slots), selectinload(DateChoice.rules))
        .order_by(DateChoice.id)
    )


def choice_whole(dialogue_id: int) -> Select[DateChoice]:
    """The date choice with all that a verb on it touches: people, answers, mails, holds."""
    asks = selectinload(DateChoice.asks)
    held = selectinload(DateChoice.slots).selectinload(DateSlot.event)
    return (
        select(DateChoice)
        .where(DateChoice.dialogue_id == dialogue_id)
        .options(
            selectinload(DateChoice.rules),
            asks.selectinload(DateAsk.answers),
            asks.selectinload(DateAsk.mails),
            asks.selectinload(DateAsk.holding).selectinload(Holding.seat).selectinload(Seat.organisation),
            asks.selectinload(DateAsk.holding).selectinload(Holding.invitations),
            held.selectinload(CalendarEvent.invitations).selectinload(Invitation.outbox),
            held.selectinload(CalendarEvent.revisions),
        )
        .order_by(DateChoice.id)
    )


def people(choice_id: int) -> Select[*tuple[Any, ...]]:
    """Those who are asked, as plain rows: who must be there first, then in the order of the seats."""
    return (
        select(
            DateAsk.id,
            DateAsk.address,
            DateAsk.asked_at,
            DateAsk.reminded_at,
            DateAsk.is_scarce,
            DateAsk.counts_as,
            Seat.role,
            Seat.description,
            Seat.required_for_date,
            Holding.title,
            Holding.name,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
            Organisation.kind,
            Organisation.size_class,
            Organisation.is_organiser,
        )
        .join(Holding, Holding.id == DateAsk.holding_id)
        .join(Seat, Seat.id == Holding.seat_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(DateAsk.choice_id == choice_id, DateAsk.removed_at.is_(None))
        .order_by(Seat.required_for_date.desc(), Seat.position, Seat.id, DateAsk.id)
    )


def answers(choice_id: int) -> Select[*tuple[Any, ...]]:
    """Every answer of a date choice in the order they came, as plain rows."""
    return (
        select(DateAnswer.ask_id, DateAnswer.slot_id, DateAnswer.kind, DateAnswer.is_late)
        .join(DateAsk, DateAsk.id == DateAnswer.ask_id)
        .where(DateAsk.choice_id == choice_id, DateAsk.removed_at.is_(None))
        .order_by(DateAnswer.id)
    )


def mails(choice_id: int) -> Select[*tuple[Any, ...]]:
    """The newest mail with the question to each person, as plain rows."""
    newest = (
        select(func.max(OutboxRow.id))
        .join(DateAsk, DateAsk.id == OutboxRow.date_ask_id)
        .where(DateAsk.choice_id == choice_id, OutboxRow.state.not_in(GONE))
        .group_by(OutboxRow.date_ask_id)
    )
    return (
        select(OutboxRow.date_ask_id, OutboxRow.state, OutboxRow.not_before, OutboxRow.sent_at)
        .where(OutboxRow.id.in_(newest))
        .order_by(OutboxRow.id)
    )


def ask_of_link(link_id: str) -> Select[DateAsk]:
    """The person of a link, with all that the answer page shows."""
    choice = selectinload(DateAsk.choice)
    return (
        select(DateAsk)
        .where(DateAsk.link_id == link_id)
        .options(
            joinedload(DateAsk.holding).joinedload(Holding.seat).joinedload(Seat.organisation),
            selectinload(DateAsk.answers),
            choice.selectinload(DateChoice.slots),
            choice.joinedload(DateChoice.dialogue)
            .selectinload(Dialogue.theme_places)
            .joinedload(DialogueTheme.theme),
            choice.joinedload(DateChoice.dialogue).selectinload(Dialogue.calendar_events),
        )
        .order_by(DateAsk.id)
    )


def ongoing() -> Select[Dialogue]:
    """The dialogues whose date is being chosen, the oldest question first."""
    return (
        select(Dialogue)
        .join(DateChoice, DateChoice.dialogue_id == Dialogue.id)
        .where(Dialogue.status == DialogueStatus.DATE_CHOICE)
        .options(
            selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
            selectinload(Dialogue.date_choice).selectinload(DateChoice.slots),
        )
        .order_by(DateChoice.opened_at, Dialogue.id)
    )


def last_event(dialogue_id: int) -> Select[Event]:
    """What last happened to a date choice."""
    return (
        select(Event)
        .where(Event.dialogue_id == dialogue_id, Event.subject_kind == "date_choice")
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    )
