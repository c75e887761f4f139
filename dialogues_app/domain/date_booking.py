"""Candidates kept free in calendars (TENTATIVE holds), and the choice of one of them (itip.md section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogues_app.domain import date_choices, holds, invitations, scheduling
from dialogues_app.errors import Conflict, IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    CalendarEvent,
    DateAsk,
    DateChoice,
    DateSlot,
    DialogueStatus,
    EventKind,
    EventStatus,
)

STANDING = (EventStatus.DRAFT, EventStatus.INVITED)


def choose(slot: DateSlot, *, reason: str, by: Actor, at: datetime, hold: timedelta) -> CalendarEvent:
    """The dialogue is booked at this time: its hold is the meeting under the same UID, all other holds are off.

    Without a hold the meeting is set and nobody is mailed. Whoever was asked is on the list of those to invite.
    Raises Conflict (`date`) where another date has been chosen, Invalid (`starts_at`) for a time that has been.
    """
    choice = slot.choice
    _require_choosable(slot, at)
    slot.chosen_at = choice.chosen_at = at
    choice.chosen_label = by.label
    told = {"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()}
    choice.dialogue.record(
        "date_chosen", by=by, at=at, subject_kind="date_choice", subject_id=choice.id, after=told
    )
    meeting = _book(slot, reason=reason, by=by, at=at, hold=hold)
    for ask in choice.live_asks:
        date_choices.withdraw_mails(ask)
        _invite(meeting, ask, at)
    return meeting


def send_holds(choice: DateChoice, *, by: Actor, at: datetime, hold: timedelta) -> int:
    """Each candidate stands TENTATIVE in the calendars of those whose time is scarce; how many mails that makes.

    Raises Invalid: `people` are `none`, `dates` are `none`, where there is nothing that is not held already.
    """
    if not choice.is_open or choice.dialogue.meeting is not None:
        raise IllegalTransition(subject="date choice", state=choice.dialogue.status.value, verb="hold")
    people = scarce(choice)
    if not people:
        raise Invalid("people", "none")
    count = 0
    for slot in to_hold(choice, at):
        event = _hold_event(slot)
        for ask in people:
            _invite(event, ask, at)
        if waiting := invitations.untold(event):
            invitations.send(event, by=by, at=at, hold=hold)
            count += len(waiting)
    if not count:
        raise Invalid("dates", "none")
    return count


def scarce(choice: DateChoice) -> list[DateAsk]:
    """Those in whose calendars the candidates are held."""
    return [ask for ask in choice.live_asks if ask.is_scarce and ask.address]


def to_hold(choice: DateChoice, at: datetime) -> list[DateSlot]:
    """The candidates that lie ahead."""
    return [slot for slot in choice.live_slots if slot.starts_at > at]


def unheld(choice: DateChoice, at: datetime) -> int:
    """How many mails it takes until every candidate is held with everyone whose time is scarce."""
    return sum(not _is_invited(slot.event, ask) for slot in to_hold(choice, at) for ask in scarce(choice))


def release(choice: DateChoice, *, reason: str, by: Actor, at: datetime, hold: timedelta) -> None:
    """No hold stands any more: a time was set beside the choice, or the dialogue is off."""
    _release(choice.slots, reason=reason, by=by, at=at, hold=hold)


def _book(slot: DateSlot, *, reason: str, by: Actor, at: datetime, hold: timedelta) -> CalendarEvent:
    choice, event = slot.choice, slot.event
    if event is not None and event.kind is EventKind.HOLD and event.status in STANDING:
        holds.confirm(event, reason=reason, by=by, at=at, hold=hold)
        return event
    others = [one for one in choice.slots if one is not slot]
    _release(others, reason=reason, by=by, at=at, hold=hold)
    meeting = scheduling.set_slot(choice.dialogue, slot.slot, by=by, at=at)
    meeting.place = meeting.place or choice.dialogue.place
    return meeting


def _release(slots: Sequence[DateSlot], *, reason: str, by: Actor, at: datetime, hold: timedelta) -> None:
    for one in slots:
        date_choices.let_go(one, reason=reason, by=by, at=at, hold=hold)


def _require_choosable(slot: DateSlot, at: datetime) -> None:
    choice = slot.choice
    if choice.decided is not None:
        raise Conflict("date", choice.decided)
    status = choice.dialogue.status
    if status is not DialogueStatus.DATE_CHOICE:
        raise IllegalTransition(subject="date choice", state=status.value, verb="choose")
    if slot.withdrawn_at is not None:
        raise Invalid("date", "withdrawn")
    if slot.starts_at <= at:
        raise Invalid("starts_at", "past")


def _hold_event(slot: DateSlot) -> CalendarEvent:
    if slot.event is None:
        dialogue = slot.choice.dialogue
        slot.event = scheduling.add_event(dialogue, EventKind.HOLD)
        slot.event.slot, slot.event.place = slot.slot, dialogue.place
    return slot.event


def _invite(event: CalendarEvent, ask: DateAsk, at: datetime) -> None:
    if ask.address and not _is_invited(event, ask):
        invitations.invite(event, ask.holding, ask.address, at=at)


def _is_invited(event: CalendarEvent | None, ask: DateAsk) -> bool:
    return event is not None and any(one.address == ask.address for one in event.active_invitations)
