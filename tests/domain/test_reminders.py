"""Reminders: when they are due, whom they reach, what ends them. No app, no database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from dialogues_app.domain import dialogues, invitations, programme, reminders, replies, scheduling
from dialogues_app.domain.changes import Story, change_for
from dialogues_app.domain.reminder_plan import upcoming
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    CalendarEvent,
    Channel,
    DialogueStatus,
    Invitation,
    MessageKind,
    OutboxState,
    PartStat,
    Reminder,
    ReminderKind,
    ReminderState,
    Slot,
)
from tests.domain.test_quiet_hours import swedish
from tests.domain.test_scheduling import BY, HOLD, settle
from tests.factories import LATER, NOON, SLOT, a_dialogue, after, on

# The meeting of the factories is on Wednesday 14 October 2026, 9.00 in Sweden.
REPLY_BY = on("2026-10-01")  # a Thursday
NUDGES = ["2026-09-24T09:00", "2026-09-28T09:00", "2026-09-30T09:00"]
PRACTICAL = "2026-10-12T09:00"


def an_invited_meeting(count: int = 2, slot: Slot | None = None, **given: Any) -> CalendarEvent:
    """A meeting with a reply date and this many invitations that have arrived."""
    dialogue = a_dialogue(**{"reply_by": REPLY_BY} | given)
    at = NOON
    meeting = scheduling.set_slot(dialogue, slot or SLOT, by=BY, at=at)
    for number in range(count):
        newcomer = invitations.Newcomer(address=f"nr{number}@foretag.example", name=f"Namn {number}")
        invitations.add_participant(meeting, newcomer, by=BY, at=at)
    invitations.send(meeting, by=BY, at=at, hold=HOLD)
    settle(meeting)
    return meeting


def answer(invitation: Invitation, partstat: PartStat, at: datetime | None = None) -> None:
    at = at or after(days=1)
    replies.answer(invitation, partstat, channel=Channel.PAGE, by=replies.actor_of(invitation), at=at)


def due(meeting: CalendarEvent, kind: ReminderKind) -> list[datetime]:
    return [one.due_at for one in upcoming(meeting) if one.kind is kind]


def nudge(meeting: CalendarEvent) -> Reminder:
    """The first nudge."""
    return next(one for one in upcoming(meeting) if one.kind is ReminderKind.NUDGE)


def practical(meeting: CalendarEvent) -> Reminder:
    return next(one for one in upcoming(meeting) if one.kind is ReminderKind.PRACTICAL)


def test_the_first_invitation_plans_the_nudges_and_the_practical_reminder() -> None:
    meeting = an_invited_meeting()

    assert due(meeting, ReminderKind.NUDGE) == [swedish(text) for text in NUDGES]
    assert due(meeting, ReminderKind.PRACTICAL) == [swedish(PRACTICAL)]


def test_a_draft_has_no_reminders_and_a_dialogue_without_a_reply_date_no_nudges() -> None:
    draft = scheduling.set_slot(a_dialogue(reply_by=REPLY_BY), SLOT, by=BY, at=NOON)

    assert upcoming(draft) == []
    assert due(an_invited_meeting(reply_by=None), ReminderKind.NUDGE) == []


def test_what_lies_in_the_past_is_not_planned() -> None:
    meeting = an_invited_meeting(reply_by=on("2026-09-04"))  # invited on 1 September at noon

    assert due(meeting, ReminderKind.NUDGE) == [swedish("2026-09-03T09:00")]


def test_a_red_day_holds_a_nudge_back_and_two_on_one_day_are_one() -> None:
    # 28 March 2027 is Easter Sunday, the 29th Easter Monday: three days before the 31st is held back to the 30th.
    slot = Slot(swedish("2027-04-20T09:00"), swedish("2027-04-20T12:00"))
    meeting = an_invited_meeting(slot=slot, reply_by=on("2027-03-31"))

    assert due(meeting, ReminderKind.NUDGE) == [swedish("2027-03-24T09:00"), swedish("2027-03-30T09:00")]
    assert [one.days_before for one in upcoming(meeting)] == [7, 1, 2]


def test_a_practical_reminder_is_not_held_back_to_the_day_of_the_meeting() -> None:
    # Two days before Tuesday 30 March 2027 is Easter Sunday, and the morning after Easter is that of the meeting.
    slot = Slot(swedish("2027-03-30T09:00"), swedish("2027-03-30T12:00"))

    assert due(an_invited_meeting(slot=slot), ReminderKind.PRACTICAL) == [swedish("2027-03-27T09:00")]


@pytest.mark.parametrize(
    ("reply_by", "clocks"),
    [
        ("2027-03-29", ["2027-03-22T09:00", "2027-03-27T07:30"]),  # Easter, when summer begins
        ("2027-04-01", ["2027-03-25T09:00", "2027-03-30T07:30", "2027-03-31T09:00"]),
        (
            "2027-11-01",
            ["2027-10-25T09:00", "2027-10-29T09:00", "2027-11-01T07:30"],
        ),  # summer ends on Sunday 31 October
        ("2027-11-03", ["2027-10-27T09:00", "2027-11-01T07:30", "2027-11-02T09:00"]),
    ],
)
def test_the_clock_on_the_wall_decides_on_both_sides_of_a_clock_change(
    reply_by: str, clocks: list[str]
) -> None:
    slot = Slot(swedish("2027-12-01T09:00"), swedish("2027-12-01T12:00"))
    meeting = an_invited_meeting(slot=slot, reply_by=on(reply_by))

    assert due(meeting, ReminderKind.NUDGE) == [swedish(text) for text in clocks]


def test_another_reply_date_moves_the_nudges_and_sends_them_anew() -> None:
    meeting = an_invited_meeting()
    reminders.send_due(nudge(meeting), at=swedish(NUDGES[0]))
    told = dialogues.Particulars(
        themes=meeting.dialogue.themes,
        bodies=[place.organisation for place in meeting.dialogue.bodies],
        leading=meeting.dialogue.leading_body,  # type: ignore[arg-type]
        reply_by=on("2026-10-08"),
    )

    dialogues.revise(meeting.dialogue, told, by=BY, at=swedish("2026-09-25T10:00"))

    assert due(meeting, ReminderKind.NUDGE) == [
        swedish(text) for text in ("2026-10-01T09:00", "2026-10-05T09:00", "2026-10-07T09:00")
    ]


def test_a_move_moves_the_practical_reminder() -> None:
    meeting = an_invited_meeting()

    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(days=1), hold=HOLD)

    assert due(meeting, ReminderKind.PRACTICAL) == [swedish("2026-10-19T09:00")]


def test_a_move_and_back_leaves_one_row_for_each_reminder() -> None:
    meeting = an_invited_meeting()
    before = list(meeting.reminders)

    for slot in (LATER, SLOT):
        scheduling.reschedule(meeting, slot, reason="Krock", by=BY, at=after(days=1), hold=HOLD)

    assert upcoming(meeting) == before
    assert [one.state for one in meeting.reminders if one not in before] == [ReminderState.WITHDRAWN]


def test_a_change_made_while_beat_is_late_drops_no_reminder() -> None:
    meeting = an_invited_meeting()

    scheduling.change_place(meeting, "Kista", "", reason="", by=BY, at=swedish("2026-09-24T09:30"), hold=HOLD)

    assert swedish(NUDGES[0]) in due(meeting, ReminderKind.NUDGE)


@pytest.mark.parametrize("verb", [scheduling.cancel, scheduling.postpone])
def test_nothing_is_planned_for_what_is_off_and_undo_plans_it_again(verb: Any) -> None:
    meeting = an_invited_meeting()
    meeting.dialogue.status = DialogueStatus.INVITED
    verb(meeting, reason="Sjukdom", by=BY, at=after(days=1), hold=HOLD)

    assert upcoming(meeting) == []

    scheduling.take_back(meeting, by=BY, at=after(days=1, seconds=5))

    assert len(upcoming(meeting)) == 4


def test_only_the_silent_are_nudged() -> None:
    meeting = an_invited_meeting(6)
    silent, yes, no, maybe, removed, bounced = meeting.invitations
    answer(yes, PartStat.ACCEPTED)
    answer(no, PartStat.DECLINED)
    answer(maybe, PartStat.TENTATIVE)
    invitations.remove(removed, reason="Dubbel", by=BY, at=after(days=1), hold=HOLD)
    bounced.bounced_at = after(days=1)
    first = nudge(meeting)

    revision = reminders.send_due(first, at=swedish(NUDGES[0]))

    assert revision is not None
    assert [row.invitation for row in revision.outbox] == [silent]
    row = revision.outbox[0]
    assert (row.kind, row.not_before) == (MessageKind.REMINDER, swedish(NUDGES[0]))
    assert (first.state, first.done_at) == (ReminderState.SENT, swedish(NUDGES[0]))


def test_the_practical_reminder_goes_to_those_who_come() -> None:
    meeting = an_invited_meeting(3)
    answer(meeting.invitations[1], PartStat.ACCEPTED)
    answer(meeting.invitations[2], PartStat.DECLINED)

    revision = reminders.send_due(practical(meeting), at=swedish(PRACTICAL))

    assert revision is not None
    assert [row.invitation for row in revision.outbox] == [meeting.invitations[1]]


def test_who_waits_for_a_newer_mail_is_not_reminded_of_the_old_time() -> None:
    meeting = an_invited_meeting(1)
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=swedish("2026-09-24T08:59"), hold=HOLD)
    first = nudge(meeting)

    assert reminders.send_due(first, at=swedish(NUDGES[0])) is None
    assert first.state is ReminderState.LAPSED


def test_of_two_that_are_late_only_the_newer_goes_out() -> None:
    meeting = an_invited_meeting()
    first, second, third, _ = upcoming(meeting)
    at = swedish("2026-09-28T10:00")

    for one in (first, second):
        reminders.send_due(one, at=at)

    assert [one.state for one in (first, second, third)] == [
        ReminderState.LAPSED,
        ReminderState.SENT,
        ReminderState.PLANNED,
    ]


@pytest.mark.parametrize(
    ("kind", "clock"),
    [(ReminderKind.NUDGE, "2026-10-02T07:00"), (ReminderKind.PRACTICAL, "2026-10-14T09:00")],
)
def test_nudges_end_with_the_reply_date_and_all_reminders_with_the_start(
    kind: ReminderKind, clock: str
) -> None:
    meeting = an_invited_meeting(2)
    answer(meeting.invitations[0], PartStat.ACCEPTED)
    reminder = next(one for one in upcoming(meeting) if one.kind is kind)

    assert reminders.send_due(reminder, at=swedish(clock)) is None
    with pytest.raises(IllegalTransition):
        reminders.send_now(next(iter(upcoming(meeting))), by=BY, at=swedish("2026-10-14T09:00"), hold=HOLD)


@pytest.mark.parametrize("what", ["answer", "removal", "cancellation", "reply date", "move"])
def test_a_mail_already_made_is_dropped_once_there_is_no_use_in_it(what: str) -> None:
    meeting = an_invited_meeting(1)
    invitation, at = meeting.invitations[0], swedish(NUDGES[0])
    revision = reminders.send_due(nudge(meeting), at=at)
    assert revision is not None
    row = revision.outbox[0]
    assert reminders.is_wanted(row, at)
    late = at + timedelta(minutes=1)

    if what == "answer":
        answer(invitation, PartStat.DECLINED, late)
    elif what == "removal":
        invitations.remove(invitation, reason="Dubbel", by=BY, at=late, hold=HOLD)
    elif what == "cancellation":
        meeting.dialogue.status = DialogueStatus.INVITED
        scheduling.cancel(meeting, reason="Sjukdom", by=BY, at=late, hold=HOLD)
    elif what == "move":
        scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=late, hold=HOLD)
        settle(meeting)
    else:
        late = swedish("2026-10-02T00:00")

    assert not reminders.is_wanted(row, late)


def test_a_person_may_send_it_now_and_take_it_back() -> None:
    meeting = an_invited_meeting()
    first = nudge(meeting)
    at = after(days=2)

    revision = reminders.send_now(first, by=BY, at=at, hold=HOLD)

    assert (first.state, revision.released_at) == (ReminderState.SENT, at + HOLD)
    scheduling.take_back(meeting, by=BY, at=at + timedelta(seconds=5))
    assert (first.state, first.revision) == (ReminderState.PLANNED, None)
    assert [row.state for row in revision.outbox] == [OutboxState.TAKEN_BACK] * 2


def test_nobody_left_to_remind_is_said() -> None:
    meeting = an_invited_meeting()

    with pytest.raises(Invalid) as refused:
        reminders.send_now(practical(meeting), by=BY, at=after(days=2), hold=HOLD)

    assert (refused.value.field, refused.value.code) == ("receivers", "none")


def test_a_stopped_reminder_stays_stopped() -> None:
    meeting = an_invited_meeting()
    first = nudge(meeting)

    reminders.stop(first, by=BY, at=after(days=2))
    scheduling.change_place(meeting, "Kista", "", reason="", by=BY, at=after(days=3), hold=HOLD)

    assert first.state is ReminderState.STOPPED
    assert due(meeting, ReminderKind.NUDGE) == [swedish(text) for text in NUDGES[1:]]
    with pytest.raises(IllegalTransition):
        reminders.stop(first, by=BY, at=after(days=3))


def test_the_days_can_be_adjusted_for_each_dialogue() -> None:
    meeting = an_invited_meeting()

    reminders.adjust(meeting.dialogue, [2, 10, 2], None, by=BY, at=after(days=1))

    assert [one.due_at for one in upcoming(meeting)] == [
        swedish("2026-09-21T09:00"),
        swedish("2026-09-29T09:00"),
    ]
    assert meeting.dialogue.nudge_days == [10, 2]


@pytest.mark.parametrize(("days", "practical_days"), [([0], 2), ([61], 2), ([1], 0), ([1], 61)])
def test_days_that_nobody_would_count_are_refused(days: list[int], practical_days: int) -> None:
    with pytest.raises(Invalid):
        reminders.adjust(an_invited_meeting().dialogue, days, practical_days, by=BY, at=NOON)


def test_a_practical_reminder_says_what_the_person_was_never_told() -> None:
    meeting = an_invited_meeting(1)
    invitation = meeting.invitations[0]
    answer(invitation, PartStat.ACCEPTED)
    scheduling.reword(meeting, "", "Ny text.", tell=False, reason="", by=BY, at=after(days=2), hold=HOLD)
    item = programme.ItemText(title="Inledning", minutes=30)
    programme.add_item(meeting.dialogue, item, by=BY, at=after(days=2))

    revision = reminders.send_due(practical(meeting), at=swedish(PRACTICAL))

    assert revision is not None
    change = change_for(revision, invitation)
    assert (change.story, change.reworded, change.replanned) == (Story.PRACTICAL, True, True)
    assert (change.moved, change.placed, change.asks_anew) == (False, False, False)
    assert [one["title"] for one in revision.details["programme"]] == ["Inledning"]


def test_an_answer_given_after_a_reminder_still_counts_for_the_last_request() -> None:
    meeting = an_invited_meeting(1)
    invitation = meeting.invitations[0]
    reminders.send_due(nudge(meeting), at=swedish(NUDGES[0]))

    answer(invitation, PartStat.ACCEPTED, swedish("2026-09-24T10:00"))

    assert (invitation.partstat, invitation.sent_sequence, meeting.sequence) == (PartStat.ACCEPTED, 0, 0)
