"""The participants of dialogues as plain rows, and how far their mails have come: for 500 as for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.models import (
    CALENDAR_KINDS,
    Answer,
    CalendarEvent,
    EventKind,
    Holding,
    Invitation,
    Organisation,
    OutboxRow,
    OutboxState,
    Proposal,
    ProposalState,
    Revision,
    Seat,
)

GONE = (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)

OF_A_GUEST = (
    Seat.dialogue_id,
    Seat.role,
    Seat.description,
    Holding.id.label("holding_id"),
    Holding.title,
    Holding.name.label("holder"),
    Holding.origin,
    Organisation.name.label("organisation"),
    Organisation.side,
    Invitation.id.label("invitation_id"),
    Invitation.name,
    Invitation.address,
    Invitation.asked_sequence,
    Invitation.bounced_at,
    Invitation.bounce_reason,
)


def seats(dialogue_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Who holds a seat in these dialogues, with the meeting's invitation where there is one: plain rows."""
    meetings = select(CalendarEvent.id).where(
        CalendarEvent.dialogue_id.in_(dialogue_ids), CalendarEvent.kind == EventKind.MEETING
    )
    invited = and_(
        Invitation.holding_id == Holding.id,
        Invitation.removed_at.is_(None),
        Invitation.event_id.in_(meetings),
    )
    return (
        select(*OF_A_GUEST)
        .join(Holding, Holding.seat_id == Seat.id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Invitation, invited)
        .where(Seat.dialogue_id.in_(dialogue_ids), Seat.withdrawn_at.is_(None), Holding.ended_at.is_(None))
        .order_by(Seat.position, Seat.id, Holding.id, Invitation.id)
    )


def answers(dialogue_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The answers that may count in these dialogues, as plain rows."""
    return (
        select(
            Answer.invitation_id,
            Answer.partstat,
            Answer.channel,
            Answer.sequence,
            Answer.dtstamp,
            Answer.received_at,
            Answer.comment,
            Answer.entered_label,
        )
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .join(CalendarEvent, CalendarEvent.id == Invitation.event_id)
        .where(_in_meetings(dialogue_ids), Answer.counts, Invitation.removed_at.is_(None))
        .order_by(Answer.id)
    )


def mails(dialogue_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The newest calendar mail to each invitation in these dialogues, as plain rows."""
    newest = (
        select(func.max(OutboxRow.id))
        .join(Invitation, Invitation.id == OutboxRow.invitation_id)
        .join(CalendarEvent, CalendarEvent.id == Invitation.event_id)
        .where(_in_meetings(dialogue_ids), OutboxRow.kind.in_(CALENDAR_KINDS), OutboxRow.state.not_in(GONE))
        .group_by(OutboxRow.invitation_id)
    )
    columns = (
        OutboxRow.invitation_id,
        OutboxRow.kind,
        OutboxRow.state,
        OutboxRow.not_before,
        OutboxRow.sent_at,
        OutboxRow.attempts,
        OutboxRow.error_code,
        OutboxRow.error,
        CalendarEvent.status.label("event_status"),
    )
    return (
        select(*columns)
        .join(Invitation, Invitation.id == OutboxRow.invitation_id)
        .join(CalendarEvent, CalendarEvent.id == Invitation.event_id)
        .where(OutboxRow.id.in_(newest))
        .order_by(OutboxRow.id)
    )


def proposals(dialogue_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The proposals that wait for a decision in these dialogues, as plain rows."""
    return (
        select(
            Proposal.id,
            Proposal.invitation_id,
            Proposal.kind,
            Proposal.name,
            Proposal.address,
            Proposal.comment,
            Proposal.starts_at,
            Proposal.ends_at,
        )
        .join(Invitation, Invitation.id == Proposal.invitation_id)
        .join(CalendarEvent, CalendarEvent.id == Invitation.event_id)
        .where(
            _in_meetings(dialogue_ids), Proposal.state == ProposalState.OPEN, Invitation.removed_at.is_(None)
        )
        .order_by(Proposal.id)
    )


def invitations_whole(event_id: int) -> Select[Invitation]:
    """The invitations of a calendar event with their mails, answers and holders."""
    return (
        select(Invitation)
        .where(Invitation.event_id == event_id)
        .options(
            selectinload(Invitation.outbox).joinedload(OutboxRow.revision),
            selectinload(Invitation.answers),
            joinedload(Invitation.holding).joinedload(Holding.seat).joinedload(Seat.organisation),
            joinedload(Invitation.event),
        )
        .order_by(Invitation.id)
    )


def sending(event_id: int) -> Select[OutboxState, int]:
    """How many mails of the newest change are in each state."""
    newest = (
        select(func.max(Revision.id))
        .join(OutboxRow, OutboxRow.revision_id == Revision.id)
        .where(
            Revision.event_id == event_id,
            Revision.taken_back_at.is_(None),
            OutboxRow.kind.in_(CALENDAR_KINDS),
        )
        .scalar_subquery()
    )
    return (
        select(OutboxRow.state, func.count())
        .where(OutboxRow.revision_id == newest, OutboxRow.state.not_in(GONE))
        .group_by(OutboxRow.state)
        .order_by(OutboxRow.state)
    )


def _in_meetings(dialogue_ids: Sequence[int]) -> Any:
    return and_(CalendarEvent.dialogue_id.in_(dialogue_ids), CalendarEvent.kind == EventKind.MEETING)
