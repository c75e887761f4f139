"""Verbs on attendance: who was there, checked in by an organizer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    THERE,
    Actor,
    Audience,
    Basis,
    Dialogue,
    DialogueStatus,
    Holding,
    Organisation,
    Origin,
    Participation,
    Presence,
    Seat,
    SeatRole,
)

TITLE_LIMIT = 200
_CLOSED = (DialogueStatus.DRAFT, DialogueStatus.DATE_CHOICE, DialogueStatus.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """Somebody who came without being invited: capacity and organisation for all, the name for organizers."""

    title: str
    organisation: Organisation | None = None
    name: str = ""


def participation_of(holding: Holding) -> Participation | None:
    """What is known of the presence of the one who holds the seat."""
    dialogue = holding.seat.dialogue
    return next((known for known in dialogue.participations if known.holding is holding), None)


def check_in(holding: Holding, presence: Presence, *, by: Actor, at: datetime) -> Participation:
    """It is known how the holder was there. The public may read of those who came, never of those who did not."""
    dialogue = holding.seat.dialogue
    if dialogue.status in _CLOSED:
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb="check in")
    participation = participation_of(holding)
    before = participation.presence if participation else None
    if participation is None:
        participation = Participation(holding=holding, basis=Basis.STATED)
        dialogue.participations.append(participation)
    if before is presence:
        return participation
    participation.presence = presence
    participation.organisation, participation.person = holding.seat.organisation, holding.person
    participation.capacity = holding.title
    participation.audience = Audience.PUBLIC if presence in THERE else Audience.ORGANIZERS
    dialogue.record(
        "checked_in",
        by=by,
        at=at,
        subject_kind="holding",
        subject_id=holding.id,
        before={"presence": before.value} if before else {},
        after={"presence": presence.value},
    )
    return participation


def walk_in(dialogue: Dialogue, newcomer: WalkIn, *, by: Actor, at: datetime) -> Participation:
    """Somebody uninvited was there, in a seat of their own, without any invitation."""
    title = newcomer.title.strip()
    if not title:
        raise Invalid("title", "missing")
    if len(title) > TITLE_LIMIT or len(newcomer.name) > TITLE_LIMIT:
        raise Invalid("title", "too_long", limit=TITLE_LIMIT)
    seat = Seat(role=SeatRole.OPTIONAL, organisation=newcomer.organisation, position=len(dialogue.seats))
    seat.holdings.append(Holding(title=title, name=newcomer.name.strip(), origin=Origin.INVITED, began_at=at))
    dialogue.seats.append(seat)
    return check_in(seat.holdings[0], Presence.WALK_IN, by=by, at=at)
