"""The organizers' pages about measures: the list, one measure, what is stated and followed up."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import confirmation, measures
from dialogues_app.domain.queries import recording, work_measures
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.models import (
    BodyRole,
    BodyStatement,
    Event,
    Measure,
    MeasureStatus,
    Organisation,
    Role,
    StatusStatement,
)
from dialogues_app.web.access import requires
from dialogues_app.web.once import once, remember
from dialogues_app.web.recording import present
from dialogues_app.web.recording.forms import ReasonForm
from dialogues_app.web.work_measures.forms import BodyForm, ConfirmForm, FollowUpForm, StatusForm

PER_PAGE = 50
bp = Blueprint("work_measures", __name__, url_prefix="/arbete/atgarder")


@bp.context_processor
def words() -> dict[str, object]:
    """What the pages ask about measures."""
    today = swedish.local(now()).date()
    return {"present": present, "is_delayed": lambda measure: measures.is_delayed(measure, on=today)}


@bp.get("")
@requires(Role.ORGANIZER)
def register() -> ResponseReturnValue:
    """All measures, working material too."""
    text = request.args.get("q", "")[:100]
    wanted = work_measures.register(text)
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, request.args.get("sida", 1, type=int)), pages)
    found = db.session.scalars(wanted.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return render_template(
        "organizer/measures/register.html", measures=found, total=total, page=page, pages=pages, text=text
    )


@bp.get("/<slug>")
@requires(Role.ORGANIZER)
def show(slug: str) -> ResponseReturnValue:
    """One measure and everything stated about it."""
    return render_template("organizer/measures/measure.html", measure=measure_or_404(slug))


@bp.route("/<slug>/lage", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
@once
def state_status(slug: str) -> ResponseReturnValue:
    """State how the measure stands."""
    measure = measure_or_404(slug)
    form = StatusForm()
    form.offer()
    if form.validate_on_submit():
        said = form.said(public=measure.is_public)
        event = measures.state_status(measure, MeasureStatus(form.status.data), said, by=g.actor, at=now())
        return stored(slug, event, _("Läget är sparat."))
    return page("status", measure, form)


@bp.route("/<slug>/ansvarig", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
@once
def state_body(slug: str) -> ResponseReturnValue:
    """State what an organisation is to the measure."""
    measure = measure_or_404(slug)
    form = BodyForm()
    form.offer(list(db.session.scalars(recording.organisations())))
    if not form.validate_on_submit():
        return page("body", measure, form)
    organisation = db.session.get_one(Organisation, int(form.organisation.data))
    said = measures.Said(sources=form.sources(public=measure.is_public))
    try:
        part = measures.Part(organisation, BodyRole(form.role.data))
        event = measures.state_body(measure, part, said, by=g.actor, at=now())
    except Invalid:
        db.session.rollback()
        form.organisation.errors = [_("Det står redan att organisationen har den uppgiften.")]
        return page("body", measure_or_404(slug), form)
    return stored(slug, event, _("Organisationen är sparad."))


@bp.route("/<slug>/uppfoljning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
@once
def follow_up(slug: str) -> ResponseReturnValue:
    """Write what was seen of the measure."""
    measure = measure_or_404(slug)
    form = FollowUpForm()
    if form.validate_on_submit():
        event = measures.add_follow_up(measure, form.seen(public=measure.is_public), by=g.actor, at=now())
        return stored(slug, event, _("Uppföljningen är sparad."))
    return page("follow_up", measure, form)


@bp.route("/<slug>/bekrafta", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
@once
def confirm(slug: str) -> ResponseReturnValue:
    """Make working material public by a source; organizers of the ministry alone."""
    measure = measure_or_404(slug)
    form = ConfirmForm()
    if form.validate_on_submit():
        source = next(iter(form.sources(public=True)), None)
        event = confirmation.confirm(measure, source=source, by=g.actor, at=now())
        return stored(slug, event, _("Åtgärden är bekräftad och syns för alla."))
    return page("confirm", measure, form)


@bp.route("/<slug>/lage/<int:statement_id>/ta-tillbaka", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def withdraw_status(slug: str, statement_id: int) -> ResponseReturnValue:
    """Take back what was stated of how the measure stands."""
    measure = measure_or_404(slug)
    return withdraw(measure, measure.statuses, statement_id)


@bp.route("/<slug>/ansvarig/<int:statement_id>/ta-tillbaka", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def withdraw_body(slug: str, statement_id: int) -> ResponseReturnValue:
    """Take back what was stated of an organisation."""
    measure = measure_or_404(slug)
    return withdraw(measure, measure.bodies, statement_id)


def withdraw(
    measure: Measure, rows: Sequence[StatusStatement | BodyStatement], statement_id: int
) -> ResponseReturnValue:
    """The statement is taken back with a reason; one that does not stand is not found."""
    made = next((row for row in rows if row.id == statement_id and row.stands), None)
    if made is None:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        event = measures.withdraw_statement(made, reason=form.reason.data or "", by=g.actor, at=now())
        return stored(measure.slug, event, _("Uppgiften är tillbakatagen."))
    return page("withdraw", measure, form)


def measure_or_404(slug: str) -> Measure:
    """The measure at this address."""
    measure = db.session.scalar(work_measures.one(slug))
    if measure is None:
        abort(404)
    return measure


def stored(slug: str, event: Event, sentence: str) -> ResponseReturnValue:
    """The change and its line in the audit trail are saved; the measure is shown."""
    address = url_for(".show", slug=slug)
    db.session.add(event)
    remember(address)
    db.session.commit()
    flash(sentence)
    return redirect(address, 303)


def page(
    name: str, measure: Measure, form: StatusForm | BodyForm | FollowUpForm | ReasonForm | ConfirmForm
) -> ResponseReturnValue:
    """One of the forms about a measure, 422 where it was refused."""
    body = render_template(f"organizer/measures/{name}.html", measure=measure, form=form)
    return body, 422 if form.errors else 200
