"""Dates of honest precision, and instants."""

from datetime import UTC, date, datetime

import pytest

from dialogues_app.models import Dialogue, DialogueDate, PartialDate, Slot


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2018-05-03", date(2018, 5, 3), date(2018, 5, 3)),
        ("2018-05", date(2018, 5, 1), date(2018, 5, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2017-12", date(2017, 12, 1), date(2017, 12, 31)),
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("", None, None),
    ],
)
def test_the_form_of_a_date_gives_its_precision(text: str, earliest: date | None, latest: date | None):
    assert PartialDate.parse(text) == PartialDate(earliest, latest, text)


@pytest.mark.parametrize(
    "text", ["2018-5-3", "18-05-03", "2018-13", "2018-02-30", "maj 2018", "2018-05-03-01", "-"]
)
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_a_date_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="on or after"):
        PartialDate(date(2018, 5, 3), date(2018, 5, 2))


def test_the_most_precise_statement_is_the_date_of_a_dialogue_and_all_are_kept():
    dialogue = Dialogue(slug="samtal")
    dialogue.dates += [
        DialogueDate(earliest=date(2018, 5, 1), latest=date(2018, 5, 31), wording="i maj 2018"),
        DialogueDate(earliest=date(2018, 5, 3), latest=date(2018, 5, 3), wording="3 maj 2018"),
    ]

    assert dialogue.most_precise_date == PartialDate.day(date(2018, 5, 3), "3 maj 2018")
    assert not dialogue.dates_agree


def test_a_dialogue_without_a_date_has_an_unknown_one():
    assert Dialogue(slug="samtal").most_precise_date == PartialDate()


def test_a_slot_refuses_naive_instants_and_an_end_before_its_start():
    noon = datetime(2026, 10, 14, 12, tzinfo=UTC)

    with pytest.raises(ValueError, match="aware"):
        Slot(noon.replace(tzinfo=None), noon)
    with pytest.raises(ValueError, match="ends after"):
        Slot(noon, noon)
