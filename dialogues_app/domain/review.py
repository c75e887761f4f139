"""The minister's decisions on outcomes: a round is opened, prepared by staff, drafted and given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogues_app.errors import IllegalTransition, Invalid, NotAllowed
from dialogues_app.models import (
    Actor,
    Decision,
    DecisionRound,
    Dialogue,
    DialogueStatus,
    OrganisationKind,
    Outcome,
    Person,
    Role,
    SeatRole,
    Verdict,
)

SUMMARY_LINES = 3
LINE_LIMIT = 300
COMMENT_LIMIT = 2000


@dataclass(frozen=True)
class Choice:
    """What is chosen, or suggested, for one outcome; None is undecided."""

    verdict: Verdict | None
    comment: str = ""


def lead_minister(dialogue: Dialogue) -> Person | None:
    """The minister who leads the dialogue, and so decides on its outcomes."""
    chairs = [
        seat.holding for seat in dialogue.seats if seat.role is SeatRole.CHAIR and seat.withdrawn_at is None
    ]
    return next(
        (holding.person for holding in chairs if holding is not None and holding.person is not None), None
    )


def open_round_of(dialogue: Dialogue) -> DecisionRound | None:
    """The round that waits for the minister."""
    return next((round_ for round_ in dialogue.rounds if round_.is_open), None)


def open_round(
    dialogue: Dialogue, minister: Person, due_on: date | None, *, by: Actor, at: datetime
) -> DecisionRound:
    """The outcomes that are not settled wait for the minister's decision; asked again, gives the round that waits.

    Raises Invalid where the minister is not the one who leads, where nothing is left to decide, or where an
    outcome is private to another body than a ministry: the minister is not shown what is not for the ministry.
    """
    if dialogue.status is not DialogueStatus.DOCUMENTED:
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb="open a round")
    waiting = open_round_of(dialogue)
    if waiting is not None:
        return waiting
    if lead_minister(dialogue) is not minister:
        raise Invalid("minister", "not_leading")
    unsettled = [outcome for outcome in dialogue.outcomes if not outcome.is_settled]
    if not unsettled:
        raise Invalid("outcomes", "nothing_to_decide")
    if private_to_others(dialogue):
        raise Invalid("outcomes", "private", count=len(private_to_others(dialogue)))
    opened = DecisionRound(minister=minister, number=len(dialogue.rounds) + 1, opened_at=at, due_on=due_on)
    dialogue.rounds.append(opened)
    dialogue.answer_by = due_on
    for outcome in unsettled:
        opened.decisions.append(Decision(outcome=outcome))
    due = due_on.isoformat() if due_on else None
    dialogue.record("round_opened", by=by, at=at, after={"round": opened.number, "due": due})
    return opened


def private_to_others(dialogue: Dialogue) -> list[Outcome]:
    """The unsettled outcomes that only a body which is no ministry may read; they hold a round back."""
    return [
        outcome
        for outcome in dialogue.outcomes
        if not outcome.is_settled
        and outcome.audience_body is not None
        and outcome.audience_body.kind is not OrganisationKind.MINISTRY
    ]


def prepare(
    round_: DecisionRound,
    summary: Sequence[str],
    suggestions: Mapping[Outcome, Choice],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The minister's staff have written what to read first and what they suggest; nothing is decided by it."""
    _require_open(round_, "prepare")
    if not _serves(by, round_.minister, Role.STAFF):
        raise NotAllowed
    lines = [line.strip() for line in summary if line.strip()]
    if len(lines) > SUMMARY_LINES:
        raise Invalid("summary", "too_many_lines", limit=SUMMARY_LINES)
    if any(len(line) > LINE_LIMIT for line in lines):
        raise Invalid("summary", "too_long", limit=LINE_LIMIT)
    round_.summary = lines
    round_.prepared_label, round_.prepared_at = by.label, at
    for decision in round_.to_decide:
        choice = suggestions.get(decision.outcome)
        if choice is not None:
            decision.suggestion, decision.suggested_comment = choice.verdict, _comment(choice.comment)
            decision.prepared_label = by.label
    round_.dialogue.record("round_prepared", by=by, at=at, after={"round": round_.number})


def draft_decisions(round_: DecisionRound, choices: Mapping[Outcome, Choice], *, by: Actor) -> None:
    """The minister's choices are kept as a draft; nothing is decided and nobody else is told."""
    _require_open(round_, "draft")
    _require_minister(round_, by)
    for decision in round_.to_decide:
        choice = choices.get(decision.outcome)
        if choice is not None:
            decision.verdict, decision.comment = choice.verdict, _comment(choice.comment)


def approve_the_rest(round_: DecisionRound, *, by: Actor) -> int:
    """The outcomes that are undecided are drafted as approved; tells how many. Those sent back stay so."""
    _require_open(round_, "draft")
    _require_minister(round_, by)
    left = [decision for decision in round_.to_decide if decision.verdict is None]
    for decision in left:
        decision.verdict = Verdict.APPROVED
    return len(left)


def incomplete(round_: DecisionRound) -> list[Decision]:
    """The decisions that cannot be given yet: undecided, or sent back without a comment."""
    return [
        decision
        for decision in round_.to_decide
        if decision.verdict is None or (decision.verdict is Verdict.RETURNED and not decision.comment)
    ]


def give_decisions(round_: DecisionRound, *, by: Actor, at: datetime) -> None:
    """The minister has decided; where every outcome is approved or withdrawn, the dialogue is approved.

    Given twice, the first stands. Raises Invalid where something is undecided or sent back without a comment.
    """
    _require_minister(round_, by)
    if not round_.is_open:
        return
    if incomplete(round_):
        raise Invalid("decisions", "incomplete", count=len(incomplete(round_)))
    round_.decided_at, round_.decided_by = at, by.user
    verdicts = {str(decision.outcome.number): str(decision.verdict) for decision in round_.to_decide}
    round_.dialogue.record(
        "decisions_given", by=by, at=at, after={"round": round_.number, "verdicts": verdicts}
    )
    approve_when_settled(round_.dialogue, by=by, at=at)


def approve_when_settled(dialogue: Dialogue, *, by: Actor, at: datetime) -> bool:
    """The dialogue is approved once every outcome is approved or withdrawn; tells whether it became so now."""
    if dialogue.status is not DialogueStatus.DOCUMENTED or not dialogue.outcomes:
        return False
    if not all(outcome.is_settled for outcome in dialogue.outcomes):
        return False
    for round_ in dialogue.rounds:
        if round_.is_open:  # all that it asked about has been withdrawn
            round_.decided_at = at
    dialogue.move_to(DialogueStatus.APPROVED, by=by, at=at)
    return True


def may_see(actor: Actor, round_: DecisionRound) -> bool:
    """Whether the round waits for this minister, or for the minister that these staff serve."""
    return _serves(actor, round_.minister, Role.MINISTER, Role.STAFF)


def _require_open(round_: DecisionRound, verb: str) -> None:
    if not round_.is_open:
        raise IllegalTransition(subject="round", state="decided", verb=verb)


def _require_minister(round_: DecisionRound, by: Actor) -> None:
    if not _serves(by, round_.minister, Role.MINISTER):
        raise NotAllowed


def _serves(actor: Actor, minister: Person, *roles: Role) -> bool:
    user = actor.user
    return user is not None and user.role in roles and user.person is minister


def _comment(text: str) -> str:
    text = text.strip()
    if len(text) > COMMENT_LIMIT:
        raise Invalid("comment", "too_long", limit=COMMENT_LIMIT)
    return text
