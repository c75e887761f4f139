"""The reserve list of a dialogue: add, order, drop, and give a reserve an empty seat."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import filling, reserves
from dialogues_app.extensions import db
from dialogues_app.models import Role
from dialogues_app.web.access import requires
from dialogues_app.web.once import once, remember
from dialogues_app.web.organizer import lookups
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.seats import words
from dialogues_app.web.seats.blueprint import bp, reserve_of, seat_of, table_of
from dialogues_app.web.seats.forms import ReserveForm
from dialogues_app.web.seats.views import offer_seats

RESERVE = "/reserver/<int:reserve_id>"


@bp.route("/reserver", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def add_reserve(dialogue_id: int) -> ResponseReturnValue:
    """One more on the reserve list."""
    dialogue = lookups.find(dialogue_id)
    seats = table_of(dialogue)
    form = ReserveForm()
    offer_seats(form, seats)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/seats/reserve.html", dialogue=dialogue, form=form),
            act=lambda: reserves.add(dialogue, form.understudy(seats), by=g.actor, at=now()),
            done=lambda: url_for(".index", dialogue_id=dialogue.id, _anchor="reserver"),
            said=lambda: _("Reserven står sist på listan. Ingen har fått mejl."),
        )
    )


@bp.post(f"{RESERVE}/flytta")
@requires(Role.ORGANIZER)
@once
def move_reserve(dialogue_id: int, reserve_id: int) -> ResponseReturnValue:
    """Up or down one place."""
    found = reserve_of(lookups.find(dialogue_id), reserve_id)
    up = request.form.get("at") == "upp"
    return _acted(
        dialogue_id, lambda: reserves.move(found, up=up, by=g.actor, at=now()), _("Listan är ändrad.")
    )


@bp.post(f"{RESERVE}/borttagning")
@requires(Role.ORGANIZER)
@once
def drop_reserve(dialogue_id: int, reserve_id: int) -> ResponseReturnValue:
    """Off the list."""
    found = reserve_of(lookups.find(dialogue_id), reserve_id)
    return _acted(
        dialogue_id, lambda: reserves.drop(found, by=g.actor, at=now()), _("Reserven är borttagen ur listan.")
    )


@bp.route("/stolar/<int:seat_id>/reserv/<int:reserve_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def call_reserve(dialogue_id: int, seat_id: int, reserve_id: int) -> ResponseReturnValue:
    """Give the reserve the seat, with the consequence written out first."""
    dialogue = lookups.find(dialogue_id)
    seat, form = seat_of(dialogue, seat_id), ActForm()
    reserve = reserve_of(dialogue, reserve_id)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/seats/call.html",
                dialogue=dialogue,
                form=form,
                row=words.row_of(seat),
                reserve=reserve,
            ),
            act=lambda: reserves.call(reserve, seat, by=g.actor, at=now(), hold=lookups.hold()),
            done=lambda: url_for(".index", dialogue_id=dialogue.id),
            said=lambda: _("Reserven har fått platsen."),
        )
    )


@bp.post("/stolar/inbjudningar")
@requires(Role.ORGANIZER)
@once
def invite_waiting(dialogue_id: int) -> ResponseReturnValue:
    """Those seated before there was a time join the list of those invited."""
    dialogue = lookups.find(dialogue_id)
    table_of(dialogue)
    if filling.open_meeting(dialogue) is None:
        abort(409)
    count = filling.invite_waiting(dialogue, filling.act_of(g.actor, now(), lookups.hold()))
    said = ngettext(
        "%(num)s person står nu bland deltagarna.", "%(num)s personer står nu bland deltagarna.", count
    )
    return _acted(dialogue_id, lambda: None, said)


def _acted(dialogue_id: int, act: Callable[[], object], said: str) -> ResponseReturnValue:
    act()
    location = url_for(".index", dialogue_id=dialogue_id, _anchor="reserver")
    remember(location)
    db.session.commit()
    flash(said, "ok")
    return redirect(location, 303)
