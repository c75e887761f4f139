"""The programme: items, their order and their times."""

import pytest

from dialogues_app.domain import programme
from dialogues_app.domain.programme import ItemText
from dialogues_app.errors import Invalid
from dialogues_app.models import Audience
from tests.factories import NOON, SLOT, a_body, a_dialogue, an_organizer


def a_programme(*titles, minutes=15):
    dialogue = a_dialogue()
    for title in titles:
        programme.add_item(dialogue, ItemText(title=title, minutes=minutes), by=an_organizer(), at=NOON)
    return dialogue


def in_order(dialogue):
    return [item.title for item in sorted(dialogue.agenda, key=lambda item: item.position)]


@pytest.mark.parametrize(
    ("title", "steps", "order"),
    [("A", 1, ["B", "A", "C"]), ("C", -1, ["A", "C", "B"]), ("A", -1, ["A", "B", "C"]), ("C", 5, ["A", "B", "C"])],
)
def test_an_item_moves_up_and_down_within_the_programme(title, steps, order):
    dialogue = a_programme("A", "B", "C")
    item = next(item for item in dialogue.agenda if item.title == title)

    programme.shift_item(item, steps, by=an_organizer(), at=NOON)

    assert in_order(dialogue) == order


def test_times_are_counted_from_the_start_until_a_length_is_missing():
    dialogue = a_programme("A", "B")
    programme.add_item(dialogue, ItemText(title="C"), by=an_organizer(), at=NOON)
    programme.add_item(dialogue, ItemText(title="D", minutes=5), by=an_organizer(), at=NOON)

    times = [slot.starts_at.strftime("%H.%M") if slot else "" for _, slot in programme.timed(dialogue.agenda, SLOT)]

    assert times == ["07.00", "07.15", "", ""]


def test_what_only_one_body_may_read_names_the_body_and_stays_out_of_the_trail():
    dialogue, body = a_dialogue(), a_body()

    own = ItemText(title="Talepunkter", audience=Audience.BODY, audience_body=body)
    programme.add_item(dialogue, own, by=an_organizer(), at=NOON)

    assert dialogue.events[-1].after == {}
    with pytest.raises(Invalid):
        programme.add_item(dialogue, ItemText(title="X", audience=Audience.BODY), by=an_organizer(), at=NOON)


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_an_impossible_length_is_refused(minutes):
    with pytest.raises(Invalid):
        a_programme("A", minutes=minutes)


def test_a_removed_item_is_gone_and_the_trail_tells():
    dialogue = a_programme("A", "B")

    programme.remove_item(dialogue.agenda[0], by=an_organizer(), at=NOON)

    assert in_order(dialogue) == ["B"]
    assert dialogue.events[-1].verb == "agenda_item_removed"
