"""What those invited answer and propose; every channel calls the same verbs (itip.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues_app.domain.addresses import normalise_address
from dialogues_app.domain.invitations import Newcomer, checked_address, invite, replace_holder, take_away
from dialogues_app.domain.snapshots import snapshot
from dialogues_app.domain.telling import Act, tell
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    Answer,
    CalendarEvent,
    Cause,
    Channel,
    EventStatus,
    Invitation,
    Origin,
    PartStat,
    Proposal,
    ProposalKind,
    ProposalState,
)

# ruff: noqa: PLR0913  (an answer carries what its channel knows of it)

LONGEST_COMMENT = 4000
ANSWERS = (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED, PartStat.DELEGATED)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What an answer by mail says of itself (RFC 5546 section 3.2.3)."""

    sequence: int
    dtstamp: datetime
    message_id: str = ""
    from_address: str = ""
    sent_by: str = ""


def answer(
    invitation: Invitation,
    partstat: PartStat,
    *,
    channel: Channel,
    comment: str = "",
    by: Actor,
    at: datetime,
    letter: Letter | None = None,
) -> Answer | None:
    """One more answer stands in the ledger; the current one is derived. None where it only repeats one.

    Page and telephone carry the SEQUENCE last sent and our clock, a REPLY its letter's (at most the one last sent).
    After a cancellation, the meeting or a removal it is kept and does not count.
    """
    last_sent = invitation.sent_sequence or 0
    told = letter or Letter(sequence=last_sent, dtstamp=at)
    given = Answer(
        partstat=partstat,
        channel=channel,
        sequence=min(told.sequence, last_sent),
        dtstamp=told.dtstamp,
        received_at=at,
        comment=comment.strip(),
        counts=_counts(invitation, at),
        message_id=told.message_id,
        from_address=told.from_address,
        sent_by=told.sent_by,
    )
    return _enter(invitation, given, by=by, at=at)


def _enter(invitation: Invitation, given: Answer, *, by: Actor, at: datetime) -> Answer | None:
    """The answer is in the ledger and the audit trail, unless it is none, or only repeats."""
    if given.partstat not in ANSWERS:
        raise Invalid("answer", "unknown", given=given.partstat.value)
    if len(given.comment) > LONGEST_COMMENT:
        raise Invalid("comment", "too_long", longest=LONGEST_COMMENT)
    if given.channel is Channel.PHONE:
        given.entered_label, given.entered_by = by.label, by.user
    if _repeats(invitation, given):
        return None
    invitation.answers.append(given)
    told = {"answer": given.partstat.value, "channel": given.channel.value}
    _record(invitation, "answered", by=by, at=at, after=told)
    return given


def propose_substitute(
    invitation: Invitation, name: str, address: str, comment: str, *, at: datetime
) -> Proposal:
    """An organizer sees whom the person invited would rather send; nobody is invited by it.

    Raises Invalid: `name` is `missing` or `too_long`, `address` is no address or the person's `own`.
    """
    _require_open(invitation, "propose substitute")
    if not name.strip():
        raise Invalid("name", "missing")
    if len(name) > 300 or len(comment) > LONGEST_COMMENT:
        raise Invalid("name" if len(name) > 300 else "comment", "too_long")
    wanted = normalise_address(address)
    if wanted == invitation.address:
        raise Invalid("address", "own", given=address)
    same = next((one for one in invitation.proposals if _is_open(one) and one.address == wanted), None)
    if same is not None:
        same.name, same.comment = name.strip(), comment.strip()
        return same
    proposal = Proposal(
        kind=ProposalKind.SUBSTITUTE,
        received_at=at,
        sequence=invitation.sent_sequence or 0,
        name=name.strip(),
        address=wanted,
        comment=comment.strip(),
    )
    invitation.proposals.append(proposal)
    _record(invitation, "substitute_proposed", by=Actor(label=_label(invitation)), at=at)
    return proposal


def accept_substitute(proposal: Proposal, *, by: Actor, at: datetime, hold: timedelta) -> Invitation:
    """The substitute holds the seat and is invited; the one who proposed it gets a CANCEL.

    Raises Invalid as `add_participant` does, IllegalTransition once the proposal is decided.
    """
    _require_undecided(proposal)
    former = proposal.invitation
    event: CalendarEvent = former.event
    _require_open(former, "accept substitute")
    address = checked_address(event, proposal.address)
    seat, before = former.holding.seat, former.holding
    origin = Origin.DELEGATED if proposal.kind is ProposalKind.DELEGATE else Origin.SUBSTITUTE
    take_away(former, Act(Cause.REMOVED, by, at, hold))
    newcomer = Newcomer(address=address, name=proposal.name, title=before.title)
    holding = replace_holder(seat, newcomer, origin, at=at)
    seat.withdrawn_at = None
    invitation = invite(event, holding, address, at=at)
    invitation.delegated_from = former.address if origin is Origin.DELEGATED else ""
    proposal.holding = holding
    _decide(proposal, ProposalState.ACCEPTED, by=by, at=at)
    if event.status is EventStatus.INVITED:
        added = snapshot(event, added=[invitation.token])
        tell(event, [invitation], Act(Cause.ADDED, by, at, hold, before=added))
    return invitation


def decline_substitute(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """The seat stays with whoever holds it."""
    _require_undecided(proposal)
    _decide(proposal, ProposalState.DECLINED, by=by, at=at)


def is_closed(invitation: Invitation, at: datetime) -> bool:
    """Whether an answer would change nothing any more."""
    return not _counts(invitation, at)


def actor_of(invitation: Invitation) -> Actor:
    """Somebody invited as an actor of the audit trail: by capacity, never by name."""
    return Actor(label=_label(invitation))


def _counts(invitation: Invitation, at: datetime) -> bool:
    event = invitation.event
    return invitation.removed_at is None and event.status is EventStatus.INVITED and not event.is_over(at)


def _repeats(invitation: Invitation, given: Answer) -> bool:
    """A REPLY that is equal in the whole order, or a page answer that says what already holds, is repeated."""
    if given.channel is Channel.CALENDAR:
        return any(one.rank() == given.rank() for one in invitation.answers)
    current = invitation.current_answer
    return (
        current is not None
        and given.counts
        and (current.partstat, current.comment, current.channel, current.sequence)
        == (given.partstat, given.comment, given.channel, given.sequence)
    )


def _is_open(proposal: Proposal) -> bool:
    return proposal.state is ProposalState.OPEN


def _require_undecided(proposal: Proposal) -> None:
    if not _is_open(proposal):
        raise IllegalTransition(subject="proposal", state=proposal.state.value, verb="decide")


def _require_open(invitation: Invitation, verb: str) -> None:
    status = invitation.event.status
    if invitation.removed_at is not None or status not in (EventStatus.INVITED, EventStatus.POSTPONED):
        raise IllegalTransition(subject="invitation", state=status.value, verb=verb)


def _decide(proposal: Proposal, state: ProposalState, *, by: Actor, at: datetime) -> None:
    proposal.state, proposal.decided_at, proposal.decided_label = state, at, by.label
    _record(proposal.invitation, f"substitute_{state.value}", by=by, at=at)


def _label(invitation: Invitation) -> str:
    """How the audit trail names somebody invited: by capacity, never by name."""
    holding = invitation.holding
    organisation = holding.seat.organisation
    return ", ".join(part for part in (holding.title, organisation.label if organisation else "") if part)


def _record(
    invitation: Invitation, verb: str, *, by: Actor, at: datetime, after: dict[str, str] | None = None
) -> None:
    invitation.event.dialogue.record(
        verb, by=by, at=at, subject_kind="invitation", subject_id=invitation.id, after=after or {}
    )
