"""Outcomes of earlier dialogues on the same themes that may still be unanswered."""

from __future__ import annotations

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from dialogues_app.domain.carrying_over import UNANSWERED
from dialogues_app.domain.queries.dialogues import OVER
from dialogues_app.models import CarryOver, Dialogue, DialogueTheme, Outcome


def candidates(dialogue: Dialogue) -> Select[Outcome]:
    """Those that this dialogue has neither taken up nor dropped, the oldest dialogue first."""
    theirs, ours = aliased(DialogueTheme), aliased(DialogueTheme)
    shared = exists().where(
        theirs.dialogue_id == Outcome.dialogue_id,
        theirs.theme_id == ours.theme_id,
        ours.dialogue_id == dialogue.id,
    )
    seen = exists().where(CarryOver.dialogue_id == dialogue.id, CarryOver.outcome_id == Outcome.id)
    earlier = joinedload(Outcome.dialogue)
    return (
        select(Outcome)
        .join(Dialogue, Dialogue.id == Outcome.dialogue_id)
        .where(
            Outcome.dialogue_id != dialogue.id,
            Dialogue.is_practice.is_(dialogue.is_practice),
            Dialogue.status.in_(OVER),
            Outcome.withdrawn_at.is_(None),
            Outcome.answer.in_(UNANSWERED),
            shared,
            ~seen,
        )
        .options(
            earlier.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
            joinedload(Outcome.answer_owner),
            selectinload(Outcome.links),
        )
        .order_by(Dialogue.held_latest, Outcome.dialogue_id, Outcome.number, Outcome.id)
    )


def dropped(dialogue: Dialogue) -> Select[CarryOver]:
    """What this dialogue has dropped, and why."""
    outcome = joinedload(CarryOver.outcome)
    earlier = outcome.joinedload(Outcome.dialogue)
    return (
        select(CarryOver)
        .where(CarryOver.dialogue_id == dialogue.id, CarryOver.reason != "")
        .options(earlier.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme))
        .order_by(CarryOver.id)
    )


def settled(dialogue_id: int, outcome_id: int) -> Select[int]:
    """The key of what the dialogue did with the outcome, where it did something."""
    return (
        select(CarryOver.id)
        .where(CarryOver.dialogue_id == dialogue_id, CarryOver.outcome_id == outcome_id)
        .order_by(CarryOver.id)
    )
