"""Who is asking: a session that lives in the database and ends when we say so (ASVS 7.2–7.4).

Our cookie holds a random key and nothing else. Flask's own cookie holds the CSRF token and flashed lines.
Sets g.user, g.actor, g.session and, as plain strings for pages that may ask the database nothing, g.signed_in_as,
g.signed_in_for and g.home.
"""

from datetime import datetime, timedelta

from flask import Flask, current_app, g, request, session
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from sqlalchemy import update
from werkzeug.wrappers import Response

from dialogues_app import database
from dialogues_app.clock import now
from dialogues_app.domain import accounts
from dialogues_app.domain.queries import accounts as queries
from dialogues_app.extensions import db
from dialogues_app.models import Actor, Role, User, UserSession

SEEN_STEP = timedelta(minutes=10)  # how coarsely we know when a session was last used
HOME = {
    Role.ORGANIZER: "/arbete",
    Role.MINISTER: "/granska",
    Role.STAFF: "/granska",
    Role.ADMINISTRATOR: "/arbete/konton",
}
SIGNED_IN = "signed-in"
ASKING = "asking"


def register(app: Flask) -> None:
    """Every request of the app knows who asks."""
    app.before_request(identify)
    app.after_request(_keep_to_this_person)
    app.teardown_request(_note_use)


def identify() -> None:
    """One query for who brings our cookie, none for who does not."""
    g.session = None
    key = read_cookie(SIGNED_IN)
    if key and request.endpoint not in {"static", "health.show"}:
        g.session = db.session.scalar(queries.live_session(key, at=now()))
    g.seen_at = g.session.seen_at if g.session else None  # kept apart, for a commit empties what was loaded
    _know(g.session.user if g.session else None)


def begin(user: User, *, at: datetime) -> str:
    """The account is signed in here, in a session that did not exist before (ASVS 7.2.4); returns the cookie's key."""
    if g.session:
        accounts.end_session(g.session, at=at)
    session.clear()
    return accounts.start_session(user, at=at)


def end(*, at: datetime) -> None:
    """This browser's session is over on the server, and its CSRF token is gone."""
    if g.session:
        accounts.end_session(g.session, at=at)
    session.clear()
    _know(None)


def read_cookie(name: str) -> str:
    """What the browser brings under one of our names."""
    return request.cookies.get(_full_name(name), "")


def give_cookie(response: Response, name: str, value: str, life: timedelta | None = None) -> None:
    """The browser keeps the value, out of reach of scripts and other sites; without `life` until it is closed."""
    response.set_cookie(
        _full_name(name), value, max_age=life, httponly=True, samesite="Lax", secure=_is_secure(), path="/"
    )


def drop_cookie(response: Response, name: str) -> None:
    """The browser forgets the value."""
    response.delete_cookie(_full_name(name), path="/", secure=_is_secure(), httponly=True, samesite="Lax")


def _know(user: User | None) -> None:
    g.user = user
    g.actor = Actor.of(user) if user else Actor(label=_("Besökare"))
    g.signed_in_as = user.label if user else ""
    g.home = HOME[user.role] if user else "/"
    served = user.body or user.person if user else None
    g.signed_in_for = served.name if served else ""


def _keep_to_this_person(response: FlaskResponse) -> FlaskResponse:
    """No cache keeps what a signed-in person saw (ASVS 14.3.2)."""
    if g.get("user") and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _note_use(_error: BaseException | None) -> None:
    """The session is known to have been used just now; in a transaction of its own, after that of the request."""
    if g.get("session") is None or now() - g.seen_at < SEEN_STEP:
        return
    key, at = read_cookie(SIGNED_IN), now()
    db.session.remove()
    hit = update(UserSession).where(
        UserSession.key_hash == accounts.digest(key), UserSession.seen_at < at - SEEN_STEP
    )
    with database.writing(), db.engine.begin() as connection:
        connection.execute(hit.values(seen_at=at))


def _full_name(name: str) -> str:
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
