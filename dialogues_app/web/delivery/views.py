"""Whether mails go out, and the pause."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from dialogues_app import outbox
from dialogues_app.clock import now
from dialogues_app.domain.queries import delivery as queries
from dialogues_app.extensions import db
from dialogues_app.models import SILENT_AFTER, OutboxState, PauseCause, Role
from dialogues_app.web.access import requires
from dialogues_app.web.delivery import bp


class Kind(enum.StrEnum):
    """Why mails do not go out."""

    RESTORED = "restored"
    PAUSED = "paused"
    SILENT = "silent"
    FAILING = "failing"


@dataclass(frozen=True)
class Trouble:
    """Why mails do not go out, since when, and by whom."""

    kind: Kind
    since: datetime | None
    by: str = ""


def trouble() -> Trouble | None:
    """What every work page says about sending; None while mails go out."""
    state, at = db.session.scalars(queries.state()).first(), now()
    if state is None:
        oldest = db.session.scalar(queries.oldest_due(at))
        return Trouble(Kind.SILENT, None) if oldest is not None and at - oldest > SILENT_AFTER else None
    if state.is_paused:
        kind = Kind.RESTORED if state.pause_cause is PauseCause.RESTORED else Kind.PAUSED
        return Trouble(kind, state.paused_at, state.paused_by)
    if state.is_silent(at):
        return Trouble(Kind.SILENT, state.pulse_at)
    return Trouble(Kind.FAILING, state.failing_since) if state.failing_since else None


@bp.get("")
@requires(Role.ORGANIZER, Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """How sending goes, and the button that pauses or resumes it."""
    counts = {row[0]: row[1] for row in db.session.execute(queries.counts())}
    state = db.session.scalars(queries.state()).first()
    return render_template(
        "organizer/delivery/index.html",
        waiting=counts.get(OutboxState.QUEUED, 0) + counts.get(OutboxState.SENDING, 0),
        failed=counts.get(OutboxState.FAILED, 0),
        oldest=db.session.scalar(queries.oldest_due(now())),
        pulse=state.pulse_at if state else None,
        trouble=trouble(),
        form=FlaskForm(),
    )


@bp.post("/paus")
@requires(Role.ORGANIZER, Role.ADMINISTRATOR)
def pause() -> ResponseReturnValue:
    """Nothing but sign-in mails goes out until somebody resumes."""
    outbox.pause(db.session(), PauseCause.ORDERED, by=g.user.label)
    return redirect(url_for(".index"), 303)


@bp.post("/fortsattning")
@requires(Role.ORGANIZER, Role.ADMINISTRATOR)
def resume() -> ResponseReturnValue:
    """An ordered pause is over; after a restore only the command line resumes."""
    state = db.session.scalars(queries.state()).first()
    if state is not None and state.pause_cause is PauseCause.ORDERED:
        outbox.resume(db.session())
    return redirect(url_for(".index"), 303)
