"""The forms about seats, nominations, reserves and balance."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from dialogues_app.domain.balance import MOST_OF_ONE, SME, Aim
from dialogues_app.domain.nominations import Contact, Nominee
from dialogues_app.domain.reserves import Understudy
from dialogues_app.domain.seat_plan import MOST_AT_ONCE, Wish
from dialogues_app.models import Dimension, Seat, SeatRole, Side, SizeClass
from dialogues_app.web.fields import AddressField, CheckboxesField, DateField, TextArea, TextLine
from dialogues_app.web.forms import options
from dialogues_app.web.organizer.editing import ActForm
from dialogues_app.web.seats.blueprint import organisation_of, organisations
from dialogues_app.web.words import word

ROLES = (SeatRole.REQUIRED, SeatRole.OPTIONAL, SeatRole.OBSERVER)
NONE = ("", _l("Ingen särskild"))


def _organisations() -> list[Any]:
    return options([("", _l("Ingen särskild organisation")), *organisations()])


class SeatForm(ActForm):
    """What is wanted of a seat."""

    organisation = SelectField(_l("Organisation"), choices=_organisations)
    description = TextLine(
        _l("Beskrivning"), description=_l("Till exempel: litet eller medelstort företag, valfri region.")
    )
    duty = TextLine(_l("Uppgift"), description=_l("Till exempel: ordförande för eftermiddagen."))
    role = SelectField(_l("Deltar som"), choices=lambda: options((one.value, word(one)) for one in ROLES))
    required_for_date = BooleanField(_l("Behövs för att datumet ska kunna väljas"))
    side = SelectField(_l("Part"), choices=lambda: options([NONE, *((one.value, word(one)) for one in Side)]))
    sizes = CheckboxesField(
        _l("Företagets storlek"), choices=lambda: options((one.value, word(one)) for one in SizeClass)
    )
    sector = TextLine(_l("Bransch"))
    region = TextLine(_l("Landsdel"))

    def validate_description(self, field: Any) -> None:
        """A seat is for somebody."""
        if not field.data and not self.organisation.data:
            raise ValidationError(_("Välj en organisation, eller beskriv vem platsen är till för."))

    def wish(self) -> Wish:
        """The seat as it is wanted."""
        return Wish(
            organisation=organisation_of(self.organisation.data),
            description=self.description.data or "",
            role=SeatRole(self.role.data),
            required_for_date=bool(self.required_for_date.data),
            duty=self.duty.data or "",
            side=Side(self.side.data) if self.side.data else None,
            sizes=tuple(SizeClass(one) for one in self.sizes.data or ()),
            sector=self.sector.data or "",
            region=self.region.data or "",
        )


class NewSeatForm(SeatForm):
    """Several seats of the same sort."""

    count = IntegerField(
        _l("Antal platser"),
        default=1,
        validators=[
            InputRequired(_l("Skriv hur många platser.")),
            NumberRange(1, MOST_AT_ONCE, _l("Skriv ett tal mellan 1 och 20.")),
        ],
    )


class ContactForm(ActForm):
    """Whom to ask at the organisation."""

    name = TextLine(_l("Kontaktens namn"))
    address = AddressField(
        _l("Kontaktens e-postadress"), validators=[DataRequired(_l("Skriv en e-postadress."))]
    )
    answer_by = DateField(_l("Svar senast"), description=_l("Tre dagar innan skickas en påminnelse."))

    def contact(self) -> Contact:
        """The contact."""
        return Contact(
            address=self.address.data or "", name=self.name.data or "", answer_by=self.answer_by.data
        )


class NomineeForm(ActForm):
    """Who takes the seat."""

    name = TextLine(_l("Namn"), validators=[DataRequired(_l("Skriv namnet på den som kommer."))])
    title = TextLine(_l("Roll eller titel"), description=_l("Den syns för alla, till exempel Vd."))
    address = AddressField(
        _l("E-postadress"), validators=[DataRequired(_l("Skriv e-postadressen till den som kommer."))]
    )

    def nominee(self) -> Nominee:
        """The nominee."""
        return Nominee(
            name=self.name.data or "", title=self.title.data or "", address=self.address.data or ""
        )


class OutsideForm(NomineeForm):
    """The same, filled in by the organisation itself."""

    comment = TextArea(
        _l("Meddelande till arrangörerna"),
        rows=3,
        longest=4000,
        description=_l(
            "Skriv inte om hälsa eller annat känsligt. Den som kommer får frågan om mat och anpassning."
        ),
    )
    named_by = TextLine(
        _l("Ditt namn"),
        description=_l("Så vet arrangörerna vem som har svarat."),
        validators=[DataRequired(_l("Skriv ditt namn."))],
    )

    def nominee(self) -> Nominee:
        """The nominee, and who named."""
        return Nominee(
            name=self.name.data or "",
            title=self.title.data or "",
            address=self.address.data or "",
            comment=self.comment.data or "",
            named_by=self.named_by.data or "",
        )


class NobodyForm(ActForm):
    """The organisation sends nobody."""

    reason = TextArea(_l("Meddelande till arrangörerna"), rows=3, longest=4000)


class DecisionForm(ActForm):
    """What the organizers say about a nominee."""

    reason = TextArea(_l("Skäl, om ni säger nej"), rows=3, longest=1000)


class ReserveForm(ActForm):
    """Somebody in reserve."""

    organisation = SelectField(_l("Organisation"), choices=_organisations)
    description = TextLine(_l("Organisation som inte finns i registret"))
    title = TextLine(_l("Roll eller titel"))
    name = TextLine(_l("Namn"))
    address = AddressField(_l("E-postadress"), validators=[DataRequired(_l("Skriv en e-postadress."))])
    seat = SelectField(_l("Reserv för"), choices=[])

    def validate_name(self, field: Any) -> None:
        """Somebody, by name or by capacity."""
        if not field.data and not self.title.data:
            raise ValidationError(_("Skriv ett namn, eller en roll här ovanför."))

    def understudy(self, seats: list[Seat]) -> Understudy:
        """Who it is."""
        return Understudy(
            address=self.address.data or "",
            name=self.name.data or "",
            title=self.title.data or "",
            organisation=organisation_of(self.organisation.data),
            description=self.description.data or "",
            seat=next((one for one in seats if str(one.id) == self.seat.data), None),
        )


class RuleForm(ActForm):
    """Whether nominees and substitutes are let in at once."""

    at_once = BooleanField(_l("Bjud in nominerade och ersättare direkt, utan att en arrangör säger ja"))


class TargetForm(ActForm):
    """At least so many of a sort."""

    sort = SelectField(_l("Mål"), choices=[], validators=[InputRequired(_l("Välj ett mål."))])
    text = TextLine(_l("Bransch eller landsdel"), description=_l("Skriv som i registret."))
    at_least = IntegerField(
        _l("Minst antal"),
        default=1,
        description=_l("Skriv 0 för att ta bort målet."),
        validators=[
            InputRequired(_l("Skriv ett antal.")),
            NumberRange(0, MOST_OF_ONE, _l("Skriv ett tal mellan 0 och 50.")),
        ],
    )

    def aim(self) -> Aim:
        """The target."""
        dimension, _sep, value = str(self.sort.data).partition(":")
        kind = Dimension(dimension)
        free = kind in (Dimension.SECTOR, Dimension.REGION)
        return Aim(kind, (self.text.data or "") if free else value, int(self.at_least.data or 0))


def sorts() -> list[tuple[str, str]]:
    """The targets that can be chosen, as (dimension:value, words)."""
    from dialogues_app.web.seats.words import sort_word  # here, because words need no forms

    fixed = [(Dimension.SIDE, one.value) for one in Side]
    fixed += [(Dimension.SIZE, one) for one in (SME, *(size.value for size in SizeClass))]
    fixed += [(Dimension.FIRST_TIMER, "")]
    named = [(f"{kind.value}:{value}", sort_word(kind, value)) for kind, value in fixed]
    named = [(key, text[:1].upper() + text[1:]) for key, text in named]
    return [*named, ("sector:", str(_("En bransch"))), ("region:", str(_("En landsdel")))]
