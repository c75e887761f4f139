"""Behind a nomination link: an organisation names who takes its seat. No account, no script; looking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NoReturn

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import clock, swedish
from dialogues_app.domain import nominations
from dialogues_app.domain.filling import is_taken
from dialogues_app.domain.queries import seats as queries
from dialogues_app.errors import DomainError, Invalid
from dialogues_app.extensions import db, limiter
from dialogues_app.models import Nomination, NominationState, Slot
from dialogues_app.web.access import by_link
from dialogues_app.web.names import dialogue_name
from dialogues_app.web.organizer.refusals import refuse
from dialogues_app.web.seats.forms import NobodyForm, OutsideForm
from dialogues_app.web.seats.naming import links

bp = Blueprint("nominating", __name__, url_prefix="/n")
A_MINUTE = "30 per minute"


@dataclass(frozen=True)
class NominationPage:
    """The seat as the organisation should see it at this instant; names stay out, for a link can be forwarded."""

    nomination: Nomination
    at: datetime

    @property
    def state(self) -> str:
        """open, named (may still be changed), decided, nobody or filled."""
        state = self.nomination.state
        if state in (NominationState.ACCEPTED, NominationState.DECLINED):
            return "decided"
        if state is NominationState.NOBODY:
            return "nobody"
        if is_taken(self.nomination.seat):
            return "filled"
        return "named" if state is NominationState.NAMED else "open"

    @property
    def matter(self) -> str:
        """What the dialogue is called."""
        return str(dialogue_name(self.nomination.seat.dialogue))

    @property
    def slot(self) -> Slot | None:
        """The time, None while there is none."""
        meeting = self.nomination.seat.dialogue.meeting
        return meeting.slot if meeting else None

    @property
    def place(self) -> str:
        """Where, as far as it is known."""
        dialogue = self.nomination.seat.dialogue
        return (dialogue.meeting.place if dialogue.meeting else "") or dialogue.place

    @property
    def organisation(self) -> str:
        """Whose seat it is."""
        seat = self.nomination.seat
        return seat.organisation.name if seat.organisation else seat.description

    @property
    def answer_by(self) -> date | None:
        """By when an answer was wanted."""
        return self.nomination.answer_by

    @property
    def is_late(self) -> bool:
        """Whether that day has passed; an answer is still taken."""
        return self.answer_by is not None and swedish.local(self.at).date() > self.answer_by

    @property
    def is_over(self) -> bool:
        """Whether the meeting has begun."""
        return self.slot is not None and self.slot.starts_at <= self.at


@bp.get("/<token>")
@by_link
def show(token: str) -> ResponseReturnValue:
    """The seat, and who comes."""
    page = _page(token)
    return render_template("participant/nomination/name.html", page=page, form=OutsideForm(), token=token)


@bp.post("/<token>")
@by_link
@limiter.limit(A_MINUTE)
def name(token: str) -> ResponseReturnValue:
    """Somebody is named; the organizers are told by their page, the contact by mail."""
    page, form = _page(token), OutsideForm()
    if page.state not in ("open", "named"):
        return redirect(url_for(".show", token=token), 303)
    if form.validate_on_submit():
        try:
            nominations.name(page.nomination, form.nominee(), at=page.at, hold=timedelta())
            db.session.commit()
            return redirect(url_for(".receipt", token=token), 303)
        except DomainError as error:
            db.session.rollback()
            _refuse(form, error)
    return render_template("participant/nomination/name.html", page=page, form=form, token=token), 422


@bp.get("/<token>/klart")
@by_link
def receipt(token: str) -> ResponseReturnValue:
    """What was answered, and what happens now; can be visited again."""
    page = _page(token)
    if page.state == "open":
        return redirect(url_for(".show", token=token), 303)
    return render_template("participant/nomination/receipt.html", page=page, token=token)


@bp.get("/<token>/ingen")
@by_link
def nobody(token: str) -> ResponseReturnValue:
    """The form to say that nobody comes."""
    page = _page(token)
    return render_template("participant/nomination/nobody.html", page=page, form=NobodyForm(), token=token)


@bp.post("/<token>/ingen")
@by_link
@limiter.limit(A_MINUTE)
def send_nobody(token: str) -> ResponseReturnValue:
    """The organisation sends nobody."""
    page, form = _page(token), NobodyForm()
    if page.state not in ("open", "named"):
        return redirect(url_for(".show", token=token), 303)
    if not form.validate_on_submit():
        return render_template("participant/nomination/nobody.html", page=page, form=form, token=token), 422
    nominations.send_nobody(page.nomination, form.reason.data or "", at=page.at)
    db.session.commit()
    return redirect(url_for(".receipt", token=token), 303)


def _page(token: str) -> NominationPage:
    """What the link leads to; 404 for what we never signed, 410 for what was taken back or is over."""
    read = links().read(token)
    if read is None:
        abort(404)
    link_id, generation = read
    found = db.session.scalars(queries.nomination_of_link(link_id)).unique().one_or_none()
    if found is None or found.link_generation != generation or nominations.is_dead(found):
        _gone()
    page = NominationPage(found, clock.now())
    if page.is_over:
        _gone()
    return page


def _gone() -> NoReturn:
    abort(Response(render_template("participant/nomination/gone.html"), 410))


def _refuse(form: OutsideForm, error: DomainError) -> None:
    if isinstance(error, Invalid) and (error.field, error.code) == ("address", "seated"):
        form.address.errors = [
            _("Den som har adressen har redan en plats i samtalet. Namnge någon annan för den här platsen.")
        ]
    else:
        refuse(form, error)
