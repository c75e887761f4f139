"""What the minister's pages show, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import ceil

from flask import url_for

from dialogues_app.domain.minutes_content import attributed
from dialogues_app.models import (
    AnswerState,
    Basis,
    DecisionRound,
    Dialogue,
    Link,
    Measure,
    OrganisationKind,
    Outcome,
    Verdict,
)
from dialogues_app.web.recording.present import dialogue_title, raised_by, target_name

__all__ = [
    "counts",
    "dialogue_title",
    "minutes_to_read",
    "owners",
    "plans",
    "raised_by",
    "said_behind",
    "since_then",
    "target_name",
]

WORDS_A_MINUTE = 200


def said_behind(outcome: Outcome) -> list[tuple[str, str]]:
    """(who, words) of the statements behind the outcome, but for those that another body keeps to itself."""
    return [
        (attributed(said), said.text)
        for said in outcome.standing_contributions
        if said.audience_body is None or said.audience_body.kind is OrganisationKind.MINISTRY
    ]


def minutes_to_read(round_: DecisionRound) -> int:
    """How long the page takes to read, in whole minutes, at least one."""
    texts = [*round_.summary]
    for decision in round_.to_decide:
        outcome = decision.outcome
        texts += [outcome.said, outcome.sentence, outcome.answer_reason, decision.suggested_comment]
        texts += [target_name(link) for link in outcome.standing_links]
    return max(1, ceil(sum(len(text.split()) for text in texts) / WORDS_A_MINUTE))


def counts(round_: DecisionRound) -> dict[str, int]:
    """How many outcomes are approved, sent back and left, as drafted or given."""
    verdicts = [decision.verdict for decision in round_.to_decide]
    return {
        "all": len(verdicts),
        "approved": verdicts.count(Verdict.APPROVED),
        "returned": verdicts.count(Verdict.RETURNED),
        "left": verdicts.count(None),
    }


def plans(measure: Measure) -> str:
    """The plans that a stated entry puts the measure in."""
    return ", ".join(dict.fromkeys(entry.plan.title for entry in measure.plan_entries if entry.stands))


def owners(measure: Measure) -> str:
    """The bodies of which it is stated that they have to do with the measure."""
    return ", ".join(dict.fromkeys(made.organisation.label for made in measure.bodies if made.stands))


@dataclass(frozen=True)
class Since:
    """What became of one outcome of the dialogue before: a measure or another matter, or only an answer."""

    outcome: Outcome
    answer: AnswerState
    title: str = ""
    href: str = ""
    status: str = ""
    inferred: bool = False
    last: tuple[date | None, date | None, str] | None = field(default=None)


def since_then(dialogue: Dialogue) -> list[Since]:
    """One line for each outcome and what it is linked to, in the order of the outcomes."""
    lines: list[Since] = []
    for outcome in dialogue.outcomes:
        found = [_since(outcome, link) for link in outcome.standing_links]
        lines += found or [Since(outcome, outcome.answer_state)]
    return lines


def _since(outcome: Outcome, link: Link) -> Since:
    measure = link.measure
    if measure is None:
        return Since(outcome, outcome.answer_state, target_name(link))
    stated = measure.current_status
    said = [stated.holds_since] if stated else []
    said += [seen.on for seen in measure.follow_ups]
    last = max((one for one in said if one.latest), key=lambda one: one.latest or date.min, default=None)
    return Since(
        outcome,
        outcome.answer_state,
        measure.title,
        url_for("public.measure", slug=measure.slug),
        stated.status.value if stated else "unknown",
        stated is not None and stated.basis is Basis.INFERRED,
        (last.earliest, last.latest, last.wording) if last else None,
    )
