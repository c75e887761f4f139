"""The organizers' work area: overview, dialogues, participants, what goes out, times, themes."""

from typing import Any

from flask import Blueprint, Flask, g

bp = Blueprint("organizer", __name__, url_prefix="/arbete")
DIALOGUE = "/samtal/<int:dialogue_id>"


@bp.context_processor
def _menu() -> dict[str, Any]:
    """The dialogues in progress stand in the menu of every page of the work area."""
    from dialogues_app.web.organizer import lookups  # here, because it needs the app's database

    return {"ongoing": lookups.menu()} if g.get("user") else {}


from dialogues_app.web.organizer import (  # noqa: E402  (views hang themselves on the blueprint)
    calendar,
    calling_off,
    date_acts,
    date_people,
    dates,
    dispatch,
    guests,
    opening,
    overview,
    particulars,
    pasting,
    programme,
    reminders,
    stepping,
    themes,
    timing,
    wording,
    workspace,
)


def register(app: Flask) -> None:
    """The app has the work area; its templates know what a dialogue is called, the time, and a form's new key."""
    from dialogues_app.clock import now
    from dialogues_app.web.names import dialogue_name
    from dialogues_app.web.once import new_key
    from dialogues_app.web.organizer.sendtimes import choice

    app.register_blueprint(bp)
    app.jinja_env.filters["samtalsnamn"] = dialogue_name
    app.jinja_env.filters["versal"] = lambda text: str(text)[:1].upper() + str(text)[1:]
    app.jinja_env.globals.update(nu=now, ny_nyckel=new_key, skicktid=choice)


__all__ = [
    "bp",
    "calendar",
    "calling_off",
    "date_acts",
    "date_people",
    "dates",
    "dispatch",
    "guests",
    "opening",
    "overview",
    "particulars",
    "pasting",
    "programme",
    "register",
    "reminders",
    "stepping",
    "themes",
    "timing",
    "wording",
    "workspace",
]
