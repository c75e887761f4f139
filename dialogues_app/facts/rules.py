"""What must hold between the cells and rows of the facts, beside what each cell says for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogues_app.facts.collected import Facts, Problem
from dialogues_app.facts.rows import (
    DateRow,
    DialogueRow,
    FocusAreaRow,
    FollowUpRow,
    LinkRow,
    MeasureRow,
    OutcomeRow,
    ParticipationRow,
    PostRow,
    ThemeRow,
)
from dialogues_app.facts.rows.base import Row
from dialogues_app.facts.words import PlanBasis, Target
from dialogues_app.models import Audience, MeasureStatus, PartialDate


def broken(facts: Facts) -> list[Problem]:
    """Every rule that a row breaks."""
    return [
        *_posts(facts.of(PostRow)),
        *_pairs(facts),
        *_dialogues(facts),
        *_measures(facts.of(MeasureRow)),
        *_follow_ups(facts),
        *_links(facts),
        *_participations(facts.of(ParticipationRow)),
    ]


def _problem(row: Row, column: str, reason: str) -> Problem:
    return Problem(f"{row.FILE}.csv", row.line, column, reason)


def _posts(rows: Iterable[PostRow]) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for row in rows:
        if names.setdefault(row.person_id, row.name) != row.name:
            yield _problem(
                row, "name", f"{row.person_id} is called {names[row.person_id]!r} in an earlier row"
            )
        if _ends_before(row.period_from, row.period_to):
            yield _problem(row, "period_to", "lies before period_from")
        if bool(row.period_from.is_known or row.period_to.is_known) != (row.period_basis is not None):
            yield _problem(row, "period_basis", "is stated together with a period, and only then")


def _pairs(facts: Facts) -> Iterator[Problem]:
    """A value and its basis stand together."""
    pairs: list[tuple[Iterable[Row], str, str]] = [
        (facts.of(FocusAreaRow), "challenge_sv", "challenge_basis"),
        (facts.of(ThemeRow), "focus_area_id", "focus_area_basis"),
        (facts.of(DialogueRow), "led_by_person_id", "led_by_basis"),
        (facts.of(MeasureRow), "focus_area_id", "focus_area_basis"),
        (facts.of(MeasureRow), "responsible_org_id", "responsible_basis"),
        (facts.of(FollowUpRow), "metric_value", "metric_name"),
        (facts.of(FollowUpRow), "metric_value", "metric_unit"),
    ]
    for rows, value, basis in pairs:
        for row in rows:
            if bool(row.raw[value]) != bool(row.raw[basis]):
                yield _problem(row, basis, f"stands together with {value}, and only then")


def _dialogues(facts: Facts) -> Iterator[Problem]:
    spans: dict[str, list[tuple[object, object]]] = {}
    for said in facts.of(DateRow):
        spans.setdefault(said.dialogue_id, []).append((said.date_earliest, said.date_latest))
        if said.date_latest < said.date_earliest:
            yield _problem(said, "date_latest", "lies before date_earliest")
    all_dates_read = len(facts.of(DateRow)) == len(facts.keys.get(DateRow.FILE, ()))
    for row in facts.of(DialogueRow):
        if row.date_latest < row.date_earliest:
            yield _problem(row, "date_latest", "lies before date_earliest")
        elif row.date_precision == "day" and not row.date_earliest == row.date_latest == row.date.earliest:
            yield _problem(row, "date", "is a day, so date_earliest and date_latest are the same day")
        elif row.date_precision == "season" and row.date != PartialDate.parse(str(row.date_earliest.year)):
            yield _problem(row, "date", "has the year where the precision is a season")
        elif all_dates_read and (row.date_earliest, row.date_latest) not in spans.get(row.dialogue_id, []):
            yield _problem(row, "date_earliest", "is stated by no row of dialogue_dates.csv")


def _measures(rows: Iterable[MeasureRow]) -> Iterator[Problem]:
    for row in rows:
        if bool(row.plan_id) != (row.plan_basis is PlanBasis.EXPLICIT):
            yield _problem(row, "plan_id", "stands where plan_basis is explicit, and only there")
        if bool(row.plan_inferred_id) != (row.plan_basis is PlanBasis.STRATEGY_DATE):
            yield _problem(
                row, "plan_inferred_id", "stands where plan_basis is strategy_date, and only there"
            )
        known = row.status is not MeasureStatus.UNKNOWN
        if row.status_date.is_known != known:
            yield _problem(row, "status_date", "stands together with a known status, and only then")
        if (row.status_basis is not None) != known:
            yield _problem(row, "status_basis", "stands together with a known status, and only then")
        if row.start_year and row.end_year and row.end_year < row.start_year:
            yield _problem(row, "end_year", "lies before start_year")


def _follow_ups(facts: Facts) -> Iterator[Problem]:
    measures = facts.by_key(MeasureRow)
    for row in facts.of(FollowUpRow):
        if row.target_type is Target.PLAN:
            if facts.lacks("action_plans", row.target_id):
                yield _problem(row, "target_id", f"{row.target_id} is not in action_plans.csv")
        elif facts.lacks("measures", row.target_id):
            yield _problem(row, "target_id", f"{row.target_id} is not in measures.csv")
        elif row.shown is Audience.PUBLIC and _is_working(measures.get(row.target_id)):
            yield _problem(row, "shown", f"is public, but the measure {row.target_id} is not")


def _links(facts: Facts) -> Iterator[Problem]:
    measures, outcomes = facts.by_key(MeasureRow), facts.by_key(OutcomeRow)
    for row in facts.of(LinkRow):
        targets = {
            Target.MEASURE: row.measure_id,
            Target.PLAN: row.plan_id,
            Target.OTHER: row.other_target_sv,
        }
        if [target for target, value in targets.items() if value] != [row.target_type]:
            yield _problem(
                row, "target_type", "names the one of measure_id, plan_id, other_target_sv that is filled"
            )
        measure, outcome = measures.get(row.measure_id), outcomes.get(row.outcome_id)
        if outcome and outcome.dialogue_id != row.dialogue_id:
            yield _problem(row, "outcome_id", f"belongs to the dialogue {outcome.dialogue_id}")
        for column, end in (("measure_id", measure), ("outcome_id", outcome)):
            if end and row.shown is Audience.PUBLIC and end.shown is not Audience.PUBLIC:
                yield _problem(row, "shown", f"is public, but its {column} {end.key} is not")


def _participations(rows: Iterable[ParticipationRow]) -> Iterator[Problem]:
    for row in rows:
        if not row.org_id and not row.person_id:
            yield _problem(row, "org_id", "is empty, and so is person_id: nobody took part")
        if bool(row.dialogue_id) == bool(row.scope_note_sv):
            yield _problem(row, "scope_note_sv", "stands where dialogue_id is empty, and only there")


def _ends_before(start: PartialDate, end: PartialDate) -> bool:
    return start.earliest is not None and end.latest is not None and end.latest < start.earliest


def _is_working(measure: MeasureRow | None) -> bool:
    return measure is not None and measure.shown is not Audience.PUBLIC
