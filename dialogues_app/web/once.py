"""A form that is carried out once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from secrets import token_urlsafe

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from wtforms import StringField
from wtforms.widgets import HiddenInput

from dialogues_app.clock import now
from dialogues_app.extensions import db
from dialogues_app.models import Submission
from dialogues_app.web.forms import Form

LONGEST_KEY = 60
View = Callable[..., ResponseReturnValue]


def new_key() -> str:
    """A key that no other form carries."""
    return token_urlsafe(16)


class OnceForm(Form):
    """A form with a key of its own, made when the page is shown."""

    key = StringField(widget=HiddenInput(), default=new_key)


def once(view: View) -> View:
    """The second send of a form leads where the first one led, and makes nothing."""

    @wraps(view)
    def carried_out(*arguments: object, **named: object) -> ResponseReturnValue:
        if (first := _location()) is not None:
            return redirect(first, 303)
        try:
            return view(*arguments, **named)
        except IntegrityError:  # both came at the same moment
            db.session.rollback()
            if (first := _location()) is None:
                raise
            return redirect(first, 303)

    return carried_out


def remember(location: str) -> None:
    """The form that is being carried out led here; stored with what it did."""
    if key := _key():
        db.session.add(Submission(key=key, location=location, made_at=now()))


def _location() -> str | None:
    key = _key()
    if not key:
        return None
    found: str | None = db.session.scalar(select(Submission.location).where(Submission.key == key))
    return found


def _key() -> str:
    key = request.form.get("key", "") if request.method == "POST" else ""
    return key if len(key) <= LONGEST_KEY and key.isprintable() else ""
