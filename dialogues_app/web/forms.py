"""The form that all our forms are built on: Swedish messages, CSRF, and a version against lost updates."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Choices of (value, text) in the form that WTForms wants; the text may be lazy."""
    return [SelectChoice(value, text) for value, text in pairs]


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with a CSRF token; WTForms' own messages follow the language of the page."""

    def in_order(self) -> list[Field]:
        """The fields that a person sees, as they stand on the page."""
        return [field for field in self if not isinstance(field.widget, HiddenInput)]

    def faults(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) for every error, in page order: what the error summary links to."""
        found = [(error_anchor(field), str(error)) for field in self.in_order() for error in field.errors]
        found += [("", str(error)) for error in self.form_errors]
        if self.errors.get("csrf_token"):
            found.insert(
                0, ("", _("Sidan hade varit öppen länge. Det du skrev finns kvar. Skicka en gång till."))
            )
        return found


class VersionedForm(Form):
    """A form on a record that others may edit at the same time; `version` is the one the person saw."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def is_stale(self, current: int) -> bool:
        """True when the record has changed since the page was shown."""
        return self.version.data is not None and self.version.data != current


def error_anchor(field: Any) -> str:
    """The id of the input that takes the focus from the error summary."""
    part = getattr(field, "faulty_part", None)
    if part == "fold":
        return f"{field.id}-fold-0"
    if part is not None:
        return f"{field.id}-{part or 'date'}"
    return f"{field.id}-0" if field.type in {"RadioField", "CheckboxesField"} else str(field.id)
