"""The forms about participants."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, ValidationError

from dialogues_app.domain.seating import MOST_LINES
from dialogues_app.models import PartStat, SeatRole
from dialogues_app.web.fields import AddressField, TextArea, TextLine
from dialogues_app.web.forms import options
from dialogues_app.web.organizer.editing import ActForm
from dialogues_app.web.organizer.forms import lines_of
from dialogues_app.web.words import word

INVITABLE = (SeatRole.REQUIRED, SeatRole.OPTIONAL, SeatRole.OBSERVER, SeatRole.STATE_SECRETARY)


class GuestForm(ActForm):
    """One participant."""

    organisation = TextLine(_l("Organisation"), description=_l("Välj ur listan eller skriv en ny."))
    title = TextLine(
        _l("Roll eller titel"), description=_l("Den syns för alla, till exempel Vd eller Företrädare.")
    )
    name = TextLine(_l("Namn"), description=_l("Bara arrangörerna ser namnet."))
    address = AddressField(_l("E-postadress"), validators=[DataRequired(_l("Skriv en e-postadress."))])
    role = SelectField(
        _l("Deltar som"),
        choices=lambda: options((one.value, word(one)) for one in INVITABLE),
    )

    def validate_name(self, field: Any) -> None:
        """Somebody, by name or by capacity."""
        if not field.data and not self.title.data:
            raise ValidationError(_("Skriv ett namn, eller en roll här ovanför."))


class PasteForm(ActForm):
    """Many participants at once."""

    lines = TextArea(
        _l("Klistra in en rad per deltagare"),
        rows=10,
        longest=200_000,
        validators=[DataRequired(_l("Klistra in minst en rad."))],
        description=_l("Namn; Roll; Organisation; adress@exempel.example. Tabb eller komma går också bra."),
    )
    role = SelectField(_l("Deltar som"), choices=lambda: options((one.value, word(one)) for one in INVITABLE))

    def validate_lines(self, field: Any) -> None:
        """No more lines than one page can show."""
        if len(lines_of(field.data)) > MOST_LINES:
            raise ValidationError(_("Klistra in högst %(longest)s rader åt gången.", longest=MOST_LINES))


class AddressForm(ActForm):
    """The address of somebody invited."""

    address = AddressField(_l("Rätt e-postadress"), validators=[DataRequired(_l("Skriv en e-postadress."))])


class AnswerForm(ActForm):
    """An answer given by telephone."""

    partstat = RadioField(
        _l("Svar"),
        choices=options(
            [
                (PartStat.ACCEPTED.value, _l("Kommer")),
                (PartStat.TENTATIVE.value, _l("Kanske")),
                (PartStat.DECLINED.value, _l("Kommer inte")),
            ]
        ),
        validators=[DataRequired(_l("Välj ett svar."))],
    )
    comment = TextArea(_l("Kommentar"), rows=3, longest=1000)


class RemovalForm(ActForm):
    """Why somebody is no longer invited; needed once the invitation has gone out."""

    reason = TextArea(_l("Varför tas deltagaren bort?"), rows=3, longest=1000)
