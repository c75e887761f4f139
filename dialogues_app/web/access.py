"""Who may open a route: one decorator on each view, one table to test them by."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, redirect, request, url_for

from dialogues_app.models import Role

View = TypeVar("View", bound=Callable[..., Any])
EVERYBODY = "everybody"
BY_LINK = "by_link"


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
                return redirect(url_for("signin.ask", vidare=request.full_path.rstrip("?")), 303)
            if g.user.role not in roles:
                abort(403)
            return view(*arguments, **keywords)

        guarded.access = frozenset(roles)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard
