"""Reminders: to those who have not answered until the reply date, and to those who come before the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogues_app.domain.reminder_plan import is_over, plan
from dialogues_app.domain.telling import Act, remind
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    CALENDAR_KINDS,
    Actor,
    CalendarEvent,
    Cause,
    Dialogue,
    Invitation,
    Method,
    OutboxRow,
    OutboxState,
    PartStat,
    Reminder,
    ReminderKind,
    ReminderState,
    Revision,
)

LONGEST = 60  # days before
THE_CLOCK = Actor(label="")  # nobody ordered it
WANTED = {ReminderKind.NUDGE: PartStat.NEEDS_ACTION, ReminderKind.PRACTICAL: PartStat.ACCEPTED}


def send_due(reminder: Reminder, *, at: datetime) -> Revision | None:
    """A due reminder is on its way to those it concerns; lapsed where there are none, or a newer one is due too."""
    event = reminder.event
    newer = any(
        one.is_planned and one.kind is reminder.kind and reminder.due_at < one.due_at <= at
        for one in event.reminders
    )
    found = [] if newer or is_over(event, reminder.kind, at) else receivers(event, reminder.kind)
    if not found:
        reminder.state, reminder.done_at = ReminderState.LAPSED, at
        return None
    return _send(reminder, found, Act(Cause.REMINDED, THE_CLOCK, at, timedelta()))


def send_now(reminder: Reminder, *, by: Actor, at: datetime, hold: timedelta) -> Revision:
    """A planned reminder goes out before its time, because a person ordered it.

    Raises IllegalTransition once it is not planned or of no use any more, Invalid where it concerns nobody.
    """
    _require_planned(reminder, "send")
    if is_over(reminder.event, reminder.kind, at):
        raise IllegalTransition(subject="reminder", state="over", verb="send")
    found = receivers(reminder.event, reminder.kind)
    if not found:
        raise Invalid("receivers", "none")
    return _send(reminder, found, Act(Cause.REMINDED, by, at, hold))


def stop(reminder: Reminder, *, by: Actor, at: datetime) -> None:
    """A planned reminder does not go out. Raises IllegalTransition once it is not planned any more."""
    _require_planned(reminder, "stop")
    reminder.state, reminder.done_at = ReminderState.STOPPED, at
    _record(reminder.event, "reminder_stopped", by=by, at=at, kind=reminder.kind.value)


def adjust(
    dialogue: Dialogue, nudge_days: Sequence[int], practical_days: int | None, *, by: Actor, at: datetime
) -> None:
    """Reminders go out so many days before the reply date, and before the meeting; none where nothing is given.

    Raises Invalid (`nudge_days`, `practical_days`: `out_of_range`) for days that nobody would count.
    """
    practical = [] if practical_days is None else [practical_days]
    for field, days in (("nudge_days", nudge_days), ("practical_days", practical)):
        if not all(1 <= one <= LONGEST for one in days):
            raise Invalid(field, "out_of_range", longest=LONGEST)
    wanted = sorted(set(nudge_days), reverse=True)
    if (dialogue.nudge_days, dialogue.practical_days) == (wanted, practical_days):
        return
    before = {"nudge_days": dialogue.nudge_days, "practical_days": dialogue.practical_days}
    dialogue.nudge_days, dialogue.practical_days = wanted, practical_days
    after = {"nudge_days": wanted, "practical_days": practical_days}
    dialogue.record("reminders_set", by=by, at=at, before=before, after=after)
    if dialogue.meeting is not None:
        plan(dialogue.meeting, at=at)


def receivers(event: CalendarEvent, kind: ReminderKind) -> list[Invitation]:
    """Those whom such a reminder concerns now."""
    return [one for one in event.active_invitations if concerns(one, kind)]


def concerns(invitation: Invitation, kind: ReminderKind) -> bool:
    """Whether the invitation arrived, nothing newer is on its way, and the answer is the one that it is about."""
    on_its_way = any(
        row.kind in CALENDAR_KINDS and row.state in (OutboxState.QUEUED, OutboxState.SENDING)
        for row in invitation.outbox
    )
    arrived = invitation.sent_method is Method.REQUEST and invitation.bounced_at is None
    is_invited = invitation.removed_at is None and arrived and not on_its_way
    return is_invited and invitation.partstat is WANTED[kind]


def is_wanted(row: OutboxRow, at: datetime) -> bool:
    """Whether the mail of a reminder, about to leave, still says what holds to somebody whom it concerns."""
    if row.revision is None or row.invitation is None:
        return False
    event, kind = row.revision.event, ReminderKind(row.revision.details["reminder"])
    holds = (row.revision.slot, row.revision.place) == (event.slot, event.place)
    return holds and not is_over(event, kind, at) and concerns(row.invitation, kind)


def _send(reminder: Reminder, found: list[Invitation], act: Act) -> Revision:
    reminder.state, reminder.done_at = ReminderState.SENT, act.at
    reminder.revision = remind(reminder.event, found, act, reminder)
    _record(reminder.event, "reminded", by=act.by, at=act.at, kind=reminder.kind.value, count=len(found))
    return reminder.revision


def _require_planned(reminder: Reminder, verb: str) -> None:
    if not reminder.is_planned:
        raise IllegalTransition(subject="reminder", state=reminder.state.value, verb=verb)


def _record(event: CalendarEvent, verb: str, *, by: Actor, at: datetime, **after: object) -> None:
    event.dialogue.record(
        verb, by=by, at=at, subject_kind="calendar_event", subject_id=event.id, after=dict(after)
    )
