"""The forms of the work area: they turn what is typed into values; the rules stay in the domain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms import Form as AnyForm
from wtforms.validators import DataRequired, Optional, ValidationError

from dialogues_app.models import AgendaKind, Audience, Basis, FocusArea, Level
from dialogues_app.web.fields import (
    After,
    CheckboxesField,
    DateField,
    InstantField,
    PartialDateField,
    TextArea,
    TextLine,
)
from dialogues_app.web.forms import options
from dialogues_app.web.organizer.editing import ActForm
from dialogues_app.web.words import word

NOTHING = ("", _l("Inte valt"))
ENDS_LATER = After("starts", _l("Samtalet måste sluta efter att det har börjat."))


def maybe_int(text: Any) -> int | None:
    """The number of a choice, None for the empty one; anything else is no choice."""
    if text in ("", None):
        return None
    return int(text)


def safe_link(form: AnyForm, field: Any) -> None:
    """A video link is a whole https address."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or re.search(r"\s", field.data):
        raise ValidationError(_("Skriv hela länken, med https:// först."))


class EndField(InstantField):
    """When something ends: an empty date means the day it starts."""

    def __init__(self, *args: Any, starts: str = "starts", **kwargs: Any) -> None:
        self.starts = starts
        super().__init__(*args, **kwargs)
        self.type = "InstantField"  # the macro draws it as one

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Fill the empty date before reading."""
        if (
            formdata is not None
            and formdata.get(f"{self.name}-time")
            and not formdata.get(f"{self.name}-date")
        ):
            formdata = formdata.copy()
            formdata[f"{self.name}-date"] = formdata.get(f"{self.starts}-date", "")
        super().process(formdata, data, extra_filters)


class SubjectForm(ActForm):
    """What a dialogue is about and who organises it."""

    title = TextLine(
        _l("Namn på samtalet"), description=_l("Lämnar du det tomt får samtalet heta som sina teman.")
    )
    themes = CheckboxesField(_l("Teman"), coerce=int)
    new_themes = TextArea(
        _l("Nya teman"), rows=3, longest=3000, description=_l("Ett tema per rad. De läggs till bland teman.")
    )
    purpose = TextArea(_l("Syfte"), rows=4)
    bodies = CheckboxesField(
        _l("Arrangörer"), coerce=int, validators=[DataRequired(_l("Välj minst en arrangör."))]
    )
    leading = SelectField(_l("Arrangör som leder planeringen"), coerce=maybe_int)

    def validate_new_themes(self, field: Any) -> None:
        """No title is longer than a page bears."""
        if any(len(line) > 300 for line in lines_of(field.data)):
            raise ValidationError(_("Korta temat. Det får vara högst 300 tecken."))


class MinistersMixin:
    """Which ministers take part."""

    chair = SelectField(_l("Statsråd som leder samtalet"), coerce=maybe_int)
    ministers = CheckboxesField(_l("Fler statsråd"), coerce=int)


class NewDialogueForm(MinistersMixin, SubjectForm):
    """A dialogue to plan; the time may come later."""

    starts = InstantField(_l("Börjar"), validators=[Optional()])
    ends = EndField(
        _l("Slutar"),
        validators=[ENDS_LATER],
        description=_l("Slutar samtalet samma dag kan du lämna datumet tomt."),
    )
    place = TextLine(_l("Plats"))
    practice = BooleanField(
        _l("Det här är en övning"),
        description=_l(
            "En övning syns bara för den som är inloggad, och mejlen stannar i den inbyggda brevlådan."
        ),
    )

    def validate_ends(self, field: Any) -> None:
        """Both ends of the slot, or none."""
        if field.data is None and self.starts.data is not None:
            raise ValidationError(_("Skriv när samtalet slutar."))
        if field.data is not None and self.starts.data is None and not self.starts.errors:
            raise ValidationError(_("Skriv också när samtalet börjar."))


class HeldForm(SubjectForm):
    """A dialogue that has been held before it was entered here."""

    held = PartialDateField(
        _l("När hölls samtalet?"),
        validators=[DataRequired(_l("Skriv när samtalet hölls, så noga som datumet är känt."))],
        description=_l("Så noga som datumet är känt: 2018-05-22, 2018-05 eller 2018."),
    )
    place = TextLine(_l("Plats"))
    practice = BooleanField(_l("Det här är en övning"))


class ParticularsForm(SubjectForm):
    """What may be changed about a dialogue without mailing anybody."""

    reply_by = DateField(_l("Sista svarsdag"), description=_l("ÅÅÅÅ-MM-DD"))
    level = SelectField(
        _l("Nivå"), choices=lambda: options([NOTHING, *((one.value, word(one)) for one in Level)])
    )
    references = TextArea(_l("Diarienummer"), rows=2, longest=2000, description=_l("Ett per rad."))


class MinistersForm(MinistersMixin, ActForm):
    """The ministers at the table."""


class SlotForm(ActForm):
    """When the dialogue is held."""

    starts = InstantField(
        _l("Börjar"), validators=[DataRequired(_l("Skriv dag och tid då samtalet börjar."))]
    )
    ends = EndField(
        _l("Slutar"),
        validators=[DataRequired(_l("Skriv när samtalet slutar.")), ENDS_LATER],
        description=_l("Slutar samtalet samma dag kan du lämna datumet tomt."),
    )
    reason = TextArea(_l("Varför ändras tiden?"), rows=3, longest=1000)


class PlaceForm(ActForm):
    """Where the dialogue is held."""

    place = TextLine(_l("Plats"))
    link = TextLine(_l("Länk för den som deltar på distans"), longest=1000, validators=[safe_link])
    ask_anew = BooleanField(_l("Fråga alla på nytt om de kommer"))
    reason = TextArea(_l("Varför ändras platsen?"), rows=3, longest=1000)


class ReasonForm(ActForm):
    """An act that needs a reason and nothing else."""

    reason = TextArea(
        _l("Varför?"),
        rows=4,
        longest=1000,
        validators=[DataRequired(_l("Skriv varför. Skälet syns i händelserna och i mejlen."))],
    )


class RetakeForm(ReasonForm):
    """On again, at the old time or another."""

    starts = InstantField(
        _l("Börjar"), validators=[DataRequired(_l("Skriv dag och tid då samtalet börjar."))]
    )
    ends = EndField(_l("Slutar"), validators=[DataRequired(_l("Skriv när samtalet slutar.")), ENDS_LATER])


class StepForm(ActForm):
    """A step of the dialogue, forward or back."""

    status = RadioField(_l("Steg"), validators=[DataRequired(_l("Välj ett steg."))])
    reason = TextArea(_l("Varför?"), rows=3, longest=1000, description=_l("Behövs när du går tillbaka."))


class ItemForm(ActForm):
    """One item of the programme."""

    title = TextLine(_l("Rubrik"), validators=[DataRequired(_l("Skriv en rubrik."))])
    kind = SelectField(_l("Slag"), choices=lambda: options((one.value, word(one)) for one in AgendaKind))
    minutes = IntegerField(_l("Längd i minuter"), validators=[Optional()])
    owner = TextLine(_l("Vem håller i punkten?"))
    audience = SelectField(
        _l("Vilka får se punkten?"),
        choices=options(
            [
                (Audience.PARTICIPANTS.value, _l("deltagarna och arrangörerna")),
                (Audience.PUBLIC.value, _l("alla, när samtalet är publicerat")),
                (Audience.ORGANIZERS.value, _l("bara arrangörerna")),
                (Audience.BODY.value, _l("bara den egna organisationen")),
            ]
        ),
    )

    def validate_minutes(self, field: Any) -> None:
        """A length that a day holds."""
        if field.data is not None and not 1 <= field.data <= 1440:
            raise ValidationError(_("Skriv en längd mellan 1 och 1 440 minuter."))


class ThemeForm(ActForm):
    """A theme, which may be set long before any dialogue."""

    title = TextLine(_l("Tema"), validators=[DataRequired(_l("Skriv vad temat heter."))])
    problem = TextArea(_l("Problembild"), rows=6)
    questions = TextArea(_l("Frågor"), rows=4, description=_l("En fråga per rad."))
    planned = PartialDateField(
        _l("Planerad tid"), description=_l("Så noga som den är känd: 2027-05-22, 2027-05 eller 2027.")
    )


def basis_choices() -> list[Any]:
    """How a theme lies in a focus area."""
    stated, inferred = _l("Ja, det är uttalat"), _l("Ja, vår bedömning")
    return options([("", _l("Nej")), (Basis.STATED.value, stated), (Basis.INFERRED.value, inferred)])


def theme_form_with(areas: Sequence[FocusArea]) -> type[ThemeForm]:
    """The form with one choice per focus area, named focus_<id>."""
    members: dict[str, Any] = {
        f"focus_{area.id}": SelectField(area.name, choices=basis_choices, default="") for area in areas
    }
    return type("ThemeFormWithAreas", (ThemeForm,), members)


def lines_of(text: str | None) -> list[str]:
    """The lines of a text, without empty ones."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
