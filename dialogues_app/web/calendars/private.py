"""/min/<token>: a private calendar, and the page where a participant changes its address or takes it away."""

from __future__ import annotations

from typing import NoReturn

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import feeds
from dialogues_app.domain.queries import feeds as queries
from dialogues_app.extensions import db, limiter
from dialogues_app.itip.feed import Entry
from dialogues_app.models import Actor, Feed, Role, User
from dialogues_app.web.access import by_link
from dialogues_app.web.calendars.blueprint import address, answer, bp
from dialogues_app.web.calendars.entries import entries, told_entries
from dialogues_app.web.calendars.owning import A_MINUTE, new_secret


@bp.get("/min/<token>.ics")
@by_link
@limiter.limit("60 per minute")
def feed(token: str) -> Response:
    """What the owner of the address sees: the own dialogues, or for organizers all."""
    found = _open_feed(token)
    listed = entries_of(found.user) if found.user else told_entries(found.address or "")
    return answer(listed, name=_("Mina industrisamtal"), file_name="mina-industrisamtal")


@bp.get("/min/<token>")
@by_link
@limiter.limit("60 per minute")
def own(token: str) -> ResponseReturnValue:
    """The participant's page about the calendar: its address, another one, or none."""
    _participants(token)
    where = address("calendars.feed", token=token)
    return render_template("participant/feed.html", address=where, token=token)


@bp.post("/min/<token>")
@by_link
@limiter.limit(A_MINUTE)
def renew(token: str) -> ResponseReturnValue:
    """The calendar is at a new address, and this one gives nothing any more."""
    secret = new_secret()
    trace = feeds.renew(_participants(token), secret, by=_participant(), at=now())
    db.session.add(trace)
    db.session.commit()
    return redirect(url_for(".own", token=secret.token), 303)


@bp.post("/min/<token>/borttagen")
@by_link
@limiter.limit(A_MINUTE)
def close(token: str) -> ResponseReturnValue:
    """The calendar is gone; a new address can be had from any invitation."""
    db.session.add(feeds.close(_participants(token), by=_participant(), at=now()))
    db.session.commit()
    return redirect(url_for(".own", token=token), 303)


def entries_of(user: User) -> list[Entry]:
    """All dialogues for an organizer; for a minister and the staff, those where the minister sits."""
    if user.role is Role.ORGANIZER:
        return entries(queries.occasions(), private=True)
    if user.role in (Role.MINISTER, Role.STAFF):
        return entries(queries.of_minister(), private=True, person_id=user.person_id)
    return []


def _open_feed(token: str) -> Feed:
    """The feed of this address: 404 for what we never gave, 410 for what has been taken away."""
    found = db.session.scalar(queries.by_token(token))
    if found is None:
        abort(404)
    if not found.is_open:
        _gone()
    return found


def _participants(token: str) -> Feed:
    """The feed of somebody without an account; others see to theirs where they are signed in."""
    found = _open_feed(token)
    if found.user is not None:
        abort(404)
    return found


def _gone() -> NoReturn:
    abort(Response(render_template("participant/feed_gone.html"), 410))


def _participant() -> Actor:
    return Actor(label=_("Deltagare"))
