"""Moving, placing, cancelling, taking up again and undoing: no app, no database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogues_app.domain import invitations, replies, scheduling
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    CalendarEvent,
    Cause,
    Channel,
    DialogueStatus,
    EventKind,
    EventStatus,
    Invitation,
    Method,
    OutboxState,
    PartialDate,
    PartStat,
    Slot,
)
from tests.factories import LATER, NOON, SLOT, a_dialogue, after, an_organizer, on

BY = an_organizer()
HOLD = timedelta(seconds=60)
PAST = Slot(SLOT.starts_at - timedelta(days=90), SLOT.ends_at - timedelta(days=90))


def an_invited_meeting(count: int = 2, *, told: bool = True) -> CalendarEvent:
    """A meeting with this many invitations that have been sent."""
    meeting = scheduling.set_slot(a_dialogue(), SLOT, by=BY, at=NOON)
    for number in range(count):
        newcomer = invitations.Newcomer(address=f"nr{number}@foretag.example", name=f"Namn {number}")
        invitations.add_participant(meeting, newcomer, by=BY, at=NOON)
    invitations.send(meeting, by=BY, at=NOON, hold=HOLD)
    if told:
        settle(meeting)
    return meeting


def settle(meeting: CalendarEvent) -> None:
    """Everything that waits is sent, as the worker would note it."""
    for invitation in meeting.invitations:
        for row in invitation.outbox:
            if row.state is OutboxState.QUEUED and row.revision is not None:
                row.state = OutboxState.SENT
                invitation.sent_method, invitation.sent_revision = row.revision.method, row.revision
                invitation.sent_sequence = row.revision.sequence
                invitation.asked_sequence = row.revision.sequence if row.revision.asks_anew else 0


def waiting(meeting: CalendarEvent) -> list[tuple[Invitation, Method, int]]:
    """Who is about to be told what, by which SEQUENCE."""
    return [
        (row.invitation, row.revision.method, row.sequence)
        for revision in meeting.revisions
        for row in revision.outbox
        if row.state is OutboxState.QUEUED
    ]


def test_a_draft_gets_its_time_and_nobody_is_mailed() -> None:
    dialogue = a_dialogue()

    meeting = scheduling.set_slot(dialogue, PAST, by=BY, at=NOON)

    assert (meeting.slot, meeting.sequence, meeting.revisions) == (PAST, 0, [])
    assert dialogue.status is DialogueStatus.BOOKED
    assert dialogue.held == PartialDate.day(on("2026-07-16"))


def test_the_first_invitation_is_sequence_zero_to_each_one() -> None:
    meeting = an_invited_meeting(told=False)

    assert waiting(meeting) == [(one, Method.REQUEST, 0) for one in meeting.invitations]
    assert (meeting.status, meeting.dialogue.status) == (EventStatus.INVITED, DialogueStatus.INVITED)
    row = meeting.revisions[0].outbox[0]
    assert row.not_before == meeting.revisions[0].released_at == NOON + HOLD


def test_a_move_is_told_to_all_and_answers_stand_until_it_is_sent() -> None:
    meeting = an_invited_meeting()
    for invitation, partstat in zip(meeting.invitations, (PartStat.ACCEPTED, PartStat.DECLINED), strict=True):
        replies.answer(invitation, partstat, channel=Channel.PAGE, by=BY, at=after(minutes=2))

    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)

    assert (meeting.slot, meeting.sequence) == (LATER, 1)
    assert waiting(meeting) == [(one, Method.REQUEST, 1) for one in meeting.invitations]
    assert [one.partstat for one in meeting.invitations] == [PartStat.ACCEPTED, PartStat.DECLINED]
    assert meeting.dialogue.is_moved
    assert meeting.dialogue.held == PartialDate.day(on("2026-10-21"))

    settle(meeting)
    assert [one.partstat for one in meeting.invitations] == [PartStat.NEEDS_ACTION] * 2


def test_a_move_needs_a_reason_and_a_time_to_come() -> None:
    meeting = an_invited_meeting()

    with pytest.raises(ReasonRequired):
        scheduling.reschedule(meeting, LATER, reason=" ", by=BY, at=NOON, hold=HOLD)
    with pytest.raises(Invalid, match="starts_at: past"):
        scheduling.reschedule(meeting, PAST, reason="Krock", by=BY, at=NOON, hold=HOLD)
    assert (meeting.slot, meeting.sequence) == (SLOT, 0)


def test_a_time_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid, match="ends_at: before_start"):
        scheduling.slot(SLOT.ends_at, SLOT.starts_at)


def test_another_place_raises_sequence_and_keeps_answers() -> None:
    meeting = an_invited_meeting(1)
    replies.answer(
        meeting.invitations[0], PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=after(minutes=2)
    )

    scheduling.change_place(meeting, "Södertälje", "", reason="", by=BY, at=after(minutes=5), hold=HOLD)
    settle(meeting)

    assert (meeting.place, meeting.sequence) == ("Södertälje", 1)
    assert meeting.invitations[0].partstat is PartStat.ACCEPTED


@pytest.mark.parametrize(("tell", "rows"), [(True, 2), (False, 0)])
def test_another_text_is_told_if_the_organizer_chooses_and_keeps_sequence(tell: bool, rows: int) -> None:
    meeting = an_invited_meeting()

    scheduling.reword(meeting, "Titel", "Text", tell=tell, reason="", by=BY, at=after(minutes=5), hold=HOLD)

    assert (meeting.title, meeting.text, meeting.sequence) == ("Titel", "Text", 0)
    assert len(waiting(meeting)) == rows


@pytest.mark.parametrize(
    ("verb", "status", "dialogue_status", "cause"),
    [
        (scheduling.cancel, EventStatus.CANCELLED, DialogueStatus.CANCELLED, Cause.CANCELLED),
        (scheduling.postpone, EventStatus.POSTPONED, DialogueStatus.BOOKED, Cause.POSTPONED),
    ],
)
def test_a_cancellation_goes_to_everyone_who_was_told(verb, status, dialogue_status, cause) -> None:  # type: ignore[no-untyped-def]
    meeting = an_invited_meeting()
    newcomer = invitations.Newcomer(address="ny@foretag.example")
    invitations.add_participant(meeting, newcomer, by=BY, at=after(minutes=2))

    verb(meeting, reason="Sjukdom", by=BY, at=after(minutes=5), hold=HOLD)

    assert (meeting.status, meeting.dialogue.status) == (status, dialogue_status)
    assert waiting(meeting) == [(one, Method.CANCEL, 1) for one in meeting.invitations[:2]]
    assert meeting.revisions[-1].cause is cause


def test_a_dialogue_cancelled_before_anyone_was_told_mails_nobody() -> None:
    meeting = an_invited_meeting(told=False)

    scheduling.cancel(meeting, reason="Fel", by=BY, at=after(seconds=10), hold=HOLD)

    assert waiting(meeting) == []


def test_taken_up_again_has_the_old_uid_and_a_higher_sequence_than_the_cancel() -> None:
    meeting = an_invited_meeting()
    uid = meeting.uid
    scheduling.cancel(meeting, reason="Sjukdom", by=BY, at=after(minutes=5), hold=HOLD)
    settle(meeting)

    scheduling.take_up_again(meeting, LATER, reason="Frisk", by=BY, at=after(minutes=9), hold=HOLD)

    assert (meeting.uid, meeting.slot, meeting.status) == (uid, LATER, EventStatus.INVITED)
    assert meeting.dialogue.status is DialogueStatus.INVITED
    assert waiting(meeting) == [(one, Method.REQUEST, 2) for one in meeting.invitations]


def test_edits_within_the_waiting_time_are_one_mail_and_one_undo() -> None:
    meeting = an_invited_meeting(1)
    at = after(minutes=5)
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=at, hold=HOLD)
    scheduling.change_place(
        meeting, "Södertälje", "", reason="", by=BY, at=at + timedelta(seconds=50), hold=HOLD
    )
    newest = meeting.revisions[-1]
    assert (len(waiting(meeting)), newest.reason) == (1, "Krock")
    assert newest.released_at == at + timedelta(seconds=110)

    scheduling.take_back(meeting, by=BY, at=at + timedelta(seconds=100))

    assert (meeting.slot, meeting.place, meeting.sequence) == (SLOT, "", 2)
    assert not meeting.dialogue.is_moved
    assert waiting(meeting) == []
    assert meeting.dialogue.events[-1].verb == "taken_back"


def test_undo_leaves_answers_alone() -> None:
    meeting = an_invited_meeting(1)
    replies.answer(
        meeting.invitations[0], PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=after(minutes=2)
    )
    scheduling.cancel(meeting, reason="Sjukdom", by=BY, at=after(minutes=5), hold=HOLD)

    scheduling.take_back(meeting, by=BY, at=after(minutes=5, seconds=30))

    assert (meeting.status, meeting.dialogue.status) == (EventStatus.INVITED, DialogueStatus.INVITED)
    assert meeting.invitations[0].partstat is PartStat.ACCEPTED


def test_undo_lets_go_what_the_change_had_superseded_during_an_outage() -> None:
    meeting = an_invited_meeting(1)
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)
    scheduling.cancel(meeting, reason="Sjukdom", by=BY, at=after(hours=2), hold=HOLD)

    scheduling.take_back(meeting, by=BY, at=after(hours=2, seconds=10))

    assert meeting.slot == LATER
    assert waiting(meeting) == [(meeting.invitations[0], Method.REQUEST, 1)]


def test_nothing_can_be_taken_back_after_the_waiting_time() -> None:
    meeting = an_invited_meeting()
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)

    with pytest.raises(IllegalTransition):
        scheduling.take_back(meeting, by=BY, at=after(minutes=6))


def test_nothing_can_be_taken_back_once_a_row_is_claimed() -> None:
    meeting = an_invited_meeting()
    revision = scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)
    assert revision is not None
    revision.outbox[0].state = OutboxState.SENDING

    with pytest.raises(IllegalTransition):
        scheduling.take_back(meeting, by=BY, at=after(minutes=5, seconds=10))


def test_a_seminar_does_not_touch_the_dialogue() -> None:
    dialogue = a_dialogue()
    scheduling.set_slot(dialogue, SLOT, by=BY, at=NOON)
    seminar = scheduling.add_event(dialogue, EventKind.SEMINAR)

    scheduling.reschedule(seminar, LATER, reason="", by=BY, at=NOON, hold=HOLD)

    assert (seminar.slot, dialogue.meeting is seminar) == (LATER, False)
    assert dialogue.held == PartialDate.day(on("2026-10-14"))


def test_every_verb_leaves_a_line_in_the_audit_trail() -> None:
    meeting = an_invited_meeting(1)
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)

    event = meeting.dialogue.events[-1]

    assert (event.verb, event.reason, event.actor_label) == ("rescheduled", "Krock", BY.label)
    assert event.before["starts_at"] == SLOT.starts_at.isoformat()
    assert event.after["starts_at"] == LATER.starts_at.isoformat()
