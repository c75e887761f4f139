"""Change an outcome that is recorded, or take it back."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from dialogues_app.clock import now
from dialogues_app.domain import outcomes
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.models import COMPOSED, Dialogue, Outcome, Role
from dialogues_app.web.access import requires
from dialogues_app.web.recording.blueprint import bp, dialogue_or_404, outcome_or_404
from dialogues_app.web.recording.forms import ReasonForm, ReviseForm, capital
from dialogues_app.web.words import word


@bp.route("/utfall/<int:number>/andra", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def revise(dialogue_id: int, number: int) -> ResponseReturnValue:
    """Change an outcome; two who save the same version see both texts."""
    dialogue = dialogue_or_404(dialogue_id)
    outcome = outcome_or_404(dialogue, number)
    form = ReviseForm()
    form.offer(dialogue)
    if not form.is_submitted():
        form.show(outcome)
        return show_revision(dialogue, outcome, form)
    if not form.validate():
        return show_revision(dialogue, outcome, form), 422
    if form.is_stale(outcome.version):
        return show_conflict(dialogue, outcome, form)
    return save_revision(dialogue, outcome, form)


@bp.route("/utfall/<int:number>/aterkalla", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def withdraw(dialogue_id: int, number: int) -> ResponseReturnValue:
    """Take an outcome back, with a reason."""
    dialogue = dialogue_or_404(dialogue_id)
    outcome = outcome_or_404(dialogue, number)
    form = ReasonForm()
    if form.validate_on_submit():
        outcomes.withdraw_outcome(outcome, reason=form.reason.data or "", by=g.actor, at=now())
        db.session.commit()
        flash(_("Utfall %(number)s är återkallat.", number=number))
        return redirect(url_for(".room", dialogue_id=dialogue_id), 303)
    page = render_template("organizer/recording/withdraw.html", dialogue=dialogue, outcome=outcome, form=form)
    return page, 422 if form.errors else 200


def save_revision(dialogue: Dialogue, outcome: Outcome, form: ReviseForm) -> ResponseReturnValue:
    """The outcome is changed and the room shown; or the form again, with what is wrong or what another saved."""
    dialogue_id, number = dialogue.id, outcome.number
    try:
        outcomes.revise_outcome(outcome, form.draft(), by=g.actor, at=now())
        db.session.commit()
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return show_revision(dialogue, outcome, form), 422
    except StaleDataError:
        db.session.rollback()
        fresh = dialogue_or_404(dialogue_id)
        return show_conflict(fresh, outcome_or_404(fresh, number), form)
    flash(_("Utfall %(number)s är ändrat.", number=number))
    return redirect(url_for(".room", dialogue_id=dialogue_id), 303)


def show_conflict(dialogue: Dialogue, outcome: Outcome, form: ReviseForm) -> ResponseReturnValue:
    """Both texts, and a form whose next save is made knowingly."""
    last = next(
        (e for e in reversed(dialogue.events) if e.subject_kind == "outcome" and e.subject_id == outcome.id),
        None,
    )
    rows = [
        (_("Typ"), _word(form.type.data), capital(word(outcome.type))),
        (_("Utfall"), form.sentence.data, outcome.sentence),
        (_("Det här sades"), form.said.data, outcome.said),
    ]
    conflict = {
        "rows": [row for row in rows if row[1] != row[2]],
        "who": last.actor_label if last else _("Någon annan"),
        "at": last.at if last else outcome.worded_at,
    }
    form.show_version(outcome.version)
    return show_revision(dialogue, outcome, form, conflict), 409


def show_revision(
    dialogue: Dialogue, outcome: Outcome, form: ReviseForm, conflict: dict[str, object] | None = None
) -> str:
    """The page where an outcome is changed."""
    return render_template(
        "organizer/recording/revise.html",
        dialogue=dialogue,
        outcome=outcome,
        form=form,
        conflict=conflict,
    )


def _word(value: str | None) -> str:
    kinds = {kind.value: kind for kind in COMPOSED}
    return capital(word(kinds[value])) if value in kinds else ""
