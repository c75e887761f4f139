"""Mina ärenden, screen g, check page and receipt."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import review
from dialogues_app.domain.queries import review as queries
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.models import DecisionRound, Dialogue, Role
from dialogues_app.web.access import requires
from dialogues_app.web.minister.blueprint import bp, round_or_404
from dialogues_app.web.minister.forms import PrepareForm, RoundForm, wordings

BULK, SAVE = "ovriga", "spara"


@bp.get("")
@requires(Role.MINISTER, Role.STAFF)
def mine() -> ResponseReturnValue:
    """What waits for this minister, and what has been decided."""
    rounds = list(db.session.scalars(queries.rounds_of(g.user.person_id)))
    waiting = [round_ for round_ in rounds if round_.is_open]
    given = [round_ for round_ in rounds if not round_.is_open]
    return render_template("minister/mine.html", rounds=waiting, given=given, waiting=len(waiting))


@bp.route("/<int:round_id>", methods=["GET", "POST"])
@requires(Role.MINISTER, Role.STAFF)
def decide(round_id: int) -> ResponseReturnValue:
    """Screen g for the minister, the form that prepares it for the staff."""
    round_ = round_or_404(round_id)
    if not round_.is_open:
        return redirect(url_for(".receipt", round_id=round_id), 303)
    return prepare(round_) if g.user.role is Role.STAFF else draft(round_)


@bp.route("/<int:round_id>/besked", methods=["GET", "POST"])
@requires(Role.MINISTER)
def check(round_id: int) -> ResponseReturnValue:
    """Every decision once more, then the minister's own act."""
    round_ = round_or_404(round_id)
    if not round_.is_open:
        return redirect(url_for(".receipt", round_id=round_id), 303)
    form = RoundForm.of(round_)
    if not form.is_submitted():
        return show_check(round_, form) if not review.incomplete(round_) else back_to(round_)
    return give(round_, form)


@bp.get("/<int:round_id>/klart")
@requires(Role.MINISTER, Role.STAFF)
def receipt(round_id: int) -> ResponseReturnValue:
    """What was decided, when; can be opened again at any time."""
    round_ = round_or_404(round_id)
    if round_.is_open:
        return redirect(url_for(".decide", round_id=round_id), 303)
    return render_template("minister/receipt.html", round=round_, dialogue=round_.dialogue)


def draft(round_: DecisionRound) -> ResponseReturnValue:
    """The minister's choices are kept; the next page depends on the button."""
    form = RoundForm.of(round_)
    if not form.is_submitted():
        return show(round_, form)
    if not form.validate():
        return show(round_, form), 422
    if form.is_stale(round_):
        return show_changed(round_, form)
    if request.form.get("gor") == BULK and not form.has_choice(round_):
        return show(round_, form), 422
    review.draft_decisions(round_, form.choices(round_), by=g.actor)
    button, round_id = request.form.get("gor"), round_.id
    count = review.approve_the_rest(round_, by=g.actor) if button == BULK else 0
    complete = form.require_comments(round_) if button in (BULK, SAVE) else form.require_all(round_)
    db.session.commit()
    if not complete:
        return show(round_or_404(round_id), form), 422
    if button == BULK:
        flash(ngettext("Ett utfall är godkänt.", "%(num)s utfall är godkända.", count))
    elif button == SAVE:
        flash(_("Utkastet är sparat. Inget besked är lämnat."))
    return redirect(url_for(".decide" if button in (BULK, SAVE) else ".check", round_id=round_id), 303)


def prepare(round_: DecisionRound) -> ResponseReturnValue:
    """The staff's summary and suggestions are kept."""
    form = PrepareForm.of(round_)
    if not form.is_submitted() or not form.validate():
        page = render_template(
            "minister/prepare.html",
            round=round_,
            dialogue=round_.dialogue,
            form=form,
            previous=previous_of(round_),
        )
        return page, 422 if form.errors else 200
    review.prepare(round_, form.lines, form.choices(round_), by=g.actor, at=now())
    where = url_for(".decide", round_id=round_.id)
    db.session.commit()
    flash(_("Beredningen är sparad. Ministern ser den nu."))
    return redirect(where, 303)


def give(round_: DecisionRound, form: RoundForm) -> ResponseReturnValue:
    """The decisions are given once, unless a wording has changed since the page was read."""
    if form.is_stale(round_):
        return show_changed(round_, RoundForm.of(round_))
    round_id = round_.id
    try:
        review.give_decisions(round_, by=g.actor, at=now())
    except Invalid:
        return back_to(round_)
    db.session.commit()
    return redirect(url_for(".receipt", round_id=round_id), 303)


def back_to(round_: DecisionRound) -> ResponseReturnValue:
    """Something is undecided: back to screen g."""
    flash(_("Ta ställning till alla utfall först."), "warn")
    return redirect(url_for(".decide", round_id=round_.id), 303)


def show(round_: DecisionRound, form: RoundForm, *, changed: bool = False) -> str:
    """Screen g."""
    return render_template(
        "minister/decide.html",
        round=round_,
        dialogue=round_.dialogue,
        form=form,
        changed=changed,
        previous=previous_of(round_),
    )


def previous_of(round_: DecisionRound) -> Dialogue | None:
    """The last dialogue before this one on the same themes, as everyone may read it."""
    found: Dialogue | None = db.session.scalars(queries.previous(round_.dialogue)).first()
    return found


def show_check(round_: DecisionRound, form: RoundForm) -> str:
    """The check page."""
    return render_template("minister/check.html", round=round_, dialogue=round_.dialogue, form=form)


def show_changed(round_: DecisionRound, form: RoundForm) -> ResponseReturnValue:
    """A wording has changed since it was read: the new text beside what was chosen, and nothing given."""
    form.seen.data = wordings(round_)
    form.seen.raw_data = None
    return show(round_, form, changed=True), 409
