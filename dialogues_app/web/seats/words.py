"""Seats in words: the state, the one-line story, what is wanted, what is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialogues_app import swedish
from dialogues_app.domain import reserves, seat_states
from dialogues_app.domain.balance import SME
from dialogues_app.domain.seat_states import Standing, Step, StepKind
from dialogues_app.models import MINISTERIAL, Dimension, NominationState, Reserve, Seat, Side, SizeClass
from dialogues_app.web.words import word

STANDING = {
    Standing.EMPTY: (_l("Tom"), "plain", "question"),
    Standing.ASKED: (_l("Organisationen är tillfrågad"), "info", "mail"),
    Standing.NAMED: (_l("Nominerad"), "warn", "flag"),
    Standing.HELD: (_l("Inte inbjuden än"), "", "edit"),
    Standing.INVITED: (_l("Inbjuden"), "info", "mail"),
    Standing.COMES: (_l("Kommer"), "ok", "check"),
    Standing.MAYBE: (_l("Kanske"), "warn", "clock"),
    Standing.DECLINED: (_l("Tackat nej"), "bad", "cross"),
    Standing.DELEGATES: (_l("Vill ha ersättare"), "warn", "people"),
}
STEPS = {
    StepKind.ASKED: _l("organisationen tillfrågad %(day)s"),
    StepKind.NAMED: _l("%(who)s nominerad %(day)s"),
    StepKind.NAMED_FOR: _l("%(who)s nominerad av arrangör %(day)s"),
    StepKind.REFUSED: _l("organisationen sänder ingen, %(day)s"),
    StepKind.NOT_WANTED: _l("nomineringen avböjd %(day)s"),
    StepKind.RESERVE: _l("reserven %(who)s fick platsen %(day)s"),
    StepKind.SUBSTITUTE: _l("ersättaren %(who)s fick platsen %(day)s"),
    StepKind.DELEGATE: _l("ombudet %(who)s fick platsen %(day)s"),
    StepKind.SEATED: _l("%(who)s fick platsen %(day)s"),
    StepKind.INVITED: _l("inbjuden %(day)s"),
    StepKind.COMES: _l("svarade Kommer %(day)s"),
    StepKind.MAYBE: _l("svarade Kanske %(day)s"),
    StepKind.DECLINED: _l("svarade Kommer inte %(day)s"),
    StepKind.DELEGATES: _l("föreslog någon annan %(day)s"),
}


@dataclass(frozen=True)
class SeatRow:
    """One seat in the table, everything in words."""

    seat: Seat
    title: str
    wanted: str
    holder: str
    state: tuple[str, str, str]
    story: str
    standing: Standing
    next_reserve: Reserve | None
    is_minister: bool
    open_nomination: int | None


def row_of(seat: Seat) -> SeatRow:
    """The words of one seat."""
    now_is = seat_states.standing(seat)
    named = next((one for one in reversed(seat.nominations) if one.state is NominationState.NAMED), None)
    holding = seat.holding
    holder = _person(holding.name, holding.title) if holding else ""
    if named is not None and now_is is Standing.NAMED:
        holder = _person(named.name, named.title)
    text, tone, icon = STANDING[now_is]
    return SeatRow(
        seat=seat,
        title=title_of(seat),
        wanted=wanted(seat),
        holder=holder,
        state=(str(text), tone, icon),
        story=line_of(seat_states.story(seat)),
        standing=now_is,
        next_reserve=reserves.next_for(seat),
        is_minister=seat.role in MINISTERIAL,
        open_nomination=named.id if named else None,
    )


def title_of(seat: Seat) -> str:
    """The organisation, or what the seat is described as."""
    name = seat.organisation.name if seat.organisation else seat.description
    holding = seat.holding
    return name or (holding.title if holding else "") or str(word(seat.role))


def wanted(seat: Seat) -> str:
    """What the organizers want of the holder."""
    parts = [seat.description] if seat.organisation else []
    need = seat.need
    if need is not None:
        parts += [need.duty, str(word(need.side)) if need.side else ""]
        parts += [
            swedish.listing([str(word(SizeClass(one))) for one in need.sizes]),
            need.sector,
            need.region,
        ]
    return ", ".join(part for part in parts if part)


def line_of(steps: list[Step]) -> str:
    """The story in one line."""
    told = [
        str(STEPS[step.kind])
        % {"who": step.who or _("någon"), "day": swedish.day_short(swedish.local(step.at).date())}
        for step in steps
    ]
    line = "; ".join(told)
    return line[:1].upper() + line[1:]


def sort_word(dimension: Dimension, value: str) -> str:
    """The Swedish word of a value of the balance."""
    if dimension is Dimension.SIDE:
        return str(word(Side(value)))
    if dimension is Dimension.SIZE:
        return str(_("små och medelstora företag") if value == SME else word(SizeClass(value)))
    return str(_("första gången")) if dimension is Dimension.FIRST_TIMER else value


def _person(name: str, title: str) -> str:
    return ", ".join(part for part in (name, title) if part)
