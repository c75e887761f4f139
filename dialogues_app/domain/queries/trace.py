"""From dialogue to measure: every public outcome with what it led to, and the way of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, case, exists, func, not_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from dialogues_app.domain.queries.dialogues import (
    has_results,
    is_shown_link,
    is_shown_outcome,
    link_parts,
    row_parts,
)
from dialogues_app.models import (
    LEADING,
    Dialogue,
    DialogueTheme,
    FocusArea,
    Link,
    Outcome,
    ThemeFocus,
)

CROSS_CUTTING = "tvargaende"


@dataclass(frozen=True)
class Criteria:
    """What somebody wants to follow; empty means all."""

    focus: str = ""
    dialogue: str = ""


def outcomes(criteria: Criteria) -> Select[Outcome]:
    """The public outcomes, those with a link first, then newest dialogue first."""
    return (
        select(Outcome)
        .join(Dialogue, Dialogue.id == Outcome.dialogue_id)
        .where(*_asked(criteria))
        .options(*_row())
        .order_by(
            case((exists().where(Link.outcome_id == Outcome.id, is_shown_link()), 0), else_=1),
            Dialogue.held_latest.desc(),
            Outcome.dialogue_id,
            Outcome.number,
            Outcome.id,
        )
    )


def total(criteria: Criteria) -> Select[int]:
    """How many public outcomes answer to the criteria."""
    return (
        select(func.count(Outcome.id))
        .join(Dialogue, Dialogue.id == Outcome.dialogue_id)
        .where(*_asked(criteria))
    )


def thread(criteria: Criteria, number: int | None) -> Select[Outcome]:
    """The outcome to follow: the one asked for, else the one whose way goes furthest."""
    found = (
        select(Outcome)
        .join(Dialogue, Dialogue.id == Outcome.dialogue_id)
        .where(*_asked(criteria))
        .options(*_row())
    )
    if number is not None:
        found = found.where(Outcome.number == number)
    leads = exists().where(Link.outcome_id == Outcome.id, is_shown_link(), Link.kind.in_(LEADING))
    measured = exists().where(Link.outcome_id == Outcome.id, is_shown_link(), Link.measure_id.is_not(None))
    linked = exists().where(Link.outcome_id == Outcome.id, is_shown_link())
    way = case((leads, 0), (measured, 1), (linked, 2), else_=3)
    return found.order_by(way, Dialogue.held_latest.desc(), Outcome.number, Outcome.id).limit(1)


def dialogues_with_outcomes() -> Select[Dialogue]:
    """The published dialogues that have a public outcome, newest first: what one may choose to follow."""
    return (
        select(Dialogue)
        .where(has_results(), exists().where(Outcome.dialogue_id == Dialogue.id, is_shown_outcome()))
        .options(*row_parts())
        .order_by(Dialogue.held_latest.desc(), Dialogue.id)
    )


def _asked(criteria: Criteria) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [is_shown_outcome()]
    if criteria.dialogue:
        found.append(Dialogue.slug == criteria.dialogue)
    if criteria.focus == CROSS_CUTTING:
        found.append(not_(exists().where(*_placed())))
    elif criteria.focus:
        area = (ThemeFocus.focus_area_id == FocusArea.id, FocusArea.slug == criteria.focus)
        found.append(exists().where(*_placed(), *area))
    return found


def _placed() -> tuple[ColumnElement[bool], ...]:
    return DialogueTheme.dialogue_id == Dialogue.id, DialogueTheme.theme_id == ThemeFocus.theme_id


@cache
def _row() -> list[_AbstractLoad]:
    return [
        joinedload(Outcome.dialogue).options(*row_parts()),
        joinedload(Outcome.answer_owner),
        selectinload(Outcome.sources),
        selectinload(Outcome.links.and_(is_shown_link())).options(*link_parts()),
    ]
