"""Measures: proposed as working material, stated about, followed up; delayed is computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dialogues_app.domain import measures
from dialogues_app.domain.measures import NewMeasure, Observation, Part, Said
from dialogues_app.errors import Invalid, ReasonRequired
from dialogues_app.models import Audience, MeasureStatus, PartialDate, Source, SourceKind
from tests.domain.recording import a_held_dialogue
from tests.factories import NOON, a_measure, after, an_organisation, an_organizer

BY = an_organizer()
DUE = date(2026, 6, 30)


def a_source():
    return Source(title="Slutrapport", kind=SourceKind.DOCUMENT)


@pytest.mark.parametrize("practice", [True, False])
def test_a_proposed_measure_is_working_material_and_practice_as_its_dialogue(practice):
    dialogue = a_held_dialogue(is_practice=practice)

    measure = measures.propose_measure(dialogue, NewMeasure("  En väg  in ", "en-vag-in"), by=BY, at=NOON)

    assert (measure.title, measure.proposed_in, measure.is_practice) == ("En väg in", dialogue, practice)
    assert measure.audience is Audience.ORGANIZERS


def test_a_status_is_stated_beside_the_earlier_ones():
    measure = a_measure()

    measures.state_status(measure, MeasureStatus.PLANNED, Said(), by=BY, at=NOON)
    event = measures.state_status(
        measure,
        MeasureStatus.IN_PROGRESS,
        Said(holds_since=PartialDate.parse("2026-08")),
        by=BY,
        at=after(days=1),
    )

    assert [statement.status for statement in measure.statuses] == [
        MeasureStatus.PLANNED,
        MeasureStatus.IN_PROGRESS,
    ]
    assert measure.current_status.status is MeasureStatus.IN_PROGRESS
    assert (event.verb, event.after) == ("status_stated", {"status": "in_progress"})


def test_completed_needs_a_source():
    measure = a_measure()

    with pytest.raises(Invalid):
        measures.state_status(measure, MeasureStatus.COMPLETED, Said(), by=BY, at=NOON)
    measures.state_status(measure, MeasureStatus.COMPLETED, Said(sources=(a_source(),)), by=BY, at=NOON)

    assert measure.current_status.status is MeasureStatus.COMPLETED


def test_a_withdrawn_statement_lets_the_earlier_stand():
    measure = a_measure()
    measures.state_status(measure, MeasureStatus.PLANNED, Said(), by=BY, at=NOON)
    measures.state_status(measure, MeasureStatus.STOPPED, Said(), by=BY, at=after(days=1))

    with pytest.raises(ReasonRequired):
        measures.withdraw_statement(measure.statuses[1], reason="", by=BY, at=after(days=2))
    measures.withdraw_statement(measure.statuses[1], reason="Fel åtgärd", by=BY, at=after(days=2))

    assert measure.current_status.status is MeasureStatus.PLANNED


def test_an_organisation_is_responsible_once():
    measure, organisation = a_measure(), an_organisation()
    measures.state_body(measure, Part(organisation), Said(), by=BY, at=NOON)

    with pytest.raises(Invalid):
        measures.state_body(measure, Part(organisation), Said(), by=BY, at=NOON)

    assert len(measure.bodies) == 1


def test_a_follow_up_keeps_its_figures():
    measure = a_measure()

    measures.add_follow_up(
        measure,
        Observation(
            summary="300 företag har fått råd.",
            on=PartialDate.parse("2026-05"),
            figures=(("företag", Decimal(300), "antal"),),
        ),
        by=BY,
        at=NOON,
    )

    follow_up = measure.follow_ups[0]
    assert (follow_up.on.earliest, follow_up.by_name) == (date(2026, 5, 1), BY.label)
    assert [(figure.name, figure.value, figure.unit) for figure in follow_up.figures] == [
        ("företag", Decimal(300), "antal")
    ]


def test_a_follow_up_has_a_date():
    with pytest.raises(Invalid):
        measures.add_follow_up(a_measure(), Observation(summary="Klart.", on=PartialDate()), by=BY, at=NOON)


def test_a_measure_is_delayed_once_its_stated_date_has_passed():
    measure = a_measure()
    assert not measures.is_delayed(measure, on=date(2026, 7, 1))

    measure.report_due_on = PartialDate.day(DUE)

    assert not measures.is_delayed(measure, on=DUE)
    assert measures.is_delayed(measure, on=date(2026, 7, 1))


@pytest.mark.parametrize("later", ["status", "follow-up", "ended"])
def test_a_later_statement_or_an_end_makes_it_undelayed(later):
    measure = a_measure()
    measure.report_due_on = PartialDate.day(DUE)
    since = PartialDate.day(date(2026, 7, 2))
    if later == "status":
        measures.state_status(measure, MeasureStatus.IN_PROGRESS, Said(holds_since=since), by=BY, at=NOON)
    elif later == "follow-up":
        measures.add_follow_up(measure, Observation(summary="Går framåt.", on=since), by=BY, at=NOON)
    else:
        early = PartialDate.day(date(2026, 1, 1))
        measures.state_status(measure, MeasureStatus.STOPPED, Said(holds_since=early), by=BY, at=NOON)

    assert not measures.is_delayed(measure, on=date(2026, 8, 1))
