"""What the views of a date choice look up: the choice or 404, one of its dates or people or 404."""

from __future__ import annotations

from flask import abort

from dialogues_app.domain.queries import dates as queries
from dialogues_app.extensions import db
from dialogues_app.models import DateAsk, DateChoice, DateSlot, Dialogue
from dialogues_app.web.organizer import DIALOGUE

DATES = f"{DIALOGUE}/datumval"
NUMBER = "<int(max=2147483647):"


def light(dialogue: Dialogue) -> DateChoice | None:
    """The choice with what its page shows; None while none has been opened."""
    found: DateChoice | None = db.session.scalars(queries.choice(dialogue.id)).unique().one_or_none()
    return found


def whole(dialogue: Dialogue) -> DateChoice:
    """The choice with all that a verb touches, or 404."""
    found: DateChoice | None = db.session.scalars(queries.choice_whole(dialogue.id)).unique().one_or_none()
    return found or abort(404)


def slot_of(choice: DateChoice, slot_id: int) -> DateSlot:
    """A candidate of this choice that stands, or 404."""
    return next((one for one in choice.live_slots if one.id == slot_id), None) or abort(404)


def ask_of(choice: DateChoice, ask_id: int) -> DateAsk:
    """Somebody asked in this choice, or 404."""
    return next((one for one in choice.live_asks if one.id == ask_id), None) or abort(404)
