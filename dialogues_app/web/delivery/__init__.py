"""Whether mails go out: said on every work page, and a page to pause and resume."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, g

bp = Blueprint("delivery", __name__, url_prefix="/arbete/mejl")


@bp.context_processor
def _menu() -> dict[str, Any]:
    """The dialogues in progress stand in the menu, as on every page of the work area."""
    from dialogues_app.web.organizer import lookups  # here, because it needs the app's database

    return {"ongoing": lookups.menu()} if g.get("user") else {}


from dialogues_app.web.delivery import views  # noqa: E402  (views hang themselves on it)


def register(app: Flask) -> None:
    """Work pages can say how sending goes."""
    app.jinja_env.globals["delivery_trouble"] = views.trouble


__all__ = ["bp", "register", "views"]
