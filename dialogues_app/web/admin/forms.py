"""The forms of the administrator."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from dialogues_app.errors import Invalid
from dialogues_app.models import Organisation, Person, Role
from dialogues_app.web.fields import AddressField, TextLine
from dialogues_app.web.forms import Form
from dialogues_app.web.words import word


class AccountForm(Form):
    """A new account; which of body and minister it needs follows from the role."""

    email = AddressField(_l("E-postadress"), validators=[InputRequired(_l("Skriv e-postadressen."))])
    label = TextLine(_l("Visas som"), validators=[InputRequired(_l("Skriv vad kontot ska visas som."))])
    role = RadioField(_l("Roll"), validators=[InputRequired(_l("Välj en roll."))])
    body = SelectField(_l("Organisation"), coerce=int, default=0)
    person = SelectField(_l("Statsråd"), coerce=int, default=0)

    def offer(self, bodies: Iterable[Organisation], ministers: Iterable[Person]) -> None:
        """The choices are these organising bodies and ministers."""
        self.role.choices = [(role.value, word(role).capitalize()) for role in Role]
        self.body.choices = [(0, _("Ingen")), *((body.id, body.name) for body in bodies)]
        self.person.choices = [(0, _("Inget")), *((person.id, person.name) for person in ministers)]

    def blame(self, fault: Invalid) -> None:
        """The rule that was broken is told at its field."""
        sentences = {
            "organising_body_needed": _("Välj den organisation som arrangören arbetar för."),
            "minister_needed": _("Välj statsrådet som kontot gäller."),
            "administrator_stands_alone": _(
                "En administratör har varken organisation eller statsråd. Välj ingen."
            ),
            "practice_address_needed": _("Ett övningskonto har en adress som slutar på .example."),
            "length": _("Korta texten. Den får vara högst 300 tecken."),
            "taken": _("Adressen har redan ett konto."),
        }
        field = self[fault.field]
        field.errors = [*field.errors, sentences[fault.code]]


class ConfirmForm(Form):
    """Nothing but a button that is known to be pressed on our page."""
