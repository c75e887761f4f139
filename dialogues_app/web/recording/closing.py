"""Close the notes, open them again, and hand the outcomes to the minister."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import closing, review
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue, Role
from dialogues_app.web.access import requires
from dialogues_app.web.recording.blueprint import bp, dialogue_or_404, is_for_me
from dialogues_app.web.recording.forms import PlainForm, ReasonForm, RoundForm


@bp.route("/dokumentera/avsluta", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def close(dialogue_id: int) -> ResponseReturnValue:
    """Look once more, then close the notes."""
    dialogue = dialogue_or_404(dialogue_id)
    form = PlainForm()
    if not form.validate_on_submit():
        return show_checks(dialogue, form)
    try:
        closing.close_notes(dialogue, by=g.actor, at=now())
    except Invalid as error:
        return show_checks(dialogue, form, not_begun=error.code == "not_begun"), 422
    db.session.commit()
    flash(_("Anteckningarna är avslutade. Lämna utfallen till ministern."))
    return redirect(url_for(".hand_over", dialogue_id=dialogue_id), 303)


@bp.route("/dokumentera/oppna", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def reopen(dialogue_id: int) -> ResponseReturnValue:
    """Open closed notes again, with a reason."""
    dialogue = dialogue_or_404(dialogue_id)
    form = ReasonForm()
    if form.validate_on_submit():
        closing.reopen_notes(dialogue, reason=form.reason.data or "", by=g.actor, at=now())
        db.session.commit()
        flash(_("Anteckningarna är öppna igen."))
        return redirect(url_for(".room", dialogue_id=dialogue_id), 303)
    page = render_template("organizer/recording/reopen.html", dialogue=dialogue, form=form)
    return page, 422 if form.errors else 200


@bp.route("/granskning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def hand_over(dialogue_id: int) -> ResponseReturnValue:
    """Hand what is not settled to the minister, with the day the decision is needed."""
    dialogue = dialogue_or_404(dialogue_id)
    form = RoundForm()
    minister = review.lead_minister(dialogue)
    if not form.validate_on_submit() or minister is None or form.refuse_past(swedish.local(now()).date()):
        return show_rounds(dialogue, form), 422 if form.errors else 200
    try:
        review.open_round(dialogue, minister, form.due.data, by=g.actor, at=now())
    except (Invalid, IllegalTransition):
        return show_rounds(dialogue, form), 409
    db.session.commit()
    flash(_("Utfallen väntar på ministerns besked."))
    return redirect(url_for(".hand_over", dialogue_id=dialogue_id), 303)


def show_checks(dialogue: Dialogue, form: PlainForm, *, not_begun: bool = False) -> str:
    """The check page before the notes are closed."""
    found = closing.checks_before_closing(dialogue)
    return render_template(
        "organizer/recording/close.html",
        dialogue=dialogue,
        form=form,
        findings=found,
        blocked=any(finding.blocks for finding in found),
        not_begun=not_begun,
        outcomes=closing.standing(dialogue),
        is_for_me=is_for_me,
    )


def show_rounds(dialogue: Dialogue, form: RoundForm) -> str:
    """What waits for the minister, and what came back."""
    return render_template(
        "organizer/recording/rounds.html",
        dialogue=dialogue,
        form=form,
        waiting=review.open_round_of(dialogue),
        minister=review.lead_minister(dialogue),
        private=review.private_to_others(dialogue),
        unsettled=[outcome for outcome in dialogue.outcomes if not outcome.is_settled],
        is_for_me=is_for_me,
    )
