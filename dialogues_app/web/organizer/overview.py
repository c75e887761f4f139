"""My overview: what there is to do, how far each dialogue has come, and what waits at each organising body."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from dialogues_app.clock import now
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import board, bp, lookups


@bp.get("")
@requires(Role.ORGANIZER)
def overview() -> ResponseReturnValue:
    """What there is to do, and by when."""
    found = list(db.session.scalars(queries.ongoing()))
    lines = board.lines(found, lookups.guests_of([dialogue.id for dialogue in found]), at=now())
    tasks = board.tasks(lines)
    return render_template(
        "organizer/overview.html",
        lines=lines,
        tasks=tasks,
        by_body=board.by_body(lines, lookups.bodies()),
        total=db.session.scalar(queries.dialogue_count()),
        today=now(),
        counts={"/arbete": len(tasks)},
    )


@bp.get("/samtal")
@requires(Role.ORGANIZER)
def dialogues() -> ResponseReturnValue:
    """All dialogues: those in progress, and those that are published or cancelled."""
    found = list(db.session.scalars(queries.dialogues()))
    lines = board.lines(found, lookups.guests_of([one.id for one in found if board.is_ongoing(one)]), at=now())
    return render_template(
        "organizer/dialogues.html",
        ongoing_lines=[line for line in lines if line.is_ongoing],
        finished_lines=[line for line in lines if not line.is_ongoing],
    )
