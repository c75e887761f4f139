"""Forms of the notes: the round, an objection, its resolution, a correction."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from dialogues_app.domain import minutes
from dialogues_app.models import Objection
from dialogues_app.web.fields import DateField, TextArea, TextLine
from dialogues_app.web.forms import Form, options

CHANGE, KEEP = "andra", "behall"


class RoundForm(Form):
    """Until when those present may answer."""

    respond_by = DateField(
        _l("Svar senast, ÅÅÅÅ-MM-DD"),
        validators=[InputRequired(_l("Skriv en dag, till exempel om två veckor."))],
    )


class ResolveForm(Form):
    """What the organizers do with an objection."""

    choice = RadioField(
        _l("Vad gör ni med invändningen?"),
        choices=options([(CHANGE, _l("Ändra texten")), (KEEP, _l("Låt texten stå kvar"))]),
        validators=[InputRequired(_l("Välj att ändra texten eller att låta den stå kvar."))],
    )
    wording = TextArea(_l("Texten efter ändringen"), longest=minutes.COUNTER_LIMIT, rows=3)
    reason = TextLine(_l("Varför står texten kvar?"), longest=minutes.REASON_LIMIT)

    def show(self, objection: Objection) -> None:
        """The counter-wording is there to take or to change."""
        self.wording.data = objection.counter_wording


class CorrectForm(Form):
    """Why the approved notes need another version."""

    reason = TextLine(
        _l("Varför behöver anteckningarna rättas?"),
        longest=minutes.REASON_LIMIT,
        validators=[InputRequired(_l("Skriv varför. Det syns i den nya versionen."))],
    )


class ObjectForm(Form):
    """The objections stand beside the parts on the page; this says how far the objector may be told."""

    shown = BooleanField(_l("Visa vilken organisation jag företräder vid invändningen"))
