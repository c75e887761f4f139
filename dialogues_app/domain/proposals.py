"""Another time (COUNTER) or another person (DELEGATED) proposed by mail; an organizer decides (itip.md section 3)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from dialogues_app.domain import replies, scheduling
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    EventStatus,
    Invitation,
    MessageKind,
    OutboxRow,
    Proposal,
    ProposalKind,
    ProposalState,
    Revision,
    Slot,
)

# ruff: noqa: PLR0913  (a proposal carries what its mail knows of it)


def propose_time(
    invitation: Invitation, slot: Slot, *, sequence: int, comment: str, message_id: str, at: datetime
) -> Proposal | None:
    """Another time stands beside the meeting, which is as it was; None where it proposes the time that holds.

    A second proposal of the same person takes the place of the first while nobody has decided.
    """
    if slot == invitation.event.slot:
        return None
    _drop_open(invitation, ProposalKind.COUNTER)
    proposal = Proposal(
        kind=ProposalKind.COUNTER,
        received_at=at,
        sequence=min(sequence, invitation.sent_sequence or 0),
        comment=comment,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        message_id=message_id,
    )
    invitation.proposals.append(proposal)
    _record(proposal, "time_proposed", by=replies.actor_of(invitation), at=at)
    return proposal


def propose_delegate(
    invitation: Invitation, address: str, name: str, *, comment: str, message_id: str, at: datetime
) -> Proposal:
    """The organizers see to whom the person invited delegated; nobody is invited by it."""
    _drop_open(invitation, ProposalKind.DELEGATE)
    proposal = Proposal(
        kind=ProposalKind.DELEGATE,
        received_at=at,
        sequence=invitation.sent_sequence or 0,
        name=name,
        address=address,
        comment=comment,
        message_id=message_id,
    )
    invitation.proposals.append(proposal)
    _record(proposal, "delegate_proposed", by=replies.actor_of(invitation), at=at)
    return proposal


def delegation_fault(invitation: Invitation, delegates: list[str]) -> str:
    """Why this delegation is for a person to look at, empty where it is a proposal like any other."""
    named = [one for one in delegates if one]
    if not named:
        return "delegate_missing"
    if len(named) > 1:
        return "two_delegates"
    if named[0] == invitation.address:
        return "delegate_is_self"
    chain = [one for holding in invitation.holding.seat.holdings for one in holding.invitations]
    if any(one.event is invitation.event and one.address == named[0] for one in chain):
        return "delegate_circle"
    if any(one.address == named[0] for one in invitation.event.active_invitations):
        return "delegate_invited"
    return ""


def is_for_earlier_time(proposal: Proposal) -> bool:
    """Whether the proposal answers a version that is not the one last sent."""
    return proposal.sequence < (proposal.invitation.sent_sequence or 0)


def accept_counter(
    proposal: Proposal, *, reason: str, by: Actor, at: datetime, hold: timedelta
) -> Revision | None:
    """The meeting has the proposed time, and everyone invited is asked anew.

    Raises as `reschedule` does, and IllegalTransition once the proposal is decided.
    """
    slot = _require_counter(proposal)
    revision = scheduling.reschedule(proposal.invitation.event, slot, reason=reason, by=by, at=at, hold=hold)
    _decide(proposal, ProposalState.ACCEPTED, "time_accepted", by=by, at=at)
    return revision


def decline_counter(
    proposal: Proposal, *, reason: str, by: Actor, at: datetime, hold: timedelta
) -> OutboxRow | None:
    """The time stays, and the proposer alone is told so (DECLINECOUNTER, RFC 5546 section 3.2.8).

    None, and no mail, where the proposer has been removed or the event is no longer on.
    """
    slot = _require_counter(proposal)
    invitation = proposal.invitation
    _decide(proposal, ProposalState.DECLINED, "time_declined", by=by, at=at)
    event = invitation.event
    if invitation.removed_at is not None or event.status is not EventStatus.INVITED or event.is_over(at):
        return None
    row = OutboxRow(
        kind=MessageKind.DECLINECOUNTER,
        cause=f"declinecounter:{uuid.uuid4().hex}",
        recipient=invitation.address,
        message_id=str(uuid.uuid4()),
        created_at=at,
        not_before=at + hold,
        is_practice=event.dialogue.is_practice,
        sequence=invitation.sent_sequence or 0,
        context={
            "starts_at": slot.starts_at.isoformat(),
            "ends_at": slot.ends_at.isoformat(),
            "reason": reason.strip(),
        },
    )
    invitation.outbox.append(row)
    return row


def accept_delegate(proposal: Proposal, *, by: Actor, at: datetime, hold: timedelta) -> Invitation:
    """The delegate holds the seat and is invited with DELEGATED-FROM; the delegator's entry is taken back."""
    if proposal.kind is not ProposalKind.DELEGATE:
        raise Invalid("proposal", "kind")
    return replies.accept_substitute(proposal, by=by, at=at, hold=hold)


def decline_delegate(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """The seat stays with the one who delegated; the answer "delegated" stands until another one comes."""
    if proposal.kind is not ProposalKind.DELEGATE:
        raise Invalid("proposal", "kind")
    replies.decline_substitute(proposal, by=by, at=at)


def _drop_open(invitation: Invitation, kind: ProposalKind) -> None:
    for one in [one for one in invitation.proposals if one.kind is kind and one.state is ProposalState.OPEN]:
        one.state = ProposalState.DECLINED


def _require_counter(proposal: Proposal) -> Slot:
    if proposal.state is not ProposalState.OPEN:
        raise IllegalTransition(subject="proposal", state=proposal.state.value, verb="decide")
    if proposal.kind is not ProposalKind.COUNTER or proposal.starts_at is None or proposal.ends_at is None:
        raise Invalid("proposal", "kind")
    return Slot(proposal.starts_at, proposal.ends_at)


def _decide(proposal: Proposal, state: ProposalState, verb: str, *, by: Actor, at: datetime) -> None:
    proposal.state, proposal.decided_at, proposal.decided_label = state, at, by.label
    _record(proposal, verb, by=by, at=at)


def _record(proposal: Proposal, verb: str, *, by: Actor, at: datetime) -> None:
    invitation = proposal.invitation
    invitation.event.dialogue.record(verb, by=by, at=at, subject_kind="invitation", subject_id=invitation.id)
