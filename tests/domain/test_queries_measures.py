"""The register and the trace answer alike on both databases."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from dialogues_app.domain.queries import dialogues, measures, trace
from dialogues_app.domain.queries.measures import Criteria
from dialogues_app.models import (
    ActionPlan,
    Audience,
    Basis,
    BodyRole,
    BodyStatement,
    LinkKind,
    Measure,
    MeasureFocus,
    MeasureStatus,
    PlanEntry,
    PlanKind,
)
from tests import factories, published
from tests.factories import NOON

pytestmark = pytest.mark.both_databases


def add(session: Session, *rows: Any) -> None:
    session.add_all(rows)
    session.commit()


def a_plan(**given: Any) -> ActionPlan:
    return ActionPlan(**{"kind": PlanKind.ACTION_PLAN, "title": "Handlingsplan", "slug": "plan"} | given)


def in_plan(measure: Measure, plan: ActionPlan, basis: Basis = Basis.STATED) -> Measure:
    measure.plan_entries.append(PlanEntry(plan=plan, recorded_at=NOON, basis=basis))
    return measure


def found(session: Session, **asked: str) -> list[str]:
    return [measure.title for measure in session.scalars(measures.measures(Criteria(**asked)))]


def test_an_inferred_entry_counts_in_no_plan(session: Session) -> None:
    plan = a_plan(published_count=45)
    stated = in_plan(published.a_public_measure(title="Sagd"), plan)
    guessed = in_plan(published.a_public_measure(title="Gissad"), plan, Basis.INFERRED)
    hidden = in_plan(factories.a_measure(title="Dold"), plan)
    add(session, stated, guessed, hidden, published.a_public_measure(title="Fri"))

    assert found(session, tab="plan") == ["Sagd"]
    assert found(session, tab="smart-industri") == ["Gissad"]
    assert found(session, tab="andra") == ["Fri"]
    assert [tuple(row) for row in session.execute(measures.known())] == [(plan.id, 2)]
    shown = {(row[0], bool(row[1])): row[2] for row in session.execute(measures.shown_per_tab())}
    assert shown == {(plan.id, False): 1, (None, True): 1, (None, False): 1}


def test_the_present_status_is_the_latest_that_stands(session: Session) -> None:
    measure = published.a_public_measure(title="Robotar")
    withdrawn = published.a_status(status=MeasureStatus.STOPPED, holds="2021", withdrawn_at=NOON)
    measure.statuses += [
        published.a_status(status=MeasureStatus.IN_PROGRESS, holds="2019-05"),
        published.a_status(status=MeasureStatus.DECIDED, holds="2018"),
        published.a_status(status=MeasureStatus.UNKNOWN),
        withdrawn,
    ]
    add(session, measure, published.a_public_measure(title="Utan läge"))

    assert found(session, status="in_progress") == ["Robotar"]
    assert found(session, status="unknown") == ["Utan läge"]
    assert measure.current_status.status is MeasureStatus.IN_PROGRESS  # type: ignore[union-attr]
    counts = dict(session.execute(measures.statuses(Criteria())).all())
    assert counts == {MeasureStatus.IN_PROGRESS: 1, None: 1}


def test_measures_are_found_by_focus_body_and_words(session: Session) -> None:
    area = published.a_focus_area(slug="ts")
    body = factories.an_organisation(slug="verket")
    one = published.a_public_measure(title="Öppen innovation")
    one.focus.append(MeasureFocus(focus_area=area))
    one.bodies.append(BodyStatement(organisation=body, role=BodyRole.RESPONSIBLE, recorded_at=NOON))
    two = published.a_public_measure(title="Goda exempel")
    two.bodies.append(BodyStatement(organisation=body, role=BodyRole.PARTNER, recorded_at=NOON))
    add(session, one, two)

    assert found(session, focus="ts") == ["Öppen innovation"]
    assert found(session, focus="tvargaende") == ["Goda exempel"]
    assert found(session, body="verket") == ["Öppen innovation"]
    assert found(session, q="innovationer") == ["Öppen innovation"]
    assert found(session, q="%") == []
    assert found(session) == ["Öppen innovation", "Goda exempel"]


def test_a_measure_of_a_closed_or_practice_dialogue_is_hidden(session: Session) -> None:
    closed = published.an_announced()
    add(session, published.a_public_measure(proposed_in=closed), published.a_public_measure(is_practice=True))

    assert found(session) == []


def test_outcomes_with_links_come_first_and_the_thread_goes_furthest(session: Session) -> None:
    dialogue = published.a_published(slug="samtalet")
    plain, told, led = (published.with_outcome(dialogue) for _ in range(3))
    hidden = published.with_outcome(dialogue, audience=Audience.PARTICIPANTS)
    measure = published.a_public_measure()
    add(
        session, dialogue, published.linked(told, measure, LinkKind.DISCUSSED), published.linked(led, measure)
    )
    asked = trace.Criteria(dialogue="samtalet")

    assert session.scalars(trace.outcomes(asked)).unique().all() == [told, led, plain]
    assert session.scalar(trace.total(asked)) == 3
    assert session.scalars(trace.thread(asked, None)).first() == led
    assert session.scalars(trace.thread(asked, plain.number)).first() == plain
    assert session.scalars(trace.thread(asked, hidden.number)).first() is None


def test_a_link_to_a_hidden_measure_is_hidden(session: Session) -> None:
    dialogue = published.a_published()
    outcome = published.with_outcome(dialogue)
    link = published.linked(outcome, factories.a_measure())
    add(session, dialogue, link)
    session.expunge_all()

    outcome = session.scalars(trace.outcomes(trace.Criteria())).unique().one()
    assert outcome.links == []


def test_neighbours_are_the_nearest_in_time(session: Session) -> None:
    rows = [published.a_published(day) for day in ("2015-01-01", "2016-01-01", "2017-01-01", "2018-01-01")]
    add(session, *rows, published.a_published("2016-06-01", is_practice=True))

    assert session.scalars(dialogues.neighbours(rows[1])).all() == [rows[0], rows[2]]
    assert session.scalars(dialogues.neighbours(rows[0])).all() == [rows[1]]
