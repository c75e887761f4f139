"""Unanswered outcomes come back: proposed to a later dialogue on the theme, taken up there, or dropped with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dialogues_app.domain import programme
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    Actor,
    AnswerState,
    Audience,
    CarryOver,
    Dialogue,
    DialogueStatus,
    Organisation,
    Outcome,
)

BEFORE_IT_IS_HELD = (
    DialogueStatus.DRAFT,
    DialogueStatus.DATE_CHOICE,
    DialogueStatus.BOOKED,
    DialogueStatus.INVITED,
)
UNANSWERED = (AnswerState.OPEN, AnswerState.AWAITING)
REASON_LIMIT = 2000


def takes_proposals(dialogue: Dialogue) -> bool:
    """Whether its programme is still being made."""
    return dialogue.status in BEFORE_IT_IS_HELD


def proposals(candidates: Iterable[Outcome], body: Organisation | None) -> list[Outcome]:
    """Those of the candidates that nobody has answered and that this body's organizers may read."""
    return [one for one in candidates if is_unanswered(one) and _may_read(one, body)]


def is_unanswered(outcome: Outcome) -> bool:
    """Whether it stands without an answer; of loaded history without a known answer nothing is said."""
    return outcome.withdrawn_at is None and outcome.answer_state in UNANSWERED


def take_up(outcome: Outcome, dialogue: Dialogue, *, by: Actor, at: datetime) -> CarryOver:
    """The outcome is an item of the dialogue's programme, for no wider audience than its own; to be stored."""
    _require_proposable(outcome, dialogue, by)
    audience, body = _audience(outcome)
    text = programme.ItemText(title=outcome.sentence, audience=audience, audience_body=body)
    item = programme.add_item(dialogue, text, by=by, at=at)
    made = CarryOver(dialogue=dialogue, outcome=outcome, at=at, by_label=by.label, agenda_item=item)
    _record("outcome_carried_over", made, by=by, at=at)
    return made


def drop(outcome: Outcome, dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> CarryOver:
    """The dialogue does not take the outcome up, for this reason; the next one on the theme is asked anew. To be stored.

    Raises ReasonRequired without a reason.
    """
    _require_proposable(outcome, dialogue, by)
    reason = reason.strip()
    if not reason:
        raise ReasonRequired
    if len(reason) > REASON_LIMIT:
        raise Invalid("reason", "too_long", longest=REASON_LIMIT)
    made = CarryOver(dialogue=dialogue, outcome=outcome, at=at, by_label=by.label, reason=reason)
    _record("carry_over_dropped", made, by=by, at=at)
    return made


def _require_proposable(outcome: Outcome, dialogue: Dialogue, by: Actor) -> None:
    if not takes_proposals(dialogue):
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb="take up an outcome")
    if not proposals([outcome], by.body):
        raise IllegalTransition(subject="outcome", state=outcome.answer_state.value, verb="take up")
    if outcome.dialogue.is_practice is not dialogue.is_practice:
        raise Invalid("outcome", "practice_mixed")


def _may_read(outcome: Outcome, body: Organisation | None) -> bool:
    return outcome.audience is not Audience.BODY or outcome.audience_body is body


def _audience(outcome: Outcome) -> tuple[Audience, Organisation | None]:
    """What the public or the participants may read already may stand in the programme; the rest stays inside."""
    if outcome.audience is Audience.PUBLIC and outcome.dialogue.is_published:
        return Audience.PARTICIPANTS, None
    if outcome.audience is Audience.BODY:
        return Audience.BODY, outcome.audience_body
    return Audience.ORGANIZERS, None


def _record(verb: str, made: CarryOver, *, by: Actor, at: datetime) -> None:
    outcome = made.outcome
    after = {"dialogue": outcome.dialogue.slug, "number": outcome.number}
    made.dialogue.record(
        verb, by=by, at=at, subject_kind="outcome", subject_id=outcome.id, after=after, reason=made.reason
    )
