"""The forms of a date choice."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from dialogues_app.domain.date_choices import MOST_COUNT
from dialogues_app.models import COUNTED, Need
from dialogues_app.web.date_forms import DateAnswerForm
from dialogues_app.web.date_words import NEED
from dialogues_app.web.fields import AddressField, DateField, InstantField, TextLine
from dialogues_app.web.forms import options
from dialogues_app.web.organizer.editing import ActForm
from dialogues_app.web.organizer.forms import ENDS_LATER, NOTHING, EndField
from dialogues_app.web.organizer.guest_forms import INVITABLE
from dialogues_app.web.words import word


class CandidateForm(ActForm):
    """One candidate time."""

    starts = InstantField(
        _l("Börjar"), validators=[DataRequired(_l("Skriv dag och tid då samtalet börjar."))]
    )
    ends = EndField(
        _l("Slutar"),
        validators=[DataRequired(_l("Skriv när samtalet slutar.")), ENDS_LATER],
        description=_l("Slutar samtalet samma dag kan du lämna datumet tomt."),
    )


class PartForm(ActForm):
    """What somebody asked means to the choice."""

    address = AddressField(
        _l("E-postadress"),
        description=_l("Utan adress går ingen fråga ut. Då för du själv in svaren."),
        validators=[Optional()],
    )
    required = BooleanField(_l("Måste vara med"))
    scarce = BooleanField(
        _l("Håll tiderna preliminärt i kalendern"),
        description=_l("För den som har ont om tid. Tiderna går ut först när du skickar dem."),
    )
    counts_as = SelectField(
        _l("Räknas i kravet som"),
        choices=lambda: options(
            [("", _l("som i registret")), *((need.value, NEED[need]) for need in COUNTED)]
        ),
        description=_l("Välj bara om registret inte säger det."),
    )


class NewPersonForm(PartForm):
    """Somebody more to ask."""

    organisation = TextLine(_l("Organisation"), description=_l("Välj ur listan eller skriv en ny."))
    title = TextLine(
        _l("Roll eller titel"), description=_l("Den syns för alla, till exempel Vd eller Företrädare.")
    )
    name = TextLine(_l("Namn"), description=_l("Bara arrangörerna ser namnet."))
    role = SelectField(_l("Deltar som"), choices=lambda: options((one.value, word(one)) for one in INVITABLE))

    def validate_name(self, field: Any) -> None:
        """Somebody, by name or by capacity."""
        if not field.data and not self.title.data:
            raise ValidationError(_("Skriv ett namn, eller en roll här ovanför."))


class RuleForm(ActForm):
    """Who a date cannot do without, beside those who must be there, and the last day to answer."""

    lead_minister = BooleanField(_l("Statsrådet som leder samtalet"))
    each_body = BooleanField(_l("Någon från varje arrangör"))
    answer_by = DateField(_l("Sista svarsdag"), description=_l("ÅÅÅÅ-MM-DD"))


def _counted(need: Need) -> IntegerField:
    limits = NumberRange(0, MOST_COUNT, _l("Skriv ett antal mellan 0 och 50."))
    return IntegerField(LEAST[need], validators=[Optional(), limits])


LEAST = {
    Need.COMPANIES: _l("Minst så många företag"),
    Need.SMALL_COMPANIES: _l("Minst så många små eller medelstora företag"),
    Need.UNIONS: _l("Minst så många från facket"),
    Need.EMPLOYER_ORGANISATIONS: _l("Minst så många från arbetsgivarnas organisationer"),
    Need.AGENCIES: _l("Minst så många från myndigheter"),
    Need.UNIVERSITIES: _l("Minst så många från lärosäten"),
}
for _need in COUNTED:  # one field for each line of the rule that has a number
    setattr(RuleForm, _need.value, _counted(_need))


class EnteredForm(DateAnswerForm, ActForm):
    """Answers given by telephone or through an office."""


__all__ = ["NOTHING", "CandidateForm", "EnteredForm", "NewPersonForm", "PartForm", "RuleForm"]
