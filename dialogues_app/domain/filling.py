"""A seat gets a holder, and an invitation where there is a meeting: nominees, reserves and substitutes alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues_app.domain.addresses import is_practice_address, normalise_address
from dialogues_app.domain.invitations import OPEN, Newcomer, invite, replace_holder, take_away
from dialogues_app.domain.snapshots import snapshot
from dialogues_app.domain.telling import Act, tell
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    MINISTERIAL,
    Actor,
    CalendarEvent,
    Cause,
    Dialogue,
    EventStatus,
    Holding,
    Invitation,
    NominationState,
    Origin,
    PartStat,
    Seat,
)

EMPTIED = (PartStat.DECLINED, PartStat.DELEGATED)


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Who acts, when, how long mails wait, and how the holder came about."""

    act: Act
    origin: Origin


def open_meeting(dialogue: Dialogue) -> CalendarEvent | None:
    """The meeting that people can be invited to; None until there is a time, or when it is over or off."""
    meeting = dialogue.meeting
    return meeting if meeting is not None and meeting.status in OPEN else None


def is_taken(seat: Seat) -> bool:
    """Whether somebody sits there who has not said no."""
    holding = seat.holding
    if holding is None:
        return False
    invitation = invitation_of(holding)
    return invitation is None or invitation.partstat not in EMPTIED


def invitation_of(holding: Holding) -> Invitation | None:
    """The holder's invitation to the meeting itself, as long as it stands."""
    return next(
        (one for one in reversed(holding.invitations) if one.removed_at is None and one.event.is_meeting),
        None,
    )


def checked(dialogue: Dialogue, text: str) -> str:
    """The address in its normal form, once nobody in the dialogue has it.

    Raises Invalid: `address` is no address, `seated` already, or `not_practice`.
    """
    address = normalise_address(text)
    if address in seated_addresses(dialogue):
        raise Invalid("address", "seated", given=text)
    if dialogue.is_practice and not is_practice_address(address):
        raise Invalid("address", "not_practice", given=text)
    return address


def seated_addresses(dialogue: Dialogue) -> set[str]:
    """The addresses of all who hold a seat or are named for one; compared by address, never by name."""
    found: set[str] = set()
    for seat in dialogue.seats:
        if seat.withdrawn_at is not None:
            continue
        found |= {one.address for one in seat.nominations if one.state is NominationState.NAMED}
        holding = seat.holding
        if holding is not None:
            found |= {one.address for one in holding.invitations if one.removed_at is None}
            found |= {known_address(holding)}
    return found - {""}


def known_address(holding: Holding) -> str:
    """The address under which the holder was named, empty where none was given."""
    named = (one.address for one in holding.seat.nominations if one.holding is holding)
    kept = (one.address for one in holding.seat.dialogue.reserves if one.holding is holding)
    return next((one for one in (*named, *kept) if one), "")


def fill(seat: Seat, newcomer: Newcomer, filling: Filling) -> Holding:
    """The newcomer holds the seat; told at once where the invitations are out, else on the list for them.

    Whoever declined it before loses the invitation. The address has passed `checked`.
    Raises IllegalTransition where the seat is taken, withdrawn or a minister's.
    """
    act = filling.act
    if seat.withdrawn_at is not None or seat.role in MINISTERIAL or is_taken(seat):
        raise IllegalTransition(subject="seat", state="taken", verb="fill")
    before = seat.holding
    for one in before.invitations if before else []:
        if one.removed_at is None:
            take_away(one, act)
    holding = replace_holder(seat, newcomer, filling.origin, at=act.at)
    meeting = open_meeting(seat.dialogue)
    if meeting is not None and newcomer.address:
        _invite(meeting, holding, newcomer.address, act)
    return holding


def invite_waiting(dialogue: Dialogue, act: Act) -> int:
    """Those seated before there was a time are invited now; returns how many."""
    meeting = open_meeting(dialogue)
    if meeting is None:
        return 0
    found = waiting(dialogue)
    for holding in found:
        _invite(meeting, holding, known_address(holding), act)
    return len(found)


def waiting(dialogue: Dialogue) -> list[Holding]:
    """Those who hold a seat, gave an address, and have no invitation."""
    holders = [seat.holding for seat in dialogue.seats if seat.withdrawn_at is None and seat.holding]
    return [one for one in holders if one and invitation_of(one) is None and known_address(one)]


def _invite(meeting: CalendarEvent, holding: Holding, address: str, act: Act) -> Invitation:
    invitation = invite(meeting, holding, address, at=act.at)
    if meeting.status is EventStatus.INVITED:
        added = snapshot(meeting, added=[invitation.token])
        tell(meeting, [invitation], Act(Cause.ADDED, act.by, act.at, act.hold, before=added))
    return invitation


def act_of(by: Actor, at: datetime, hold: timedelta) -> Act:
    """The act in which somebody leaves a seat and somebody else gets it."""
    return Act(Cause.REMOVED, by, at, hold)
