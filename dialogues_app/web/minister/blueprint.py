"""The blueprint of the minister's pages, and the round each of them is about."""

from __future__ import annotations

from flask import Blueprint, abort, g

from dialogues_app.clock import now
from dialogues_app.domain.queries import review as queries
from dialogues_app.extensions import db
from dialogues_app.models import DecisionRound
from dialogues_app.web.minister import present

bp = Blueprint("minister", __name__, url_prefix="/granska")
bp.context_processor(lambda: {"present": present, "printed_at": now})


def round_or_404(round_id: int) -> DecisionRound:
    """The round, if it is for the minister who asks, or for the minister that these staff serve."""
    found = db.session.scalar(queries.round_to_decide(round_id, g.user.person_id))
    if found is None:
        abort(404)
    return found
