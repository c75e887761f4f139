"""Dates and numbers in the forms of design.md section 7 and trust.md section 7."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dialogues_app import swedish
from dialogues_app.web import filters
from tests.web.components import component_app

START = datetime(2016, 9, 12, 7, tzinfo=UTC)
END = datetime(2016, 9, 12, 9, 30, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_headings_have_the_day_and_padded_times_joined_by_an_en_dash() -> None:
    assert plain(swedish.slot_heading(START, END)) == "måndag 12 september 2016 kl. 09.00–11.30"


def test_running_text_has_the_definite_day_and_no_leading_zero() -> None:
    assert plain(swedish.slot_text(START, END)) == "måndagen den 12 september 2016 kl. 9.00–11.30"
    assert plain(swedish.moment_text(START)) == "måndagen den 12 september 2016 kl. 9.00"


def test_day_and_clock_are_kept_together_by_no_break_spaces() -> None:
    assert swedish.slot_heading(START, END) == "måndag 12\u00a0september 2016 kl.\u00a009.00–11.30"


def test_a_slot_past_midnight_tells_both_days() -> None:
    later = START + timedelta(days=1)

    assert (
        plain(swedish.slot_heading(START, later))
        == "måndag 12 september 2016 kl. 09.00 till tisdag 13 september 2016 kl. 09.00"
    )


@pytest.mark.parametrize(
    ("number", "short"), [(1, "jan"), (3, "mar"), (5, "maj"), (6, "jun"), (9, "sep"), (12, "dec")]
)
def test_narrow_tables_have_three_letters_without_a_point(number: int, short: str) -> None:
    assert plain(swedish.day_short(date(2016, number, 2))) == f"2 {short} 2016"


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        swedish.clock(START.replace(tzinfo=None))


def test_weeks_are_iso_weeks() -> None:
    days = [date(2017, 11, 6), date(2026, 12, 31), date(2027, 1, 1)]

    assert [plain(swedish.week(on)) for on in days] == ["v. 45", "v. 53", "v. 53"]


@pytest.mark.parametrize(
    ("earliest", "latest", "wording", "text", "iso"),
    [
        (date(2018, 5, 3), date(2018, 5, 3), "", "3 maj 2018", "2018-05-03"),
        (date(2018, 5, 1), date(2018, 5, 31), "maj 2018", "maj 2018", "2018-05"),
        (date(2016, 2, 1), date(2016, 2, 29), "", "februari 2016", "2016-02"),
        (date(2016, 1, 1), date(2016, 12, 31), "under året", "2016", "2016"),
        (date(2015, 1, 1), date(2018, 12, 31), "", "2015–2018", ""),
        (date(2018, 3, 1), date(2018, 5, 31), "våren 2018", "våren 2018", ""),
        (date(2018, 3, 5), date(2018, 3, 9), "", "5 mars 2018–9 mars 2018", ""),
        (None, None, "", "", ""),
    ],
)
def test_a_partial_date_is_as_precise_as_it_is_known(
    earliest: date | None, latest: date | None, wording: str, text: str, iso: str
) -> None:
    assert plain(swedish.partial_date(earliest, latest, wording)) == text
    assert swedish.partial_iso(earliest, latest) == iso


def test_a_missing_date_is_said() -> None:
    with component_app().test_request_context("/"):
        assert filters.partial_date(None, None) == "Datum saknas"


def test_numbers_and_money() -> None:
    assert plain(swedish.number(1250)) == "1 250"
    assert plain(swedish.number(1234.5)) == "1 234,5"
    assert plain(swedish.percent(70)) == "70 %"
    assert [plain(swedish.money(k)) for k in (575_000_000, 1_250_000_000, 1_000_000, 12_345_678, 1)] == [
        "575 miljoner kronor",
        "1,25 miljarder kronor",
        "1 miljon kronor",
        "12 345 678 kronor",
        "1 krona",
    ]
    assert [swedish.spelled(n) for n in (0, 1, 12)] == ["noll", "en", "tolv"]
    assert plain(swedish.spelled(1300)) == "1 300"


def test_lists_are_in_swedish_order() -> None:
    assert filters.in_order(["Öster", "Ärlig", "Åland", "Zeta", "Éclair", "Eda"]) == [
        "Éclair",
        "Eda",
        "Zeta",
        "Åland",
        "Ärlig",
        "Öster",
    ]


def test_long_compounds_may_break_where_the_list_says() -> None:
    assert swedish.soften("Kompetensförsörjning och industri") == "Kompetens\u00adförsörjning och industri"


def test_data_forms() -> None:
    assert swedish.iso(date(2016, 9, 12)) == "2016-09-12"
    assert swedish.iso(START) == "2016-09-12T09:00+02:00"
