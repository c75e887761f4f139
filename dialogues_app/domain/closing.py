"""Closing the notes of a dialogue: what is still missing, and the step to documented."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    AnswerState,
    Dialogue,
    DialogueStatus,
    EventStatus,
    Outcome,
    OutcomeType,
)

_BEFORE = (DialogueStatus.BOOKED, DialogueStatus.INVITED)


class Check(enum.StrEnum):
    """What is looked at before the notes are closed."""

    NO_OUTCOMES = "no_outcomes"
    COMMITMENT_WITHOUT_DATE = "commitment_without_date"
    UNANSWERED = "unanswered"
    WITHOUT_WORDS = "without_words"  # nothing of what was said stands behind it
    ATTENDANCE_MISSING = "attendance_missing"


BLOCKING = (Check.COMMITMENT_WITHOUT_DATE,)


@dataclass(frozen=True)
class Finding:
    """One thing that is missing, and the outcomes or the number of seats it is missing for."""

    check: Check
    outcomes: tuple[Outcome, ...] = ()
    count: int = 0

    @property
    def blocks(self) -> bool:
        """Whether the notes cannot be closed before it is mended."""
        return self.check in BLOCKING


def standing(dialogue: Dialogue) -> list[Outcome]:
    """The outcomes that have not been withdrawn, by number."""
    kept = [outcome for outcome in dialogue.outcomes if outcome.withdrawn_at is None]
    return sorted(kept, key=lambda outcome: outcome.number)


def checks_before_closing(dialogue: Dialogue) -> list[Finding]:
    """What is missing before the notes are closed, as data; empty when all is there."""
    outcomes = standing(dialogue)
    missing = {
        Check.COMMITMENT_WITHOUT_DATE: [
            outcome
            for outcome in outcomes
            if outcome.type is OutcomeType.COMMITMENT and outcome.answer_due is None
        ],
        Check.UNANSWERED: [outcome for outcome in outcomes if outcome.answer_state is AnswerState.OPEN],
        Check.WITHOUT_WORDS: [
            outcome for outcome in outcomes if not outcome.said and not outcome.standing_contributions
        ],
    }
    found = [] if outcomes else [Finding(Check.NO_OUTCOMES)]
    found += [Finding(check, tuple(those), len(those)) for check, those in missing.items() if those]
    unchecked = unchecked_seats(dialogue)
    return [*found, Finding(Check.ATTENDANCE_MISSING, count=unchecked)] if unchecked else found


def unchecked_seats(dialogue: Dialogue) -> int:
    """How many held seats nobody has said anything about."""
    told = {participation.holding for participation in dialogue.participations if participation.presence}
    holdings = [seat.holding for seat in dialogue.seats if seat.withdrawn_at is None]
    return sum(1 for holding in holdings if holding is not None and holding not in told)


def close_notes(dialogue: Dialogue, *, by: Actor, at: datetime) -> None:
    """The dialogue is documented; one that had begun becomes held on the way.

    Raises Invalid where a finding blocks, or where the meeting has not begun.
    """
    if dialogue.status is DialogueStatus.DOCUMENTED:
        return
    if any(finding.blocks for finding in checks_before_closing(dialogue)):
        raise Invalid("dialogue", "not_ready")
    if dialogue.status in _BEFORE:
        _end_meeting(dialogue, by=by, at=at)
    dialogue.move_to(DialogueStatus.DOCUMENTED, by=by, at=at)


def reopen_notes(dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> None:
    """The dialogue is held again and its notes are open. Raises ReasonRequired without a reason."""
    if dialogue.status is not DialogueStatus.DOCUMENTED:
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb="reopen the notes")
    if any(round_.is_open for round_ in dialogue.rounds):
        raise IllegalTransition(subject="dialogue", state="under review", verb="reopen the notes")
    dialogue.move_to(DialogueStatus.HELD, by=by, at=at, reason=reason)


def _end_meeting(dialogue: Dialogue, *, by: Actor, at: datetime) -> None:
    meeting = dialogue.meeting
    if meeting is None or meeting.starts_at is None or meeting.starts_at > at:
        raise Invalid("meeting", "not_begun")
    if meeting.status is not EventStatus.HELD:
        meeting.move_to(EventStatus.HELD)
    dialogue.move_to(DialogueStatus.HELD, by=by, at=at)
