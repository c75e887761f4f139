"""What `dialogues answers` says: for each seat the answer, and how far the mail has come."""

from __future__ import annotations

from typing import Any

from dialogues_app.models import (
    CALENDAR_KINDS,
    CalendarEvent,
    Invitation,
    OutboxRow,
    OutboxState,
    ProposalState,
)

GONE = (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)  # never left: what did leave before is the state


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
    last = _last_mail(invitation)
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
        "proposal": next(
            (
                {"name": one.name, "address": one.address}
                for one in invitation.proposals
                if one.state is ProposalState.OPEN
            ),
            None,
        ),
        "delivery": _delivery(invitation),
        "reason": invitation.bounce_reason or (last.error if last else ""),
    }


def _delivery(invitation: Invitation) -> str:
    if invitation.bounced_at is not None:
        return "bounced"
    last = _last_mail(invitation)
    return last.state.value if last else "not_sent"


def _last_mail(invitation: Invitation) -> OutboxRow | None:
    """The newest mail that left or will and concerns the calendar; reminders tell nothing of the invitation."""
    told = [row for row in invitation.outbox if row.kind in CALENDAR_KINDS]
    left = [row for row in told if row.state not in GONE]
    return next(reversed(left or told), None)
