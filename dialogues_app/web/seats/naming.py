"""Who takes a seat: ask the organisation, remind it, name on its behalf, decide on whom it named."""

from __future__ import annotations

from flask import abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import nominations
from dialogues_app.links import NOMINATIONS, Links
from dialogues_app.models import Nomination, Role, Seat
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import lookups
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.seats import words
from dialogues_app.web.seats.blueprint import bp, seat_of
from dialogues_app.web.seats.forms import ContactForm, DecisionForm, NomineeForm
from dialogues_app.web.seats.views import SEAT

NOMINATION = f"{SEAT}/nomineringar/<int:nomination_id>"


def links() -> Links:
    """The writer and reader of nomination links; a token of another purpose says nothing to it."""
    settings = current_app.config["SETTINGS"]
    return Links(settings.secret_key, settings.secret_key_old, salt=NOMINATIONS)


def _nomination_of(seat: Seat, nomination_id: int) -> Nomination:
    found = next((one for one in seat.nominations if one.id == nomination_id), None)
    return found or abort(404)


@bp.route(f"{SEAT}/fraga", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def ask(dialogue_id: int, seat_id: int) -> ResponseReturnValue:
    """Mail the organisation's contact a link to name somebody."""
    dialogue = lookups.find(dialogue_id)
    seat, form = seat_of(dialogue, seat_id), ContactForm(answer_by=dialogue.reply_by)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/seats/ask.html", dialogue=dialogue, form=form, row=words.row_of(seat)
            ),
            act=lambda: nominations.ask(seat, form.contact(), by=g.actor, at=now(), hold=lookups.hold()),
            done=lambda: url_for(".seat", dialogue_id=dialogue.id, seat_id=seat.id),
            said=lambda: _("Frågan går ut om en minut."),
        )
    )


@bp.route(f"{SEAT}/namn", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def nominate(dialogue_id: int, seat_id: int) -> ResponseReturnValue:
    """Name somebody on behalf of the organisation."""
    dialogue = lookups.find(dialogue_id)
    seat, form = seat_of(dialogue, seat_id), NomineeForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/seats/nominate.html", dialogue=dialogue, form=form, row=words.row_of(seat)
            ),
            act=lambda: nominations.nominate(seat, form.nominee(), by=g.actor, at=now(), hold=lookups.hold()),
            done=lambda: url_for(".index", dialogue_id=dialogue.id),
            said=lambda: _("Platsen har fått en innehavare."),
        )
    )


@bp.route(f"{NOMINATION}/paminnelse", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def remind(dialogue_id: int, seat_id: int, nomination_id: int) -> ResponseReturnValue:
    """Ask once more, with the same link."""
    dialogue = lookups.find(dialogue_id)
    seat, form = seat_of(dialogue, seat_id), ActForm()
    found = _nomination_of(seat, nomination_id)
    return carry_out(
        Edit(
            form=form,
            page=lambda: _act_page(seat, found, form, "remind"),
            act=lambda: nominations.remind(found, by=g.actor, at=now(), hold=lookups.hold()),
            done=lambda: url_for(".seat", dialogue_id=dialogue.id, seat_id=seat.id),
            said=lambda: _("Påminnelsen går ut om en minut."),
        )
    )


@bp.route(f"{NOMINATION}/aterkallelse", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def take_back(dialogue_id: int, seat_id: int, nomination_id: int) -> ResponseReturnValue:
    """Take the question back: the link stops working."""
    dialogue = lookups.find(dialogue_id)
    seat, form = seat_of(dialogue, seat_id), ActForm()
    found = _nomination_of(seat, nomination_id)
    return carry_out(
        Edit(
            form=form,
            page=lambda: _act_page(seat, found, form, "take_back"),
            act=lambda: nominations.withdraw(found, by=g.actor, at=now()),
            done=lambda: url_for(".seat", dialogue_id=dialogue.id, seat_id=seat.id),
            said=lambda: _("Frågan är återkallad. Länken har slutat gälla."),
        )
    )


@bp.route(f"{NOMINATION}/besked", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def decide(dialogue_id: int, seat_id: int, nomination_id: int) -> ResponseReturnValue:
    """Say yes or no to whom the organisation named."""
    dialogue = lookups.find(dialogue_id)
    seat = seat_of(dialogue, seat_id)
    found = _nomination_of(seat, nomination_id)
    form = DecisionForm(version=found.version)
    yes = request.form.get("besked") == "ja"
    return carry_out(
        Edit(
            form=form,
            page=lambda: _act_page(seat, found, form, "decide"),
            act=lambda: _decide(found, form, yes=yes),
            done=lambda: url_for(".index", dialogue_id=dialogue.id),
            said=lambda: (
                _("Platsen har fått en innehavare.") if yes else _("Ni har sagt nej till nomineringen.")
            ),
            version=lambda: found.version,
        )
    )


def _decide(found: Nomination, form: DecisionForm, *, yes: bool) -> None:
    if yes:
        nominations.accept(found, by=g.actor, at=now(), hold=lookups.hold())
    else:
        nominations.decline(found, form.reason.data or "", by=g.actor, at=now())


def _act_page(seat: Seat, found: Nomination, form: ActForm, name: str) -> str:
    due = swedish.day_heading(found.answer_by) if found.answer_by else ""
    return render_template(
        f"organizer/seats/{name}.html",
        dialogue=seat.dialogue,
        form=form,
        row=words.row_of(seat),
        nomination=found,
        due=due,
    )
