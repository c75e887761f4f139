"""How it stands with each seat, counted once, and its story in one line."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dialogues_app.domain.filling import invitation_of
from dialogues_app.models import Holding, Invitation, NominationState, Origin, PartStat, ReserveState, Seat


class Standing(enum.StrEnum):
    """The one state of a seat."""

    EMPTY = "empty"
    ASKED = "asked"  # an organisation has been asked to name somebody
    NAMED = "named"  # somebody is named, the organizers decide
    HELD = "held"  # somebody sits there and has no invitation yet
    INVITED = "invited"
    COMES = "comes"
    MAYBE = "maybe"
    DECLINED = "declined"
    DELEGATES = "delegates"  # wants somebody else to come


class StepKind(enum.StrEnum):
    """What happened to a seat."""

    ASKED = "asked"
    NAMED = "named"
    REFUSED = "refused"  # the organisation sends nobody
    NOT_WANTED = "not_wanted"  # the organizers said no to whom they named
    NAMED_FOR = "named_for"  # named by an organizer
    RESERVE = "reserve"
    SUBSTITUTE = "substitute"
    DELEGATE = "delegate"
    SEATED = "seated"
    INVITED = "invited"
    COMES = "comes"
    MAYBE = "maybe"
    DECLINED = "declined"
    DELEGATES = "delegates"


@dataclass(frozen=True)
class Step:
    """One thing that happened to a seat; `who` is a capacity, for the story is read by all organizers."""

    at: datetime
    kind: StepKind
    who: str = ""


OF_ANSWER = {
    PartStat.ACCEPTED: (Standing.COMES, StepKind.COMES),
    PartStat.TENTATIVE: (Standing.MAYBE, StepKind.MAYBE),
    PartStat.DECLINED: (Standing.DECLINED, StepKind.DECLINED),
    PartStat.DELEGATED: (Standing.DELEGATES, StepKind.DELEGATES),
}
OF_ORIGIN = {Origin.SUBSTITUTE: StepKind.SUBSTITUTE, Origin.DELEGATED: StepKind.DELEGATE}


def standing(seat: Seat) -> Standing:
    """The one state of the seat: that of its holder, else of its newest nomination."""
    open_now = next((one for one in reversed(seat.nominations) if one.is_open), None)
    holding = seat.holding
    declined = False
    if holding is not None:
        found = _of_holder(holding)
        declined = found in (Standing.DECLINED, Standing.DELEGATES)
        if not declined or open_now is None:
            return found
    if open_now is not None:
        return Standing.NAMED if open_now.state is NominationState.NAMED else Standing.ASKED
    return Standing.EMPTY


def _of_holder(holding: Holding) -> Standing:
    invitation = invitation_of(holding)
    if invitation is None:
        return Standing.HELD
    answer = invitation.current_answer
    if answer is not None and answer.partstat in OF_ANSWER:
        return OF_ANSWER[answer.partstat][0]
    return Standing.INVITED if is_told(invitation) else Standing.HELD


def is_told(invitation: Invitation) -> bool:
    """Whether an invitation has left or is on its way."""
    return invitation.is_told or any(row.may_be_superseded for row in invitation.outbox)


def count(seats: Iterable[Seat]) -> Counter[Standing]:
    """How many seats are in each state; the numbers add up to the number of seats."""
    return Counter(standing(seat) for seat in seats)


def story(seat: Seat) -> list[Step]:
    """What happened to the seat, oldest first: one line, however many sat there."""
    steps = [step for one in (_nominated(seat), _held(seat)) for step in one]
    return sorted(steps, key=lambda step: step.at)


def _nominated(seat: Seat) -> list[Step]:
    steps = []
    for one in seat.nominations:
        on_behalf = not one.contact_address
        if not on_behalf:
            steps.append(Step(one.created_at, StepKind.ASKED))
        if one.named_at is not None and one.name:
            kind = StepKind.NAMED_FOR if on_behalf else StepKind.NAMED
            steps.append(Step(one.named_at, kind, one.title))
        if one.state is NominationState.NOBODY and one.named_at is not None:
            steps.append(Step(one.named_at, StepKind.REFUSED))
        if one.state is NominationState.DECLINED and one.decided_at is not None:
            steps.append(Step(one.decided_at, StepKind.NOT_WANTED))
    return steps


def _held(seat: Seat) -> list[Step]:
    reserves = {one.holding for one in seat.dialogue.reserves if one.state is ReserveState.ASKED}
    steps = []
    for holding in seat.holdings:
        began = holding.began_at
        if began is not None and holding in reserves:
            steps.append(Step(began, StepKind.RESERVE, holding.title))
        elif began is not None and holding.origin is not Origin.NOMINATED:
            steps.append(Step(began, OF_ORIGIN.get(holding.origin, StepKind.SEATED), holding.title))
        for invitation in holding.invitations:
            steps += _answered(invitation)
    return steps


def _answered(invitation: Invitation) -> list[Step]:
    if not invitation.event.is_meeting:
        return []
    told = next((row.revision for row in invitation.outbox if row.revision is not None), None)
    steps = [Step(told.made_at, StepKind.INVITED)] if told is not None else []
    for answer in invitation.answers:
        if answer.counts and answer.partstat in OF_ANSWER:
            steps.append(Step(answer.received_at, OF_ANSWER[answer.partstat][1]))
    return steps
