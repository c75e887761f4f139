"""The pages about seats: their addresses, their menu, and what every one of them looks up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g
from sqlalchemy import select

from dialogues_app.domain.queries import seats as queries
from dialogues_app.domain.queries import workspace
from dialogues_app.extensions import db
from dialogues_app.models import MINISTERIAL, Dialogue, Organisation, Reserve, Seat
from dialogues_app.web.organizer import lookups

bp = Blueprint("seats", __name__, url_prefix="/arbete/samtal/<int:dialogue_id>")


@bp.context_processor
def _menu() -> dict[str, Any]:
    """The dialogues in progress stand in the menu."""
    return {"ongoing": lookups.menu()} if g.get("user") else {}


def table_of(dialogue: Dialogue) -> list[Seat]:
    """The seats with all their rows, and the reserve list; both in a handful of queries."""
    db.session.scalars(queries.reserves(dialogue.id)).all()
    return list(db.session.scalars(queries.of_dialogue(dialogue.id)).unique())


def seat_of(dialogue: Dialogue, seat_id: int) -> Seat:
    """A seat at this dialogue's table that the organizers lay out, or 404; ministers have a page of their own."""
    found = next((seat for seat in table_of(dialogue) if seat.id == seat_id), None)
    if found is None or found.role in MINISTERIAL:
        abort(404)
    return found


def reserve_of(dialogue: Dialogue, reserve_id: int) -> Reserve:
    """Somebody on this dialogue's reserve list, or 404."""
    found = db.session.get(Reserve, reserve_id)
    if found is None or found.dialogue_id != dialogue.id:
        abort(404)
    return found


def organisations() -> list[tuple[str, str]]:
    """(id, name) of the register's organisations, to choose among."""
    rows = db.session.execute(workspace.organisations().with_only_columns(Organisation.id, Organisation.name))
    return [(str(key), name) for key, name in rows]


def organisation_of(text: str | None) -> Organisation | None:
    """The organisation that was chosen, None where none was."""
    if not text:
        return None
    return db.session.scalar(select(Organisation).where(Organisation.id == int(text)))
