"""What the public does not see yet, and the page where one row of it is confirmed by a source."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialogues_app.clock import now
from dialogues_app.domain import confirmation
from dialogues_app.domain.queries import working as queries
from dialogues_app.extensions import db
from dialogues_app.models import FollowUp, Link, Outcome, Participation, Role
from dialogues_app.web.access import requires
from dialogues_app.web.names import dialogue_name
from dialogues_app.web.once import once, remember
from dialogues_app.web.recording.present import target_name
from dialogues_app.web.words import word
from dialogues_app.web.work_measures.forms import ConfirmForm

bp = Blueprint("working", __name__, url_prefix="/arbete/arbetsmaterial")
HEADINGS = {
    "uppfoljningar": _l("Uppföljningar"),
    "lankar": _l("Länkar från samtal till åtgärd"),
    "utfall": _l("Utfall"),
    "deltaganden": _l("Deltagande"),
}
Working = FollowUp | Link | Outcome | Participation


@bp.context_processor
def words() -> dict[str, object]:
    """What the pages ask about a row."""
    return {
        "sentence": sentence,
        "belongs_to": belongs_to,
        "waits_for": confirmation.waits_for,
        "may_confirm": confirmation.may_confirm(g.actor) if g.get("user") else False,
    }


@bp.get("")
@requires(Role.ORGANIZER)
def material() -> ResponseReturnValue:
    """All working material, by kind."""
    groups: list[tuple[str, object, list[Any]]] = [
        (kind, heading, list(db.session.scalars(queries.KINDS[kind]()).unique()))
        for kind, heading in HEADINGS.items()
    ]
    return render_template("organizer/working/material.html", groups=groups)


@bp.route("/<any(uppfoljningar,lankar,utfall,deltaganden):kind>/<int:record_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
@once
def confirm(kind: str, record_id: int) -> ResponseReturnValue:
    """Make one row public by a source; organizers of the ministry alone."""
    record = db.session.scalars(queries.one(kind, record_id)).unique().one_or_none()
    if record is None:
        abort(404)
    form = ConfirmForm()
    if not form.validate_on_submit():
        page = render_template("organizer/working/confirm.html", record=record, kind=kind, form=form)
        return page, 422 if form.errors else 200
    source = next(iter(form.sources(public=True)), None)
    db.session.add(confirmation.confirm(record, source=source, by=g.actor, at=now()))
    remember(url_for(".material"))
    db.session.commit()
    flash(_("Uppgiften är bekräftad och syns för alla."))
    return redirect(url_for(".material"), 303)


def sentence(record: Working) -> str:
    """What the row says."""
    if isinstance(record, FollowUp):
        return record.summary
    if isinstance(record, Outcome):
        return record.sentence
    if isinstance(record, Link):
        start = record.outcome.sentence if record.outcome else _("Samtalet")
        told: str = _(
            "%(start)s, %(kind)s %(end)s", start=start, kind=word(record.kind), end=target_name(record)
        )
        return told
    who = record.organisation.label if record.organisation else (record.person.name if record.person else "")
    return ", ".join(part for part in (who, record.capacity, record.scope_note) if part)


def belongs_to(record: Working) -> str:
    """The measure, plan or dialogue that the row tells of."""
    if isinstance(record, FollowUp):
        return record.measure.title if record.measure else (record.plan.title if record.plan else "")
    dialogue = record.dialogue or (
        record.outcome.dialogue if isinstance(record, Link) and record.outcome else None
    )
    return dialogue_name(dialogue) if dialogue else str(_("Samtalen som helhet"))
