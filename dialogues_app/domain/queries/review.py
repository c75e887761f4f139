"""Queries of the minister's pages: rounds that wait, one round with all that is decided in it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from dialogues_app.domain.queries.dialogues import has_results, is_shown_link, is_shown_outcome
from dialogues_app.models import (
    Audience,
    BodyStatement,
    Contribution,
    Decision,
    DecisionRound,
    Dialogue,
    DialogueTheme,
    FollowUp,
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
    said = outcome.selectinload(Outcome.contributions)
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
            said.joinedload(Contribution.organisation),
            said.joinedload(Contribution.audience_body),
            said.joinedload(Contribution.seat).joinedload(Seat.organisation),
            links.joinedload(Link.plan),
            measure.selectinload(Measure.statuses),
            measure.selectinload(Measure.bodies).joinedload(BodyStatement.organisation),
            measure.selectinload(Measure.plan_entries).joinedload(PlanEntry.plan),
            measure.selectinload(Measure.follow_ups),
        )
        .order_by(DecisionRound.id)
    )


def previous(dialogue: Dialogue) -> Select[Dialogue]:
    """The last published dialogue before this one that took up one of its themes and came to something."""
    themes = [place.theme_id for place in dialogue.theme_places]
    shared = exists().where(DialogueTheme.dialogue_id == Dialogue.id, DialogueTheme.theme_id.in_(themes))
    came_to = exists().where(Outcome.dialogue_id == Dialogue.id, is_shown_outcome())
    return (
        select(Dialogue)
        .where(has_results(), shared, came_to, Dialogue.id != dialogue.id)
        .where(Dialogue.held_latest < (dialogue.held_earliest or date.max))
        .options(
            selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
            selectinload(Dialogue.outcomes.and_(is_shown_outcome())).options(*_what_it_led_to()),
        )
        .order_by(Dialogue.held_latest.desc(), Dialogue.id.desc())
        .limit(1)
    )


def _what_it_led_to() -> list[_AbstractLoad]:
    links = selectinload(Outcome.links.and_(is_shown_link()))
    measure = links.joinedload(Link.measure)
    return [
        joinedload(Outcome.answer_owner),
        links.joinedload(Link.plan),
        measure.selectinload(Measure.statuses),
        measure.selectinload(Measure.follow_ups.and_(FollowUp.audience == Audience.PUBLIC)),
    ]
