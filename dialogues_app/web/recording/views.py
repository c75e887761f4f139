"""Screen f: the room, where outcomes and attendance are recorded while people talk."""

from __future__ import annotations

import secrets

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from dialogues_app.clock import now
from dialogues_app.domain import attendance, closing, measures, outcomes
from dialogues_app.domain.queries import recording as queries
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue, Measure, Organisation, Presence, Role
from dialogues_app.web.access import requires
from dialogues_app.web.once import once, remember
from dialogues_app.web.recording import present
from dialogues_app.web.recording.blueprint import (
    bp,
    chosen_measures,
    dialogue_or_404,
    free_slug,
    is_for_me,
)
from dialogues_app.web.recording.forms import ComposerForm, PlainForm, WalkInForm
from dialogues_app.web.recording.said_forms import SaidForm

SUGGESTION_SIGNS = 2  # from how many signs on measures are looked for


@bp.route("/dokumentera", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def room(dialogue_id: int) -> ResponseReturnValue:
    """Record one outcome, or show the room."""
    dialogue = dialogue_or_404(dialogue_id)
    form = ComposerForm()
    form.offer(dialogue)
    if form.validate_on_submit() and record(dialogue, form):
        if is_fragment():
            return show_room(dialogue_or_404(dialogue_id), fresh_form(dialogue), _("Sparat"))
        flash(_("Utfallet är sparat."))
        return redirect(url_for(".room", dialogue_id=dialogue_id, punkt=form.item.data or None), 303)
    if request.method == "POST":
        return show_room(dialogue, form, _("Inte sparat. Rätta felen.")), 422
    return show_room(dialogue, fresh_form(dialogue))


@bp.get("/dokumentera/atgarder")
@requires(Role.ORGANIZER)
def suggest_measures(dialogue_id: int) -> ResponseReturnValue:
    """The measures that `#` in the sentence may mean, as lines for the script."""
    dialogue = dialogue_or_404(dialogue_id)
    text = request.args.get("q", "")[:100]
    if len(text) < SUGGESTION_SIGNS:
        return {"measures": []}
    found = db.session.scalars(
        queries.measures_like(text, practice=dialogue.is_practice).limit(queries.SUGGESTED)
    )
    return {"measures": [_suggestion(measure) for measure in found]}


@bp.post("/narvaro")
@requires(Role.ORGANIZER)
def check_in(dialogue_id: int) -> ResponseReturnValue:
    """Who is ticked is there; who was shown and is not ticked is not."""
    dialogue = dialogue_or_404(dialogue_id)
    form = PlainForm()
    if form.validate_on_submit():
        save_attendance(dialogue)
        db.session.commit()
        if is_fragment():
            return show_room(dialogue_or_404(dialogue_id), fresh_form(dialogue), _("Närvaron är sparad"))
        flash(_("Närvaron är sparad."))
    return redirect(url_for(".room", dialogue_id=dialogue_id), 303)


@bp.route("/narvaro/ny", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
@once
def walk_in(dialogue_id: int) -> ResponseReturnValue:
    """Add somebody who came without an invitation."""
    dialogue = dialogue_or_404(dialogue_id)
    form = WalkInForm()
    form.offer(list(db.session.scalars(queries.organisations())))
    if form.validate_on_submit():
        where = db.session.get(Organisation, int(form.organisation.data)) if form.organisation.data else None
        newcomer = attendance.WalkIn(
            title=form.title.data or "", organisation=where, name=form.name.data or ""
        )
        attendance.walk_in(dialogue, newcomer, by=g.actor, at=now())
        remember(url_for(".room", dialogue_id=dialogue_id))
        db.session.commit()
        flash(_("%(who)s är tillagd.", who=form.title.data))
        return redirect(url_for(".room", dialogue_id=dialogue_id), 303)
    status = 422 if form.errors else 200
    return render_template("organizer/recording/walk_in.html", dialogue=dialogue, form=form), status


def record(dialogue: Dialogue, form: ComposerForm, *, attempts: int = 3) -> bool:
    """The outcome is saved; False where a rule was broken, which then stands in the form."""
    at, draft = now(), form.draft()
    try:
        linked = chosen_measures(request.form.getlist("measure"), dialogue)
        known = outcomes.recorded_before(dialogue, draft.client_key)
        if form.new_measure.data and known is None:
            proposed = measures.NewMeasure(form.new_measure.data, free_slug(form.new_measure.data))
            linked = (*linked, measures.propose_measure(dialogue, proposed, by=g.actor, at=at))
        outcomes.record_outcome(dialogue, draft, linked, by=g.actor, at=at)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return False
    try:
        db.session.commit()
    except (IntegrityError, StaleDataError):  # sent twice at once, or another note-taker took the number
        db.session.rollback()
        if attempts == 0:
            raise
        again = dialogue_or_404(dialogue.id)
        form.offer(again)
        return record(again, form, attempts=attempts - 1)
    return True


def save_attendance(dialogue: Dialogue) -> None:
    """The ticks that differ from what was shown are saved; what another has saved meanwhile stays.

    Who was never told of stays untold, unless the rest are said to be absent.
    """
    ticked, shown, listed = (set(request.form.getlist(name)) for name in ("there", "shown", "listed"))
    rest_absent = request.form.get("rest") == "absent"
    for line in present.people(dialogue):
        key = str(line.holding.id)
        changed = (key in ticked) != (key in shown) and (key in ticked) != line.is_there
        if key in listed and (changed or (line.presence is None and rest_absent)):
            presence = Presence.PRESENT if key in ticked else Presence.ABSENT
            attendance.check_in(line.holding, presence, by=g.actor, at=now())


def is_fragment() -> bool:
    """Whether a script asks for the part of the page that changes."""
    return request.headers.get("HX-Request") == "true"


def fresh_form(dialogue: Dialogue) -> ComposerForm:
    """An empty composer with a key of its own."""
    form = ComposerForm(formdata=None)
    form.offer(dialogue)
    form.key.data = secrets.token_urlsafe(16)
    return form


def said_form(dialogue: Dialogue) -> SaidForm:
    """An empty form for what was said, with a key of its own."""
    form = SaidForm(formdata=None)
    form.offer(dialogue)
    for field in form:  # the composer beside it has fields of the same names
        field.id = f"s-{field.short_name}"
    form.key.data = secrets.token_urlsafe(16)
    return form


def show_room(dialogue: Dialogue, form: ComposerForm, said: str = "") -> str:
    """The room as a page, or as the fragment that a script swaps in; `said` is its line of status."""
    items = [item for item in dialogue.agenda if is_for_me(item)]
    wanted = request.args.get("punkt") or form.item.data or ""
    current = present.current_item(items, wanted, now())
    if not form.item.data and current is not None:
        form.item.data = str(current.id)
    recorded = [outcome for outcome in dialogue.outcomes if is_for_me(outcome)]
    here = [outcome for outcome in recorded if current is None or outcome.agenda_item is current]
    return render_template(
        f"organizer/recording/{'_room' if is_fragment() else 'room'}.html",
        dialogue=dialogue,
        form=form,
        items=items,
        current=current,
        outcomes=sorted(here, key=lambda outcome: -outcome.number),
        elsewhere=sorted((o for o in recorded if o not in here), key=lambda outcome: -outcome.number),
        counts={item.id: sum(1 for o in recorded if o.agenda_item is item) for item in items},
        people=present.people(dialogue),
        said_form=said_form(dialogue),
        is_for_me=is_for_me,
        findings=[finding for finding in closing.checks_before_closing(dialogue) if _concerns_me(finding)],
        can_record=dialogue.status in outcomes.RECORDED_IN,
        linked=chosen_measures(request.form.getlist("measure"), dialogue) if form.errors else (),
        at=now(),
        said=said,
    )


def _concerns_me(finding: closing.Finding) -> bool:
    return not finding.outcomes or any(is_for_me(outcome) for outcome in finding.outcomes)


def _suggestion(measure: Measure) -> dict[str, str]:
    plans = [entry.plan.title for entry in measure.plan_entries if entry.stands]
    bodies = [made.organisation.label for made in measure.bodies if made.stands]
    return {"slug": measure.slug, "title": measure.title, "note": ", ".join([*plans[:1], *bodies[:2]])}
