"""Beside the private page /min/<token>: its Atom feed, its choice of mail, and the one click that stops the mails."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import hearing
from dialogues_app.domain.queries import hearing as queries
from dialogues_app.extensions import csrf, db, limiter
from dialogues_app.links import StopLinks
from dialogues_app.models import Actor, Listener
from dialogues_app.web.access import by_link
from dialogues_app.web.calendars.finding import participants_feed
from dialogues_app.web.listening import raised

bp = Blueprint("listening", __name__, url_prefix="/min")
A_MINUTE = "20 per minute"


@bp.get("/<token>.atom")
@by_link
@limiter.limit("60 per minute")
def feed(token: str) -> Response:
    """What the owner of the page has been told."""
    return raised.atom(participants_feed(token).address or "", token)


@bp.post("/<token>/mejl")
@by_link
@limiter.limit(A_MINUTE)
def mail(token: str) -> ResponseReturnValue:
    """The owner of the page gets mails about changes, or none."""
    wants = request.form.get("vill") == "ja"
    for listener in raised.listeners(participants_feed(token).address or ""):
        _choose(listener, wants=wants)
    db.session.commit()
    return redirect(url_for("calendars.own", token=token), 303)


@bp.get("/sluta/<token>")
@by_link
@limiter.limit("60 per minute")
def stopping(token: str) -> ResponseReturnValue:
    """The question, or that it is so; looking stops nothing."""
    return render_template("listening/stop.html", listener=_listener(token), token=token)


@bp.post("/sluta/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
@by_link
@limiter.limit(A_MINUTE)
def stop(token: str) -> ResponseReturnValue:
    """No more mails. The mail program of the reader asks with one request, and is not led on (RFC 8058 §3.2)."""
    listener = _listener(token)
    _choose(listener, wants=False)
    db.session.commit()
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response(_("Du får inga fler mejl."), content_type="text/plain; charset=utf-8")
    return redirect(url_for(".stopping", token=token), 303)


@bp.post("/sluta/<token>/igen")
@by_link
@limiter.limit(A_MINUTE)
def resume(token: str) -> ResponseReturnValue:
    """The mails come again."""
    _choose(_listener(token), wants=True)
    db.session.commit()
    return redirect(url_for(".stopping", token=token), 303)


def _choose(listener: Listener, *, wants: bool) -> None:
    verb = hearing.resume if wants else hearing.stop
    trace = verb(listener, by=Actor(label=_("Deltagare")), at=now())
    if trace is not None:
        db.session.add(trace)
    if not wants:
        hearing.take_back(db.session.scalars(queries.waiting_mails(listener)))


def _listener(token: str) -> Listener:
    settings = current_app.config["SETTINGS"]
    key = StopLinks(settings.secret_key, settings.secret_key_old).read(token)
    found: Listener | None = db.session.get(Listener, key) if key is not None else None
    return found or abort(404)
