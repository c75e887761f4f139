"""A preliminary time that is chosen: it becomes the meeting, and the others leave the calendars (itip.md section 2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogues_app.domain.snapshots import follow_slot, snapshot
from dialogues_app.domain.telling import Act, record_change, tell_all, tell_known
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    CalendarEvent,
    Cause,
    Dialogue,
    DialogueStatus,
    EventKind,
    EventStatus,
    Method,
    Revision,
)

STEPS = (DialogueStatus.DRAFT, DialogueStatus.DATE_CHOICE, DialogueStatus.BOOKED)


def confirm(
    chosen: CalendarEvent, *, by: Actor, at: datetime, hold: timedelta, reason: str = ""
) -> Revision | None:
    """The hold is the meeting under its own UID, and everyone is asked anew; the other holds are called off.

    A hold that nobody was told of becomes the meeting in draft. Raises IllegalTransition where it is no hold that
    stands, or the dialogue has its meeting already, Invalid (`starts_at`: `past`) once it has begun.
    """
    dialogue = chosen.dialogue
    _require_choice(chosen, at)
    others = [one for one in dialogue.calendar_events if one is not chosen and _stands(one)]
    before = snapshot(chosen, released=[one.uid for one in others])
    chosen.kind = EventKind.MEETING
    follow_slot(chosen)
    was_told = chosen.status is EventStatus.INVITED
    _step(dialogue, told=was_told, by=by, at=at)
    record_change(chosen, "hold_confirmed", by=by, at=at, before=before, reason=reason)
    for other in others:
        _release(other, Act(Cause.CANCELLED, by, at, hold, reason, Method.CANCEL))
    if not was_told:
        return None
    chosen.raise_sequence()
    return tell_all(chosen, Act(Cause.CONFIRMED, by, at, hold, reason, before=before))


def _release(other: CalendarEvent, act: Act) -> None:
    before = snapshot(other)
    was_told = other.status is not EventStatus.DRAFT
    other.move_to(EventStatus.CANCELLED)
    record_change(other, "hold_released", by=act.by, at=act.at, before=before, reason=act.reason)
    if was_told:
        other.raise_sequence()
        tell_known(other, Act(act.cause, act.by, act.at, act.hold, act.reason, act.method, before))


def _step(dialogue: Dialogue, *, told: bool, by: Actor, at: datetime) -> None:
    """The dialogue is Bokat, and Inbjudet where those invited to the hold are invited to the meeting."""
    for wanted in (DialogueStatus.BOOKED, DialogueStatus.INVITED)[: 2 if told else 1]:
        if dialogue.status in STEPS and dialogue.status is not wanted:
            dialogue.move_to(wanted, by=by, at=at)


def _stands(event: CalendarEvent) -> bool:
    off = (EventStatus.CANCELLED, EventStatus.HELD)
    return event.kind is EventKind.HOLD and event.status not in off


def _require_choice(chosen: CalendarEvent, at: datetime) -> None:
    allowed = (EventStatus.DRAFT, EventStatus.INVITED)
    if (
        chosen.kind is not EventKind.HOLD
        or chosen.status not in allowed
        or chosen.dialogue.meeting is not None
    ):
        raise IllegalTransition(subject=chosen.kind.value, state=chosen.status.value, verb="confirm")
    if chosen.starts_at is None:
        raise Invalid("slot", "missing")
    if chosen.starts_at <= at:
        raise Invalid("starts_at", "past")
