"""The register of measures: filtered, counted and grouped, alike on every database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from dialogues_app.domain.queries.dialogues import is_public_row, is_shown_link, is_shown_measure, row_parts
from dialogues_app.models import (
    ActionPlan,
    AmountStatement,
    Basis,
    BodyRole,
    BodyStatement,
    EntryKind,
    FocusArea,
    FollowUp,
    Link,
    Measure,
    MeasureFocus,
    Organisation,
    Outcome,
    PlanEntry,
    PlanKind,
    StatusStatement,
)
from dialogues_app.models.text import stems, words

NO_PLAN_SET, OTHERS = "smart-industri", "andra"
CROSS_CUTTING = "tvargaende"
BEFORE_ALL = date(1, 1, 1)
MOST_WORDS = 12


@dataclass(frozen=True)
class Criteria:
    """What somebody asks the register for; empty means all."""

    tab: str = ""
    focus: str = ""
    body: str = ""
    status: str = ""
    q: str = ""


def current_status(measure_id: Any) -> Any:
    """The standing status whose time is latest, as `Measure.current_status` has it, in the database."""
    return (
        select(StatusStatement.status)
        .where(StatusStatement.measure_id == measure_id, StatusStatement.withdrawn_at.is_(None))
        .order_by(
            func.coalesce(StatusStatement.holds_latest, BEFORE_ALL).desc(),
            StatusStatement.recorded_at.desc(),
            StatusStatement.id.desc(),
        )
        .limit(1)
        .scalar_subquery()
    )


def measures(criteria: Criteria) -> Select[Measure]:
    """The public measures that answer to the criteria, by focus area and title, with what a row tells."""
    area = (
        select(func.min(FocusArea.position))
        .join(MeasureFocus, MeasureFocus.focus_area_id == FocusArea.id)
        .where(MeasureFocus.measure_id == Measure.id)
        .scalar_subquery()
    )
    return (
        select(Measure)
        .where(*_asked(criteria))
        .options(*row_of_measure())
        .order_by(func.coalesce(area, 1_000), Measure.sort_key, Measure.id)
    )


def total(criteria: Criteria) -> Select[int]:
    """How many public measures answer to the criteria."""
    return select(func.count(Measure.id)).where(*_asked(criteria))


def statuses(criteria: Criteria) -> Select[Any, int]:
    """The present statuses of the measures that answer to the criteria, with counts; None where none is stated."""
    found = select(current_status(Measure.id).label("status")).where(*_asked(criteria)).subquery()
    return select(found.c.status, func.count()).group_by(found.c.status).order_by(found.c.status)


def one(slug: str) -> Select[Measure]:
    """The public measure at this address, with all that its page tells."""
    return (
        select(Measure)
        .where(Measure.slug == slug, is_shown_measure())
        .options(*row_of_measure(), *_page_of_measure())
        .order_by(Measure.id)
    )


def plans() -> Select[ActionPlan]:
    """The strategy and the plans in their order."""
    return (
        select(ActionPlan)
        .options(
            joinedload(ActionPlan.organisation),
            joinedload(ActionPlan.person),
            selectinload(ActionPlan.sources),
        )
        .order_by(ActionPlan.position, ActionPlan.id)
    )


def plan(slug: str) -> Select[ActionPlan]:
    """The plan at this address, with its public follow-ups."""
    follow_ups = selectinload(ActionPlan.follow_ups.and_(is_public_row(FollowUp)))
    return (
        plans()
        .where(ActionPlan.slug == slug)
        .options(follow_ups.selectinload(FollowUp.figures), follow_ups.selectinload(FollowUp.sources))
    )


def known() -> Select[int, int]:
    """Plan id and how many of its measures a source states one by one, shown to the public or not."""
    return (
        select(PlanEntry.plan_id, func.count(PlanEntry.measure_id.distinct()))
        .join(Measure, Measure.id == PlanEntry.measure_id)
        .where(_counts_for_plan(), Measure.is_practice.is_(False))
        .group_by(PlanEntry.plan_id)
        .order_by(PlanEntry.plan_id)
    )


def shown_per_tab() -> Select[Any, Any, int]:
    """Plan id (None outside the plans), whether a plan is guessed, and how many public measures lie there."""
    stated = (
        select(PlanEntry.plan_id)
        .where(PlanEntry.measure_id == Measure.id, _counts_for_plan())
        .order_by(PlanEntry.id)
        .limit(1)
        .scalar_subquery()
    )
    found = select(stated.label("plan"), _guessed().label("guessed")).where(is_shown_measure()).subquery()
    return (
        select(found.c.plan, found.c.guessed, func.count())
        .group_by(found.c.plan, found.c.guessed)
        .order_by(found.c.plan, found.c.guessed)
    )


def responsible_bodies() -> Select[Organisation]:
    """The organisations that are responsible for a public measure, in Swedish order."""
    responsible = (
        select(BodyStatement.organisation_id)
        .join(Measure, Measure.id == BodyStatement.measure_id)
        .where(_is_responsible(), is_shown_measure())
    )
    return (
        select(Organisation)
        .where(Organisation.id.in_(responsible))
        .order_by(Organisation.sort_key, Organisation.id)
    )


@cache
def row_of_measure() -> list[_AbstractLoad]:
    """What a row of the register tells."""
    follow_ups = selectinload(Measure.follow_ups.and_(is_public_row(FollowUp)))
    links = selectinload(Measure.links.and_(is_shown_link()))
    return [
        selectinload(Measure.focus).joinedload(MeasureFocus.focus_area),
        selectinload(Measure.statuses).selectinload(StatusStatement.sources),
        selectinload(Measure.plan_entries).joinedload(PlanEntry.plan),
        selectinload(Measure.bodies).joinedload(BodyStatement.organisation),
        selectinload(Measure.sources),
        follow_ups.selectinload(FollowUp.sources),
        links.joinedload(Link.dialogue).options(*row_parts()),
        links.joinedload(Link.outcome).joinedload(Outcome.dialogue).options(*row_parts()),
        links.selectinload(Link.sources),
    ]


@cache
def _page_of_measure() -> list[_AbstractLoad]:
    return [
        selectinload(Measure.levels),
        selectinload(Measure.amounts).selectinload(AmountStatement.sources),
        selectinload(Measure.plan_entries).selectinload(PlanEntry.sources),
        selectinload(Measure.bodies).selectinload(BodyStatement.sources),
        selectinload(Measure.follow_ups).selectinload(FollowUp.figures),
    ]


def _asked(criteria: Criteria) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [is_shown_measure()]
    if criteria.tab:
        found.append(_in_tab(criteria.tab))
    if criteria.focus:
        found.append(_in_focus(criteria.focus))
    if criteria.body:
        found.append(_answers_for(criteria.body))
    if criteria.status:
        found.append(_stands_at(criteria.status))
    return found + _words(criteria.q)


def _counts_for_plan() -> ColumnElement[bool]:
    """Only an entry that a source states counts for a plan, never our guess by date."""
    return and_(
        PlanEntry.basis == Basis.STATED,
        PlanEntry.withdrawn_at.is_(None),
        PlanEntry.kind == EntryKind.INCLUDED,
    )


def _guessed() -> Any:
    guess = and_(PlanEntry.basis == Basis.INFERRED, PlanEntry.withdrawn_at.is_(None))
    return exists().where(PlanEntry.measure_id == Measure.id, guess)


def _in_tab(tab: str) -> ColumnElement[bool]:
    stated = exists().where(PlanEntry.measure_id == Measure.id, _counts_for_plan())
    if tab == NO_PLAN_SET:
        return and_(not_(stated), _guessed())
    if tab == OTHERS:
        return and_(not_(stated), not_(_guessed()))
    return exists().where(
        PlanEntry.measure_id == Measure.id,
        _counts_for_plan(),
        PlanEntry.plan_id == ActionPlan.id,
        ActionPlan.slug == tab,
    )


def _in_focus(slug: str) -> ColumnElement[bool]:
    if slug == CROSS_CUTTING:
        return not_(exists().where(MeasureFocus.measure_id == Measure.id))
    return exists().where(
        MeasureFocus.measure_id == Measure.id,
        MeasureFocus.focus_area_id == FocusArea.id,
        FocusArea.slug == slug,
    )


def _is_responsible() -> ColumnElement[bool]:
    return and_(BodyStatement.role == BodyRole.RESPONSIBLE, BodyStatement.withdrawn_at.is_(None))


def _answers_for(slug: str) -> ColumnElement[bool]:
    return exists().where(
        BodyStatement.measure_id == Measure.id,
        _is_responsible(),
        BodyStatement.organisation_id == Organisation.id,
        Organisation.slug == slug,
    )


def _stands_at(status: str) -> ColumnElement[bool]:
    now = current_status(Measure.id)
    return or_(now == status, now.is_(None)) if status == "unknown" else now == status


def _words(q: str) -> list[ColumnElement[bool]]:
    """Each word must begin a stem of the measure's title or description."""
    if not q.strip():
        return []
    found = list(dict.fromkeys(words(q)))[:MOST_WORDS]
    return [Measure.stems.contains(stems(word), autoescape=True) for word in found] or [Measure.id < 0]


def action_plans() -> Select[ActionPlan]:
    """The action plans alone, in their order."""
    return plans().where(ActionPlan.kind == PlanKind.ACTION_PLAN)
