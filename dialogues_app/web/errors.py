"""What a person reads when something went wrong: class or status to sentence, never a traceback."""

import logging
import secrets
from http import HTTPStatus

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from dialogues_app import database
from dialogues_app.errors import Conflict, DomainError, IllegalTransition, Invalid, NotAllowed, NotFound
from dialogues_app.extensions import db

log = logging.getLogger(__name__)

STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Invalid: 422,
    IllegalTransition: 409,
    Conflict: 409,
    StaleDataError: 409,
    OperationalError: 503,
    PoolTimeout: 503,
}
TITLES = {
    400: _l("Begäran gick inte att förstå"),
    403: _l("Du har inte behörighet till sidan"),
    404: _l("Sidan finns inte"),
    405: _l("Sidan kan inte användas så"),
    409: _l("Någon annan har ändrat här"),
    410: _l("Länken gäller inte längre"),
    413: _l("Det du skickade är för stort"),
    422: _l("Något i formuläret behöver rättas"),
    429: _l("Du har försökt för många gånger"),
    500: _l("Något gick fel hos oss"),
    503: _l("Tjänsten svarar inte just nu"),
}
SENTENCES = {
    400: _l("Gå tillbaka, ladda om sidan och försök igen."),
    403: _l("Logga in med ett konto som får se sidan eller gå till startsidan."),
    404: _l("Kontrollera adressen eller sök bland samtalen."),
    405: _l("Gå tillbaka och använd knapparna på sidan."),
    409: _l("Gå tillbaka, ladda om sidan och gör din ändring igen."),
    410: _l("Be den som bjöd in dig om en ny länk."),
    413: _l("Dela upp texten eller välj en mindre fil och försök igen."),
    422: _l("Gå tillbaka, rätta uppgifterna och försök igen."),
    429: _l("Vänta några minuter och försök igen."),
    500: _l("Försök igen om en stund. Felet är antecknat."),
    503: _l("Försök igen om en stund. Det du har sparat finns kvar."),
}


def register(app: Flask) -> None:
    """Each error that reaches the edge of the app becomes a page in Swedish."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DomainError, _known_error)
    for known in (StaleDataError, OperationalError, PoolTimeout):
        app.register_error_handler(known, _known_error)
    app.register_error_handler(500, _bug)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    db.session.rollback()
    body, status = page(error.code)
    response = error.get_response()  # keeps Allow, Retry-After and what else belongs to the status
    response.set_data(body)
    response.content_type = "text/html; charset=utf-8"
    response.status_code = status
    return response


def _known_error(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, OperationalError) and database.wrote_as_reader(error):
        raise error
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("database: %s", type(error).__name__, exc_info=error)
    return page(status)


def _bug(error: InternalServerError) -> ResponseReturnValue:
    db.session.rollback()
    reference = secrets.token_hex(4)
    log.error("unexpected error, reference %s", reference, exc_info=error.original_exception or error)
    return page(500, reference)


def page(status: int, reference: str = "") -> tuple[str, int]:
    """The error page of this status; `reference` finds the entry in the log."""
    known = status if status in TITLES else (500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400)
    body = render_template(
        "errors/page.html",
        status=status,
        title=TITLES[known],
        sentence=SENTENCES[known],
        reference=reference,
    )
    return body, status
