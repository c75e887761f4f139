"""Queries of the minister's pages: rounds that wait, one round with all that is decided in it."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.models import (
    BodyStatement,
    Decision,
    DecisionRound,
    Dialogue,
    DialogueTheme,
    Link,
    Measure,
    Outcome,
    PlanEntry,
    Seat,
    Theme,
    ThemeFocus,
)


def rounds_of(person_id: int | None) -> Select[DecisionRound]:
    """All rounds of a minister; those that wait first, by due date, then the given ones, newest first."""
    outcomes = selectinload(DecisionRound.decisions).joinedload(Decision.outcome)
    themes = joinedload(DecisionRound.dialogue).selectinload(Dialogue.theme_places)
    return (
        select(DecisionRound)
        .where(DecisionRound.minister_id == person_id)
        .options(outcomes, themes.joinedload(DialogueTheme.theme))
        .order_by(
            DecisionRound.decided_at.is_not(None),
            DecisionRound.decided_at.desc(),
            DecisionRound.due_on,
            DecisionRound.id,
        )
    )


def round_to_decide(round_id: int, person_id: int | None) -> Select[DecisionRound]:
    """One round of this minister with what screen g shows, in as many queries however many outcomes there are."""
    dialogue = joinedload(DecisionRound.dialogue)
    themes = dialogue.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme)
    outcome = selectinload(DecisionRound.decisions).joinedload(Decision.outcome)
    links = outcome.selectinload(Outcome.links)
    measure = links.joinedload(Link.measure)
    return (
        select(DecisionRound)
        .where(DecisionRound.id == round_id, DecisionRound.minister_id == person_id)
        .options(
            joinedload(DecisionRound.minister),
            themes.selectinload(Theme.focus).joinedload(ThemeFocus.focus_area),
            dialogue.selectinload(Dialogue.calendar_events),
            outcome.joinedload(Outcome.raised_by_seat).joinedload(Seat.organisation),
            outcome.joinedload(Outcome.raised_by_organisation),
            outcome.joinedload(Outcome.answer_owner),
            links.joinedload(Link.plan),
            measure.selectinload(Measure.statuses),
            measure.selectinload(Measure.bodies).joinedload(BodyStatement.organisation),
            measure.selectinload(Measure.plan_entries).joinedload(PlanEntry.plan),
            measure.selectinload(Measure.follow_ups),
        )
        .order_by(DecisionRound.id)
    )
