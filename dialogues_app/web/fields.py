"""Form fields that turn what a person types into domain values and back.

`TextLine`, `TextArea`, `AddressField` (texts.py); `DateField`, `PartialDateField`, `InstantField`.
Every field keeps what was typed, so that a refused form shows it again.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.utils import UnsetValue, unset_value
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from dialogues_app.swedish import STOCKHOLM, clock, local, partial_iso
from dialogues_app.web.texts import AddressField, TextArea, TextLine

__all__ = [
    "AddressField",
    "After",
    "CheckboxesField",
    "DateField",
    "InstantField",
    "PartialDateField",
    "TextArea",
    "TextLine",
    "read_date",
    "read_time",
]

FIRST_YEAR, LAST_YEAR = 1900, 2199


def read_date(text: str) -> date:
    """The day written as ÅÅÅÅ-MM-DD; raises ValueError with a sentence that says how."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(_("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2018-05-22"))
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Datumet %(text)s finns inte. Kontrollera månad och dag.", text=text)) from None
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise ValueError(_("Skriv ett år mellan %(first)s och %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))
    return on


def read_time(text: str) -> time:
    """The time written as TT.MM or TT:MM; raises ValueError with a sentence that says how."""
    match = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})", text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError(_("Skriv tiden som TT.MM, till exempel 09.00"))
    return time(int(match[1]), int(match[2]))


class DateField(StringField):
    """A day typed as ÅÅÅÅ-MM-DD; `data` is a date or None, `text` what was typed."""

    data: date | None  # type: ignore[assignment]
    text: str = ""

    def process_data(self, value: date | None) -> None:
        self.data = value
        self.text = value.isoformat() if value else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.text = str(valuelist[0]).strip() if valuelist else ""
        self.data = read_date(self.text) if self.text else None

    def _value(self) -> str:
        return self.text


class PartialDateField(StringField):
    """A day, a month or a year (2018-05-22, 2018-05, 2018); `data` is (earliest, latest) or None."""

    data: tuple[date, date] | None  # type: ignore[assignment]
    text: str = ""

    def process_data(self, value: tuple[date, date] | None) -> None:
        self.data = value
        self.text = partial_iso(*value) if value else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.text = str(valuelist[0]).strip() if valuelist else ""
        self.data = self._read() if self.text else None

    def _read(self) -> tuple[date, date]:
        if re.fullmatch(r"[0-9]{4}", self.text):
            return read_date(f"{self.text}-01-01"), read_date(f"{self.text}-12-31")
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", self.text):
            first = read_date(f"{self.text}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", self.text):
            raise ValueError(_("Skriv 2018-05-22, 2018-05 eller 2018, så noga som datumet är känt."))
        return read_date(self.text), read_date(self.text)

    def _value(self) -> str:
        return self.text


class InstantField(Field):
    """A day and a time in Sweden, typed in two boxes; `data` is an aware instant in UTC or None.

    The parts are named <name>-date, <name>-time and <name>-fold. The hour that summer time skips is refused.
    In the hour that comes twice the person is asked which one: `asks_fold` is then true and the macro shows two radios.
    `faulty_part` names the part that the error is about.
    """

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.date_text = self.time_text = self.fold_text = self.faulty_part = ""
        self.asks_fold = False
        super().__init__(*args, **kwargs)

    def process_data(self, value: datetime | None) -> None:
        self.data = value
        if value is None:
            return
        here = local(value)
        self.date_text, self.time_text = here.date().isoformat(), clock(value)
        self.asks_fold = (
            self._offsets(here.replace(tzinfo=None))[0] != self._offsets(here.replace(tzinfo=None))[1]
        )
        self.fold_text = str(here.fold) if self.asks_fold else ""

    def process(self, formdata: Any, data: Any | UnsetValue = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.date_text, self.time_text, self.fold_text = (
            str(formdata.get(f"{self.name}-{part}", "")).strip() for part in ("date", "time", "fold")
        )
        self.raw_data = [f"{self.date_text} {self.time_text}".strip()]
        self.data, self.asks_fold = None, False
        if self.raw_data != [""]:
            try:
                self.data = self._read()
            except ValueError as error:
                self.process_errors = [*self.process_errors, str(error)]

    def _read(self) -> datetime:
        self.faulty_part = "date"
        on = read_date(self.date_text)
        self.faulty_part = "time"
        naive = datetime.combine(on, read_time(self.time_text))
        before, after = self._offsets(naive)
        if before < after:  # the clock goes forward: neither reading exists
            raise ValueError(
                _(
                    "Den natten ställs klockan fram, så tiden %(text)s finns inte. Välj en annan tid.",
                    text=self.time_text,
                )
            )
        self.asks_fold = before != after
        if self.asks_fold and self.fold_text not in {"0", "1"}:
            self.faulty_part = "fold"
            raise ValueError(
                _(
                    "Den natten kommer klockan %(text)s två gånger. Välj vilken av dem du menar.",
                    text=self.time_text,
                )
            )
        self.faulty_part = ""
        return naive.replace(tzinfo=STOCKHOLM, fold=int(self.fold_text) if self.asks_fold else 0).astimezone(
            UTC
        )

    @staticmethod
    def _offsets(naive: datetime) -> tuple[Any, Any]:
        first, second = (naive.replace(tzinfo=STOCKHOLM, fold=fold).utcoffset() for fold in (0, 1))
        return first, second

    def pre_validate(self, form: BaseForm) -> None:
        if self.process_errors:
            raise StopValidation

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        if self.errors and not self.faulty_part:
            self.faulty_part = "date"


class After:
    """Refuses a value that is not later than that of another field; an empty one is no error here."""

    def __init__(self, other: str, message: Any) -> None:
        self.other, self.message = other, message

    def __call__(self, form: BaseForm, field: Field) -> None:
        earlier = form[self.other].data
        if earlier is not None and field.data is not None and field.data <= earlier:
            raise ValidationError(str(self.message))


class CheckboxesField(SelectMultipleField):
    """Several of many, shown as checkboxes in a fieldset."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
