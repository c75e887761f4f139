"""Attendance: one row per holder; those who came may be told of, those who did not are not."""

from __future__ import annotations

import pytest

from dialogues_app.domain.attendance import WalkIn, check_in, walk_in
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import THERE, Audience, DialogueStatus, Presence
from tests.domain.recording import a_held_dialogue, a_seat
from tests.factories import NOON, after, an_organisation, an_organizer

BY = an_organizer()


def test_checking_in_twice_changes_one_row():
    dialogue = a_held_dialogue()
    holding = dialogue.seats[0].holdings[0]

    first = check_in(holding, Presence.PRESENT, by=BY, at=NOON)
    check_in(holding, Presence.PRESENT, by=BY, at=after(minutes=1))
    last = check_in(holding, Presence.ABSENT, by=BY, at=after(minutes=2))

    assert dialogue.participations == [first] == [last]
    assert [event.after for event in dialogue.events] == [{"presence": "present"}, {"presence": "absent"}]


@pytest.mark.parametrize("presence", list(Presence))
def test_only_those_who_came_may_be_told_of(presence):
    organisation = an_organisation()
    dialogue = a_held_dialogue()
    dialogue.seats.append(a_seat(organisation=organisation, title="Vd", name="Hemligt Namn"))

    participation = check_in(dialogue.seats[-1].holdings[0], presence, by=BY, at=NOON)

    assert (participation.audience is Audience.PUBLIC) is (presence in THERE)
    assert (participation.organisation, participation.capacity) == (organisation, "Vd")


def test_nobody_is_checked_in_to_what_is_not_booked():
    dialogue = a_held_dialogue(status=DialogueStatus.DRAFT)

    with pytest.raises(IllegalTransition):
        check_in(dialogue.seats[0].holdings[0], Presence.PRESENT, by=BY, at=NOON)


def test_a_walk_in_gets_a_seat_and_no_invitation():
    dialogue = a_held_dialogue()

    participation = walk_in(dialogue, WalkIn(title="Ombud", name="Någon"), by=BY, at=NOON)

    seat = dialogue.seats[-1]
    assert (participation.holding, participation.presence) == (seat.holdings[0], Presence.WALK_IN)
    assert seat.holdings[0].invitations == []


def test_a_walk_in_needs_a_capacity():
    with pytest.raises(Invalid):
        walk_in(a_held_dialogue(), WalkIn(title=" "), by=BY, at=NOON)
