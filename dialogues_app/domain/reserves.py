"""The reserve list: who is asked when a seat falls empty, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues_app.domain.addresses import is_practice_address, normalise_address
from dialogues_app.domain.filling import Filling, act_of, checked, fill, is_taken
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.domain.nominations import record, require_fillable, withdraw
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    Dialogue,
    Holding,
    NominationState,
    Organisation,
    Origin,
    Reserve,
    ReserveState,
    Seat,
)

LONGEST, MOST = 300, 200


@dataclass(frozen=True, kw_only=True)
class Understudy:
    """Somebody to put on the list; for one seat, or for any."""

    address: str
    name: str = ""
    title: str = ""
    organisation: Organisation | None = None
    description: str = ""
    seat: Seat | None = None


def add(dialogue: Dialogue, one: Understudy, *, by: Actor, at: datetime) -> Reserve:
    """Stands last on the list.

    Raises Invalid: `name` is `missing`, a field is `too_long`, `address` is none, `duplicate` or `not_practice`.
    """
    if not one.name.strip() and not one.title.strip():
        raise Invalid("name", "missing")
    for field in ("name", "title", "description"):
        if len(getattr(one, field)) > LONGEST:
            raise Invalid(field, "too_long", longest=LONGEST)
    address = normalise_address(one.address)
    if any(known.address == address for known in waiting(dialogue)):
        raise Invalid("address", "duplicate", given=one.address)
    if dialogue.is_practice and not is_practice_address(address):
        raise Invalid("address", "not_practice", given=one.address)
    if len(dialogue.reserves) >= MOST:
        raise Invalid("name", "too_many", longest=MOST)
    reserve = Reserve(
        created_at=at,
        name=one.name.strip(),
        title=one.title.strip(),
        address=address,
        description=one.description.strip(),
        organisation=one.organisation,
        seat=one.seat,
        position=1 + max((known.position for known in dialogue.reserves), default=0),
    )
    dialogue.reserves.append(reserve)
    dialogue.record("reserve_added", by=by, at=at)
    return reserve


def move(reserve: Reserve, *, up: bool, by: Actor, at: datetime) -> None:
    """The reserve changes places with the one before or after it; nothing happens at the ends."""
    row = waiting(reserve.dialogue)
    place = row.index(reserve)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(row):
        return
    neighbour = row[other]
    reserve.position, neighbour.position = neighbour.position, reserve.position
    reserve.dialogue.record("reserve_moved", by=by, at=at)


def drop(reserve: Reserve, *, by: Actor, at: datetime) -> None:
    """Not on the list any more."""
    _require_waiting(reserve, "drop")
    reserve.state, reserve.decided_at = ReserveState.PASSED, at
    reserve.dialogue.record("reserve_dropped", by=by, at=at)


def waiting(dialogue: Dialogue) -> list[Reserve]:
    """Those who can be asked, in their order."""
    found = [one for one in dialogue.reserves if one.state is ReserveState.WAITING]
    return sorted(found, key=lambda one: (one.position, one.id or 0))


def next_for(seat: Seat) -> Reserve | None:
    """Whom the list suggests for a seat that somebody has said no to: its own reserve first, then one for any seat."""
    was_refused = seat.holding is not None or any(
        one.state in (NominationState.NOBODY, NominationState.DECLINED) for one in seat.nominations
    )
    if is_taken(seat) or not was_refused:
        return None
    row = waiting(seat.dialogue)
    own = (one for one in row if one.seat is seat)
    return next(own, None) or next((one for one in row if one.seat is None), None)


def call(reserve: Reserve, seat: Seat, *, by: Actor, at: datetime, hold: timedelta) -> Holding:
    """The reserve holds the seat, and is invited; an open question to the organisation is taken back.

    Raises Invalid as `filling.checked` does, IllegalTransition where either is not free.
    """
    _require_waiting(reserve, "call")
    require_fillable(seat)
    for nomination in seat.nominations:
        if nomination.is_open:
            withdraw(nomination, by=by, at=at)
    address = checked(seat.dialogue, reserve.address)
    newcomer = Newcomer(address=address, name=reserve.name, title=reserve.title)
    holding = fill(seat, newcomer, Filling(act=act_of(by, at, hold), origin=Origin.INVITED))
    reserve.state, reserve.decided_at, reserve.holding = ReserveState.ASKED, at, holding
    if seat.organisation is None:
        seat.organisation = reserve.organisation
    record(seat, "reserve_called", by=by, at=at)
    return holding


def _require_waiting(reserve: Reserve, verb: str) -> None:
    if reserve.state is not ReserveState.WAITING:
        raise IllegalTransition(subject="reserve", state=reserve.state.value, verb=verb)
