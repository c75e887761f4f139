"""The table of a dialogue: its seats with their states, and the rule by which they are filled."""

from __future__ import annotations

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import filling, reserves, seat_plan, seat_states
from dialogues_app.models import MINISTERIAL, Dialogue, Role, Seat
from dialogues_app.web.access import requires
from dialogues_app.web.forms import options
from dialogues_app.web.organizer import lookups
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.seats import words
from dialogues_app.web.seats.blueprint import bp, seat_of, table_of
from dialogues_app.web.seats.forms import NewSeatForm, ReserveForm, RuleForm, SeatForm

SEAT = "/stolar/<int:seat_id>"


@bp.route("/stolar", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def index(dialogue_id: int) -> ResponseReturnValue:
    """All seats, each counted once, the reserve list, and the form to lay out more."""
    dialogue = lookups.find(dialogue_id)
    form = NewSeatForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: table_page(dialogue, form),
            act=lambda: seat_plan.lay_out(dialogue, form.wish(), form.count.data or 0, by=g.actor, at=now()),
            done=lambda: url_for(".index", dialogue_id=dialogue.id),
            said=lambda: ngettext(
                "%(num)s plats är utlagd.", "%(num)s platser är utlagda.", form.count.data or 0
            ),
        )
    )


def table_page(dialogue: Dialogue, form: NewSeatForm) -> str:
    """The page of the whole table."""
    seats = table_of(dialogue)
    found = seat_states.count(seats)
    return render_template(
        "organizer/seats/index.html",
        dialogue=dialogue,
        rows=[words.row_of(seat) for seat in seats],
        standings=[(words.STANDING[kind], found[kind]) for kind in seat_states.Standing if found[kind]],
        total=len(seats),
        reserves=reserves.waiting(dialogue),
        waiting=len(filling.waiting(dialogue)) if filling.open_meeting(dialogue) else 0,
        form=form,
        words=words,
    )


def offer_seats(form: ReserveForm, seats: list[Seat]) -> None:
    """The reserve may be for any seat, or for one of these."""
    free = [(str(seat.id), words.title_of(seat)) for seat in seats if seat.role not in MINISTERIAL]
    form.seat.choices = options([("", _("Vilken plats som helst")), *free])


@bp.route(SEAT, methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def seat(dialogue_id: int, seat_id: int) -> ResponseReturnValue:
    """One seat: its story, what can be done, and what is wanted of it."""
    dialogue = lookups.find(dialogue_id)
    found = seat_of(dialogue, seat_id)
    form = _seat_form(found)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/seats/seat.html", dialogue=dialogue, form=form, row=words.row_of(found)
            ),
            act=lambda: seat_plan.revise(found, form.wish(), by=g.actor, at=now()),
            done=lambda: url_for(".seat", dialogue_id=dialogue.id, seat_id=found.id),
            said=lambda: _("Platsen är ändrad."),
            version=lambda: found.version,
            theirs=lambda: _seat_form(found, sent=False),
        )
    )


def _seat_form(found: Seat, *, sent: bool = True) -> SeatForm:
    wish = seat_plan.wish_of(found)
    given = {
        "organisation": str(wish.organisation.id) if wish.organisation else "",
        "description": wish.description,
        "duty": wish.duty,
        "role": wish.role.value,
        "required_for_date": wish.required_for_date,
        "side": wish.side.value if wish.side else "",
        "sizes": [one.value for one in wish.sizes],
        "sector": wish.sector,
        "region": wish.region,
        "version": found.version,
    }
    return SeatForm(**given) if sent else SeatForm(formdata=None, **given)


@bp.route(f"{SEAT}/borttagning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def withdraw(dialogue_id: int, seat_id: int) -> ResponseReturnValue:
    """Take an empty seat away from the table."""
    dialogue = lookups.find(dialogue_id)
    found, form = seat_of(dialogue, seat_id), ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/seats/withdraw.html", dialogue=dialogue, form=form, row=words.row_of(found)
            ),
            act=lambda: seat_plan.withdraw_seat(found, by=g.actor, at=now()),
            done=lambda: url_for(".index", dialogue_id=dialogue.id),
            said=lambda: _("Platsen är borttagen."),
        )
    )


@bp.route("/stolar/regel", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def rule(dialogue_id: int) -> ResponseReturnValue:
    """Whether an organizer has to agree before a nominee or substitute is invited."""
    dialogue = lookups.find(dialogue_id)
    kept = dialogue.seating_rule
    form = RuleForm(at_once=bool(kept and kept.at_once), version=kept.version if kept else None)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/seats/rule.html", dialogue=dialogue, form=form),
            act=lambda: seat_plan.set_rule(dialogue, at_once=bool(form.at_once.data), by=g.actor, at=now()),
            done=lambda: url_for(".index", dialogue_id=dialogue.id),
            said=lambda: _("Regeln är sparad."),
            version=lambda: kept.version if kept else None,
        )
    )
