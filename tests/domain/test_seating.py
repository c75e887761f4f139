"""Pasted lines, and addresses for those who have a seat."""

import pytest

from dialogues_app.domain import dialogues, seating
from dialogues_app.errors import Invalid
from tests.factories import NOON, a_meeting, a_minister, an_organizer


def faults(text, taken=(), practice=False):
    return [line.fault for line in seating.read_lines(text, taken=taken, practice=practice)]


@pytest.mark.parametrize("mark", [";", "\t", ",", " ; "])
def test_a_line_may_be_parted_by_semicolon_tab_or_comma(mark):
    (line,) = seating.read_lines(mark.join(["Anna", "Vd", "Bolaget", "Anna@Foretag.example"]), taken=(), practice=True)

    assert (line.name, line.title, line.organisation, line.address, line.fault) == (
        "Anna",
        "Vd",
        "Bolaget",
        "anna@foretag.example",
        "",
    )


def test_a_comma_inside_a_field_does_not_part_a_line_with_semicolons():
    (line,) = seating.read_lines("Namn; Vd, koncernen; Bolaget; a@b.example", taken=(), practice=False)

    assert (line.title, line.is_good) == ("Vd, koncernen", True)


def test_empty_lines_and_a_heading_are_skipped_and_numbers_are_those_of_the_paste():
    lines = seating.read_lines("Namn;Roll;Organisation;Adress\n\nA;Vd;B;a@b.example\n", taken=(), practice=False)

    assert [line.number for line in lines] == [3]


def test_every_bad_line_says_what_is_wrong_with_it():
    text = "\n".join(
        [
            "A;Vd;B;a@b.example",
            "A;Vd;B",
            ";;B;c@b.example",
            "A;Vd;B;inte en adress",
            "A;Vd;B;åke@b.example",
            "A;Vd;B;a@b.example",
            "A;Vd;B;tagen@b.example",
            f"{'x' * 301};Vd;B;lang@b.example",
            "A\u202e;Vd;B;vand@b.example",
        ]
    )

    assert faults(text, taken={"tagen@b.example"}) == [
        "",
        "field_count",
        "nobody",
        "address_form",
        "address_local_not_ascii",
        "twice_in_paste",
        "already_invited",
        "too_long",
        "control",
    ]


def test_a_practice_dialogue_takes_only_addresses_under_example():
    assert faults("A;Vd;B;a@riktig.se", practice=True) == ["not_practice"]
    assert faults("A;Vd;B;a@riktig.se", practice=False) == [""]


def test_more_lines_than_a_page_can_show_are_refused():
    with pytest.raises(Invalid):
        seating.read_lines("A;Vd;B;a@b.example\n" * 1001, taken=(), practice=False)


def test_a_seated_minister_is_invited_once_there_is_an_address():
    meeting = a_meeting()
    dialogues.set_ministers(meeting.dialogue, a_minister(), [], by=an_organizer(), at=NOON)
    holding = meeting.dialogue.seats[0].holding

    invitation = seating.give_address(meeting, holding, "Minister@Departementet.example", by=an_organizer(), at=NOON)

    assert (invitation.holding, invitation.address) == (holding, "minister@departementet.example")
    assert meeting.active_invitations == [invitation]
