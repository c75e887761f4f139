"""The date question and its receipt, behind a personal link: no account, no script, looking changes nothing."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from dialogues_app import clock
from dialogues_app.domain import date_asking
from dialogues_app.domain.queries import dates as queries
from dialogues_app.extensions import db, limiter
from dialogues_app.models import Actor, Channel
from dialogues_app.web.access import by_link
from dialogues_app.web.date_forms import answer_form, given
from dialogues_app.web.participant.date_page import DatePage, links
from dialogues_app.web.participant.views import A_MINUTE

bp = Blueprint("dates", __name__, url_prefix="/d")


@bp.get("/<token>")
@by_link
def show(token: str) -> ResponseReturnValue:
    """The question, with what was answered before chosen."""
    page = _page(token)
    form = answer_form(page.slots, page.ask)
    return render_template("participant/dates/answer.html", page=page, form=form, token=token)


@bp.post("/<token>")
@by_link
@limiter.limit(A_MINUTE)
def answer(token: str) -> ResponseReturnValue:
    """The answers stand in the ledger; those that come after the choice are kept as late."""
    page = _page(token)
    if page.state == "cancelled":
        return redirect(url_for(".show", token=token), 303)
    form = answer_form(page.slots, page.ask)
    if not form.validate_on_submit():
        return render_template("participant/dates/answer.html", page=page, form=form, token=token), 422
    by = Actor(label=page.capacity)
    date_asking.answer(page.ask, given(form, page.slots), channel=Channel.PAGE, by=by, at=page.at)
    db.session.commit()
    return redirect(url_for(".receipt", token=token), 303)


@bp.get("/<token>/klart")
@by_link
def receipt(token: str) -> ResponseReturnValue:
    """What was answered; can be visited again."""
    page = _page(token)
    if page.state != "open" or not page.ask.answers:
        return redirect(url_for(".show", token=token), 303)
    return render_template("participant/dates/receipt.html", page=page, token=token)


def _page(token: str) -> DatePage:
    """What the link leads to; 404 for what we never signed, 410 for what has been replaced or is over."""
    read = links().read(token)
    if read is None:
        abort(404)
    link_id, generation = read
    ask = db.session.scalars(queries.ask_of_link(link_id)).unique().one_or_none()
    if ask is None:
        _gone()
    page = DatePage(ask, clock.now())
    if page.is_dead or ask.link_generation != generation:
        _gone()
    return page


def _gone() -> NoReturn:
    abort(Response(render_template("participant/gone.html", dialogue=None), 410))
