"""The rows of the outbound table (itip.md section 2) that need more than one act to show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogues_app.domain import holds, invitations, proposals, replies, scheduling
from dialogues_app.domain.changes import Story, change_for
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    CalendarEvent,
    Channel,
    DialogueStatus,
    EventKind,
    EventStatus,
    Method,
    OutboxState,
    PartStat,
)
from tests.domain.test_scheduling import BY, HOLD, an_invited_meeting, settle, waiting
from tests.factories import LATER, NOON, SLOT, a_dialogue, after

OVER = SLOT.ends_at + timedelta(minutes=1)


def two_holds() -> tuple[CalendarEvent, CalendarEvent]:
    """Two preliminary times of one dialogue; the same two people were told of both."""
    dialogue = a_dialogue(status=DialogueStatus.DATE_CHOICE)
    made = [scheduling.add_event(dialogue, EventKind.HOLD) for _ in range(2)]
    for hold, slot in zip(made, (SLOT, LATER), strict=True):
        hold.slot = slot
        for n in range(2):
            newcomer = invitations.Newcomer(address=f"nr{n}@foretag.example")
            invitations.add_participant(hold, newcomer, by=BY, at=NOON)
        invitations.send(hold, by=BY, at=NOON, hold=HOLD)
        settle(hold)
    return made[0], made[1]


def test_a_chosen_hold_is_the_meeting_under_its_uid_and_the_others_leave_the_calendars() -> None:
    chosen, other = two_holds()
    uid = chosen.uid

    holds.confirm(chosen, by=BY, at=after(minutes=5), hold=HOLD)

    assert chosen.dialogue.meeting is chosen
    assert (chosen.uid, chosen.sequence, chosen.status) == (uid, 1, EventStatus.INVITED)
    assert waiting(chosen) == [(one, Method.REQUEST, 1) for one in chosen.invitations]
    assert all(change_for(chosen.revisions[-1], one).asks_anew for one in chosen.invitations)
    assert waiting(other) == [(one, Method.CANCEL, 1) for one in other.invitations]
    assert (other.status, chosen.dialogue.status) == (EventStatus.CANCELLED, DialogueStatus.INVITED)


def test_a_choice_is_taken_back_with_all_that_came_of_it() -> None:
    chosen, other = two_holds()
    holds.confirm(chosen, by=BY, at=after(minutes=5), hold=HOLD)

    scheduling.take_back(chosen, by=BY, at=after(minutes=5, seconds=30))

    assert (chosen.kind, other.status, chosen.dialogue.meeting) == (EventKind.HOLD, EventStatus.INVITED, None)
    assert chosen.dialogue.status is DialogueStatus.DATE_CHOICE
    assert (waiting(chosen), waiting(other)) == ([], [])


def test_there_is_one_meeting() -> None:
    chosen, other = two_holds()
    holds.confirm(chosen, by=BY, at=after(minutes=5), hold=HOLD)

    with pytest.raises(IllegalTransition):
        holds.confirm(other, by=BY, at=after(minutes=6), hold=HOLD)


def test_once_it_is_over_nothing_goes_out() -> None:
    meeting = an_invited_meeting()
    first, second = meeting.invitations

    with pytest.raises(Invalid, match="slot: over"):
        scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=OVER, hold=HOLD)
    with pytest.raises(Invalid, match="slot: over"):
        scheduling.change_place(meeting, "Kista", "", reason="Sal", by=BY, at=OVER, hold=HOLD)
    invitations.remove(first, reason="Platsen är dubbel.", by=BY, at=OVER, hold=HOLD)
    replies.answer(second, PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=OVER)
    scheduling.cancel(meeting, reason="Det blev inte av.", by=BY, at=OVER, hold=HOLD)

    assert waiting(meeting) == []
    assert meeting.status is EventStatus.CANCELLED
    assert (second.answers[0].counts, second.partstat) == (False, PartStat.NEEDS_ACTION)


def test_a_proposal_declined_after_the_meeting_is_answered_to_nobody() -> None:
    meeting = an_invited_meeting(1)
    proposal = proposals.propose_time(
        meeting.invitations[0], LATER, sequence=0, comment="", message_id="", at=after(minutes=3)
    )
    assert proposal is not None

    assert proposals.decline_counter(proposal, reason="", by=BY, at=OVER, hold=HOLD) is None


def test_another_place_may_ask_anew() -> None:
    meeting = an_invited_meeting(1)
    who = meeting.invitations[0]
    replies.answer(who, PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=after(minutes=2))

    scheduling.change_place(
        meeting, "Kista", "", reason="Sal", by=BY, at=after(minutes=5), hold=HOLD, ask_anew=True
    )
    scheduling.reword(
        meeting, "", "Ny text.", tell=True, reason="", by=BY, at=after(minutes=5, seconds=9), hold=HOLD
    )

    change = change_for(meeting.revisions[-1], who)
    assert (change.placed, change.reworded, change.asks_anew) == (True, True, True)


def test_another_address_of_the_same_video_room_keeps_sequence() -> None:
    meeting = an_invited_meeting(1)
    meeting.link = "https://video.example/a"

    revision = scheduling.change_place(
        meeting, meeting.place, "https://video.example/b", reason="Ny", by=BY, at=after(minutes=5), hold=HOLD
    )

    assert revision is not None
    assert (meeting.sequence, len(revision.outbox)) == (0, 1)


def test_one_who_is_on_the_list_and_not_invited_yet_is_not_mailed_by_a_move() -> None:
    meeting = an_invited_meeting(1)
    told = meeting.invitations[0]
    invitations.add_participant(
        meeting, invitations.Newcomer(address="ny@foretag.example"), by=BY, at=after(minutes=2)
    )

    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)

    assert [one for one, _, _ in waiting(meeting)] == [told]


def test_one_removed_while_a_postponement_waits_still_gets_a_cancel() -> None:
    meeting = an_invited_meeting(1)
    who = meeting.invitations[0]
    scheduling.postpone(meeting, reason="Sjukdom", by=BY, at=after(minutes=5), hold=HOLD)

    invitations.remove(who, reason="Dubbel", by=BY, at=after(minutes=5, seconds=9), hold=HOLD)

    assert waiting(meeting) == [(who, Method.CANCEL, 2)]


def test_one_removed_and_back_before_the_cancel_left_is_invited_and_not_cancelled() -> None:
    meeting = an_invited_meeting(1)
    who = meeting.invitations[0]
    invitations.remove(who, reason="Dubbel", by=BY, at=after(minutes=5), hold=HOLD)
    newcomer = invitations.Newcomer(address=who.address)
    back = invitations.add_participant(meeting, newcomer, by=BY, at=after(minutes=5, seconds=5))

    invitations.send(meeting, by=BY, at=after(minutes=5, seconds=9), hold=HOLD)

    assert back is who
    assert [(one, method) for one, method, _ in waiting(meeting)] == [(who, Method.REQUEST)]


def test_who_was_promised_a_new_date_is_told_when_there_will_be_none() -> None:
    meeting = an_invited_meeting(1)
    scheduling.postpone(meeting, reason="Sjukdom", by=BY, at=after(minutes=5), hold=HOLD)
    settle(meeting)

    revision = scheduling.cancel(meeting, reason="Ingen dag passar", by=BY, at=after(minutes=9), hold=HOLD)

    assert revision is not None
    assert change_for(revision, meeting.invitations[0]).story is Story.CANCELLED
    assert waiting(meeting) == [(meeting.invitations[0], Method.CANCEL, 2)]


def test_an_invitation_undone_before_it_left_invites_nobody_when_it_is_taken_up_again() -> None:
    meeting = an_invited_meeting(told=False)
    scheduling.take_back(meeting, by=BY, at=NOON + HOLD / 2)
    scheduling.cancel(meeting, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)

    scheduling.take_up_again(meeting, LATER, reason="Löst", by=BY, at=after(minutes=9), hold=HOLD)

    assert (meeting.status, waiting(meeting)) == (EventStatus.DRAFT, [])
    assert {row.state for one in meeting.invitations for row in one.outbox} == {OutboxState.TAKEN_BACK}
