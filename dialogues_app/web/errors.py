"""What a person sees when something fails: a Swedish page that asks the database nothing.

A view may give its own sentence, already translated:
`abort(409, description=_("…"))` for 403, 404, 409 and 410.
`g.signed_in_as` and `g.home`, plain strings set by the access rules, tell who is signed in
and where that person starts.
"""

import secrets

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from dialogues_app import database
from dialogues_app.errors import DomainError, Invalid, NotAllowed, NotFound, ReasonRequired
from dialogues_app.extensions import db

PAGES = frozenset({403, 404, 409, 410, 413, 429, 500, 503})
OWN_SENTENCE = frozenset({403, 404, 409, 410})
RETRY_AFTER = "5"
DOMAIN: dict[type[DomainError], int] = {NotFound: 404, NotAllowed: 403, Invalid: 422, ReasonRequired: 422}


def page(status: int, **values: object) -> tuple[str, int]:
    """The error page of a status; a status without a page of its own gets the general one."""
    name = str(status) if status in PAGES else "general"
    known = {
        "sentence": "",
        "reference": "",
        "signed_in_as": g.get("signed_in_as", ""),
        "home": g.get("home", "/"),
    }
    return render_template(f"errors/{name}.html", status=status, **{**known, **values}), status


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """Show the page of the status; keep headers such as Retry-After and Allow."""
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    db.session.rollback()
    own = error.code in OWN_SENTENCE and error.description is not type(error).description
    body, status = page(error.code, sentence=str(error.description) if own else "")
    kept = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    return body, status, kept


def on_forged_form(error: CSRFError) -> ResponseReturnValue:
    """Say in Swedish that the form was too old or came from elsewhere."""
    return page(
        400, sentence=_("Sidan hade varit öppen för länge. Gå tillbaka, ladda om sidan och skicka igen.")
    )


def on_bug(error: InternalServerError) -> ResponseReturnValue:
    """Show a reference that also stands in the log, and nothing of the error itself."""
    db.session.rollback()
    reference = secrets.token_hex(4)
    current_app.logger.error(
        "error reference %s on %s %s",
        reference,
        request.method,
        request.endpoint,
        exc_info=error.original_exception,
    )
    return page(500, reference=reference)


def on_database_away(error: Exception) -> ResponseReturnValue:
    """Ask the person to try again in a moment; a page that wrote although it only shows is a bug, not a fault."""
    db.session.rollback()
    if isinstance(error, OperationalError) and database.wrote_as_reader(error):
        raise error
    current_app.logger.warning("database away: %s", type(error).__name__)
    return *page(503), {"Retry-After": RETRY_AFTER}


def on_refusal(error: DomainError) -> ResponseReturnValue:
    """A rule of the domain that no view has put into words: its status, 409 if the table has none."""
    db.session.rollback()
    return page(next((status for kind, status in DOMAIN.items() if isinstance(error, kind)), 409))


def on_lost_race(error: StaleDataError) -> ResponseReturnValue:
    """Tell that somebody else was first."""
    db.session.rollback()
    return page(409)


def register_errors(app: Flask) -> None:
    """Every failure of the app ends in a Swedish page."""
    app.register_error_handler(CSRFError, on_forged_form)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(InternalServerError, on_bug)
    app.register_error_handler(DomainError, on_refusal)
    app.register_error_handler(StaleDataError, on_lost_race)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, on_database_away)
