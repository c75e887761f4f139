"""Forms on what was said behind an outcome, and on confidentiality marks."""

from __future__ import annotations

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from dialogues_app.domain import confidentiality, contributions
from dialogues_app.errors import Invalid
from dialogues_app.models import Attribution, Audience, Contribution, Dialogue
from dialogues_app.web.fields import DateField, TextArea, TextLine
from dialogues_app.web.forms import Form, VersionedForm, options
from dialogues_app.web.recording.forms import KEY_LENGTH, audiences, capital, organisations, speakers
from dialogues_app.web.words import word


class SaidFields(Form):
    """What is written about a statement; the same where it is made and where it is changed."""

    text = TextArea(
        _l("Det här sades"),
        longest=contributions.TEXT_LIMIT,
        rows=3,
        validators=[InputRequired(_l("Skriv det som sades."))],
    )
    who = SelectField(_l("Vem sade det?"), default="")
    attribution = SelectField(_l("Vad får stå om den som sade det?"), default=Attribution.ORGANISATION.value)
    speaker = TextLine(_l("Namn, bara om den som sade det har sagt ja"), longest=contributions.SPEAKER_LIMIT)
    audience = SelectField(_l("Vem får läsa uttalandet?"), default=Audience.PARTICIPANTS.value)

    def offer(self, dialogue: Dialogue) -> None:
        """The choices are those of this dialogue and of the organizer who asks."""
        self.dialogue = dialogue
        self.who.choices = options([("", _("Ingen särskild")), *speakers(dialogue)])
        self.attribution.choices = options((kind.value, capital(word(kind))) for kind in Attribution)
        self.audience.choices = options((value.value, text) for value, text in audiences())

    def draft(self) -> contributions.Draft:
        """What was written, as the domain takes it."""
        seats = {f"p{seat.id}": seat for seat in self.dialogue.seats}
        audience = Audience(self.audience.data)
        return contributions.Draft(
            text=self.text.data or "",
            seat=seats.get(self.who.data),
            organisation=organisations(self.dialogue).get(self.who.data),
            attribution=Attribution(self.attribution.data),
            speaker=self.speaker.data or "",
            audience=audience,
            audience_body=g.user.body if audience is Audience.BODY else None,
            client_key=self.own_key() or None,
        )

    def own_key(self) -> str:
        """What makes a doubled send one statement."""
        return ""

    def refuse(self, error: Invalid) -> None:
        """The sentence of a rule that the domain found broken stands at its field."""
        field = self.who if error.field == "seat" else self._fields.get(error.field)
        sentence = (
            _("Skriv namnet, eller välj att bara visa organisationen.")
            if error.field == "speaker"
            else _("Det går inte att spara så. Kontrollera uppgiften.")
        )
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]


class SaidForm(SaidFields):
    """In the room: a new statement behind one of the outcomes. `outcome` is its number, or k: and its key."""

    outcome = SelectField(
        _l("Bakom vilket utfall?"),
        validators=[InputRequired(_l("Välj ett utfall."))],
        validate_choice=False,  # an outcome that waits for the network is named by its key
    )
    key = HiddenField()

    def offer(self, dialogue: Dialogue) -> None:
        """Any outcome that stands may be chosen, the newest first."""
        super().offer(dialogue)
        self.outcome.choices = options(
            (str(one.number), _("%(number)s %(text)s", number=one.number, text=one.sentence[:60]))
            for one in sorted(dialogue.outcomes, key=lambda one: -one.number)
            if one.withdrawn_at is None
            and (one.audience is not Audience.BODY or one.audience_body is g.user.body)
        )

    def own_key(self) -> str:
        """Made in the browser."""
        return str(self.key.data or "")[:KEY_LENGTH]


class ReviseSaidForm(SaidFields, VersionedForm):
    """A statement that is there already."""

    def show(self, said: Contribution) -> None:
        """The form is filled with what is saved."""
        self.text.data, self.speaker.data = said.text, said.speaker
        self.attribution.data, self.audience.data = said.attribution.value, said.audience.value
        self.who.data = f"p{said.seat_id}" if said.seat_id else ""
        if said.organisation_id:
            self.who.data = f"o{said.organisation_id}"
        self.show_version(said.version)

    def show_version(self, version: int) -> None:
        """The next save is made against this version."""
        self.version.raw_data, self.version.data = None, version


class MarkForm(Form):
    """A confidentiality mark: section, date, authority."""

    section = TextLine(
        _l("Bestämmelse, till exempel 30 kap. 23 § OSL"),
        longest=confidentiality.SECTION_LIMIT,
        validators=[InputRequired(_l("Skriv vilken bestämmelse markeringen gäller."))],
    )
    marked_on = DateField(
        _l("Datum, ÅÅÅÅ-MM-DD"), validators=[InputRequired(_l("Skriv datum för markeringen."))]
    )
    authority = TextLine(
        _l("Myndighet"),
        longest=confidentiality.SECTION_LIMIT,
        validators=[InputRequired(_l("Skriv vilken myndighet som markerar."))],
    )

    def marking(self) -> confidentiality.Marking:
        """What was written, as the domain takes it."""
        if self.marked_on.data is None:  # InputRequired has refused an empty field
            raise ValueError("a mark needs a date")
        return confidentiality.Marking(
            self.section.data or "", self.marked_on.data, self.authority.data or ""
        )
