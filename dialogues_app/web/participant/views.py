"""The answer page, its receipt, the substitute and the calendar file: all behind one personal link."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import clock
from dialogues_app.domain import at_once, replies
from dialogues_app.domain.queries import answering
from dialogues_app.domain.queries import calendar as queries
from dialogues_app.domain.queries.answering import Card
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db, limiter
from dialogues_app.itip.feed import Entry, calendar_file
from dialogues_app.models import Actor, Channel, EventStatus, Invitation
from dialogues_app.web.access import by_link
from dialogues_app.web.calendars import asking
from dialogues_app.web.calendars.blueprint import absolute
from dialogues_app.web.participant.forms import CHOICES, WORDS, AnswerForm, SubstituteForm
from dialogues_app.web.participant.page import AnswerPage, links

bp = Blueprint("participant", __name__, url_prefix="/s")
A_MINUTE = "30 per minute"


@bp.get("/<token>")
@by_link
def show(token: str) -> ResponseReturnValue:
    """The question, with the answer of the clicked link chosen; looking changes nothing."""
    page = _page(token)
    current, chosen = page.card.answer, request.args.get("svar", "")
    given = CHOICES.get(current.partstat) if current else None
    form = AnswerForm(
        svar=chosen if chosen in WORDS else given, meddelande=current.comment if current else ""
    )
    return render_template("participant/answer.html", page=page, form=form, token=token)


@bp.post("/<token>")
@by_link
@limiter.limit(A_MINUTE)
def answer(token: str) -> ResponseReturnValue:
    """The answer stands in the ledger."""
    page = _page(token)
    form = AnswerForm()
    if page.state != "open":
        return redirect(url_for(".show", token=token), 303)
    if not form.validate_on_submit():
        return render_template("participant/answer.html", page=page, form=form, token=token), 422
    invitation = db.session.get_one(Invitation, page.card.invitation_id)
    by, comment = replies.actor_of(invitation), form.meddelande.data or ""
    replies.answer(invitation, form.partstat, channel=Channel.PAGE, comment=comment, by=by, at=page.at)
    db.session.commit()
    return redirect(url_for(".receipt", token=token), 303)


@bp.get("/<token>/klart")
@by_link
def receipt(token: str) -> ResponseReturnValue:
    """What was answered, and what happens now; can be visited again."""
    page = _page(token)
    if page.state != "open" or page.card.answer is None:
        return redirect(url_for(".show", token=token), 303)
    return render_template("participant/receipt.html", page=page, token=token)


@bp.get("/<token>/ersattare")
@by_link
def substitute(token: str) -> ResponseReturnValue:
    """The form for somebody else."""
    page = _page(token)
    return render_template("participant/substitute.html", page=page, form=SubstituteForm(), token=token)


@bp.post("/<token>/ersattare")
@by_link
@limiter.limit(A_MINUTE)
def propose(token: str) -> ResponseReturnValue:
    """The organizers see the proposal; nobody is invited by it."""
    page = _page(token)
    form = SubstituteForm()
    if page.state != "open":
        return redirect(url_for(".show", token=token), 303)
    if form.validate_on_submit() and _proposed(page, form):
        db.session.commit()
        return redirect(url_for(".proposed", token=token), 303)
    return render_template("participant/substitute.html", page=page, form=form, token=token), 422


@bp.get("/<token>/ersattare/klart")
@by_link
def proposed(token: str) -> ResponseReturnValue:
    """The receipt of a proposal."""
    page = _page(token)
    return render_template("participant/proposed.html", page=page, token=token)


@bp.get("/<token>.ics")
@by_link
def calendar(token: str) -> ResponseReturnValue:
    """The dialogue as a file: the same UID as in the mail, so a calendar keeps one entry."""
    page = _page(token)
    card, slot = page.card, page.slot
    if slot is None:
        abort(404)
    entry = Entry(
        uid=card.uid,
        summary=_summary(page),
        stamp=card.sent_dtstamp
        or card.told_at
        or db.session.execute(queries.newest_revision(card.event_id)).scalar_one(),
        starts=slot.starts_at,
        ends=slot.ends_at,
        sequence=card.sequence,
        place=card.place,
        description=_("Svara på %(link)s", link=absolute("participant.show", token=token)),
        cancelled=card.status in (EventStatus.CANCELLED, EventStatus.POSTPONED),
    )
    response = Response(calendar_file([entry]), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="industrisamtal.ics"'
    return response


@bp.post("/<token>/kalender")
@by_link
@limiter.limit("10 per hour")
def own_calendar(token: str) -> ResponseReturnValue:
    """The invited address gets a mail that tells where its own calendar is."""
    page = _page(token)
    invitation = db.session.get_one(Invitation, page.card.invitation_id)
    asking.mail_address(invitation, by=Actor(label=page.capacity), at=page.at)
    flash(_("Adressen till din kalender är på väg till dig med e-post."))
    return redirect(url_for(".show", token=token), 303)


def _page(token: str) -> AnswerPage:
    """What the link leads to; 404 for what we never signed, 410 for what has been replaced or is over."""
    read = links().read(token)
    if read is None:
        abort(404)
    link_id, generation = read
    card = answering.card_of(db.session.execute(answering.OF_A_LINK, {"link_id": link_id}).all())
    if card is None:
        _gone(None)
    page = AnswerPage(card, clock.now(), () if card.title else _themes(card))
    if page.is_dead or card.link_generation != generation:
        _gone(card)
    return page


def _themes(card: Card) -> tuple[str, ...]:
    found = db.session.execute(answering.THEMES_OF_A_DIALOGUE, {"dialogue_id": card.dialogue_id})
    return tuple(found.scalars())


def _gone(card: Card | None) -> NoReturn:
    """410, with the way to the public dialogue if there is one."""
    slug = card.slug if card and card.has_public_page else ""
    abort(Response(render_template("participant/gone.html", slug=slug), 410))


def _proposed(page: AnswerPage, form: SubstituteForm) -> bool:
    """Whether the domain takes the proposal; what it refuses stands at its field."""
    try:
        proposal = replies.propose_substitute(
            db.session.get_one(Invitation, page.card.invitation_id),
            form.namn.data or "",
            form.adress.data or "",
            form.meddelande.data or "",
            at=page.at,
        )
        at_once.let_in(proposal, at=page.at)
    except Invalid as refused:
        field = {"name": form.namn, "address": form.adress}.get(refused.field, form.meddelande)
        field.errors = [_refusal(refused)]
        return False
    return True


def _refusal(refused: Invalid) -> str:
    if refused.code == "own":
        return str(_("Det är din egen adress. Skriv adressen till den du föreslår."))
    return str(_("Kontrollera det du har skrivit."))


def _summary(page: AnswerPage) -> str:
    name = page.matter if page.has_own_title else _("Industrisamtal om %(matter)s", matter=page.matter)
    return _("Övning: %(name)s", name=name) if page.card.is_practice else name
