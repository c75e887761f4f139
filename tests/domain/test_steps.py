"""The steps of a dialogue and of a calendar event: the whole status x status product."""

from itertools import product

import pytest

from dialogues_app.errors import IllegalTransition, ReasonRequired
from dialogues_app.models import CalendarEvent, DialogueStatus, EventStatus
from dialogues_app.models.calendar import NEXT
from dialogues_app.models.dialogue import BACK, FORWARD
from tests.factories import NOON, a_dialogue, an_organizer


@pytest.mark.parametrize(("before", "after"), list(product(DialogueStatus, repeat=2)))
def test_a_dialogue_takes_the_steps_of_its_table_and_no_others(before: DialogueStatus, after: DialogueStatus):
    dialogue = a_dialogue(status=before)

    if after in FORWARD[before] | BACK[before]:
        dialogue.move_to(after, by=an_organizer(), at=NOON, reason="Ny plan")
        assert (dialogue.status, dialogue.status_since) == (after, NOON)
        assert [(event.verb, event.before, event.after, event.reason) for event in dialogue.events] == [
            ("status_changed", {"status": before.value}, {"status": after.value}, "Ny plan")
        ]
    else:
        with pytest.raises(IllegalTransition):
            dialogue.move_to(after, by=an_organizer(), at=NOON, reason="Ny plan")
        assert (dialogue.status, dialogue.events) == (before, [])


@pytest.mark.parametrize(("before", "after"), [(b, a) for b, steps in BACK.items() for a in sorted(steps)])
def test_each_step_back_needs_a_reason(before: DialogueStatus, after: DialogueStatus):
    dialogue = a_dialogue(status=before)

    with pytest.raises(ReasonRequired):
        dialogue.move_to(after, by=an_organizer(), at=NOON, reason=" ")

    assert (dialogue.status, dialogue.events) == (before, [])


@pytest.mark.parametrize(("before", "after"), list(product(EventStatus, repeat=2)))
def test_a_calendar_event_takes_the_steps_of_its_table_and_no_others(before: EventStatus, after: EventStatus):
    event = CalendarEvent(uid="uid", status=before)

    if after in NEXT[before]:
        event.move_to(after)
        assert event.status is after
    else:
        with pytest.raises(IllegalTransition):
            event.move_to(after)
        assert event.status is before


def test_outcome_numbers_are_given_once():
    dialogue = a_dialogue()

    assert [dialogue.next_outcome_number() for _ in range(3)] == [1, 2, 3]
