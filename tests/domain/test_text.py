"""Swedish words: what a search finds, what a list sorts, what an address says."""

import pytest

from dialogues_app.models.text import slug, sort_key, stems


def test_the_definite_form_has_the_stem_of_the_bare_word():
    assert stems("Industrisamtalet") == stems("industrisamtal") == " industrisamtal"


def test_each_stem_stands_once_after_a_space():
    assert stems("Företag, företagen och företagets") == " företag och"


def test_swedish_letters_sort_last():
    names = ["Östersund", "Zinkgruvan", "Åre", "Ängelholm", "Eskilstuna", "École"]

    assert sorted(names, key=sort_key) == [
        "École",
        "Eskilstuna",
        "Zinkgruvan",
        "Åre",
        "Ängelholm",
        "Östersund",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Logistik, transporter och infrastruktur", "logistik-transporter-och-infrastruktur"),
        ("Omställning & matchning på 2020-talet", "omstallning-matchning-pa-2020-talet"),
        ("!!!", "utan-namn"),
    ],
)
def test_an_address_is_lower_case_ascii(text: str, expected: str):
    assert slug(text) == expected
