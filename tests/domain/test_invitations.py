"""Adding, sending, removing, correcting: who gets mail, and who does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogues_app.domain import invitations, scheduling
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import Cause, Method, OutboxState
from tests.domain.test_scheduling import BY, HOLD, an_invited_meeting, settle, waiting
from tests.factories import NOON, SLOT, a_dialogue, after

LATE = timedelta(days=100)


def test_adding_makes_seat_holding_and_invitation_in_one_act() -> None:
    meeting = scheduling.set_slot(a_dialogue(), SLOT, by=BY, at=NOON)

    made = invitations.add_participant(
        meeting, Newcomer(address="VD@Företag.example", name="Namn", title="Vd"), by=BY, at=NOON
    )

    assert (made.address, made.name) == ("vd@xn--fretag-wxa.example", "Namn")
    assert meeting.dialogue.seats == [made.holding.seat]
    assert (made.event, made.holding.title, made.outbox) == (meeting, "Vd", [])


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("å@foretag.example", "local_not_ascii"),
        ("a b@foretag.example", "form"),
        ("foretag.example", "form"),
        ("a@-x-.example", "domain"),
        ("a@b", "domain"),
        ("NR0@foretag.EXAMPLE", "duplicate"),
        (f"{'a' * 65}@foretag.example", "too_long"),
        ("a\r\nBcc:b@foretag.example", "form"),
    ],
)
def test_an_address_that_cannot_be_invited_is_refused(address: str, code: str) -> None:
    meeting = an_invited_meeting(1)

    with pytest.raises(Invalid, match=f"address: {code}"):
        invitations.add_participant(meeting, Newcomer(address=address), by=BY, at=NOON)
    assert len(meeting.invitations) == 1


def test_a_practice_dialogue_takes_reserved_addresses_only() -> None:
    meeting = scheduling.set_slot(a_dialogue(is_practice=True), SLOT, by=BY, at=NOON)

    with pytest.raises(Invalid, match="address: not_practice"):
        invitations.add_participant(meeting, Newcomer(address="vd@foretag.se"), by=BY, at=NOON)
    assert invitations.add_participant(meeting, Newcomer(address="vd@foretag.example"), by=BY, at=NOON)


def test_nobody_is_invited_to_what_is_past() -> None:
    meeting = scheduling.set_slot(a_dialogue(), SLOT, by=BY, at=NOON)
    invitations.add_participant(meeting, Newcomer(address="vd@foretag.example"), by=BY, at=NOON)

    with pytest.raises(Invalid, match="starts_at: past"):
        invitations.send(meeting, by=BY, at=NOON + LATE, hold=HOLD)


def test_one_who_is_added_later_is_the_only_one_who_gets_mail() -> None:
    meeting = an_invited_meeting()
    added = invitations.add_participant(
        meeting, Newcomer(address="ny@foretag.example"), by=BY, at=after(minutes=5)
    )

    revision = invitations.send(meeting, by=BY, at=after(minutes=5), hold=HOLD)

    assert (waiting(meeting), revision.cause) == ([(added, Method.REQUEST, 0)], Cause.ADDED)


def test_sending_to_nobody_is_refused() -> None:
    with pytest.raises(Invalid, match="invitations: none"):
        invitations.send(an_invited_meeting(), by=BY, at=after(minutes=5), hold=HOLD)


def test_the_removed_one_alone_gets_a_cancel_and_later_changes_do_not_reach_him() -> None:
    meeting = an_invited_meeting()
    first, second = meeting.invitations

    invitations.remove(first, reason="Dubbel plats", by=BY, at=after(minutes=5), hold=HOLD)
    assert waiting(meeting) == [(first, Method.CANCEL, 1)]
    assert first.holding.ended_at == first.removed_at == after(minutes=5)

    settle(meeting)
    scheduling.change_place(meeting, "Kista", "", reason="", by=BY, at=after(minutes=9), hold=HOLD)
    assert waiting(meeting) == [(second, Method.REQUEST, 2)]


def test_removing_one_who_was_told_needs_a_reason() -> None:
    meeting = an_invited_meeting()

    with pytest.raises(ReasonRequired):
        invitations.remove(meeting.invitations[0], reason="", by=BY, at=after(minutes=5), hold=HOLD)


def test_one_whose_first_mail_is_in_the_air_gets_the_cancel_too() -> None:
    meeting = an_invited_meeting(1, told=False)
    meeting.invitations[0].outbox[0].state = OutboxState.SENDING

    invitations.remove(meeting.invitations[0], reason="Fel", by=BY, at=after(minutes=5), hold=HOLD)

    assert waiting(meeting) == [(meeting.invitations[0], Method.CANCEL, 1)]


def test_a_removal_is_undone_within_the_waiting_time() -> None:
    meeting = an_invited_meeting()
    first = meeting.invitations[0]
    invitations.remove(first, reason="Fel", by=BY, at=after(minutes=5), hold=HOLD)

    scheduling.take_back(meeting, by=BY, at=after(minutes=5, seconds=30))

    assert (first.removed_at, first.holding.ended_at, waiting(meeting)) == (None, None, [])


def test_one_who_comes_back_is_asked_by_a_higher_sequence_and_a_new_link() -> None:
    meeting = an_invited_meeting(1)
    first = meeting.invitations[0]
    invitations.remove(first, reason="Fel", by=BY, at=after(minutes=5), hold=HOLD)
    settle(meeting)

    back = invitations.add_participant(meeting, Newcomer(address=first.address), by=BY, at=after(minutes=9))
    invitations.send(meeting, by=BY, at=after(minutes=9), hold=HOLD)

    assert (back, back.link_generation) == (first, 1)
    assert waiting(meeting) == [(first, Method.REQUEST, 2)]


def test_a_corrected_address_is_a_new_invitation_and_the_old_one_is_revoked() -> None:
    meeting = an_invited_meeting(1)
    old = meeting.invitations[0]

    new = invitations.correct_address(old, "ratt@foretag.example", by=BY, at=after(minutes=5), hold=HOLD)

    assert (new.holding, new.token == old.token) == (old.holding, False)
    assert waiting(meeting) == [(old, Method.CANCEL, 1), (new, Method.REQUEST, 1)]
    assert meeting.active_invitations == [new]


def test_a_bounced_address_gets_no_cancel_when_corrected() -> None:
    meeting = an_invited_meeting(1)
    old = meeting.invitations[0]
    old.bounced_at = after(minutes=3)

    new = invitations.correct_address(old, "ratt@foretag.example", by=BY, at=after(minutes=5), hold=HOLD)

    assert waiting(meeting) == [(new, Method.REQUEST, 1)]


def test_undoing_a_corrected_address_leaves_one_invitation() -> None:
    meeting = an_invited_meeting(1)
    old = meeting.invitations[0]
    invitations.correct_address(old, "ratt@foretag.example", by=BY, at=after(minutes=5), hold=HOLD)

    scheduling.take_back(meeting, by=BY, at=after(minutes=5, seconds=30))

    assert (meeting.active_invitations, old.holding.ended_at, waiting(meeting)) == ([old], None, [])


def test_sending_again_is_an_act_of_its_own_and_does_not_wait() -> None:
    meeting = an_invited_meeting(1)
    invitation = meeting.invitations[0]

    revision = invitations.resend(invitation, by=BY, at=after(minutes=5))

    assert (revision.cause, revision.released_at) == (Cause.RESENT, after(minutes=5))
    assert waiting(meeting) == [(invitation, Method.REQUEST, 0)]


def test_nothing_is_sent_again_to_one_who_is_removed() -> None:
    meeting = an_invited_meeting(1)
    invitations.remove(meeting.invitations[0], reason="Fel", by=BY, at=after(minutes=5), hold=HOLD)

    with pytest.raises(IllegalTransition):
        invitations.resend(meeting.invitations[0], by=BY, at=after(minutes=9))
