"""The form of a date question: one group of three choices for each candidate, for a participant or an organizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional

from dialogues_app import swedish
from dialogues_app.models import DateAnswerKind, DateAsk, DateSlot
from dialogues_app.web.forms import Form, options

CHOICES = {"ja": DateAnswerKind.YES, "om-det-behovs": DateAnswerKind.IF_NEEDED, "nej": DateAnswerKind.NO}
NAMES = {kind: name for name, kind in CHOICES.items()}
LABELS = options([("ja", _l("Ja")), ("om-det-behovs", _l("Om det behövs")), ("nej", _l("Nej"))])


class DateAnswerForm(Form):
    """At least one candidate is answered; the others may wait."""

    slots: Sequence[DateSlot] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Nothing chosen at all is a mistake."""
        if not super().validate(extra_validators):
            return False
        if not any(self[field_name(slot)].data for slot in self.slots):
            self.form_errors.append(_("Välj ja, om det behövs eller nej för minst ett datum."))
            return False
        return True


def field_name(slot: DateSlot) -> str:
    """The name of the group of a candidate."""
    return f"d{slot.id}"


def answer_form(slots: Sequence[DateSlot], ask: DateAsk, base: type[Form] = DateAnswerForm) -> Any:
    """The form with a group for each candidate, the newest answer chosen."""
    groups = {
        field_name(slot): RadioField(
            swedish.slot_heading(slot.starts_at, slot.ends_at), choices=LABELS, validators=[Optional()]
        )
        for slot in slots
    }
    made = type("DateAnswers", (base,), groups | {"slots": slots})
    before = {
        field_name(slot): NAMES[last.kind] for slot in slots if (last := ask.answer_to(slot)) is not None
    }
    return made(**before)


def given(form: Form, slots: Sequence[DateSlot]) -> dict[DateSlot, DateAnswerKind]:
    """What was answered, by candidate; what was left open is left out."""
    return {slot: CHOICES[chosen] for slot in slots if (chosen := form[field_name(slot)].data) in CHOICES}
