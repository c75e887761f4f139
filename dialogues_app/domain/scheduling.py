"""When and where: every verb that changes a calendar event and tells those invited (itip.md section 2)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from dialogues_app.domain.reminder_plan import plan
from dialogues_app.domain.snapshots import follow_place, follow_slot, restore, snapshot
from dialogues_app.domain.telling import Act, pending, record_change, revive, tell, tell_all, tell_known
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    Actor,
    CalendarEvent,
    Cause,
    Dialogue,
    DialogueStatus,
    EventKind,
    EventStatus,
    Method,
    OutboxState,
    Revision,
    Slot,
)

# ruff: noqa: PLR0913  (a change that mails people needs its reason, actor, instant and waiting time)

BEFORE_BOOKED = (DialogueStatus.DRAFT, DialogueStatus.DATE_CHOICE)
AT_LEAST_HELD = (
    DialogueStatus.HELD,
    DialogueStatus.DOCUMENTED,
    DialogueStatus.APPROVED,
    DialogueStatus.PUBLISHED,
)


def slot(starts_at: datetime, ends_at: datetime) -> Slot:
    """The stretch of time; raises Invalid (`ends_at`: `before_start`) where it does not end after it starts."""
    if ends_at <= starts_at:
        raise Invalid("ends_at", "before_start")
    return Slot(starts_at, ends_at)


def set_slot(dialogue: Dialogue, slot: Slot, *, by: Actor, at: datetime) -> CalendarEvent:
    """The dialogue has a meeting at this time, and nobody is mailed; a draft becomes Bokat.

    The time may be past: a dialogue already held is entered like this. Raises IllegalTransition once invited.
    """
    meeting = dialogue.meeting or add_event(dialogue, EventKind.MEETING)
    _require(meeting, EventStatus.DRAFT, verb="set slot")
    before = snapshot(meeting)
    meeting.slot = slot
    follow_slot(meeting)
    if dialogue.status in BEFORE_BOOKED:
        dialogue.move_to(DialogueStatus.BOOKED, by=by, at=at)
    record_change(meeting, "slot_set", by=by, at=at, before=before)
    return meeting


def add_event(dialogue: Dialogue, kind: EventKind) -> CalendarEvent:
    """The dialogue has one more calendar event, with a UID of its own for ever."""
    event = CalendarEvent(uid=str(uuid.uuid4()), kind=kind)
    dialogue.calendar_events.append(event)
    return event


def reschedule(
    meeting: CalendarEvent, slot: Slot, *, reason: str, by: Actor, at: datetime, hold: timedelta
) -> Revision | None:
    """The event has another time, and everyone invited is asked anew, also those who declined.

    Answers stay as they were given; they count until the new time is sent. A draft only gets the time.
    """
    if meeting.status is EventStatus.DRAFT:
        set_slot(meeting.dialogue, slot, by=by, at=at) if meeting.is_meeting else _give(meeting, slot)
        return None
    _require(meeting, EventStatus.INVITED, verb="reschedule")
    _require_reason(reason)
    _require_not_over(meeting, at)
    _require_future(slot, at)
    if meeting.slot == slot:
        return None
    before = snapshot(meeting)
    _give(meeting, slot)
    meeting.raise_sequence()
    if meeting.is_meeting:
        meeting.dialogue.is_moved = True
    record_change(meeting, "rescheduled", by=by, at=at, before=before, reason=reason)
    return tell_all(meeting, Act(Cause.MOVED, by, at, hold, reason, before=before))


def change_place(
    meeting: CalendarEvent,
    place: str,
    link: str,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    hold: timedelta,
    ask_anew: bool = False,
) -> Revision | None:
    """The event is somewhere else, in a room or on video; answers are kept unless the organizer asks anew.

    Another address of the same video room changes no one's way there: SEQUENCE stays.
    """
    if (meeting.place, meeting.link) == (place, link):
        return None
    relinked = meeting.place == place and bool(meeting.link) and bool(link)
    _require(meeting, EventStatus.DRAFT, EventStatus.INVITED, verb="change place")
    before = snapshot(meeting)
    meeting.place, meeting.link = place, link
    follow_place(meeting)
    record_change(meeting, "place_changed", by=by, at=at, before=before, reason=reason)
    if meeting.status is EventStatus.DRAFT:
        return None
    _require_not_over(meeting, at)
    if not relinked or ask_anew:
        meeting.raise_sequence()
    return tell_all(meeting, Act(Cause.PLACED, by, at, hold, reason, before=before, asks=ask_anew))


def reword(
    meeting: CalendarEvent,
    title: str,
    text: str,
    *,
    tell: bool,
    reason: str,
    by: Actor,
    at: datetime,
    hold: timedelta,
) -> Revision | None:
    """Title and text are others; those invited are told where the organizer chose so. SEQUENCE stays."""
    if (meeting.title, meeting.text) == (title, text):
        return None
    _require(meeting, EventStatus.DRAFT, EventStatus.INVITED, verb="reword")
    before = snapshot(meeting)
    meeting.title, meeting.text = title, text
    record_change(meeting, "reworded", by=by, at=at, before=before, reason=reason)
    if meeting.status is EventStatus.DRAFT or not tell:
        return None
    _require_not_over(meeting, at)
    return tell_all(meeting, Act(Cause.REWORDED, by, at, hold, reason, before=before))


def postpone(
    meeting: CalendarEvent, *, reason: str, by: Actor, at: datetime, hold: timedelta
) -> Revision | None:
    """The event leaves the calendars and a new date will come; the dialogue is Bokat again."""
    _require_reason(reason)
    before = snapshot(meeting)
    meeting.move_to(EventStatus.POSTPONED)
    meeting.raise_sequence()
    if meeting.is_meeting and meeting.dialogue.status is DialogueStatus.INVITED:
        meeting.dialogue.move_to(DialogueStatus.BOOKED, by=by, at=at, reason=reason)
    record_change(meeting, "postponed", by=by, at=at, before=before, reason=reason)
    return tell_known(meeting, Act(Cause.POSTPONED, by, at, hold, reason, Method.CANCEL, before))


def cancel(
    meeting: CalendarEvent, *, reason: str, by: Actor, at: datetime, hold: timedelta
) -> Revision | None:
    """The event is off, and so is the dialogue if this is its meeting; whoever was told of it is told so."""
    _require_reason(reason)
    before = snapshot(meeting)
    was_told = meeting.status is not EventStatus.DRAFT
    meeting.move_to(EventStatus.CANCELLED)
    if meeting.is_meeting:
        meeting.dialogue.move_to(DialogueStatus.CANCELLED, by=by, at=at, reason=reason)
    record_change(meeting, "cancelled", by=by, at=at, before=before, reason=reason)
    if not was_told:
        return None
    meeting.raise_sequence()
    return tell_known(meeting, Act(Cause.CANCELLED, by, at, hold, reason, Method.CANCEL, before))


def take_up_again(
    meeting: CalendarEvent, slot: Slot | None, *, reason: str, by: Actor, at: datetime, hold: timedelta
) -> Revision | None:
    """A cancelled or postponed event is on again under its old UID; everyone still invited is asked anew.

    One that nobody was ever invited to goes back to draft, and nobody is mailed.
    """
    _require(meeting, EventStatus.CANCELLED, EventStatus.POSTPONED, verb="take up again")
    _require_reason(reason)
    before = snapshot(meeting)
    wanted, invited = slot or meeting.slot, was_announced(meeting)
    if wanted is None and invited:
        raise Invalid("slot", "missing")
    if wanted is not None:
        if invited:
            _require_future(wanted, at)
        _give(meeting, wanted)
    meeting.move_to(EventStatus.INVITED if invited else EventStatus.DRAFT)
    _dialogue_again(meeting, invited=invited, by=by, at=at)
    record_change(meeting, "taken_up_again", by=by, at=at, before=before, reason=reason)
    if not invited:
        return None
    meeting.raise_sequence()
    return tell(meeting, meeting.active_invitations, Act(Cause.RETAKEN, by, at, hold, reason, before=before))


def take_back(meeting: CalendarEvent, *, by: Actor, at: datetime) -> None:
    """Everything done within the waiting time is undone and no mail of it goes out; SEQUENCE stays raised.

    Answers are never touched. Raises IllegalTransition once nothing waits, or something has left.
    """
    waiting = pending(meeting, at)
    rows = [row for revision in waiting for row in revision.outbox]
    if not waiting or any(row.may_be_known or row.attempts for row in rows):
        raise IllegalTransition(subject="change", state="sent", verb="take back")
    after = snapshot(meeting)
    restore(meeting, waiting[-1].before, at=at)
    meeting.dialogue.status_since = at
    for revision in waiting:
        revision.taken_back_at = at
    for row in rows:
        if row.state is OutboxState.QUEUED:
            row.state = OutboxState.TAKEN_BACK
    for invitation in meeting.active_invitations:
        revive(invitation, waiting)
    plan(meeting, at=at)
    record_change(meeting, "taken_back", by=by, at=at, before=after)
    released = waiting[-1].before["released"]
    for other in [one for one in meeting.dialogue.calendar_events if one.uid in released]:
        if pending(other, at):
            take_back(other, by=by, at=at)


def was_announced(meeting: CalendarEvent) -> bool:
    """Whether it was ever told to anyone, and that was not undone before it went out."""
    return any(one.taken_back_at is None for one in meeting.revisions)


def _dialogue_again(meeting: CalendarEvent, *, invited: bool, by: Actor, at: datetime) -> None:
    dialogue = meeting.dialogue
    wanted = DialogueStatus.INVITED if invited else DialogueStatus.BOOKED
    steps = {DialogueStatus.CANCELLED, DialogueStatus.BOOKED} - {wanted}
    if meeting.is_meeting and dialogue.status in steps:
        dialogue.move_to(wanted, by=by, at=at)


def _give(event: CalendarEvent, slot: Slot) -> None:
    event.slot = slot
    follow_slot(event)


def _require(event: CalendarEvent, *statuses: EventStatus, verb: str) -> None:
    if event.status not in statuses:
        raise IllegalTransition(subject="calendar event", state=event.status.value, verb=verb)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonRequired


def _require_future(slot: Slot, at: datetime) -> None:
    if slot.starts_at <= at:
        raise Invalid("starts_at", "past")


def _require_not_over(event: CalendarEvent, at: datetime) -> None:
    """Nothing goes out once the event is over (itip.md section 2)."""
    if event.is_over(at):
        raise Invalid("slot", "over")
