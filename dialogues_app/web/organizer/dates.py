"""Screen d: the date choice, its candidates, and the choice of one of them."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import date_booking, date_choices, scheduling
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain.queries import dates as queries
from dialogues_app.errors import Conflict, DomainError
from dialogues_app.extensions import db
from dialogues_app.models import DateSlot, Dialogue, DialogueStatus, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, bp, lookups
from dialogues_app.web.organizer.date_board import board
from dialogues_app.web.organizer.date_forms import CandidateForm
from dialogues_app.web.organizer.date_lookups import DATES, NUMBER, light, slot_of, whole
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.organizer.refusals import refuse
from dialogues_app.web.organizer.timing import waiting_sentence

ONE_DATE = f"{DATES}/datum/{NUMBER}slot_id>"


@bp.get("/datumval")
@requires(Role.ORGANIZER)
def date_choices_list() -> ResponseReturnValue:
    """The dialogues whose date is being chosen."""
    found = db.session.scalars(queries.ongoing()).unique().all()
    return render_template("organizer/dates/list.html", dialogues=found)


@bp.get(f"{DIALOGUE}/datumval")
@requires(Role.ORGANIZER)
def date_choice(dialogue_id: int) -> ResponseReturnValue:
    """The answers, the suggestion, and what can be done; the way in where nothing has been opened."""
    dialogue = lookups.find(dialogue_id)
    choice = light(dialogue)
    if choice is None:
        can_open = dialogue.status is DialogueStatus.DRAFT
        return render_template(
            "organizer/dates/open.html", dialogue=dialogue, form=ActForm(), can_open=can_open
        )
    return render_template(
        "organizer/dates/board.html", dialogue=dialogue, choice=choice, board=board(dialogue, choice)
    )


@bp.post(f"{DIALOGUE}/datumval")
@requires(Role.ORGANIZER)
def open_date_choice(dialogue_id: int) -> ResponseReturnValue:
    """The dialogue is in Datumval."""
    dialogue = lookups.find(dialogue_id)
    form = ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/open.html", dialogue=dialogue, form=form, can_open=True
            ),
            act=lambda: date_choices.open_choice(dialogue, by=g.actor, at=now()),
            done=lambda: url_for(".date_choice", dialogue_id=dialogue.id),
            said=lambda: _("Datumvalet är öppet. Ingen har fått mejl än."),
        )
    )


@bp.get(ONE_DATE)
@requires(Role.ORGANIZER)
def one_date(dialogue_id: int, slot_id: int) -> ResponseReturnValue:
    """Everyone's answer to one candidate."""
    dialogue = lookups.find(dialogue_id)
    choice = light(dialogue) or abort(404)
    shown = board(dialogue, choice)
    place = next((n for n, column in enumerate(shown.columns) if column.slot.id == slot_id), None)
    if place is None:
        abort(404)
    return render_template(
        "organizer/dates/date.html", dialogue=dialogue, board=shown, column=shown.columns[place], place=place
    )


@bp.route(f"{DATES}/datum", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def add_date(dialogue_id: int) -> ResponseReturnValue:
    """One more candidate."""
    dialogue = lookups.find(dialogue_id)
    choice, form = whole(dialogue), CandidateForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/add.html", form=form, dialogue=dialogue, choice=choice
            ),
            act=lambda: date_choices.add_date(
                choice, scheduling.slot(form.starts.data, form.ends.data), by=g.actor, at=now()
            ),
            done=lambda: url_for(".add_date", dialogue_id=dialogue.id),
            said=lambda: _("Datumet är tillagt. Lägg till ett till, eller gå tillbaka till datumvalet."),
        )
    )


@bp.route(f"{ONE_DATE}/borttagning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def withdraw_date(dialogue_id: int, slot_id: int) -> ResponseReturnValue:
    """A candidate is none any more."""
    dialogue = lookups.find(dialogue_id)
    choice, form = whole(dialogue), ActForm()
    slot = slot_of(choice, slot_id)
    reason = _("Datumet är inte längre aktuellt.")
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/withdraw.html", form=form, dialogue=dialogue, slot=slot
            ),
            act=lambda: date_choices.withdraw_date(
                slot, reason=reason, by=g.actor, at=now(), hold=lookups.hold()
            ),
            done=lambda: url_for(".date_choice", dialogue_id=dialogue.id),
            said=lambda: _("Datumet är borttaget."),
        )
    )


@bp.route(f"{DATES}/boka/{NUMBER}slot_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def book_date(dialogue_id: int, slot_id: int) -> ResponseReturnValue:
    """Choose this date, after the consequence; who is second gets 409 and sees which date was chosen."""
    dialogue = lookups.find(dialogue_id)
    choice, form = whole(dialogue), ActForm()
    slot = slot_of(choice, slot_id)
    if choice.decided is not None:
        return _taken(dialogue_id, slot_id)
    if not form.validate_on_submit():
        return _confirm_booking(dialogue, slot, form)
    try:
        told = _book(dialogue, slot)
    except (Conflict, StaleDataError):
        db.session.rollback()
        return _taken(dialogue_id, slot_id)
    except DomainError as error:
        db.session.rollback()
        refuse(form, error)
        return _confirm_booking(dialogue, slot, form), 422
    flash(told, "ok")
    return redirect(url_for(".show", dialogue_id=dialogue_id), 303)


def _book(dialogue: Dialogue, slot: DateSlot) -> str:
    """The date is chosen and stored; what the page says about it."""
    held = slot.event_id is not None
    when = swedish.slot_heading(slot.starts_at, slot.ends_at)
    reason = _("Ett annat datum är valt.")
    date_booking.choose(slot, reason=reason, by=g.actor, at=now(), hold=lookups.hold())
    verbs.readdress(dialogue, lookups.dialogue_slug(dialogue, slot.starts_at))
    db.session.commit()
    done = _("Samtalet är bokat: %(when)s.", when=when)
    return f"{done} {waiting_sentence() if held else _('Granska inbjudningarna innan de skickas.')}"


def _confirm_booking(dialogue: Dialogue, slot: DateSlot, form: ActForm) -> str:
    choice = light(dialogue) or abort(404)
    shown = board(dialogue, choice)
    column = next(one for one in shown.columns if one.slot.id == slot.id)
    held = [one for one in choice.live_slots if one.event_id is not None and one is not slot]
    return render_template(
        "organizer/dates/book.html", dialogue=dialogue, board=shown, column=column, held=held, form=form
    )


def _taken(dialogue_id: int, wanted: int) -> ResponseReturnValue:
    """The date that was chosen first: the same one is no conflict, another one is."""
    dialogue = lookups.find(dialogue_id)
    choice = whole(dialogue)
    if choice.decided is None:
        abort(409)
    if choice.decided.id == wanted:
        return redirect(url_for(".show", dialogue_id=dialogue_id), 303)
    slot = next((one for one in choice.slots if one.id == wanted), None)
    return render_template("organizer/dates/taken.html", dialogue=dialogue, choice=choice, wanted=slot), 409
