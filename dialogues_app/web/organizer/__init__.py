"""The organizers' work area: overview, dialogues, participants, what goes out, times, themes."""

from typing import Any

from flask import Blueprint, g

bp = Blueprint("organizer", __name__, url_prefix="/arbete")
DIALOGUE = "/samtal/<int(max=2147483647):dialogue_id>"


@bp.context_processor
def _menu() -> dict[str, Any]:
    """The dialogues in progress stand in the menu of every page of the work area."""
    from dialogues_app.web.organizer import lookups  # here, because it needs the app's database

    return {"ongoing": lookups.menu()} if g.get("user") else {}


from dialogues_app.web.organizer import (  # noqa: E402  (views hang themselves on the blueprint)
    calling_off,
    dispatch,
    guests,
    opening,
    overview,
    particulars,
    pasting,
    programme,
    stepping,
    themes,
    timing,
    workspace,
)

__all__ = [
    "bp",
    "calling_off",
    "dispatch",
    "guests",
    "opening",
    "overview",
    "particulars",
    "pasting",
    "programme",
    "stepping",
    "themes",
    "timing",
    "workspace",
]
