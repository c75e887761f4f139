"""The two gates: announce and publish, each after a look at what the public will see; and back, with a reason."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import closing, publication
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.extensions import db
from dialogues_app.models import MINISTERIAL, THERE, Dialogue, Measure, Outcome, Role, Seat
from dialogues_app.web.access import requires
from dialogues_app.web.recording.blueprint import bp, dialogue_or_404, is_for_me
from dialogues_app.web.recording.forms import PlainForm, ReasonForm


@bp.route("/avisera", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def announce(dialogue_id: int) -> ResponseReturnValue:
    """Look at what the public will see, then announce."""
    dialogue = dialogue_or_404(dialogue_id)
    form = PlainForm()
    if not form.validate_on_submit():
        return show_gate("announce", dialogue, form)
    try:
        publication.announce(dialogue, by=g.actor, at=now())
    except (Invalid, IllegalTransition):
        return show_gate("announce", dialogue, form), 409
    db.session.commit()
    flash(_("Samtalet är aviserat."))
    return redirect(url_for(".announce", dialogue_id=dialogue_id), 303)


@bp.route("/avisera/aterta", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def withdraw_announcement(dialogue_id: int) -> ResponseReturnValue:
    """Take the announcement back, with a reason."""
    dialogue = dialogue_or_404(dialogue_id)
    form = ReasonForm()
    if form.validate_on_submit():
        publication.withdraw_announcement(dialogue, reason=form.reason.data or "", by=g.actor, at=now())
        db.session.commit()
        flash(_("Aviseringen är återtagen."))
        return redirect(url_for(".announce", dialogue_id=dialogue_id), 303)
    return show_gate("withdraw_announcement", dialogue, form), 422 if form.errors else 200


@bp.route("/publicera", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def publish(dialogue_id: int) -> ResponseReturnValue:
    """Look at the results that the public will see, then publish."""
    dialogue = dialogue_or_404(dialogue_id)
    form = PlainForm()
    if not form.validate_on_submit():
        return show_gate("publish", dialogue, form)
    try:
        publication.publish(dialogue, by=g.actor, at=now())
    except (Invalid, IllegalTransition):
        return show_gate("publish", dialogue, form), 409
    db.session.commit()
    flash(_("Samtalet är publicerat."))
    return redirect(url_for(".publish", dialogue_id=dialogue_id), 303)


@bp.route("/publicera/aterta", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def unpublish(dialogue_id: int) -> ResponseReturnValue:
    """Take the results down, with a reason."""
    dialogue = dialogue_or_404(dialogue_id)
    form = ReasonForm()
    if form.validate_on_submit():
        publication.unpublish(dialogue, reason=form.reason.data or "", by=g.actor, at=now())
        db.session.commit()
        flash(_("Resultaten är borttagna från webbplatsen."))
        return redirect(url_for(".publish", dialogue_id=dialogue_id), 303)
    return show_gate("unpublish", dialogue, form), 422 if form.errors else 200


def show_gate(name: str, dialogue: Dialogue, form: PlainForm | ReasonForm) -> str:
    """One of the four pages, with what the public sees once the gate is open."""
    shown = [outcome for outcome in closing.standing(dialogue) if outcome.is_public]
    return render_template(
        f"organizer/recording/{name}.html",
        dialogue=dialogue,
        form=form,
        may=publication.may_publish(g.actor, dialogue),
        ministers=[seat for seat in dialogue.seats if _is_shown_early(seat)],
        shown=shown,
        working=_working_measures(shown),
        hidden=[o for o in closing.standing(dialogue) if not o.is_public and is_for_me(o)],
        took_part=[p for p in dialogue.participations if p.is_public and p.presence in THERE],
        agenda=[item for item in dialogue.agenda if item.is_public],
        papers=[paper for paper in dialogue.papers if paper.is_public],
        unanswered=publication.unanswered(dialogue),
    )


def _working_measures(outcomes: list[Outcome]) -> list[Measure]:
    linked = [
        link.measure for outcome in outcomes for link in outcome.standing_links if link.measure is not None
    ]
    return [measure for measure in dict.fromkeys(linked) if not measure.is_public]


def _is_shown_early(seat: Seat) -> bool:
    return seat.role in MINISTERIAL and seat.withdrawn_at is None and seat.holding is not None
