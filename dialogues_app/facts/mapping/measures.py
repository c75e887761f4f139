"""Plans, measures with what is stated about them, follow-ups and links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from dialogues_app.facts.collected import Facts
from dialogues_app.facts.mapping.amounts import amounts
from dialogues_app.facts.mapping.book import Book
from dialogues_app.facts.mapping.fact import Fact, Values, dated, raw
from dialogues_app.facts.mapping.statements import Said, restate
from dialogues_app.facts.mapping.supplement import COMMISSIONING_INFERRED
from dialogues_app.facts.rows import FollowUpRow, LinkRow, MeasureRow, PlanRow
from dialogues_app.facts.words import PlanBasis, Target
from dialogues_app.models import (
    ActionPlan,
    Basis,
    BodyRole,
    BodyStatement,
    Dialogue,
    Figure,
    FocusArea,
    FollowUp,
    Link,
    Measure,
    MeasureFocus,
    MeasureStatus,
    Organisation,
    Outcome,
    Person,
    PlanEntry,
    PlanKind,
    SlugKind,
    StatusStatement,
)


def facts_of(facts: Facts) -> Iterator[Fact]:
    """Each plan, measure and follow-up that the files ask for."""
    numbers: dict[PlanKind, int] = {}
    for position, plan in enumerate(facts.of(PlanRow)):
        numbers[plan.kind] = numbers.get(plan.kind, 0) + 1
        address = str(numbers[plan.kind]) if plan.kind is PlanKind.ACTION_PLAN else "strategin"
        yield Fact(
            ActionPlan,
            plan.FILE,
            plan.key,
            [raw(plan), position],
            partial(_plan, plan, position),
            partial(_plan_address, address),
        )
    for row in facts.of(MeasureRow):
        yield Fact(
            Measure,
            row.FILE,
            row.key,
            raw(row),
            partial(_measure, row),
            partial(_measure_address, row),
            partial(_state, row),
        )
    for seen in facts.of(FollowUpRow):
        yield Fact(
            FollowUp, seen.FILE, seen.key, raw(seen), partial(_follow_up, seen), settle=partial(_figure, seen)
        )


def links_of(facts: Facts) -> Iterator[Fact]:
    """Each link that the files ask for."""
    for row in facts.of(LinkRow):
        yield Fact(Link, row.FILE, row.key, raw(row), partial(_link, row), _recorded, is_statement=True)


def _plan(row: PlanRow, position: int, book: Book) -> Values:
    return {
        "kind": row.kind,
        "title": row.title_sv,
        "position": position,
        "published_count": row.measures_stated_count,
        "document_number": row.document_no,
        "registry_number": row.registry_no,
        "follow_up_stated": row.follow_up_stated_sv,
        "note": row.note_sv,
        "organisation": book.optional(Organisation, row.responsible_org_id),
        "person": book.optional(Person, row.responsible_person_id),
        "sources": book.sources(row.source_ids),
        **dated("decided", row.decided_date),
        **dated("presented", row.presented_date),
    }


def _plan_address(text: str, book: Book, _at: datetime) -> Values:
    return {"slug": book.slug(ActionPlan, None, text)}


def _measure(row: MeasureRow, book: Book) -> Values:
    return {
        "title": row.title_sv,
        "note": row.note_sv,
        "registry_number": ", ".join(row.registry_no.split("|")),
        "start_year": row.start_year,
        "end_year": row.end_year,
        "audience": row.shown,
        "mark": row.mark_sv,
        "sources": book.sources(row.source_ids),
        **dated("decided", row.decided_date),
        **dated("due", row.report_due_date),
    }


def _measure_address(row: MeasureRow, book: Book, _at: datetime) -> Values:
    return {"slug": book.slug(Measure, SlugKind.MEASURE, row.title_sv)}


def _state(row: MeasureRow, measure: Measure, book: Book, at: datetime) -> None:
    """Focus area, status, plan, bodies and amounts are as the row states them."""
    area = book.optional(FocusArea, row.focus_area_id)
    measure.focus[:] = [focus for focus in measure.focus if focus.focus_area is area]
    if area is not None and row.focus_area_basis is not None:
        if not measure.focus:
            measure.focus.append(MeasureFocus(focus_area=area))
        measure.focus[0].basis = row.focus_area_basis
    restate(measure.statuses, list(_status(row, book)), at)
    restate(measure.plan_entries, list(_entry(row, book)), at)
    restate(measure.bodies, list(_bodies(row, book)), at)
    restate(measure.amounts, list(amounts(row, book)), at)


def _status(row: MeasureRow, book: Book) -> Iterator[Said]:
    """A status tells what a source said then; of one that is not known nothing is stated."""
    if row.status is not MeasureStatus.UNKNOWN:
        values = {
            "status": row.status,
            "basis": row.status_basis,
            "sources": book.sources(row.source_ids),
            **dated("holds", row.status_date),
            **dated("stated", row.status_date),
        }
        yield Said(f"{row.key}/status", StatusStatement, values)


def _entry(row: MeasureRow, book: Book) -> Iterator[Said]:
    """Only an explicit entry is stated; one by date is our inference, and counts in no plan."""
    key = row.plan_id or row.plan_inferred_id
    if key:
        explicit = row.plan_basis is PlanBasis.EXPLICIT
        values = {
            "plan": book.get(ActionPlan, key),
            "basis": Basis.STATED if explicit else Basis.INFERRED,
            "sources": book.sources(row.source_ids),
        }
        yield Said(f"{row.key}/plan", PlanEntry, values)


def _bodies(row: MeasureRow, book: Book) -> Iterator[Said]:
    inferred = row.key in COMMISSIONING_INFERRED
    wanted = [
        (BodyRole.RESPONSIBLE, row.responsible_org_id, row.responsible_basis),
        (BodyRole.COMMISSIONING, row.commissioning_org_id, Basis.INFERRED if inferred else Basis.STATED),
        *((BodyRole.PARTNER, key, Basis.STATED) for key in row.partner_org_ids),
    ]
    for role, key, basis in wanted:
        if key:
            values = {
                "organisation": book.get(Organisation, key),
                "role": role,
                "basis": basis,
                "sources": book.sources(row.source_ids),
            }
            yield Said(f"{row.key}/{role.value}/{key}", BodyStatement, values)


def _follow_up(row: FollowUpRow, book: Book) -> Values:
    of_measure = row.target_type is Target.MEASURE
    return {
        "measure": book.get(Measure, row.target_id) if of_measure else None,
        "plan": None if of_measure else book.get(ActionPlan, row.target_id),
        "summary": row.summary_sv,
        "kind": row.kind,
        "by_name": row.by_org_name,
        "audience": row.shown,
        "mark": row.mark_sv,
        "sources": book.sources(row.source_ids),
        **dated("on", row.date),
    }


def _figure(row: FollowUpRow, seen: FollowUp, _book: Book, _at: datetime) -> None:
    present = [(figure.name, figure.value, figure.unit) for figure in seen.figures]
    wanted = [] if row.metric_value is None else [(row.metric_name, row.metric_value, row.metric_unit)]
    if present != wanted:
        seen.figures[:] = [Figure(name=name, value=value, unit=unit) for name, value, unit in wanted]


def _link(row: LinkRow, book: Book) -> Values:
    return {
        "dialogue": book.optional(Dialogue, row.dialogue_id),
        "outcome": book.optional(Outcome, row.outcome_id),
        "measure": book.optional(Measure, row.measure_id),
        "plan": book.optional(ActionPlan, row.plan_id),
        "other_target": row.other_target_sv,
        "kind": row.link_type,
        "reason": row.statement_summary_sv,
        "basis": row.basis,
        "audience": row.shown,
        "mark": row.mark_sv,
        "sources": book.sources(row.source_ids),
    }


def _recorded(_book: Book, at: datetime) -> Values:
    return {"recorded_at": at}
