"""The clock of a promised answer: when its owner is reminded, and whom it is told when none has come."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from dialogues_app.domain import quiet_hours
from dialogues_app.domain.times import local_day
from dialogues_app.models import (
    Actor,
    AnswerReminder,
    AnswerReminderKind,
    AnswerState,
    Audience,
    DialogueStatus,
    MessageKind,
    Organisation,
    OutboxRow,
    Outcome,
    ReminderState,
    User,
)

HOUR = time(9)  # on the clock in Sweden, the same summer and winter
OFFSETS = {
    AnswerReminderKind.BEFORE: timedelta(days=-7),
    AnswerReminderKind.AFTER: timedelta(days=1),
    AnswerReminderKind.ESCALATION: timedelta(days=7),
}
DECIDED = (DialogueStatus.APPROVED, DialogueStatus.PUBLISHED)
THE_CLOCK = Actor(label="")  # nobody ordered it


def is_waiting(outcome: Outcome) -> bool:
    """Whether an answer is promised by a date and has not come."""
    awaits = outcome.answer_state is AnswerState.AWAITING and outcome.answer_due is not None
    return awaits and outcome.withdrawn_at is None and outcome.dialogue.status is not DialogueStatus.CANCELLED


def plan(outcome: Outcome, *, at: datetime) -> None:
    """The planned reminders are those that the promise now calls for; what was sent stays as it was."""
    wanted = dict(_wanted(outcome))
    for reminder in outcome.answer_reminders:
        _follow(reminder, wanted.pop((reminder.kind, reminder.counts_to), None), at)
    for (kind, counts_to), due in wanted.items():
        if due > at:
            outcome.answer_reminders.append(AnswerReminder(kind=kind, counts_to=counts_to, due_at=due))


def send_due(
    reminder: AnswerReminder, people: Sequence[User], link: str, domain: str, *, at: datetime
) -> list[OutboxRow]:
    """A due reminder is on its way to those it concerns; lapsed where the promise is no more, or nobody is there.

    `people` are the organizers of all bodies, `link` leads them to the outcome. The rows are to be stored.
    """
    outcome = reminder.outcome
    wanted = is_waiting(outcome) and outcome.answer_due == reminder.counts_to and not _outdone(reminder, at)
    found = receivers(reminder, people) if wanted else []
    if not found:
        reminder.state, reminder.done_at = ReminderState.LAPSED, at
        return []
    reminder.state, reminder.done_at = ReminderState.SENT, at
    escalates = reminder.kind is AnswerReminderKind.ESCALATION
    outcome.dialogue.record(
        "answer_escalated" if escalates else "answer_reminded",
        by=THE_CLOCK,
        at=at,
        subject_kind="outcome",
        subject_id=outcome.id,
        after={"number": outcome.number, "kind": reminder.kind.value, "count": len(found)},
    )
    owner = _outside_address(outcome)
    return [
        _mail(reminder, address, "" if address == owner else link, domain, at=at) for address in sorted(found)
    ]


def receivers(reminder: AnswerReminder, people: Sequence[User]) -> set[str]:
    """The owner, or once it is late those who lead; an owner whom no mail reaches is spoken for by those who lead."""
    outcome = reminder.outcome
    may_read = [one for one in people if _may_read(one, outcome)]
    if reminder.kind is not AnswerReminderKind.ESCALATION:
        own = {one.email for one in may_read if one.body is outcome.answer_owner}
        if own:
            return own
        if address := _outside_address(outcome):
            return {address}
    leading = _leading(outcome)
    return {one.email for one in may_read if one.body in leading}


def _may_read(person: User, outcome: Outcome) -> bool:
    """An account that is open, of the same world, and of the body that the outcome is kept to."""
    practice = outcome.dialogue.is_practice
    if person.body is None or person.disabled_at is not None or (person.is_practice and not practice):
        return False
    return outcome.audience is not Audience.BODY or person.body is outcome.audience_body


def _outside_address(outcome: Outcome) -> str:
    """Where an owner without accounts is reminded: not before the minister has decided, for until then it is a draft."""
    told_outside = outcome.audience in (Audience.PUBLIC, Audience.PARTICIPANTS)
    return outcome.answer_address if told_outside and outcome.dialogue.status in DECIDED else ""


def _leading(outcome: Outcome) -> list[Organisation]:
    leading = outcome.dialogue.leading_body
    return [leading] if leading else [place.organisation for place in outcome.dialogue.bodies]


def _outdone(reminder: AnswerReminder, at: datetime) -> bool:
    """Whether a later one of the same promise is due too: after a standstill one mail says it."""
    if reminder.kind is not AnswerReminderKind.BEFORE:
        return False
    return reminder.counts_to < local_day(at)


def _mail(reminder: AnswerReminder, address: str, link: str, domain: str, *, at: datetime) -> OutboxRow:
    outcome, name = reminder.outcome, secrets.token_hex(16)
    dialogue = outcome.dialogue
    leading = dialogue.leading_body
    return OutboxRow(
        kind=MessageKind.ANSWER_REMINDER,
        cause=f"answer:{name}",
        recipient=address,
        message_id=f"<{name}@{domain}>",
        created_at=at,
        not_before=at,
        is_practice=dialogue.is_practice,
        context={
            "stage": reminder.kind.value,
            "sentence": outcome.sentence,
            "number": outcome.number,
            "title": dialogue.title,
            "themes": [theme.title for theme in dialogue.themes],
            "owner": outcome.answer_owner.name if outcome.answer_owner else "",
            "leading": leading.name if leading else "",
            "due": reminder.counts_to.isoformat(),
            "link": link,
        },
    )


def _wanted(outcome: Outcome) -> Iterator[tuple[tuple[AnswerReminderKind, date], datetime]]:
    due = outcome.answer_due
    if due is None or not is_waiting(outcome):
        return
    for kind, offset in OFFSETS.items():
        yield (kind, due), quiet_hours.after_quiet(quiet_hours.on_clock(due + offset, HOUR))


def _follow(reminder: AnswerReminder, due: datetime | None, at: datetime) -> None:
    """A row is never deleted: a promise that becomes what it was finds what was sent."""
    if reminder.is_planned and due is None:
        reminder.state = ReminderState.WITHDRAWN
    elif reminder.state is ReminderState.WITHDRAWN and due is not None and due > at:
        reminder.state = ReminderState.PLANNED
    if reminder.is_planned and due is not None:
        reminder.due_at = due
