"""How an outcome is answered: by links, without a measure, or later by a named owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogues_app.domain import answer_clock
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    ActionPlan,
    Actor,
    AnswerState,
    Audience,
    Dialogue,
    DialogueStatus,
    Link,
    LinkKind,
    Measure,
    Organisation,
    Outcome,
    OutcomeType,
    PartialDate,
)

REASON_LIMIT = 2000
STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DECIDED = (DialogueStatus.APPROVED, DialogueStatus.PUBLISHED)


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a link leads to, how and why: exactly one of a measure, a plan and a named matter."""

    kind: LinkKind
    measure: Measure | None = None
    plan: ActionPlan | None = None
    matter: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        named = [self.measure is not None, self.plan is not None, bool(self.matter.strip())]
        if sum(named) != 1:
            raise Invalid("target", "not_one")


def stated_today(at: datetime) -> PartialDate:
    """The Swedish day of an instant: what is entered in the product is stated the day it is entered."""
    return PartialDate.day(at.astimezone(STOCKHOLM).date())


def kind_for(measure: Measure, dialogue: Dialogue) -> LinkKind:
    """What a link made while recording says: only a measure proposed in this very dialogue was led to by it."""
    return LinkKind.LED_TO if measure.proposed_in is dialogue else LinkKind.INPUT_TO


def link(outcome: Outcome, target: Target, *, by: Actor, at: datetime) -> Link:
    """The outcome leads to the target, as stated today; the same link again gives the one that stands.

    A practice may link a real measure, for the link is never public and goes with it; never the other way round.
    """
    _require_standing(outcome)
    if not outcome.dialogue.is_practice and target.measure is not None and target.measure.is_practice:
        raise Invalid("target", "practice_mixed")
    known = _standing_link(outcome, target)
    if known is not None:
        return known
    made = Link(
        kind=target.kind,
        reason=_short(target.reason),
        recorded_at=at,
        stated_by=by.label,
        measure=target.measure,
        plan=target.plan,
        other_target=target.matter.strip(),
        audience=Audience.PUBLIC,
    )
    made.stated_on = stated_today(at)
    outcome.links.append(made)
    reword(outcome, at=at)
    answer_clock.plan(outcome, at=at)
    _record(outcome, "outcome_linked", by=by, at=at, after={"kind": target.kind.value, "target": _name(made)})
    return made


def unlink(made: Link, *, reason: str, by: Actor, at: datetime) -> None:
    """The link no longer stands; it stays readable with the reason. Raises ReasonRequired without one."""
    if not made.stands:
        return
    if not reason.strip():
        raise ReasonRequired
    made.withdraw(by=by.label, at=at, reason=_short(reason), stated_on=stated_today(at))
    if made.outcome is not None:
        reword(made.outcome, at=at)
        answer_clock.plan(made.outcome, at=at)
        before = {"kind": made.kind.value, "target": _name(made)}
        _record(made.outcome, "outcome_unlinked", by=by, at=at, before=before, reason=made.withdrawn_reason)


def answer_without_measure(outcome: Outcome, *, reason: str, by: Actor, at: datetime) -> None:
    """The outcome is answered: there will be no measure, for this reason. Raises ReasonRequired without one."""
    _require_standing(outcome)
    if not reason.strip():
        raise ReasonRequired
    before = _answer(outcome)
    outcome.answer, outcome.answer_reason = AnswerState.WITHOUT_MEASURE, _short(reason)
    outcome.answer_owner, outcome.answer_address = None, ""
    if outcome.type is not OutcomeType.COMMITMENT:
        outcome.answer_due = None
    _answered(outcome, before, by=by, at=at)


def await_answer(outcome: Outcome, owner: Organisation, due: date, *, by: Actor, at: datetime) -> None:
    """The owner answers by the due date."""
    _require_standing(outcome)
    before = _answer(outcome)
    outcome.answer, outcome.answer_owner, outcome.answer_due = AnswerState.AWAITING, owner, due
    outcome.answer_reason = ""
    _answered(outcome, before, by=by, at=at)


def remind_at(outcome: Outcome, address: str) -> None:
    """The owner of the promised answer is reminded at this address; needed where the owner has no accounts."""
    outcome.answer_address = address


def promise(outcome: Outcome, due: date | None) -> None:
    """An answer is promised by the date, by the leading body until another owner is named; None promises nothing."""
    outcome.answer_due = due
    if due is not None and outcome.answer is AnswerState.OPEN:
        outcome.answer = AnswerState.AWAITING
        outcome.answer_owner = outcome.dialogue.leading_body
    elif due is None and outcome.answer is AnswerState.AWAITING:
        outcome.answer, outcome.answer_owner = AnswerState.OPEN, None


def reword(outcome: Outcome, *, at: datetime) -> None:
    """What the minister decides on has changed: a draft in an open round is undecided again.

    Once the dialogue is approved, answers go on being added and the approval stands.
    """
    if outcome.dialogue.status in _DECIDED:
        return
    outcome.worded_at = at
    for decision in outcome.decisions:
        if decision.round.is_open:
            decision.verdict = None


def _answered(outcome: Outcome, before: dict[str, object], *, by: Actor, at: datetime) -> None:
    after = _answer(outcome)
    if after == before:
        return
    reword(outcome, at=at)
    answer_clock.plan(outcome, at=at)
    _record(outcome, "outcome_answered", by=by, at=at, before=before, after=after)


def _answer(outcome: Outcome) -> dict[str, object]:
    return {
        "answer": outcome.answer.value,
        "reason": outcome.answer_reason,
        "owner": outcome.answer_owner.name if outcome.answer_owner else "",
        "due": outcome.answer_due.isoformat() if outcome.answer_due else None,
    }


def _record(outcome: Outcome, verb: str, *, by: Actor, at: datetime, **what: object) -> None:
    what["after"] = {"number": outcome.number} | dict(what.get("after") or {})  # type: ignore[call-overload]
    outcome.dialogue.record(verb, by=by, at=at, subject_kind="outcome", subject_id=outcome.id, **what)


def _require_standing(outcome: Outcome) -> None:
    if outcome.withdrawn_at is not None:
        raise IllegalTransition(subject="outcome", state="withdrawn", verb="answer")


def _standing_link(outcome: Outcome, target: Target) -> Link | None:
    wanted = (target.measure, target.plan, target.matter.strip(), target.kind)
    return next(
        (
            made
            for made in outcome.standing_links
            if (made.measure, made.plan, made.other_target, made.kind) == wanted
        ),
        None,
    )


def _name(made: Link) -> str:
    if made.measure is not None:
        return made.measure.title
    return made.plan.title if made.plan is not None else made.other_target


def _short(text: str) -> str:
    text = text.strip()
    if len(text) > REASON_LIMIT:
        raise Invalid("reason", "too_long", limit=REASON_LIMIT)
    return text
