"""How it stands with those invited, from plain rows, and the next step that follows."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from dialogues_app.domain import roster
from dialogues_app.domain.next_step import Task, next_step
from dialogues_app.domain.roster import Delivery, Party, Tally
from dialogues_app.models import (
    Channel,
    DialogueStatus,
    EventStatus,
    Origin,
    OutboxState,
    PartStat,
    SeatRole,
    Side,
)
from tests.factories import NOON, SLOT, a_dialogue, a_meeting, after, on


def a_seat(**given):
    plain = {
        "dialogue_id": 1,
        "role": SeatRole.REQUIRED,
        "description": "",
        "holding_id": 1,
        "title": "Vd",
        "holder": "",
        "origin": Origin.INVITED,
        "organisation": "Bolaget",
        "short_name": "",
        "side": Side.COMPANIES,
        "invitation_id": 1,
        "name": "Namn",
        "address": "a@b.example",
        "asked_sequence": 0,
        "bounced_at": None,
        "bounce_reason": "",
    }
    return SimpleNamespace(**plain | given)


def an_answer(partstat, **given):
    plain = {
        "invitation_id": 1,
        "partstat": partstat,
        "channel": Channel.PAGE,
        "sequence": 0,
        "dtstamp": NOON,
        "received_at": NOON,
        "comment": "",
        "entered_label": "",
    }
    return SimpleNamespace(**plain | given)


def a_mail(state, **given):
    plain = {
        "invitation_id": 1,
        "kind": None,
        "state": state,
        "not_before": NOON,
        "sent_at": NOON,
        "attempts": 0,
        "error_code": None,
        "error": "",
    }
    return SimpleNamespace(**plain | given)


def the_guest(seat=None, answers=(), mails=()):
    put = roster.put_together(seats=[seat or a_seat()], answers=answers, mails=mails, proposals=(), at=NOON)
    return put.of(1)[0]


@pytest.mark.parametrize(
    ("seat", "mails", "delivery"),
    [
        ({"invitation_id": None}, [], Delivery.NO_ADDRESS),
        ({}, [], Delivery.NOT_SENT),
        ({}, [a_mail(OutboxState.QUEUED, not_before=after(seconds=30))], Delivery.WAITING),
        ({}, [a_mail(OutboxState.QUEUED)], Delivery.QUEUED),
        ({}, [a_mail(OutboxState.QUEUED, attempts=1, not_before=after(minutes=5))], Delivery.RETRYING),
        ({}, [a_mail(OutboxState.SENDING)], Delivery.SENDING),
        ({}, [a_mail(OutboxState.SENT)], Delivery.SENT),
        ({}, [a_mail(OutboxState.FAILED, error="550 okänd")], Delivery.FAILED),
        ({"bounced_at": NOON, "bounce_reason": "5.1.1"}, [a_mail(OutboxState.SENT)], Delivery.BOUNCED),
    ],
)
def test_what_became_of_the_mail_is_told_in_one_word(seat, mails, delivery):
    assert the_guest(a_seat(**seat), mails=mails).delivery is delivery


def test_the_answer_that_counts_is_the_last_one_given_since_everyone_was_asked_anew():
    answers = [
        an_answer(PartStat.DECLINED, sequence=0, received_at=after(days=2), dtstamp=after(days=2)),
        an_answer(PartStat.TENTATIVE, sequence=1, received_at=after(hours=1), dtstamp=after(hours=1)),
        an_answer(PartStat.ACCEPTED, sequence=1, comment="Kl. 13.30", entered_label="Samordnare", channel=Channel.PHONE),
    ]

    guest = the_guest(a_seat(asked_sequence=1), answers=answers)

    assert (guest.partstat, guest.comment) == (PartStat.TENTATIVE, "")
    assert the_guest(a_seat(asked_sequence=2), answers=answers).partstat is PartStat.NEEDS_ACTION


@pytest.mark.parametrize(
    ("seat", "party"),
    [
        ({"role": SeatRole.CHAIR, "side": None}, Party.GOVERNMENT),
        ({"role": SeatRole.STATE_SECRETARY}, Party.GOVERNMENT),
        ({"side": Side.EMPLOYEES}, Party.EMPLOYEES),
        ({"side": None}, Party.OTHER),
    ],
)
def test_guests_are_grouped_by_party(seat, party):
    assert the_guest(a_seat(**seat)).party is party


def test_the_answers_add_up_to_the_number_invited():
    seats = [a_seat(holding_id=n, invitation_id=n) for n in range(1, 7)] + [a_seat(holding_id=9, invitation_id=None)]
    answers = [
        an_answer(partstat, invitation_id=n)
        for n, partstat in enumerate((PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED, PartStat.DELEGATED), 1)
    ]
    mails = [a_mail(OutboxState.SENT, invitation_id=n) for n in range(1, 6)]

    counts = roster.put_together(seats=seats, answers=answers, mails=mails, proposals=(), at=NOON).tally(1)

    assert (counts.accepted, counts.tentative, counts.declined, counts.delegated, counts.unanswered) == (1, 1, 1, 1, 1)
    assert (counts.invited, counts.unsent, counts.no_address, counts.seated) == (5, 1, 1, 7)


INVITED = {"accepted": 1, "unanswered": 2}


@pytest.mark.parametrize(
    ("tally", "at", "task"),
    [
        ({}, NOON, Task.ADD_PARTICIPANTS),
        ({"unsent": 3}, NOON, Task.SEND),
        (INVITED | {"stuck": 1, "proposals": 1}, NOON, Task.FIX_ADDRESSES),
        (INVITED | {"proposals": 1}, NOON, Task.DECIDE_PROPOSALS),
        (INVITED | {"on_the_way": 2}, NOON, Task.WATCH_SENDING),
        (INVITED, NOON, Task.WAIT),
        (INVITED, SLOT.starts_at - timedelta(days=6), Task.CALL_UNANSWERED),
        ({"accepted": 3}, SLOT.starts_at - timedelta(days=6), Task.WAIT),
        (INVITED, SLOT.ends_at, Task.MARK_HELD),
    ],
)
def test_there_is_exactly_one_next_step_on_the_way_to_the_meeting(tally, at, task):
    meeting = a_meeting(dialogue=a_dialogue(status=DialogueStatus.INVITED), status=EventStatus.INVITED)

    assert next_step(meeting.dialogue, Tally(**tally), at=at).task is task


def test_who_has_not_answered_is_called_when_the_reply_date_is_near():
    dialogue = a_dialogue(status=DialogueStatus.INVITED, reply_by=on("2026-09-05"))
    a_meeting(dialogue=dialogue, status=EventStatus.INVITED)

    step = next_step(dialogue, Tally(**INVITED), at=NOON)

    assert (step.task, step.count, step.due) == (Task.CALL_UNANSWERED, 2, on("2026-09-05"))


@pytest.mark.parametrize(
    ("status", "task"),
    [
        (DialogueStatus.DRAFT, Task.SET_TIME),
        (DialogueStatus.HELD, Task.RECORD),
        (DialogueStatus.DOCUMENTED, Task.ASK_MINISTER),
        (DialogueStatus.APPROVED, Task.PUBLISH),
        (DialogueStatus.PUBLISHED, Task.WAIT),
        (DialogueStatus.CANCELLED, Task.WAIT),
    ],
)
def test_every_other_status_has_its_own_next_step(status, task):
    assert next_step(a_dialogue(status=status), Tally(), at=NOON).task is task


def test_a_postponed_dialogue_needs_a_new_time():
    meeting = a_meeting(status=EventStatus.POSTPONED)

    assert next_step(meeting.dialogue, Tally(), at=NOON).task is Task.TAKE_UP_AGAIN
