"""/min/<token>: a participant's own page and calendar; the address can be changed or taken away."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import feeds
from dialogues_app.domain.queries import feeds as queries
from dialogues_app.extensions import db, limiter
from dialogues_app.itip.feed import Entry
from dialogues_app.models import Actor, Role, User
from dialogues_app.web.access import by_link
from dialogues_app.web.calendars.blueprint import address, answer, bp
from dialogues_app.web.calendars.entries import entries, told_entries
from dialogues_app.web.calendars.finding import open_feed, participants_feed
from dialogues_app.web.calendars.owning import A_MINUTE, new_secret
from dialogues_app.web.listening import raised


@bp.get("/min/<token>.ics")
@by_link
@limiter.limit("60 per minute")
def feed(token: str) -> Response:
    """What the owner of the address sees: the own dialogues, or for organizers all."""
    found = open_feed(token)
    listed = entries_of(found.user) if found.user else told_entries(found.address or "")
    return answer(listed, name=_("Mina industrisamtal"), file_name="mina-industrisamtal")


@bp.get("/min/<token>")
@by_link
@limiter.limit("60 per minute")
def own(token: str) -> ResponseReturnValue:
    """The participant's page: what the person raised and what it became, and the calendar's address."""
    mine = participants_feed(token).address or ""
    found = raised.raised_by(mine)
    return render_template(
        "participant/own.html",
        token=token,
        address=address("calendars.feed", token=token),
        raised=found,
        dialogues=raised.by_dialogue(found),
        waiting=raised.waiting(found),
        listeners=raised.listeners(mine),
    )


@bp.post("/min/<token>")
@by_link
@limiter.limit(A_MINUTE)
def renew(token: str) -> ResponseReturnValue:
    """The calendar is at a new address, and this one gives nothing any more."""
    secret = new_secret()
    trace = feeds.renew(participants_feed(token), secret, by=_participant(), at=now())
    db.session.add(trace)
    db.session.commit()
    return redirect(url_for(".own", token=secret.token), 303)


@bp.post("/min/<token>/borttagen")
@by_link
@limiter.limit(A_MINUTE)
def close(token: str) -> ResponseReturnValue:
    """The calendar is gone; a new address can be had from any invitation."""
    db.session.add(feeds.close(participants_feed(token), by=_participant(), at=now()))
    db.session.commit()
    return redirect(url_for(".own", token=token), 303)


def entries_of(user: User) -> list[Entry]:
    """All dialogues for an organizer; for a minister and the staff, those where the minister sits."""
    if user.role is Role.ORGANIZER:
        return entries(queries.occasions(), private=True)
    if user.role in (Role.MINISTER, Role.STAFF):
        return entries(queries.of_minister(), private=True, person_id=user.person_id)
    return []


def _participant() -> Actor:
    return Actor(label=_("Deltagare"))
