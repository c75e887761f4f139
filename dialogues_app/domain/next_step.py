"""The one thing to do next for a dialogue, and by when: read off its state, never stored."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dialogues_app.domain.roster import Tally
from dialogues_app.domain.times import local_day
from dialogues_app.models import CalendarEvent, Dialogue, DialogueStatus, EventStatus

CLOSE = timedelta(days=7)  # who has not answered is called when this little is left to the reply date


class Task(enum.StrEnum):
    """What there is to do."""

    SET_TIME = "set_time"
    CHOOSE_DATE = "choose_date"
    SET_PLACE = "set_place"
    ADD_PARTICIPANTS = "add_participants"
    SEND = "send"
    WATCH_SENDING = "watch_sending"
    FIX_ADDRESSES = "fix_addresses"
    DECIDE_PROPOSALS = "decide_proposals"
    CALL_UNANSWERED = "call_unanswered"
    TAKE_UP_AGAIN = "take_up_again"
    MARK_HELD = "mark_held"
    RECORD = "record"
    ASK_MINISTER = "ask_minister"
    AWAIT_MINISTER = "await_minister"
    PUBLISH = "publish"
    WAIT = "wait"


QUIET = (Task.WAIT, Task.WATCH_SENDING, Task.AWAIT_MINISTER)  # nothing for an organizer to do


@dataclass(frozen=True)
class NextStep:
    """What is to be done, how many it is about, and by when if that is known."""

    task: Task
    count: int = 0
    due: date | None = None


AFTERWARDS = {
    DialogueStatus.HELD: Task.RECORD,
    DialogueStatus.DOCUMENTED: Task.ASK_MINISTER,
    DialogueStatus.APPROVED: Task.PUBLISH,
    DialogueStatus.PUBLISHED: Task.WAIT,
    DialogueStatus.CANCELLED: Task.WAIT,
}


def next_step(dialogue: Dialogue, tally: Tally, *, at: datetime) -> NextStep:
    """The one next step of the dialogue."""
    if any(one.decided_at is None for one in dialogue.rounds):
        return NextStep(Task.AWAIT_MINISTER, due=dialogue.answer_by)
    if dialogue.status in AFTERWARDS:
        return NextStep(AFTERWARDS[dialogue.status])
    meeting = dialogue.meeting
    if meeting is None or meeting.slot is None or dialogue.status is DialogueStatus.DATE_CHOICE:
        return _without_time(dialogue)
    if meeting.status is EventStatus.POSTPONED:
        return NextStep(Task.TAKE_UP_AGAIN)
    if meeting.slot.ends_at <= at:
        return NextStep(Task.MARK_HELD, due=local_day(meeting.slot.ends_at))
    return _before_the_meeting(dialogue, meeting, tally, at)


def _without_time(dialogue: Dialogue) -> NextStep:
    choice = dialogue.date_choice
    if choice is None or not choice.is_open:
        return NextStep(Task.SET_TIME)
    return NextStep(Task.CHOOSE_DATE, due=choice.answer_by)


def _before_the_meeting(dialogue: Dialogue, meeting: CalendarEvent, tally: Tally, at: datetime) -> NextStep:
    reply_by = dialogue.reply_by
    checks = (
        (Task.FIX_ADDRESSES, tally.stuck, local_day(at)),
        (Task.DECIDE_PROPOSALS, tally.proposals, reply_by),
        (Task.WATCH_SENDING, tally.on_the_way, None),
        (Task.SET_PLACE, not meeting.place and not meeting.link, reply_by),
        (Task.ADD_PARTICIPANTS, tally.invited + tally.unsent == 0, reply_by),
        (Task.SEND, tally.unsent, reply_by),
        (Task.CALL_UNANSWERED, tally.unanswered if _is_close(dialogue, meeting, at) else 0, reply_by),
    )
    found = (NextStep(task, int(count), due) for task, count, due in checks if count)
    return next(found, NextStep(Task.WAIT, due=local_day(meeting.slot.starts_at) if meeting.slot else None))


def _is_close(dialogue: Dialogue, meeting: CalendarEvent, at: datetime) -> bool:
    slot = meeting.slot
    last = dialogue.reply_by or (local_day(slot.starts_at) if slot else None)
    return last is not None and local_day(at) >= last - CLOSE
