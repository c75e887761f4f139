"""Who raised what: from an outcome to the addresses of those whose words led to it, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, or_, select, union
from sqlalchemy.orm import aliased, joinedload, selectinload

from dialogues_app.domain.answer_clock import DECIDED
from dialogues_app.domain.hearing import TOLD
from dialogues_app.models import (
    THERE,
    Dialogue,
    DialogueStatus,
    DialogueTheme,
    FollowUp,
    Holding,
    Invitation,
    Link,
    Listener,
    Measure,
    MessageKind,
    OutboxRow,
    OutboxState,
    Outcome,
    Participation,
    Seat,
    StatusStatement,
    Telling,
)

BATCH = 50
RECORDED = (DialogueStatus.DOCUMENTED, *DECIDED)


def seats_behind() -> CompoundSelect[Any]:
    """(outcome, seat): whose words led to it. A further way for words to lead to an outcome is one more select."""
    by_organisation = and_(
        Seat.dialogue_id == Outcome.dialogue_id, Seat.organisation_id == Outcome.raised_by_organisation_id
    )
    return union(
        select(Outcome.id.label("outcome_id"), Outcome.raised_by_seat_id.label("seat_id")).where(
            Outcome.raised_by_seat_id.is_not(None)
        ),
        select(Outcome.id.label("outcome_id"), Seat.id.label("seat_id"))
        .join(Seat, by_organisation)
        .where(Outcome.raised_by_seat_id.is_(None), Seat.withdrawn_at.is_(None)),
    )


def raised() -> Select[*tuple[Any, ...]]:
    """(outcome_id, address, is_practice): each address whose words led to the outcome, once."""
    behind = seats_behind().subquery()
    return (
        select(behind.c.outcome_id, Invitation.address, Dialogue.is_practice)
        .join(Outcome, Outcome.id == behind.c.outcome_id)
        .join(Dialogue, Dialogue.id == Outcome.dialogue_id)
        .join(Holding, Holding.seat_id == behind.c.seat_id)
        .join(Invitation, Invitation.holding_id == Holding.id)
        .where(_sat_there(), Invitation.removed_at.is_(None), Outcome.withdrawn_at.is_(None))
        .where(Outcome.audience.in_(TOLD), Dialogue.status.in_(RECORDED))
        .distinct()
    )


def raised_by(address: str, *, practice: bool | None = None, decided: bool = False) -> Select[Outcome]:
    """What this address raised, with its answer, the newest dialogue first; the one place that says whose it is."""
    found = raised().subquery()
    whose = select(found.c.outcome_id).where(found.c.address == address)
    query = select(Outcome).join(Dialogue, Dialogue.id == Outcome.dialogue_id).where(Outcome.id.in_(whose))
    if practice is not None:
        query = query.where(Dialogue.is_practice.is_(practice))
    if decided:
        query = query.where(Dialogue.status.in_(DECIDED))
    return query.options(*_parts()).order_by(
        Dialogue.held_latest.desc(), Outcome.dialogue_id.desc(), Outcome.number, Outcome.id
    )


def unknown_listeners() -> Select[*tuple[Any, ...]]:
    """(address, is_practice) of those who raised something that is decided, and are not listed yet."""
    found = raised().where(Dialogue.status.in_(DECIDED)).subquery()
    return (
        select(found.c.address, found.c.is_practice)
        .outerjoin(
            Listener, and_(Listener.address == found.c.address, Listener.is_practice == found.c.is_practice)
        )
        .where(Listener.id.is_(None))
        .distinct()
        .order_by(found.c.address, found.c.is_practice)
        .limit(BATCH)
    )


def due(at: datetime) -> Select[int]:
    """The keys of the listeners whose time to look has come."""
    return (
        select(Listener.id).where(Listener.due_at <= at).order_by(Listener.due_at, Listener.id).limit(BATCH)
    )


def last_told(listener_id: int) -> Select[Telling]:
    """The newest telling of each outcome to this listener."""
    newest = (
        select(func.max(Telling.id)).where(Telling.listener_id == listener_id).group_by(Telling.outcome_id)
    )
    return select(Telling).where(Telling.id.in_(newest)).order_by(Telling.id)


def tellings(address: str, *, limit: int) -> Select[Telling]:
    """What the address has been told, the newest first."""
    outcome = joinedload(Telling.outcome)
    dialogue = outcome.joinedload(Outcome.dialogue)
    return (
        select(Telling)
        .join(Listener, Listener.id == Telling.listener_id)
        .where(Listener.address == address)
        .options(outcome, dialogue.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme))
        .order_by(Telling.at.desc(), Telling.id.desc())
        .limit(limit)
    )


def listeners(address: str) -> Select[Listener]:
    """The one or two listeners of an address: in earnest, and in practice."""
    return select(Listener).where(Listener.address == address).order_by(Listener.id)


def waiting_mails(listener: Listener) -> Select[OutboxRow]:
    """The digests to this listener that have not left yet."""
    return (
        select(OutboxRow)
        .where(
            OutboxRow.kind == MessageKind.DIGEST,
            OutboxRow.recipient == listener.address,
            OutboxRow.is_practice == listener.is_practice,
            OutboxRow.state == OutboxState.QUEUED,
        )
        .order_by(OutboxRow.id)
    )


def _sat_there() -> ColumnElement[bool]:
    """The holding was there; where nobody has said who of the seat was, the one who holds it."""
    here, any_ = aliased(Participation), aliased(Participation)
    other = aliased(Holding)
    was_there = select(here.id).where(here.holding_id == Holding.id, here.presence.in_(THERE)).exists()
    anything_said = (
        select(any_.id)
        .join(other, other.id == any_.holding_id)
        .where(other.seat_id == Holding.seat_id, any_.presence.is_not(None))
        .exists()
    )
    return or_(was_there, and_(~anything_said, Holding.ended_at.is_(None)))


def _parts() -> list[Any]:
    """What is told of an outcome to those who raised it, in as many queries however many there are."""
    dialogue = joinedload(Outcome.dialogue)
    links = selectinload(Outcome.links)
    measure = links.joinedload(Link.measure)
    return [
        dialogue.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
        joinedload(Outcome.answer_owner),
        links.selectinload(Link.sources),
        links.joinedload(Link.plan),
        measure.joinedload(Measure.proposed_in),
        measure.selectinload(Measure.statuses).selectinload(StatusStatement.sources),
        measure.selectinload(Measure.follow_ups).selectinload(FollowUp.sources),
    ]
