"""The inbox of the organizers: mails that wait for a person, proposals, absence notices."""

from typing import Any

from flask import Blueprint, g

bp = Blueprint("inbound", __name__, url_prefix="/arbete/inkorg")


@bp.context_processor
def _menu() -> dict[str, Any]:
    """The dialogues in progress stand in the menu, as on every page of the work area."""
    from dialogues_app.web.organizer import lookups  # here, because it needs the app's database

    return {"ongoing": lookups.menu()} if g.get("user") else {}


from dialogues_app.web.inbound import deciding, proposals, views  # noqa: E402  (views hang themselves on it)

__all__ = ["bp", "deciding", "proposals", "views"]
