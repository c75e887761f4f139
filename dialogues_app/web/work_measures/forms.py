"""Forms about measures: how one stands, who is responsible, what was seen of it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from dialogues_app.domain.measures import TEXT_LIMIT, Observation, Said
from dialogues_app.models import BodyRole, MeasureStatus, Organisation, PartialDate, Source, SourceKind
from dialogues_app.web.fields import PartialDateField, TextArea, TextLine
from dialogues_app.web.forms import options
from dialogues_app.web.once import OnceForm
from dialogues_app.web.recording.forms import capital
from dialogues_app.web.words import word

FIGURES = 3
WEB = ("https://", "http://")


class CitedForm(OnceForm):
    """Something stated, with the source it can be read in."""

    source_title = TextLine(_l("Källa, till exempel en rapport"), longest=300)
    source_url = TextLine(_l("Källans adress på webben"), longest=500)

    def validate(self, extra_validators: Any = None) -> bool:
        """A source on the web has a title and an address that a browser opens."""
        valid = bool(super().validate(extra_validators))
        if self.source_url.data and not self.source_url.data.startswith(WEB):
            self.source_url.errors = [_("Skriv hela adressen, den börjar med https://.")]
        if self.source_url.data and not self.source_title.data:
            self.source_title.errors = [_("Skriv vad källan heter.")]
        return valid and not self.source_url.errors and not self.source_title.errors

    def sources(self, *, public: bool) -> tuple[Source, ...]:
        """The source that was named, if any."""
        if not self.source_title.data:
            return ()
        url = self.source_url.data or ""
        return (Source(title=self.source_title.data, url=url, kind=SourceKind.DOCUMENT, is_public=public),)


class ConfirmForm(CitedForm):
    """Working material is confirmed by a source."""

    def validate(self, extra_validators: Any = None) -> bool:
        """The source has a name."""
        valid = super().validate(extra_validators)
        if not self.source_title.data:
            self.source_title.errors = [_("Skriv vilken källa som bekräftar uppgiften.")]
            return False
        return valid


class StatusForm(CitedForm):
    """How a measure stands, since when."""

    status = SelectField(_l("Läge"), validators=[InputRequired(_l("Välj ett läge."))])
    since = PartialDateField(_l("Gäller sedan, så noga som det är känt"))
    note = TextArea(_l("Anteckning"), longest=TEXT_LIMIT, rows=2)

    def offer(self) -> None:
        """Any status that somebody can state."""
        stated = [status for status in MeasureStatus if status is not MeasureStatus.UNKNOWN]
        rows = [(status.value, capital(word(status))) for status in stated]
        self.status.choices = options([("", _("Välj")), *rows])

    def validate(self, extra_validators: Any = None) -> bool:
        """What is completed can be read in a source."""
        valid = super().validate(extra_validators)
        if self.status.data == MeasureStatus.COMPLETED.value and not self.source_title.data:
            self.source_title.errors = [_("En genomförd åtgärd behöver en källa.")]
            return False
        return valid

    def said(self, *, public: bool) -> Said:
        """The statement, as the domain takes it."""
        return Said(
            holds_since=_partial(self.since), sources=self.sources(public=public), note=self.note.data or ""
        )


class BodyForm(CitedForm):
    """What an organisation is to a measure."""

    organisation = SelectField(_l("Organisation"), validators=[InputRequired(_l("Välj en organisation."))])
    role = SelectField(_l("Uppgift"), default=BodyRole.RESPONSIBLE.value)

    def offer(self, organisations: list[Organisation]) -> None:
        """Any organisation we know."""
        rows = [(str(organisation.id), organisation.name) for organisation in organisations]
        self.organisation.choices = options([("", _("Välj")), *rows])
        self.role.choices = options((role.value, capital(word(role))) for role in BodyRole)


class FollowUpForm(CitedForm):
    """What was seen of a measure, with up to three figures."""

    summary = TextArea(
        _l("Vad har hänt?"),
        longest=TEXT_LIMIT,
        rows=4,
        validators=[InputRequired(_l("Skriv vad som har hänt."))],
    )
    on = PartialDateField(
        _l("När, så noga som det är känt"),
        validators=[InputRequired(_l("Skriv när, till exempel 2018-05-22, 2018-05 eller 2018."))],
    )
    by_name = TextLine(_l("Vem har följt upp?"), longest=200)
    name_1, value_1, unit_1 = TextLine(_l("Mått 1")), TextLine(_l("Värde 1")), TextLine(_l("Enhet 1"))
    name_2, value_2, unit_2 = TextLine(_l("Mått 2")), TextLine(_l("Värde 2")), TextLine(_l("Enhet 2"))
    name_3, value_3, unit_3 = TextLine(_l("Mått 3")), TextLine(_l("Värde 3")), TextLine(_l("Enhet 3"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A figure has a name, a number and a unit."""
        valid = super().validate(extra_validators)
        for n in range(1, FIGURES + 1):
            valid = self._check_figure(n) and valid
        return valid

    def _check_figure(self, n: int) -> bool:
        name, value, unit = (self[f"{part}_{n}"] for part in ("name", "value", "unit"))
        if not (name.data or value.data or unit.data):
            return True
        if read_number(value.data or "") is None:
            value.errors = [_("Skriv ett tal, till exempel 1 250 eller 3,5.")]
        for field in (name, unit):
            if not field.data:
                field.errors = [_("Skriv både mått, värde och enhet.")]
        return not (name.errors or value.errors or unit.errors)

    def seen(self, *, public: bool) -> Observation:
        """The follow-up, as the domain takes it."""
        rows = [
            (self[f"name_{n}"].data, read_number(self[f"value_{n}"].data or ""), n)
            for n in range(1, FIGURES + 1)
        ]
        figures = tuple(
            (name, value, self[f"unit_{n}"].data) for name, value, n in rows if name and value is not None
        )
        return Observation(
            summary=self.summary.data or "",
            on=_partial(self.on),
            by_name=self.by_name.data or "",
            figures=figures,
            sources=self.sources(public=public),
        )


def read_number(text: str) -> Decimal | None:
    """A number written the Swedish way, with spaces and a decimal comma; None where it is none we can keep."""
    plain = text.replace("\u00a0", "").replace(" ", "").replace("−", "-").replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 15 else None


def _partial(field: PartialDateField) -> PartialDate:
    return PartialDate(*field.data, field.text) if field.data else PartialDate()
