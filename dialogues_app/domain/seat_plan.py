"""The table is laid: seats with what is wanted of their holders, and how they may be filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogues_app.domain.filling import is_taken
from dialogues_app.domain.nominations import record, withdraw
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    MINISTERIAL,
    Actor,
    Dialogue,
    Organisation,
    Seat,
    SeatingRule,
    SeatNeed,
    SeatRole,
    Side,
    SizeClass,
)

MOST_AT_ONCE, MOST_SEATS, LONGEST = 20, 500, 300


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A seat as the organizers want it: for an organisation, or only described."""

    organisation: Organisation | None = None
    description: str = ""
    role: SeatRole = SeatRole.REQUIRED
    required_for_date: bool = False
    duty: str = ""
    side: Side | None = None
    sizes: tuple[SizeClass, ...] = ()
    sector: str = ""
    region: str = ""


def lay_out(dialogue: Dialogue, wish: Wish, count: int, *, by: Actor, at: datetime) -> list[Seat]:
    """So many empty seats of this sort stand at the table.

    Raises Invalid: `description` is `missing` or `too_long`, `count` is `out_of_range` or `too_many`.
    """
    _check(wish)
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid("count", "out_of_range", longest=MOST_AT_ONCE)
    if len(dialogue.seats) + count > MOST_SEATS:
        raise Invalid("count", "too_many", longest=MOST_SEATS)
    made = []
    for _ in range(count):
        seat = Seat(position=len(dialogue.seats))
        dialogue.seats.append(seat)
        _apply(seat, wish)
        made.append(seat)
    dialogue.record("seats_laid", by=by, at=at, after={"count": count})
    return made


def revise(seat: Seat, wish: Wish, *, by: Actor, at: datetime) -> None:
    """The seat is wanted differently; who sits there stays."""
    _check(wish)
    if seat.role in MINISTERIAL or seat.withdrawn_at is not None:
        raise IllegalTransition(subject="seat", state=seat.role.value, verb="revise")
    _apply(seat, wish)
    seat.touch()
    record(seat, "seat_revised", by=by, at=at)


def withdraw_seat(seat: Seat, *, by: Actor, at: datetime) -> None:
    """The seat is not at the table any more. Raises IllegalTransition while somebody sits there, or it is a minister's."""
    if seat.role in MINISTERIAL or seat.withdrawn_at is not None or is_taken(seat):
        raise IllegalTransition(subject="seat", state="taken", verb="withdraw")
    for nomination in seat.nominations:
        if nomination.is_open:
            withdraw(nomination, by=by, at=at)
    seat.withdrawn_at = at
    record(seat, "seat_withdrawn", by=by, at=at)


def set_rule(dialogue: Dialogue, *, at_once: bool, by: Actor, at: datetime) -> None:
    """Nominees and substitutes are let in at once, or wait for an organizer."""
    if dialogue.seating_rule is None:
        dialogue.seating_rule = SeatingRule()
    if dialogue.seating_rule.at_once == at_once:
        return
    dialogue.seating_rule.at_once = at_once
    dialogue.record("seating_rule_set", by=by, at=at, after={"at_once": at_once})


def wish_of(seat: Seat) -> Wish:
    """The seat as it was wished for."""
    need = seat.need or SeatNeed()
    return Wish(
        organisation=seat.organisation,
        description=seat.description,
        role=seat.role,
        required_for_date=seat.required_for_date,
        duty=need.duty,
        side=need.side,
        sizes=tuple(SizeClass(one) for one in need.sizes),
        sector=need.sector,
        region=need.region,
    )


def _check(wish: Wish) -> None:
    if wish.organisation is None and not wish.description.strip():
        raise Invalid("description", "missing")
    for field in ("description", "duty", "sector", "region"):
        if len(getattr(wish, field)) > LONGEST:
            raise Invalid(field, "too_long", longest=LONGEST)
    if wish.role in MINISTERIAL:
        raise Invalid("role", "ministerial")


def _apply(seat: Seat, wish: Wish) -> None:
    seat.organisation, seat.description = wish.organisation, wish.description.strip()
    seat.role, seat.required_for_date = wish.role, wish.required_for_date
    need = seat.need = seat.need or SeatNeed()
    need.side, need.sizes = wish.side, [one.value for one in wish.sizes]
    need.sector, need.region, need.duty = wish.sector.strip(), wish.region.strip(), wish.duty.strip()
