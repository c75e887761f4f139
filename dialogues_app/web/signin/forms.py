"""The forms of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from dialogues_app.web.fields import AddressField
from dialogues_app.web.forms import Form


class AskForm(Form):
    """Asks for the address of the account."""

    email = AddressField(_l("E-postadress"), validators=[InputRequired(_l("Skriv din e-postadress."))])


class ConfirmForm(Form):
    """Nothing but a button that is known to be pressed on our page."""
