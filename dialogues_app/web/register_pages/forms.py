"""The forms of the register."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from dialogues_app.domain.register import Holder, OrganisationFacts
from dialogues_app.models import Organisation, OrganisationKind, PartialDate, RegisterKind, Side, SizeClass
from dialogues_app.web.fields import AddressField, PartialDateField, TextLine
from dialogues_app.web.forms import options
from dialogues_app.web.organizer.editing import ActForm
from dialogues_app.web.seats.blueprint import organisation_of, organisations
from dialogues_app.web.words import word

UNKNOWN = ("", _l("Uppgift saknas"))


class OrganisationForm(ActForm):
    """What the register states of an organisation."""

    name = TextLine(_l("Namn"), validators=[DataRequired(_l("Skriv organisationens namn."))])
    short_name = TextLine(_l("Kortnamn"))
    kind = SelectField(
        _l("Slag"), choices=lambda: options((one.value, word(one)) for one in OrganisationKind)
    )
    side = SelectField(
        _l("Part"), choices=lambda: options([UNKNOWN, *((one.value, word(one)) for one in Side)])
    )
    size_class = SelectField(
        _l("Storlek"), choices=lambda: options([UNKNOWN, *((one.value, word(one)) for one in SizeClass)])
    )
    sector = TextLine(_l("Bransch"))
    region = TextLine(_l("Landsdel"))

    def facts(self) -> OrganisationFacts:
        """What is stated."""
        return OrganisationFacts(
            name=self.name.data or "",
            short_name=self.short_name.data or "",
            kind=OrganisationKind(self.kind.data),
            side=Side(self.side.data) if self.side.data else None,
            size_class=SizeClass(self.size_class.data) if self.size_class.data else None,
            sector=self.sector.data or "",
            region=self.region.data or "",
        )

    @classmethod
    def of(cls, one: Organisation, *, sent: bool) -> OrganisationForm:
        """The form as the register fills it."""
        given = {
            "name": one.name,
            "short_name": one.short_name,
            "kind": one.kind.value,
            "side": one.side.value if one.side else "",
            "size_class": one.size_class.value if one.size_class else "",
            "sector": one.sector,
            "region": one.region,
            "version": one.version,
        }
        return cls(**given) if sent else cls(formdata=None, **given)


class PersonForm(ActForm):
    """Somebody."""

    name = TextLine(_l("Namn"), validators=[DataRequired(_l("Skriv namnet."))])


class PostForm(ActForm):
    """A post for a time."""

    title = TextLine(_l("Titel"), validators=[DataRequired(_l("Skriv en titel, till exempel Vd."))])
    organisation = SelectField(
        _l("Organisation"),
        choices=lambda: options([("", _l("Ingen organisation")), *organisations()]),
    )
    held_from = PartialDateField(_l("Från"), description=_l("2018-05-22, 2018-05 eller 2018."))
    held_to = PartialDateField(_l("Till"), description=_l("Lämna tomt så länge uppdraget gäller."))

    def validate_held_to(self, field: Any) -> None:
        """A post ends after it begins."""
        if field.data and self.held_from.data and field.data[1] < self.held_from.data[0]:
            raise ValidationError(_("Uppdraget måste sluta efter att det har börjat."))

    def holder(self) -> Holder:
        """The post as the domain wants it."""
        return Holder(
            title=self.title.data or "",
            organisation=organisation_of(self.organisation.data),
            held_from=partial_of(self.held_from),
            held_to=partial_of(self.held_to),
        )


class EndForm(ActForm):
    """When a post ended."""

    held_to = PartialDateField(
        _l("Till och med"), validators=[InputRequired(_l("Skriv när uppdraget slutade."))]
    )


class AddressForm(ActForm):
    """A mail address."""

    address = AddressField(_l("E-postadress"), validators=[DataRequired(_l("Skriv en e-postadress."))])


class FileForm(ActForm):
    """A file to read in."""

    kind = SelectField(
        _l("Filen innehåller"),
        choices=lambda: options((one.value, str(word(one)).capitalize()) for one in RegisterKind),
    )
    file = FileField(_l("CSV-fil"))

    def validate_file(self, field: Any) -> None:
        """There is one."""
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(_("Välj en CSV-fil."))


class MergeForm(ActForm):
    """Which one is the same."""

    other = SelectField(_l("Dubbletten, som försvinner"), choices=[])

    def validate_other(self, field: Any) -> None:
        """One is chosen."""
        if not field.data:
            raise ValidationError(_("Välj dubbletten."))


def partial_of(field: PartialDateField) -> PartialDate:
    """The date as stated, with the wording that was typed."""
    if not field.data:
        return PartialDate()
    return PartialDate(*field.data, field.text)
