"""Fields of text: one line, several lines, a mail address. They refuse what could be read as something else."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea as TextAreaWidget

from dialogues_app.mail_address import AddressFault, BadAddress, parse_address

LINE_BREAKS = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]")
# Invisible signs that turn the direction of the text after them.
TURNERS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def has_control(text: str) -> bool:
    """True for control signs, lone surrogates and signs that turn the direction of what follows."""
    return bool(TURNERS.search(text)) or any(
        unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in text
    )


class TextLine(StringField):
    """One line, stripped; refuses line breaks, control signs and more than `longest` signs."""

    def __init__(self, *args: Any, longest: int = 300, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = str(valuelist[0]).strip(" \t\u00a0")

    def pre_validate(self, form: BaseForm) -> None:
        text = self.data or ""
        if LINE_BREAKS.search(text):
            raise ValidationError(_("Skriv allt på en rad, utan radbrytning."))
        if has_control(text):
            raise ValidationError(_("Ta bort dolda styrtecken. Skriv om texten om du har klistrat in den."))
        refuse_longer(text, self.longest)


class TextArea(StringField):
    """Several lines; line breaks become LF; refuses other control signs and more than `longest` signs."""

    widget = TextAreaWidget()

    def __init__(self, *args: Any, longest: int = 10_000, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest
        self.rows = rows

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = str(valuelist[0]).replace("\r\n", "\n").replace("\r", "\n").strip()

    def pre_validate(self, form: BaseForm) -> None:
        text = self.data or ""
        if has_control(text.replace("\n", "").replace("\t", "")):
            raise ValidationError(_("Ta bort dolda styrtecken. Skriv om texten om du har klistrat in den."))
        refuse_longer(text, self.longest)


def refuse_longer(text: str, longest: int) -> None:
    """Stop the validation when the text is too long, saying by how much."""
    over = len(text) - longest
    if over > 0:
        raise ValidationError(
            ngettext(
                "Korta texten med %(num)s tecken. Det får vara högst %(longest)s tecken.",
                "Korta texten med %(num)s tecken. Det får vara högst %(longest)s tecken.",
                over,
                longest=longest,
            )
        )


class AddressField(StringField):
    """A mail address with an ASCII part before @ and the domain in its ASCII form; None when left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.text = str(valuelist[0]).strip() if valuelist else ""
        self.data = self.text or None

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            return
        try:
            self.data = parse_address(self.data)
        except BadAddress as bad:
            raise ValidationError(address_sentence(bad.fault)) from bad


def address_sentence(fault: AddressFault) -> str:
    """What is wrong with an address and how to mend it."""
    sentences = {
        AddressFault.FORM: _("Skriv e-postadressen som namn@exempel.se, utan mellanslag."),
        AddressFault.LOCAL_NOT_ASCII: _(
            "Använd bara a–z, siffror, punkt, bindestreck och understreck före @. Be om en adress utan åäö."
        ),
        AddressFault.LOCAL: _(
            "Kontrollera det som står före @. Där finns ett tecken som inte går att mejla till."
        ),
        AddressFault.DOMAIN: _("Kontrollera det som står efter @, till exempel exempel.se."),
        AddressFault.TOO_LONG: _("Adressen är för lång. Den får vara högst 254 tecken, och 64 före @."),
    }
    return str(sentences[fault])
