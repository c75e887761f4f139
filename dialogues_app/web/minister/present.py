"""What the minister's pages show, in words."""

from __future__ import annotations

from math import ceil

from dialogues_app.models import DecisionRound, Measure, Verdict
from dialogues_app.web.recording.present import dialogue_title, raised_by, target_name

__all__ = ["counts", "dialogue_title", "minutes_to_read", "owners", "plans", "raised_by", "target_name"]

WORDS_A_MINUTE = 200


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
