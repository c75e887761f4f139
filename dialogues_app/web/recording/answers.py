"""Answer an outcome: link it, say why there is no measure, or say who answers and when."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import answers, measures
from dialogues_app.domain.queries import recording as queries
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue, LinkKind, Measure, Organisation, Outcome, Role
from dialogues_app.web.access import requires
from dialogues_app.web.once import once, remember
from dialogues_app.web.recording import present
from dialogues_app.web.recording.blueprint import (
    bp,
    chosen_measures,
    dialogue_or_404,
    free_slug,
    outcome_or_404,
)
from dialogues_app.web.recording.forms import AwaitForm, LinkForm, ReasonForm, WithoutMeasureForm

SHOWN = 50  # measures in the list to choose from


@bp.get("/utfall/<int:number>/svar")
@requires(Role.ORGANIZER)
def answer(dialogue_id: int, number: int) -> ResponseReturnValue:
    """The three ways to answer, and what is answered already."""
    dialogue = dialogue_or_404(dialogue_id)
    return show_answer(dialogue, outcome_or_404(dialogue, number))


@bp.post("/utfall/<int:number>/lankar")
@requires(Role.ORGANIZER)
@once
def link(dialogue_id: int, number: int) -> ResponseReturnValue:
    """Link the outcome to a measure or another matter."""
    dialogue = dialogue_or_404(dialogue_id)
    outcome = outcome_or_404(dialogue, number)
    form = LinkForm()
    form.offer(offered(dialogue))
    if not form.validate_on_submit():
        return show_answer(dialogue, outcome, link_form=form), 422
    answers.link(outcome, target_of(form, dialogue), by=g.actor, at=now())
    return saved(outcome, _("Utfall %(number)s är länkat.", number=number))


@bp.post("/utfall/<int:number>/utan-atgard")
@requires(Role.ORGANIZER)
def without_measure(dialogue_id: int, number: int) -> ResponseReturnValue:
    """Answer that there will be no measure, and why."""
    dialogue = dialogue_or_404(dialogue_id)
    outcome = outcome_or_404(dialogue, number)
    form = WithoutMeasureForm()
    if not form.validate_on_submit():
        return show_answer(dialogue, outcome, without_form=form), 422
    answers.answer_without_measure(outcome, reason=form.reason.data or "", by=g.actor, at=now())
    return saved(outcome, _("Utfall %(number)s är besvarat utan åtgärd.", number=number))


@bp.post("/utfall/<int:number>/vantar")
@requires(Role.ORGANIZER)
def await_answer(dialogue_id: int, number: int) -> ResponseReturnValue:
    """Say who answers, and by when."""
    dialogue = dialogue_or_404(dialogue_id)
    outcome = outcome_or_404(dialogue, number)
    form = AwaitForm()
    form.offer(list(db.session.scalars(queries.organisations())))
    owner = db.session.get(Organisation, int(form.owner.data)) if form.validate_on_submit() else None
    if owner is None or form.due.data is None:
        return show_answer(dialogue, outcome, await_form=form), 422
    answers.await_answer(outcome, owner, form.due.data, by=g.actor, at=now())
    answers.remind_at(outcome, form.address.data or "")
    return saved(outcome, _("Utfall %(number)s väntar på svar.", number=number))


@bp.route("/utfall/<int:number>/lankar/<int:link_id>/ta-bort", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def unlink(dialogue_id: int, number: int, link_id: int) -> ResponseReturnValue:
    """Take a link back, with a reason."""
    dialogue = dialogue_or_404(dialogue_id)
    outcome = outcome_or_404(dialogue, number)
    made = next((found for found in outcome.standing_links if found.id == link_id), None)
    if made is None:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        answers.unlink(made, reason=form.reason.data or "", by=g.actor, at=now())
        return saved(outcome, _("Länken är borttagen."))
    page = render_template(
        "organizer/recording/unlink.html",
        dialogue=dialogue,
        outcome=outcome,
        form=form,
        name=present.target_name(made),
    )
    return page, 422 if form.errors else 200


def saved(outcome: Outcome, sentence: str) -> ResponseReturnValue:
    """What was done is saved, and the outcome's answers are shown."""
    where = url_for(".answer", dialogue_id=outcome.dialogue_id, number=outcome.number)
    remember(where)
    db.session.commit()
    flash(sentence)
    return redirect(where, 303)


def offered(dialogue: Dialogue) -> list[tuple[str, str]]:
    """The measures that the search found, as choices; the one chosen stays a choice."""
    text = request.values.get("q", "")[:100]
    found = list(db.session.scalars(queries.measures_like(text, practice=dialogue.is_practice).limit(SHOWN)))
    chosen = chosen_measures([request.form.get("measure", "")], dialogue)
    return [(measure.slug, measure.title) for measure in dict.fromkeys((*chosen, *found))]


def target_of(form: LinkForm, dialogue: Dialogue) -> answers.Target:
    """What the form names; a new measure is proposed on the way."""
    measure: Measure | None = next(iter(chosen_measures([form.measure.data], dialogue)), None)
    if form.new_measure.data:
        proposed = measures.NewMeasure(form.new_measure.data, free_slug(form.new_measure.data))
        measure = measures.propose_measure(dialogue, proposed, by=g.actor, at=now())
    return answers.Target(
        kind=LinkKind(form.kind.data),
        measure=measure,
        matter=form.matter.data or "",
        reason=form.reason.data or "",
    )


def show_answer(
    dialogue: Dialogue,
    outcome: Outcome,
    *,
    link_form: LinkForm | None = None,
    without_form: WithoutMeasureForm | None = None,
    await_form: AwaitForm | None = None,
) -> str:
    """The page of an outcome's answers; a refused form is shown as it was sent."""
    if link_form is None:
        link_form = LinkForm(formdata=None, prefix="")
        link_form.offer(offered(dialogue))
    if await_form is None:
        await_form = AwaitForm(formdata=None, data=_awaited(outcome))
        await_form.due.process_data(outcome.answer_due)
        await_form.offer(list(db.session.scalars(queries.organisations())))
    if without_form is None:
        without_form = WithoutMeasureForm(formdata=None, data={"reason": outcome.answer_reason})
    return render_template(
        "organizer/recording/answer.html",
        dialogue=dialogue,
        outcome=outcome,
        link_form=link_form,
        without_form=without_form,
        await_form=await_form,
        refused=next((form for form in (link_form, without_form, await_form) if form.errors), None),
    )


def _awaited(outcome: Outcome) -> dict[str, str]:
    return {"owner": str(outcome.answer_owner_id or ""), "address": outcome.answer_address}
