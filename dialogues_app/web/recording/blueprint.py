"""The blueprint of the recording pages, and what each of their views looks up."""

from __future__ import annotations

from flask import Blueprint, abort, g

from dialogues_app.domain.queries import recording as queries
from dialogues_app.extensions import db
from dialogues_app.models import AgendaItem, Audience, Contribution, Dialogue, Measure, Outcome
from dialogues_app.models.text import slug
from dialogues_app.web.recording import present

bp = Blueprint("recording", __name__, url_prefix="/arbete/samtal/<int:dialogue_id>")
bp.context_processor(lambda: {"present": present})


def dialogue_or_404(dialogue_id: int) -> Dialogue:
    """The dialogue with all that is recorded about it."""
    dialogue = db.session.scalar(queries.dialogue_to_record(dialogue_id))
    if dialogue is None:
        abort(404)
    return dialogue


def outcome_or_404(dialogue: Dialogue, number: int) -> Outcome:
    """The outcome with this number; another body's private one is not found."""
    found = next((outcome for outcome in dialogue.outcomes if outcome.number == number), None)
    if found is None or not is_for_me(found):
        abort(404)
    return found


def is_for_me(part: Outcome | AgendaItem | Contribution) -> bool:
    """Whether the organizer who asks may see the part: not if it is private to another body."""
    body = g.user.body
    return part.audience is not Audience.BODY or (body is not None and part.audience_body is body)


def free_slug(title: str) -> str:
    """An address for a measure of this title that no measure has."""
    wanted = slug(title)
    taken = set(db.session.scalars(queries.slugs_like(wanted)))
    number = 2
    found = wanted
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def chosen_measures(slugs: list[str], dialogue: Dialogue) -> tuple[Measure, ...]:
    """The measures with these addresses; what does not exist is left out."""
    if not slugs:
        return ()
    return tuple(db.session.scalars(queries.measures_by_slug(slugs, practice=dialogue.is_practice)))
