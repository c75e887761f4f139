"""When reminders are due: rows that follow from the reply date, the meeting and what the organizers chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dialogues_app.domain import quiet_hours
from dialogues_app.domain.times import local_day
from dialogues_app.models import CalendarEvent, EventStatus, Reminder, ReminderKind, ReminderState

HOUR = time(9)  # on the clock in Sweden, the same summer and winter
Key = tuple[ReminderKind, int, date]


def plan(event: CalendarEvent, *, at: datetime) -> None:
    """The planned reminders are those that the event now calls for; what was sent or stopped stays as it was."""
    wanted = dict(_wanted(event))
    for reminder in event.reminders:
        _follow_undo(reminder, at)
        _follow(reminder, wanted.pop(_key(reminder), None), at)
    for (kind, days, counts_to), due in wanted.items():
        if due > at:
            event.reminders.append(Reminder(kind=kind, days_before=days, counts_to=counts_to, due_at=due))


def upcoming(event: CalendarEvent) -> list[Reminder]:
    """The reminders that are still to come, the next one first."""
    return sorted((one for one in event.reminders if one.is_planned), key=lambda one: one.due_at)


def is_over(event: CalendarEvent, kind: ReminderKind, at: datetime) -> bool:
    """Whether there is no use in such a reminder any more (itip.md section 2, reminder)."""
    if event.status is not EventStatus.INVITED or event.starts_at is None or event.starts_at <= at:
        return True
    reply_by = event.dialogue.reply_by
    return kind is ReminderKind.NUDGE and (reply_by is None or local_day(at) > reply_by)


def _wanted(event: CalendarEvent) -> Iterator[tuple[Key, datetime]]:
    """What there is to be, each with its time. Of two nudges that red days push to one day the later counts."""
    dialogue, starts_at = event.dialogue, event.starts_at
    if starts_at is None or not event.is_meeting or event.status is not EventStatus.INVITED:
        return
    if dialogue.reply_by is not None:
        nudges = {}
        for days in sorted(set(dialogue.nudge_days), reverse=True):
            due = _nudge_due(dialogue.reply_by, days)
            if not is_over(event, ReminderKind.NUDGE, due):
                nudges[local_day(due)] = ((ReminderKind.NUDGE, days, dialogue.reply_by), due)
        yield from nudges.values()
    if dialogue.practical_days is not None:
        meeting_day = local_day(starts_at)
        due = _practical_due(meeting_day, dialogue.practical_days)
        if due < starts_at:
            yield (ReminderKind.PRACTICAL, dialogue.practical_days, meeting_day), due


def _nudge_due(reply_by: date, days: int) -> datetime:
    """That many days before; a red day holds it back to the next ordinary morning."""
    return quiet_hours.after_quiet(quiet_hours.on_clock(reply_by - timedelta(days=days), HOUR))


def _practical_due(meeting_day: date, days: int) -> datetime:
    """That many days before; never held back to the day of the meeting, but then sent the ordinary day before."""
    due = quiet_hours.after_quiet(quiet_hours.on_clock(meeting_day - timedelta(days=days), HOUR))
    if local_day(due) < meeting_day or days == 0:
        return due
    return quiet_hours.on_clock(quiet_hours.ordinary_day_before(meeting_day), HOUR)


def _follow(reminder: Reminder, due: datetime | None, at: datetime) -> None:
    """A row is never deleted, so that a change taken back in the same transaction meets no key twice."""
    if reminder.is_planned and due is None:
        reminder.state = ReminderState.WITHDRAWN
    elif reminder.state is ReminderState.WITHDRAWN and due is not None and due > at:
        reminder.state = ReminderState.PLANNED
    if reminder.is_planned and due is not None:
        reminder.due_at = due


def _follow_undo(reminder: Reminder, at: datetime) -> None:
    """A reminder whose mails were taken back is planned again, if its time has not passed."""
    if reminder.revision is not None and reminder.revision.taken_back_at is not None:
        reminder.revision, reminder.done_at = None, None
        reminder.state = ReminderState.PLANNED if reminder.due_at > at else ReminderState.STOPPED


def _key(reminder: Reminder) -> Key:
    return reminder.kind, reminder.days_before, reminder.counts_to
