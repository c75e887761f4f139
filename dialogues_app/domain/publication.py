"""The two gates of a dialogue: announced (themes, date, place, people) and published (results)."""

from __future__ import annotations

from datetime import datetime

from dialogues_app.domain.closing import standing
from dialogues_app.errors import IllegalTransition, Invalid, NotAllowed, ReasonRequired
from dialogues_app.models import (
    Actor,
    AnswerState,
    Dialogue,
    DialogueStatus,
    OrganisationKind,
    Outcome,
)


def may_publish(actor: Actor, dialogue: Dialogue) -> bool:
    """Whether the actor is an organizer of the ministry that organises the dialogue."""
    body = actor.body
    if body is None or body.kind is not OrganisationKind.MINISTRY:
        return False
    return any(place.organisation is body for place in dialogue.bodies)


def announce(dialogue: Dialogue, *, by: Actor, at: datetime) -> None:
    """The public sees themes, date, place, ministers and bodies. Announced twice, the first stands."""
    _require_ministry(dialogue, by)
    if dialogue.is_announced:
        return
    if dialogue.status is DialogueStatus.CANCELLED:
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb="announce")
    if not dialogue.themes and not dialogue.title:
        raise Invalid("themes", "missing")
    dialogue.announced_at = at
    dialogue.record("announced", by=by, at=at)


def withdraw_announcement(dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> None:
    """The public no longer sees the dialogue. Raises ReasonRequired without a reason."""
    _require_ministry(dialogue, by)
    if dialogue.is_published:
        raise IllegalTransition(subject="dialogue", state="published", verb="withdraw the announcement")
    if not dialogue.is_announced:
        return
    _require_reason(reason)
    dialogue.announced_at = None
    dialogue.record("announcement_withdrawn", by=by, at=at, reason=reason.strip())


def unanswered(dialogue: Dialogue) -> list[Outcome]:
    """The public outcomes that nobody has answered: only loaded history may stand without an answer."""
    return [
        outcome
        for outcome in standing(dialogue)
        if outcome.is_public and outcome.answer_state is AnswerState.OPEN
    ]


def publish(dialogue: Dialogue, *, by: Actor, at: datetime) -> None:
    """The public sees the results whose audience is public. Published twice, the first stands.

    Raises IllegalTransition unless approved, Invalid while a public outcome has no answer.
    """
    _require_ministry(dialogue, by)
    if dialogue.is_published:
        return
    if dialogue.status is not DialogueStatus.APPROVED:
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb="publish")
    left = unanswered(dialogue)
    if left:
        raise Invalid("outcomes", "unanswered", count=len(left))
    dialogue.move_to(DialogueStatus.PUBLISHED, by=by, at=at)
    dialogue.published_at = at
    if not dialogue.is_announced:
        announce(dialogue, by=by, at=at)
    dialogue.record("published", by=by, at=at)


def unpublish(dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> None:
    """The public no longer sees the results; the dialogue stays announced. Raises ReasonRequired without a reason."""
    _require_ministry(dialogue, by)
    if not dialogue.is_published:
        return
    _require_reason(reason)
    dialogue.move_to(DialogueStatus.APPROVED, by=by, at=at, reason=reason.strip())
    dialogue.published_at = None
    dialogue.record("unpublished", by=by, at=at, reason=reason.strip())


def _require_ministry(dialogue: Dialogue, by: Actor) -> None:
    if not may_publish(by, dialogue):
        raise NotAllowed


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonRequired
