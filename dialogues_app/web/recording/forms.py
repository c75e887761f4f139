"""Forms of the recording pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from dialogues_app.domain import answers, outcomes
from dialogues_app.domain.attendance import TITLE_LIMIT
from dialogues_app.errors import Invalid
from dialogues_app.models import (
    COMPOSED,
    Audience,
    Dialogue,
    LinkKind,
    Organisation,
    Outcome,
    OutcomeType,
    Seat,
)
from dialogues_app.web.fields import AddressField, DateField, TextArea, TextLine
from dialogues_app.web.forms import Form, VersionedForm, options
from dialogues_app.web.once import OnceForm
from dialogues_app.web.recording.blueprint import is_for_me
from dialogues_app.web.recording.present import seat_label
from dialogues_app.web.words import word

KEY_LENGTH = 64


def capital(text: Any) -> str:
    """The text with a capital first letter."""
    plain = str(text)
    return plain[:1].upper() + plain[1:]


class ReasonForm(Form):
    """A step that needs a reason."""

    reason = TextLine(
        _l("Varför?"),
        longest=answers.REASON_LIMIT,
        validators=[InputRequired(_l("Skriv en kort motivering. Den syns i historiken."))],
    )


class OutcomeFields(Form):
    """What is written about an outcome; the same in the composer and on the page that changes it."""

    type = RadioField(
        _l("Typ av utfall"),
        choices=options((kind.value, kind.value) for kind in COMPOSED),
        validators=[InputRequired(_l("Välj vilken typ av utfall det är."))],
    )
    sentence = TextArea(
        _l("Utfallet i en mening"),
        longest=outcomes.HARD_LIMIT,
        rows=3,
        validators=[InputRequired(_l("Skriv utfallet i en mening."))],
    )
    who = SelectField(_l("Vem tog upp det?"), default="")
    due = DateField(_l("Svar senast, ÅÅÅÅ-MM-DD"))
    said = TextArea(_l("Det här sades"), longest=outcomes.SAID_LIMIT, rows=3)
    raised_by = TextLine(_l("Vem tog upp det, med egna ord"), longest=outcomes.RAISED_BY_LIMIT)
    audience = SelectField(_l("Vem får läsa utfallet?"), default=Audience.PUBLIC.value)
    item = SelectField(_l("Punkt i programmet"), default="")

    def offer(self, dialogue: Dialogue) -> None:
        """The choices are those of this dialogue and of the organizer who asks."""
        self.dialogue = dialogue
        self.type.choices = options((kind.value, capital(word(kind))) for kind in COMPOSED)
        self.who.choices = options([("", _("Ingen särskild")), *speakers(dialogue)])
        self.audience.choices = options((value.value, text) for value, text in audiences())
        mine = [item for item in dialogue.agenda if is_for_me(item)]
        rows = [(str(item.id), item.title) for item in mine]
        self.item.choices = options([("", _("Ingen särskild punkt")), *rows])

    def draft(self) -> outcomes.Draft:
        """What was written, as the domain takes it."""
        seats = {f"p{seat.id}": seat for seat in self.dialogue.seats}
        audience = Audience(self.audience.data)
        return outcomes.Draft(
            type=OutcomeType(self.type.data),
            sentence=self.sentence.data or "",
            said=self.said.data or "",
            seat=seats.get(self.who.data),
            organisation=organisations(self.dialogue).get(self.who.data),
            raised_by=self.raised_by.data or "",
            agenda_item=next((item for item in self.dialogue.agenda if str(item.id) == self.item.data), None),
            due=self.due.data,
            audience=audience,
            audience_body=g.user.body if audience is Audience.BODY else None,
            client_key=(self._key() or None),
        )

    def _key(self) -> str:
        return ""

    def refuse(self, error: Invalid) -> None:
        """The sentence of a rule that the domain found broken stands at its field."""
        field = {"seat": self.who, "agenda_item": self.item}.get(error.field) or self._fields.get(error.field)
        sentence = _("Det går inte att spara så. Kontrollera uppgiften.")
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]


class ComposerForm(OutcomeFields):
    """Screen f: one outcome, with the measures it is linked to; `key` makes a doubled send one outcome."""

    key = HiddenField()
    new_measure = TextLine(_l("Föreslå en ny åtgärd"), longest=300)

    def _key(self) -> str:
        return str(self.key.data or "")[:KEY_LENGTH]


class ReviseForm(OutcomeFields, VersionedForm):
    """An outcome that is there already."""

    def show(self, outcome: Outcome) -> None:
        """The form is filled with what is saved."""
        self.type.data, self.sentence.data, self.said.data = (
            outcome.type.value,
            outcome.sentence,
            outcome.said,
        )
        self.raised_by.data, self.audience.data = outcome.raised_by, outcome.audience.value
        self.who.data = _who(outcome)
        self.item.data = str(outcome.agenda_item_id or "")
        self.due.process_data(outcome.answer_due)
        self.show_version(outcome.version)

    def show_version(self, version: int) -> None:
        """The next save is made against this version."""
        self.version.raw_data, self.version.data = None, version


class WalkInForm(OnceForm):
    """Somebody who came without an invitation."""

    title = TextLine(
        _l("Uppdrag eller titel"),
        longest=TITLE_LIMIT,
        validators=[InputRequired(_l("Skriv uppdrag eller titel."))],
    )
    organisation = SelectField(_l("Organisation"), default="")
    name = TextLine(_l("Namn, syns bara för arrangörerna"), longest=TITLE_LIMIT)

    def offer(self, organisations: list[Organisation]) -> None:
        """Any organisation we know, or none."""
        rows = [(str(organisation.id), organisation.name) for organisation in organisations]
        self.organisation.choices = options([("", _("Ingen organisation")), *rows])


class LinkForm(OnceForm):
    """A measure or another named matter that the outcome leads to; a new measure may be proposed."""

    measure = SelectField(_l("Åtgärd"), default="")
    new_measure = TextLine(_l("Föreslå en ny åtgärd"), longest=300)
    matter = TextLine(_l("Något annat, till exempel en proposition"), longest=300)
    kind = SelectField(_l("Så hänger de ihop"), default=LinkKind.INPUT_TO.value)
    reason = TextLine(_l("Varför?"), longest=answers.REASON_LIMIT)

    def offer(self, measures: list[tuple[str, str]]) -> None:
        """These measures may be chosen."""
        self.measure.choices = options([("", _("Ingen av dem")), *measures])
        self.kind.choices = options((kind.value, capital(word(kind))) for kind in LinkKind)

    def validate(self, extra_validators: Any = None) -> bool:
        """Exactly one target is named."""
        valid = bool(super().validate(extra_validators))
        named = [field for field in (self.measure, self.new_measure, self.matter) if field.data]
        if len(named) != 1:
            self.measure.errors = [
                *self.measure.errors,
                _("Välj en åtgärd, föreslå en ny eller skriv något annat."),
            ]
        return valid and len(named) == 1


class WithoutMeasureForm(Form):
    """The answer is that there will be no measure."""

    reason = TextArea(
        _l("Varför blir det ingen åtgärd?"),
        longest=answers.REASON_LIMIT,
        rows=3,
        validators=[InputRequired(_l("Skriv varför det inte blir någon åtgärd."))],
    )


class AwaitForm(Form):
    """The answer comes later, from a named owner."""

    owner = SelectField(_l("Vem ska svara?"), validators=[InputRequired(_l("Välj vem som ska svara."))])
    due = DateField(
        _l("Svar senast, ÅÅÅÅ-MM-DD"), validators=[InputRequired(_l("Skriv vilken dag svaret ska komma."))]
    )

    address = AddressField(
        _l("Mejladress till den som svarar"),
        description=_l("Behövs när den som svarar inte är arrangör. Dit går påminnelserna."),
    )

    def offer(self, organisations: list[Organisation]) -> None:
        """Any organisation we know may own the answer."""
        self.owner.choices = options(
            [("", _("Välj"))] + [(str(owner.id), owner.name) for owner in organisations]
        )


class RoundForm(Form):
    """When the minister's decision is needed."""

    due = DateField(_l("Besked senast, ÅÅÅÅ-MM-DD"), validators=[InputRequired(_l("Skriv en dag."))])
    seen = IntegerField(widget=HiddenInput(), default=0)

    def refuse_past(self, today: date) -> bool:
        """Whether the day has passed; the sentence then stands at the field."""
        if self.due.data is not None and self.due.data < today:
            self.due.errors = [*self.due.errors, _("Dagen har passerat. Skriv i dag eller en senare dag.")]
            return True
        return False


class PlainForm(Form):
    """A step without questions; carries the CSRF token."""


def speakers(dialogue: Dialogue) -> list[tuple[str, str]]:
    """Who may have spoken: every seat, and every organisation at the table."""
    seats = [seat for seat in dialogue.seats if seat.withdrawn_at is None]
    rows = [(f"p{seat.id}", seat_label(seat)) for seat in seats]
    named = organisations(dialogue).items()
    return rows + [(key, _("%(name)s, organisationen", name=found.label)) for key, found in named]


def organisations(dialogue: Dialogue) -> dict[str, Organisation]:
    """The organisations at the table and those that organise, by the value that forms use."""
    found = [seat.organisation for seat in dialogue.seats if seat.organisation is not None]
    found += [place.organisation for place in dialogue.bodies]
    return {f"o{organisation.id}": organisation for organisation in found}


def _who(outcome: Outcome) -> str:
    seat: Seat | None = outcome.raised_by_seat
    if seat is not None:
        return f"p{seat.id}"
    return f"o{outcome.raised_by_organisation_id}" if outcome.raised_by_organisation_id else ""


def audiences() -> list[tuple[Audience, str]]:
    """Who may be let to read, in words; a body only of its own."""
    rows = [
        (Audience.PUBLIC, _("Alla, när samtalet är publicerat")),
        (Audience.PARTICIPANTS, _("Deltagarna")),
        (Audience.ORGANIZERS, _("Arrangörerna, alla tre")),
    ]
    if g.user.body is not None:
        rows.append((Audience.BODY, _("Bara %(body)s", body=g.user.body.label)))
    return rows
