"""Who may open a route: one decorator on each view, one table to test them by."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.models import Role

View = TypeVar("View", bound=Callable[..., Any])
EVERYBODY = "everybody"
BY_LINK = "by_link"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# A browser says where a request comes from; our own pages and the address line are welcome (ASVS 3.5.1).
OUR_OWN = frozenset({"same-origin", "none"})
ODD = re.compile(r"[\x00-\x20\x7f\\]")


def open_to_all(view: View) -> View:
    """Anyone may open this route; what it shows is still decided by audience and gates."""
    view.access = EVERYBODY  # type: ignore[attr-defined]
    return view


def by_link(view: View) -> View:
    """Whoever holds a personal link may open this route; the view itself looks the token up."""
    view.access = BY_LINK  # type: ignore[attr-defined]
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """Only accounts with one of these roles: others get 403, who is not signed in goes to sign-in."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*arguments: Any, **keywords: Any) -> Any:
            if g.user is None:
                return to_sign_in()
            if g.user.role not in roles:
                abort(403)
            return view(*arguments, **keywords)

        guarded.access = frozenset(roles)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def to_sign_in() -> ResponseReturnValue:
    """Sign in first, then come back here, if here is a page."""
    rule = request.url_rule
    is_page = rule is not None and "GET" in (rule.methods or ())
    return redirect(url_for("signin.ask", vidare=request.full_path.rstrip("?") if is_page else None), 303)


def local_path(text: str) -> str:
    """The text if it is a path of this site, else nothing: no redirect leads to a foreign host (ASVS 3.7.2)."""
    if not text.startswith("/") or text.startswith("//") or len(text) > 2000 or ODD.search(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else text


def refuse_foreign_forms() -> None:
    """A form that another site sends for a person is refused, whatever token it has."""
    origin = request.headers.get("Sec-Fetch-Site")
    if request.method not in READING and origin is not None and origin not in OUR_OWN:
        abort(
            403,
            description=_("Formuläret skickades från en annan webbplats. Öppna sidan här och skicka igen."),
        )


def register(app: Flask) -> None:
    """Every request that may change something comes from our own pages."""
    app.before_request(refuse_foreign_forms)
