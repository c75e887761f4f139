"""What `dialogues answers` says: for each seat the answer, and how far the mail has come."""

from __future__ import annotations

from typing import Any

from dialogues_app.models import (
    CALENDAR_KINDS,
    CalendarEvent,
    Invitation,
    OutboxRow,
    OutboxState,
    ProposalKind,
)

GONE = (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)


def answers_as_data(meeting: CalendarEvent) -> list[dict[str, Any]]:
    """One object for each invitation, removed ones too."""
    return [_row(invitation) for invitation in meeting.invitations]


def answers_as_table(rows: list[dict[str, Any]]) -> str:
    """The same for a person."""
    width = max((len(row["address"]) for row in rows), default=0)
    lines = [f"{row['address']:<{width}}  {row['answer']:<12}  {row['delivery']}" for row in rows]
    return "\n".join(lines) or "Nobody is invited."


def _row(invitation: Invitation) -> dict[str, Any]:
    answer = invitation.current_answer
    last = _last(invitation)
    organisation = invitation.holding.seat.organisation
    return {
        "holding": invitation.holding_id,
        "address": invitation.address,
        "name": invitation.name,
        "title": invitation.holding.title,
        "organisation": organisation.name if organisation else None,
        "role": invitation.holding.seat.role.value,
        "removed": invitation.removed_at is not None,
        "answer": invitation.partstat.value,
        "channel": answer.channel.value if answer else None,
        "sequence": answer.sequence if answer else None,
        "dtstamp": answer.dtstamp.isoformat() if answer else None,
        "comment": answer.comment if answer else "",
        "delegate": _delegate(invitation),
        "proposal": _proposal(invitation),
        "delivery": _delivery(invitation),
        "reason": invitation.bounce_reason or (last.error if last else ""),
    }


def _delegate(invitation: Invitation) -> dict[str, str] | None:
    """The newest person proposed in one's place, and what became of that."""
    for one in reversed(invitation.proposals):
        if one.kind is not ProposalKind.COUNTER:
            return {"name": one.name, "address": one.address, "state": one.state.value}
    return None


def _proposal(invitation: Invitation) -> dict[str, str] | None:
    """The newest other time that was proposed, and what became of that."""
    for one in reversed(invitation.proposals):
        if one.kind is ProposalKind.COUNTER and one.starts_at and one.ends_at:
            times = {"starts": one.starts_at.isoformat(), "ends": one.ends_at.isoformat()}
            return times | {"comment": one.comment, "state": one.state.value}
    return None


def _last(invitation: Invitation) -> OutboxRow | None:
    """The message whose fate says whether the calendar is right: the newest that still holds, else the newest."""
    calendar = [row for row in invitation.outbox if row.kind in CALENDAR_KINDS]
    holding = [row for row in calendar if row.state not in GONE]
    return next(iter(reversed(holding or calendar)), None)


def _delivery(invitation: Invitation) -> str:
    if invitation.bounced_at is not None:
        return "bounced"
    last = _last(invitation)
    if last is None:
        return "not_sent"
    deferred = last.state is OutboxState.QUEUED and last.error
    return "deferred" if deferred else last.state.value
