"""What undo restores: the fields of an event and the status of its dialogue, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dialogues_app.domain.times import local_day
from dialogues_app.models import (
    CalendarEvent,
    Dialogue,
    DialogueStatus,
    EventKind,
    EventStatus,
    Invitation,
    PartialDate,
    ProposalState,
    Revision,
    Slot,
)

TEXTS = ("title", "text", "place", "link")
LISTS = ("removed", "added", "released")


def snapshot(
    event: CalendarEvent,
    *,
    removed: Sequence[str] = (),
    added: Sequence[str] = (),
    released: Sequence[str] = (),
) -> dict[str, Any]:
    """The event and its dialogue's status as they are.

    `removed` and `added` are tokens of invitations that this act revokes, and of those that replace them;
    `released` are the UIDs of the holds that it lets go.
    """
    dialogue = event.dialogue
    return {
        "starts_at": event.starts_at.isoformat() if event.starts_at else None,
        "ends_at": event.ends_at.isoformat() if event.ends_at else None,
        "kind": event.kind.value,
        "status": event.status.value,
        "dialogue_status": dialogue.status.value,
        "cancelled_from": dialogue.cancelled_from.value if dialogue.cancelled_from else None,
        "is_moved": dialogue.is_moved,
        "removed": list(removed),
        "added": list(added),
        "released": list(released),
        **{name: getattr(event, name) for name in TEXTS},
    }


def joined(before: dict[str, Any], waiting: Sequence[Revision]) -> dict[str, Any]:
    """What a further edit inside the waiting time goes back to: the state before the first of them."""
    first = waiting[-1].before if waiting else {}
    lists = {name: [*first.get(name, []), *before[name]] for name in LISTS}
    return before | first | lists


def restore(event: CalendarEvent, before: dict[str, Any], *, at: datetime) -> None:
    """The event and its dialogue's status are as they were; SEQUENCE stays raised (RFC 5546 section 2.1.4)."""
    was_meeting = event.is_meeting
    event.slot = read_slot(before)
    event.kind, event.status = EventKind(before["kind"]), EventStatus(before["status"])
    was_in_step = event.dialogue.place == event.place
    for name in TEXTS:
        setattr(event, name, before[name])
    if was_in_step:
        follow_place(event)
    if was_meeting or event.is_meeting:  # a hold or a seminar says nothing of how far the dialogue has come
        _restore_dialogue(event.dialogue, before)
    _restore_people(event, before, at)
    follow_slot(event)


def _restore_dialogue(dialogue: Dialogue, before: dict[str, Any]) -> None:
    origin = before["cancelled_from"]
    dialogue.status = DialogueStatus(before["dialogue_status"])
    dialogue.cancelled_from = DialogueStatus(origin) if origin else None
    dialogue.is_moved = before["is_moved"]
    if dialogue.meeting is None and not dialogue.dates:
        dialogue.held = PartialDate()  # what was the meeting is a hold again


def _restore_people(event: CalendarEvent, before: dict[str, Any], at: datetime) -> None:
    for invitation in event.invitations:
        if invitation.token in before["added"]:
            invitation.removed_at = invitation.holding.ended_at = at
            _reopen(event, invitation)
    for invitation in event.invitations:
        if invitation.token in before["removed"] and invitation.token not in before["added"]:
            invitation.removed_at = invitation.holding.ended_at = None


def _reopen(event: CalendarEvent, invitation: Invitation) -> None:
    """The proposal that led to this invitation waits for a decision again."""
    for proposal in (proposal for one in event.invitations for proposal in one.proposals):
        if proposal.holding is invitation.holding:
            proposal.state, proposal.holding, proposal.decided_at = ProposalState.OPEN, None, None


def read_slot(before: dict[str, Any]) -> Slot | None:
    """The slot in a snapshot."""
    if before["starts_at"] is None or before["ends_at"] is None:
        return None
    return Slot(datetime.fromisoformat(before["starts_at"]), datetime.fromisoformat(before["ends_at"]))


def follow_place(event: CalendarEvent) -> None:
    """The place of a dialogue is that of its meeting."""
    if event.is_meeting:
        event.dialogue.place = event.place


def follow_slot(event: CalendarEvent) -> None:
    """The day of a dialogue is that of its meeting; one that sources tell of keeps their dates."""
    dialogue: Dialogue = event.dialogue
    if event.is_meeting and not dialogue.dates:
        slot = event.slot
        dialogue.held = PartialDate.day(local_day(slot.starts_at)) if slot else PartialDate()
