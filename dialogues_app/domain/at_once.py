"""Where the dialogue allows it, a proposed substitute or delegate takes the seat without being asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogues_app.domain import replies
from dialogues_app.domain.invitations import LONGEST_NAME
from dialogues_app.errors import DomainError
from dialogues_app.models import Invitation, Proposal, ProposalKind, ProposalState

PEOPLE = (ProposalKind.SUBSTITUTE, ProposalKind.DELEGATE)


def let_in(proposal: Proposal, *, at: datetime) -> Invitation | None:
    """The proposed person has the seat and is invited; None where an organizer has to decide.

    That is so unless the dialogue says otherwise, and always where the address cannot be invited.
    """
    if proposal.kind not in PEOPLE or proposal.state is not ProposalState.OPEN:
        return None
    if len(proposal.name) > LONGEST_NAME:
        return None
    rule = proposal.invitation.event.dialogue.seating_rule
    if rule is None or not rule.at_once:
        return None
    by = replies.actor_of(proposal.invitation)
    try:
        return replies.accept_substitute(proposal, by=by, at=at, hold=timedelta())
    except DomainError:
        return None
