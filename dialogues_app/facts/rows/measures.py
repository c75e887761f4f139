"""Rows of plans, measures, follow-ups and links."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dialogues_app.facts import cells
from dialogues_app.facts.rows.base import FROM_SEED, Row
from dialogues_app.facts.words import (
    LINK_KINDS,
    MEASURE_STATUSES,
    PLAN_BASES,
    PLAN_KINDS,
    TARGETS,
    UNITS,
    PlanBasis,
    Target,
)
from dialogues_app.models import Audience, Basis, LinkKind, MeasureStatus, PartialDate, PlanKind


@dataclass(frozen=True, kw_only=True)
class PlanRow(Row):
    """The strategy or one of its action plans."""

    FILE = "action_plans"
    KEY = ("plan_id",)

    plan_id: str = cells.key()
    kind: PlanKind = cells.choice(PLAN_KINDS, required=True)
    title_sv: str = cells.text(required=True)
    decided_date: PartialDate = cells.when()
    presented_date: PartialDate = cells.when()
    measures_stated_count: int | None = cells.number()
    document_no: str = cells.text()
    registry_no: str = cells.text()
    responsible_org_id: str = cells.one("organisations")
    responsible_person_id: str = cells.one("people_public_roles#person_id")
    follow_up_stated_sv: str = cells.text()
    from_seed: str = cells.choice(FROM_SEED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    note_sv: str = cells.text()


@dataclass(frozen=True, kw_only=True)
class MeasureRow(Row):
    """A measure, with what is stated about it."""

    FILE = "measures"
    KEY = ("measure_id",)

    measure_id: str = cells.key()
    plan_id: str = cells.one("action_plans")
    plan_basis: PlanBasis = cells.choice(PLAN_BASES, required=True)
    plan_inferred_id: str = cells.one("action_plans")
    title_sv: str = cells.text(required=True)
    focus_area_id: str = cells.one("focus_areas")
    focus_area_basis: Basis | None = cells.basis(Basis.STATED, Basis.INFERRED)
    responsible_org_id: str = cells.one("organisations")
    responsible_basis: Basis | None = cells.basis(Basis.STATED, Basis.INFERRED)
    commissioning_org_id: str = cells.one("organisations")
    partner_org_ids: tuple[str, ...] = cells.many("organisations")
    decided_date: PartialDate = cells.when()
    start_year: int | None = cells.year()
    end_year: int | None = cells.year()
    amount_sek_total: int | None = cells.number()
    amount_sek_per_year: int | None = cells.number()
    amount_split: tuple[tuple[int, int], ...] = cells.split()
    amount_note_sv: str = cells.text()
    registry_no: str = cells.text()
    report_due_date: PartialDate = cells.when()
    status: MeasureStatus = cells.choice(MEASURE_STATUSES, required=True)
    status_date: PartialDate = cells.when()
    status_basis: Basis | None = cells.basis(Basis.STATED, Basis.INFERRED)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    note_sv: str = cells.text()
    shown: Audience = cells.shown()
    mark_sv: str = cells.text()


@dataclass(frozen=True, kw_only=True)
class FollowUpRow(Row):
    """What was seen of a measure or a plan."""

    FILE = "measure_followups"
    KEY = ("followup_id",)

    followup_id: str = cells.key()
    target_type: Target = cells.choice({"measure": Target.MEASURE, "plan": Target.PLAN}, required=True)
    target_id: str = cells.text(required=True)
    date: PartialDate = cells.when()
    kind: str = cells.text(required=True)
    summary_sv: str = cells.text(required=True)
    metric_name: str = cells.text()
    metric_value: Decimal | None = cells.figure()
    metric_unit: str = cells.choice(UNITS, empty="")
    by_org_name: str = cells.text()
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    shown: Audience = cells.shown()
    mark_sv: str = cells.text()


@dataclass(frozen=True, kw_only=True)
class LinkRow(Row):
    """What led from a dialogue or an outcome to a measure, a plan or another matter."""

    FILE = "outcomes_links"
    KEY = ("link_id",)

    link_id: str = cells.key()
    dialogue_id: str = cells.one("dialogues")
    outcome_id: str = cells.one("dialogue_outcomes")
    target_type: Target = cells.choice(TARGETS, required=True)
    measure_id: str = cells.one("measures")
    plan_id: str = cells.one("action_plans")
    other_target_sv: str = cells.text()
    link_type: LinkKind = cells.choice(LINK_KINDS, required=True)
    statement_summary_sv: str = cells.text(required=True)
    basis: Basis = cells.basis(Basis.STATED, Basis.ANNOUNCED, Basis.INFERRED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    shown: Audience = cells.shown()
    mark_sv: str = cells.text()
