"""What was said behind an outcome: add, change, take back, compare versions; confidentiality marks."""

from __future__ import annotations

import secrets

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from dialogues_app.clock import now
from dialogues_app.domain import confidentiality, contributions
from dialogues_app.domain.queries import recording as queries
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.models import Contribution, Dialogue, Outcome, Role
from dialogues_app.web.access import requires
from dialogues_app.web.recording import history, present, views
from dialogues_app.web.recording.blueprint import bp, dialogue_or_404, is_for_me, outcome_or_404
from dialogues_app.web.recording.forms import ReasonForm
from dialogues_app.web.recording.said_forms import MarkForm, ReviseSaidForm, SaidForm

OUTCOME = "/utfall/<int:number>"
SAID = f"{OUTCOME}/uttalanden/<int:place>"


@bp.route("/dokumentera/uttalanden", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def say(dialogue_id: int) -> ResponseReturnValue:
    """Add a statement behind an outcome; the room is shown again."""
    dialogue = dialogue_or_404(dialogue_id)
    form = SaidForm()
    form.offer(dialogue)
    if form.validate_on_submit() and _saved(dialogue, form):
        if views.is_fragment():
            fresh = dialogue_or_404(dialogue_id)
            return views.show_room(fresh, views.fresh_form(fresh), _("Sparat"))
        flash(_("Uttalandet är sparat."))
        return redirect(url_for(".room", dialogue_id=dialogue_id), 303)
    if request.method == "GET":
        form.key.data = secrets.token_urlsafe(16)
        form.outcome.data = request.args.get("utfall", form.outcome.data)
    page = render_template("organizer/recording/say.html", dialogue=dialogue, form=form)
    return page, 422 if form.errors else 200


@bp.route(f"{SAID}/andra", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def revise_said(dialogue_id: int, number: int, place: int) -> ResponseReturnValue:
    """Change a statement; two who save the same version see both texts."""
    dialogue = dialogue_or_404(dialogue_id)
    said = said_or_404(dialogue, number, place)
    form = ReviseSaidForm()
    form.offer(dialogue)
    if not form.is_submitted():
        form.show(said)
        return _show_revision(said, form)
    if not form.validate():
        return _show_revision(said, form), 422
    if form.is_stale(said.version):
        return _show_conflict(said, form)
    return _save_revision(said, form)


@bp.route(f"{SAID}/aterkalla", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def withdraw_said(dialogue_id: int, number: int, place: int) -> ResponseReturnValue:
    """Take a statement back, with a reason."""
    dialogue = dialogue_or_404(dialogue_id)
    said = said_or_404(dialogue, number, place)
    form = ReasonForm()
    if form.validate_on_submit():
        contributions.withdraw(said, reason=form.reason.data or "", by=g.actor, at=now())
        db.session.commit()
        flash(_("Uttalande %(key)s är återkallat.", key=present.said_key(said)))
        return redirect(url_for(".room", dialogue_id=dialogue_id), 303)
    page = render_template("organizer/recording/withdraw_said.html", dialogue=dialogue, said=said, form=form)
    return page, 422 if form.errors else 200


@bp.get(f"{OUTCOME}/versioner")
@requires(Role.ORGANIZER)
def versions(dialogue_id: int, number: int) -> ResponseReturnValue:
    """Every wording that the outcome and its statements have had, with what changed."""
    dialogue = dialogue_or_404(dialogue_id)
    outcome = outcome_or_404(dialogue, number)
    events = db.session.scalars(queries.wordings(dialogue_id)).all()
    mine = [said for said in outcome.contributions if is_for_me(said)]
    return render_template(
        "organizer/recording/versions.html",
        dialogue=dialogue,
        outcome=outcome,
        wordings=history.wordings(outcome, mine, events),
    )


@bp.route(f"{OUTCOME}/sekretess", methods=["GET", "POST"], defaults={"place": 0})
@bp.route(f"{SAID}/sekretess", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def mark(dialogue_id: int, number: int, place: int) -> ResponseReturnValue:
    """Set a confidentiality mark on an outcome or a statement, or lift the one that stands."""
    dialogue = dialogue_or_404(dialogue_id)
    part = said_or_404(dialogue, number, place) if place else outcome_or_404(dialogue, number)
    form = ReasonForm() if part.confidentiality else MarkForm()
    if form.validate_on_submit():
        if isinstance(form, MarkForm):
            confidentiality.mark(part, form.marking(), by=g.actor, at=now())
            said = _("Markeringen är satt. Bara din organisation läser den här delen nu.")
        else:
            confidentiality.lift(part, reason=form.reason.data or "", by=g.actor, at=now())
            said = _("Markeringen är borttagen.")
        db.session.commit()
        flash(said)
        return redirect(url_for(".room", dialogue_id=dialogue_id), 303)
    page = render_template("organizer/recording/mark.html", dialogue=dialogue, part=part, form=form)
    return page, 422 if form.errors else 200


def said_or_404(dialogue: Dialogue, number: int, place: int) -> Contribution:
    """The statement with this number behind the outcome; another body's private one is not found."""
    outcome = outcome_or_404(dialogue, number)
    found = next((said for said in outcome.contributions if said.number == place), None)
    if found is None or not is_for_me(found):
        abort(404)
    return found


def _saved(dialogue: Dialogue, form: SaidForm) -> bool:
    """The statement is saved; False where a rule was broken, which then stands in the form."""
    outcome = _chosen(dialogue, form.outcome.data or "")
    if outcome is None:
        form.outcome.errors = [*form.outcome.errors, _("Välj ett utfall.")]
        return False
    try:
        contributions.add(outcome, form.draft(), by=g.actor, at=now())
        db.session.commit()
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return False
    except IntegrityError:  # the same form twice at once, or two who took the same number: looked at anew
        db.session.rollback()
        return _saved_again(dialogue.id, form)
    return True


def _saved_again(dialogue_id: int, form: SaidForm) -> bool:
    dialogue = dialogue_or_404(dialogue_id)
    form.offer(dialogue)
    outcome = _chosen(dialogue, form.outcome.data or "")
    if outcome is None:
        return False
    contributions.add(outcome, form.draft(), by=g.actor, at=now())
    db.session.commit()
    return True


def _chosen(dialogue: Dialogue, wanted: str) -> Outcome | None:
    mine = [one for one in dialogue.outcomes if is_for_me(one)]
    if wanted.startswith("k:"):
        return next((one for one in mine if one.client_key == wanted[2:]), None)
    return next((one for one in mine if str(one.number) == wanted), None)


def _save_revision(said: Contribution, form: ReviseSaidForm) -> ResponseReturnValue:
    dialogue_id, number, place = said.dialogue.id, said.outcome.number, said.number
    try:
        contributions.revise(said, form.draft(), by=g.actor, at=now())
        db.session.commit()
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _show_revision(said, form), 422
    except StaleDataError:
        db.session.rollback()
        return _show_conflict(said_or_404(dialogue_or_404(dialogue_id), number, place), form)
    flash(_("Uttalande %(key)s är ändrat.", key=f"{number}.{place}"))
    return redirect(url_for(".room", dialogue_id=dialogue_id), 303)


def _show_conflict(said: Contribution, form: ReviseSaidForm) -> ResponseReturnValue:
    last = db.session.scalars(queries.last_change("contribution", said.id)).first()
    conflict = {
        "rows": [(_("Det här sades"), form.text.data, said.text)] if form.text.data != said.text else [],
        "who": last.actor_label if last else _("Någon annan"),
        "at": last.at if last else said.worded_at,
    }
    form.show_version(said.version)
    return _show_revision(said, form, conflict), 409


def _show_revision(
    said: Contribution, form: ReviseSaidForm, conflict: dict[str, object] | None = None
) -> str:
    return render_template(
        "organizer/recording/revise_said.html",
        dialogue=said.dialogue,
        said=said,
        form=form,
        conflict=conflict,
    )
