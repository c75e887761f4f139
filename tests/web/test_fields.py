"""What the fields read, refuse and show again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms import Form as AnyForm
from wtforms.validators import InputRequired

from dialogues_app.web.fields import (
    AddressField,
    After,
    DateField,
    InstantField,
    PartialDateField,
    TextArea,
    TextLine,
)
from tests.web.components import Sample, component_app


@pytest.fixture(autouse=True)
def in_request() -> Iterator[None]:
    with component_app().test_request_context("/"):
        yield


def read(kind: type[Field], typed: dict[str, str] | str, **given: Any) -> Field:
    class One(AnyForm):
        it = kind("Fältet", **given)

    form = One(MultiDict({"it": typed} if isinstance(typed, str) else typed))
    form.validate()
    return form.it  # type: ignore[no-any-return]


def instant(day: str, time: str, **more: str) -> dict[str, str]:
    return {"it-date": day, "it-time": time, **{f"it-{name}": value for name, value in more.items()}}


@pytest.mark.parametrize("time", ["9.00", "09:00", "09.00"])
def test_an_instant_is_typed_in_stockholm_and_kept_in_utc(time: str) -> None:
    assert read(InstantField, instant("2026-10-14", time)).data == datetime(2026, 10, 14, 7, tzinfo=UTC)


def test_the_hour_that_summer_time_skips_is_refused() -> None:
    field = read(InstantField, instant("2027-03-28", "02.30"))

    assert field.data is None
    assert list(field.errors) == [
        "Den natten ställs klockan fram, så tiden 02.30 finns inte. Välj en annan tid."
    ]
    assert field.faulty_part == "time"
    assert field.time_text == "02.30"


def test_the_doubled_hour_is_asked_about() -> None:
    field = read(InstantField, instant("2027-10-31", "02.30"))

    assert (field.data, field.asks_fold, field.faulty_part) == (None, True, "fold")


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_the_doubled_hour_is_taken_as_chosen(fold: str, hour: int) -> None:
    field = read(InstantField, instant("2027-10-31", "02.30", fold=fold))

    assert field.data == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert not field.errors


@pytest.mark.parametrize(
    "kept", [datetime(2027, 10, 31, 1, 30, tzinfo=UTC), datetime(2016, 9, 12, 7, tzinfo=UTC)]
)
def test_a_kept_instant_is_shown_so_that_it_reads_back_the_same(kept: datetime) -> None:
    class One(AnyForm):
        it = InstantField("Fältet")

    shown = One(data={"it": kept}).it

    assert read(InstantField, instant(shown.date_text, shown.time_text, fold=shown.fold_text)).data == kept


@pytest.mark.parametrize(
    ("day", "time", "part"),
    [
        ("22/5", "09.00", "date"),
        ("2018-02-30", "09.00", "date"),
        ("2018-05-22", "25.00", "time"),
        ("2018-05-22", "", "time"),
    ],
)
def test_a_mistyped_instant_names_the_part(day: str, time: str, part: str) -> None:
    field = read(InstantField, instant(day, time))

    assert (field.data, field.faulty_part, len(field.errors)) == (None, part, 1)


def test_an_empty_instant_is_none_unless_required() -> None:
    assert not read(InstantField, instant("", "")).errors
    assert list(read(InstantField, instant("", ""), validators=[InputRequired("Skriv när")]).errors) == [
        "Skriv när"
    ]


def test_a_date_is_typed_as_iso() -> None:
    assert read(DateField, "2018-05-22").data == date(2018, 5, 22)


@pytest.mark.parametrize("text", ["22/5", "2018-5-22", "20180522", "2018-W21-2", "2018-05-22T09:00"])
def test_other_date_forms_are_refused_and_kept(text: str) -> None:
    field = read(DateField, text)

    assert list(field.errors) == ["Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2018-05-22"]
    assert field._value() == text


def test_a_partial_date_is_as_precise_as_it_is_typed() -> None:
    assert read(PartialDateField, "2018-05-03").data == (date(2018, 5, 3), date(2018, 5, 3))
    assert read(PartialDateField, "2016-02").data == (date(2016, 2, 1), date(2016, 2, 29))
    assert read(PartialDateField, "2018").data == (date(2018, 1, 1), date(2018, 12, 31))
    assert read(PartialDateField, "maj").errors


@pytest.mark.parametrize(
    "text", ["a\r\nBcc: x", "a\nb", "a\x00b", "a\u2028b", "a\u202eb", "a\x1bb", "x" * 301]
)
def test_a_line_refuses_what_breaks_a_line(text: str) -> None:
    assert len(read(TextLine, text).errors) == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "👩‍🏭 industri", "مرحبا", "åäö – … §"])
def test_a_line_keeps_ordinary_text_of_any_kind(text: str) -> None:
    field = read(TextLine, f"  {text} ")

    assert (field.data, list(field.errors)) == (text, [])


def test_several_lines_keep_their_breaks() -> None:
    assert read(TextArea, "ett\r\ntvå\n").data == "ett\ntvå"
    assert read(TextArea, "ett\x07").errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Anna.Alm@Exempel.example", "Anna.Alm@exempel.example"),
        ("namn@räksmörgås.example", "namn@xn--rksmrgs-5wao1o.example"),
        ("a+b@x.example", "a+b@x.example"),
    ],
)
def test_an_address_gets_one_normal_form(typed: str, kept: str) -> None:
    assert read(AddressField, typed).data == kept


@pytest.mark.parametrize(
    "typed",
    [
        "åsa@x.example",
        "a@b@x.example",
        "a b@x.example",
        "@x.example",
        "a@",
        "a@x",
        "a@-x.example",
        "a..b@x.example",
        "a@127.0.0.1",
        f"{'a' * 65}@x.example",
        "a@x.example\nBcc: b@x.example",
    ],
)
def test_what_cannot_be_mailed_is_refused(typed: str) -> None:
    field = read(AddressField, typed)

    assert len(field.errors) == 1
    assert field._value() == typed


def test_the_end_comes_after_the_start() -> None:
    class Two(AnyForm):
        start = DateField("Från")
        end = DateField("Till", validators=[After("start", "Slutet ska vara efter början")])

    form = Two(MultiDict({"start": "2018-05-22", "end": "2018-05-22"}))

    assert not form.validate()
    assert list(form.end.errors) == ["Slutet ska vara efter början"]


def test_the_version_tells_a_stale_form() -> None:
    form = Sample(MultiDict({"version": "3"}), meta={"csrf": False})

    assert (form.is_stale(3), form.is_stale(4)) == (False, True)


def test_wtforms_own_messages_are_swedish() -> None:
    form = Sample(MultiDict({"version": "tre", "theme": "zzz"}), meta={"csrf": False})
    form.validate()

    assert list(form.version.errors) == ["Inte ett giltigt heltal"]
