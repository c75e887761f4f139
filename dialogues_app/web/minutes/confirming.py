"""The page of somebody who was present: confirm the notes, or object part by part. One link, one answer."""

from __future__ import annotations

from typing import NoReturn

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import minutes
from dialogues_app.domain.minutes_content import PRESENT, key_of, seen_by, still_open
from dialogues_app.domain.queries import minutes as queries
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.extensions import db, limiter
from dialogues_app.models import Actor, Attribution, Confirmation, Contribution, Outcome
from dialogues_app.web.access import by_link
from dialogues_app.web.minutes.blueprint import bp, links
from dialogues_app.web.minutes.document import Edition, notes_of
from dialogues_app.web.minutes.forms import ObjectForm

FIELD = "invandning-"  # and the number of the part
A_MINUTE = "30 per minute"


@bp.get("/m/<token>")
@by_link
def read(token: str) -> ResponseReturnValue:
    """The notes as those present may read them, with the one question; looking changes nothing."""
    return _page(_asked(token), ObjectForm(), token)


@bp.post("/m/<token>")
@by_link
@limiter.limit(A_MINUTE)
def confirm(token: str) -> ResponseReturnValue:
    """The notes are right, says this person."""
    asked, form = _asked(token), ObjectForm()
    if not form.validate_on_submit():
        return _page(asked, form, token), 422
    try:
        minutes.confirm(asked, by=_actor(asked), at=now())
    except IllegalTransition:
        return redirect(url_for(".read", token=token), 303)
    db.session.commit()
    return redirect(url_for(".read", token=token), 303)


@bp.post("/m/<token>/invandningar")
@by_link
@limiter.limit(A_MINUTE)
def object_to(token: str) -> ResponseReturnValue:
    """This person objects to the parts that have a counter-wording."""
    asked, form = _asked(token), ObjectForm()
    if not form.validate_on_submit():
        return _page(asked, form, token), 422
    if not minutes.is_open(asked, at=now()):
        return redirect(url_for(".read", token=token), 303)
    try:
        minutes.object_to(asked, _counters(asked, form), by=_actor(asked), at=now())
    except Invalid as error:
        db.session.rollback()
        form.form_errors.append(_sentence(error))
        return _page(_asked(token), form, token), 422
    db.session.commit()
    return redirect(url_for(".read", token=token), 303)


def _asked(token: str) -> Confirmation:
    """Who the link belongs to; 404 for what we never signed, 410 for a round that was taken back."""
    read_ = links().read(token)
    if read_ is None:
        abort(404)
    found = db.session.scalars(queries.confirmation_of_link(read_[0])).unique().one_or_none()
    if found is None or found.invitation.removed_at is not None:
        _gone()
    return found


def _gone() -> NoReturn:
    abort(Response(render_template("participant/gone.html", slug=""), 410))


def _actor(asked: Confirmation) -> Actor:
    seat = asked.holding.seat
    where = seat.organisation.name if seat.organisation else seat.description
    return Actor(label=", ".join(part for part in (asked.holding.title, where) if part))


def _page(asked: Confirmation, form: ObjectForm, token: str) -> str:
    version = asked.minutes
    content = still_open(seen_by(version.circulated, PRESENT), version.dialogue, PRESENT)
    typed = {name.removeprefix(FIELD): text for name, text in request.form.items() if name.startswith(FIELD)}
    return render_template(
        "participant/minutes/read.html",
        asked=asked,
        version=version,
        form=form,
        token=token,
        typed=typed,
        field=FIELD,
        content=content,
        notes=notes_of(content, Edition(None, is_public=True, at=now())),
        is_open=minutes.is_open(asked, at=now()),
        key_of=key_of,
        is_late=version.respond_by is not None and swedish.local(now()).date() > version.respond_by,
        who=_actor(asked).label,
    )


def _counters(asked: Confirmation, form: ObjectForm) -> dict[Outcome | Contribution, minutes.Counter]:
    shown = Attribution.ORGANISATION if form.shown.data else Attribution.NOBODY
    known: dict[str, Outcome | Contribution] = {}
    for outcome in asked.minutes.dialogue.outcomes:
        known[key_of(outcome)] = outcome
        known |= {key_of(said): said for said in outcome.contributions}
    return {
        known[name.removeprefix(FIELD)]: minutes.Counter(text, shown)
        for name, text in request.form.items()
        if name.startswith(FIELD) and text.strip() and name.removeprefix(FIELD) in known
    }


def _sentence(error: Invalid) -> str:
    if error.code == "missing" and error.field == "counters":
        return str(_("Skriv hur minst en text borde stå, eller bekräfta anteckningarna."))
    if error.code == "too_long":
        return str(_("Texten vid %(key)s är för lång. Korta den till 4 000 tecken.", key=error.values["key"]))
    return str(_("Anteckningarna har ändrats. Ladda om sidan och försök igen."))
