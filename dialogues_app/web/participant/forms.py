"""What a participant fills in: an answer with a message, or a substitute."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from dialogues_app.models import PartStat
from dialogues_app.web.fields import AddressField, TextArea, TextLine
from dialogues_app.web.forms import Form, options

WORDS = {"ja": PartStat.ACCEPTED, "kanske": PartStat.TENTATIVE, "nej": PartStat.DECLINED}
CHOICES = {partstat: word for word, partstat in WORDS.items()}


class AnswerForm(Form):
    """One question, and a message for those who want to leave one."""

    svar = RadioField(
        _l("Ditt svar"),
        choices=options(
            [("ja", _l("Ja, jag kommer")), ("kanske", _l("Kanske")), ("nej", _l("Nej, jag kan inte"))]
        ),
        validators=[InputRequired(_l("Välj ja, kanske eller nej."))],
    )
    meddelande = TextArea(
        _l("Meddelande"),
        longest=4000,
        rows=4,
        description=_l(
            "Det läses av arrangörerna i alla tre organisationerna. Skriv inte om hälsa eller annat känsligt."
        ),
    )

    @property
    def partstat(self) -> PartStat:
        """The answer in the words of the standards."""
        return WORDS[self.svar.data]


class SubstituteForm(Form):
    """Somebody else to invite instead."""

    namn = TextLine(_l("Namn"), validators=[InputRequired(_l("Skriv namnet på den du föreslår."))])
    adress = AddressField(
        _l("E-postadress"), validators=[InputRequired(_l("Skriv e-postadressen till den du föreslår."))]
    )
    meddelande = TextArea(_l("Meddelande"), longest=4000, rows=3)
