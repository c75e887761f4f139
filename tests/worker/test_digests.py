"""Digests against a database: exactly those whose words led to what changed hear of it, once a day, and can stop."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dialogues_app.config import Settings
from dialogues_app.digesting import Desk
from dialogues_app.domain import answers, hearing, measures
from dialogues_app.domain.measures import Said
from dialogues_app.models import (
    Audience,
    Dialogue,
    DialogueStatus,
    Feed,
    Holding,
    Invitation,
    Listener,
    Measure,
    MeasureStatus,
    MessageKind,
    Organisation,
    Origin,
    OutboxRow,
    Outcome,
    Participation,
    Presence,
    Telling,
)
from dialogues_app.models.base import Base
from tests.domain.test_quiet_hours import swedish
from tests.factories import a_measure, an_organisation, an_organizer
from tests.speaking import a_decided_dialogue, a_speaker, led_to, raise_point, seat_of

pytestmark = pytest.mark.both_databases
BY = an_organizer()
DAY_BEFORE = swedish("2027-03-10T12:00")
NINE = swedish("2027-03-11T09:00")


@pytest.fixture
def desk(settings_of: Settings) -> Desk:
    return Desk(settings_of)


@pytest.fixture
def settings_of(environment: dict[str, str]) -> Settings:
    return Settings.read(environment)


def digests(session: Session) -> list[OutboxRow]:
    found = session.scalars(
        select(OutboxRow).where(OutboxRow.kind == MessageKind.DIGEST).order_by(OutboxRow.id)
    ).all()
    session.rollback()
    return list(found)


def one_point(session: Session, **given: object) -> tuple[Outcome, Measure]:
    """What one of two participants raised, and the measure that it led to."""
    speaker, other = a_speaker("talar@fack.example"), a_speaker("lyssnar@fack.example")
    dialogue = a_decided_dialogue(speaker, other, **given)
    outcome = raise_point(dialogue, raised_by_seat=seat_of(speaker))
    measure = a_measure(audience=Audience.PUBLIC)
    led_to(outcome, measure)
    session.add(dialogue)
    session.commit()
    return outcome, measure


def test_one_mail_at_nine_tells_all_that_changed_since_the_last(session: Session, desk: Desk) -> None:
    outcome, measure = one_point(session)
    desk.send_due(session, at=DAY_BEFORE)
    desk.send_due(session, at=NINE - timedelta(minutes=1))
    assert digests(session) == []

    desk.send_due(session, at=NINE)
    desk.send_due(session, at=NINE + timedelta(minutes=1))
    assert [row.recipient for row in digests(session)] == ["talar@fack.example"]

    for status in (MeasureStatus.DECIDED, MeasureStatus.IN_PROGRESS):
        session.add(measures.state_status(measure, status, Said(), by=BY, at=NINE + timedelta(hours=1)))
    session.commit()
    desk.send_due(session, at=NINE + timedelta(hours=2))
    assert len(digests(session)) == 1

    desk.send_due(session, at=NINE + timedelta(days=1))
    *_first, second = digests(session)
    [item] = second.context["items"]
    assert item["sentence"] == outcome.sentence
    assert item["state"]["links"][0]["status"]["status"] == "in_progress"
    assert item["before"]["links"][0]["status"] is None


def test_what_changed_and_changed_back_is_no_news(session: Session, desk: Desk) -> None:
    _outcome, measure = one_point(session)
    desk.send_due(session, at=DAY_BEFORE)
    desk.send_due(session, at=NINE)
    at = NINE + timedelta(hours=1)
    session.add(measures.state_status(measure, MeasureStatus.DECIDED, Said(), by=BY, at=at))
    made = measure.statuses[-1]
    session.add(measures.withdraw_statement(made, reason="Fel åtgärd.", by=BY, at=at))
    session.commit()

    desk.send_due(session, at=NINE + timedelta(days=1))

    assert len(digests(session)) == 1


@pytest.mark.parametrize(
    ("at", "following"),
    [
        ("2027-03-25T09:00", "2027-03-27T09:00"),  # Good Friday
        ("2027-03-27T09:00", "2027-03-30T09:00"),  # Easter, and summer time begins
        ("2027-10-30T09:00", "2027-11-01T09:00"),  # summer time ends
        ("2027-12-23T09:00", "2027-12-27T09:00"),
        ("2027-12-30T10:00", "2028-01-03T09:00"),
        ("2027-03-11T08:59", "2027-03-11T09:00"),
    ],
)
def test_the_next_look_is_at_nine_on_an_ordinary_day(session: Session, at: str, following: str) -> None:
    assert hearing.next_look(swedish(at)) == swedish(following)


def test_after_a_standstill_it_leaves_when_quiet_hours_end(session: Session, desk: Desk) -> None:
    one_point(session)
    desk.send_due(session, at=DAY_BEFORE)

    assert desk.send_due(session, at=swedish("2027-03-11T20:01")) == 0
    assert desk.send_due(session, at=swedish("2027-03-12T06:59")) == 0
    assert desk.send_due(session, at=swedish("2027-03-12T07:00")) == 1
    assert desk.send_due(session, at=swedish("2027-03-12T07:01")) == 0
    assert len(digests(session)) == 1


def test_two_that_look_at_the_same_moment_mail_each_once(
    session: Session, engine: Engine, desk: Desk
) -> None:
    one_point(session)
    together = threading.Barrier(4)

    def look(at: datetime) -> None:
        with Session(engine) as own:
            together.wait()
            desk.send_due(own, at=at)

    for at in (DAY_BEFORE, NINE):
        threads = [threading.Thread(target=look, args=(at,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(digests(session)) == 1
    assert len(session.scalars(select(Listener)).all()) == 1
    assert len(session.scalars(select(Feed)).all()) == 1


def test_who_has_stopped_is_not_mailed_but_the_page_still_tells(session: Session, desk: Desk) -> None:
    _outcome, measure = one_point(session)
    desk.send_due(session, at=DAY_BEFORE)
    listener = session.scalars(select(Listener)).one()
    stopped = hearing.stop(listener, by=BY, at=DAY_BEFORE)
    assert stopped is not None
    session.add(stopped)
    session.commit()

    desk.send_due(session, at=NINE)
    assert (digests(session), len(session.scalars(select(Telling)).all())) == ([], 1)

    resumed = hearing.resume(listener, by=BY, at=NINE)
    session.add_all(one for one in [resumed] if one)
    session.commit()
    desk.send_due(session, at=NINE + timedelta(days=1))
    assert digests(session) == []

    at = NINE + timedelta(days=1, hours=1)
    session.add(measures.state_status(measure, MeasureStatus.DECIDED, Said(), by=BY, at=at))
    session.commit()
    desk.send_due(session, at=NINE + timedelta(days=2))
    assert len(digests(session)) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"status": DialogueStatus.DOCUMENTED},
        {"status": DialogueStatus.HELD},
    ],
)
def test_before_the_minister_has_decided_nobody_hears(
    session: Session, desk: Desk, given: dict[str, object]
) -> None:
    one_point(session, **given)

    desk.send_due(session, at=DAY_BEFORE)
    desk.send_due(session, at=NINE)

    assert digests(session) == []


def test_the_one_who_was_there_hears_not_the_one_who_gave_up_the_seat(session: Session, desk: Desk) -> None:
    outcome, _measure = one_point(session)
    seat = outcome.raised_by_seat
    assert seat is not None
    with session.no_autoflush:
        newcomer = Holding(title="Företrädare", origin=Origin.SUBSTITUTE)
        newcomer.invitations.append(
            Invitation(
                address="ersattare@fack.example",
                name="",
                token="ny",
                link_id="ny",
                created_at=NINE,
                event=outcome.dialogue.calendar_events[0],
            )
        )
        seat.holdings.append(newcomer)
        outcome.dialogue.participations.append(Participation(holding=newcomer, presence=Presence.SUBSTITUTE))
    session.commit()

    desk.send_due(session, at=DAY_BEFORE)
    desk.send_due(session, at=NINE)

    assert [row.recipient for row in digests(session)] == ["ersattare@fack.example"]


PEOPLE, MEASURES = 5, 3
Choice = st.integers(0, PEOPLE - 1)


@dataclass(frozen=True)
class Point:
    """One outcome: whose it is, for whom, in which dialogue, and the measures it leads to."""

    dialogue: int
    speaker: int
    how: str  # seat, organisation or nobody
    audience: Audience
    links: frozenset[int]


points = st.builds(
    Point,
    dialogue=st.integers(0, 2),
    speaker=Choice,
    how=st.sampled_from(["seat", "organisation", "nobody"]),
    audience=st.sampled_from([Audience.PUBLIC, Audience.PARTICIPANTS, Audience.ORGANIZERS]),
    links=st.frozensets(st.integers(0, MEASURES - 1), max_size=2),
)
# What happens after the first digest: a measure's status, an answer without a measure, or a link taken back.
changes = st.lists(st.tuples(st.sampled_from(["status", "no", "unlink"]), st.integers(0, 5)), max_size=3)
SITS = [{0, 1, 2}, {1, 2, 3}, {0, 3, 4}]  # who sits in which dialogue; the last one is practice
OF_UNION = {0: 0, 1: 0, 2: 1, 3: 1, 4: 0}  # person → organisation


def address(person: int) -> str:
    return f"nr{person}@fack.example"


def speakers_of(point: Point) -> set[int]:
    """Brute force: whose words led to the outcome."""
    sits = SITS[point.dialogue]
    if point.how == "seat":
        return {point.speaker} & sits
    if point.how == "organisation":
        return {one for one in sits if OF_UNION[one] == OF_UNION[point.speaker]}
    return set()


@given(
    drawn=st.lists(points, min_size=1, max_size=6), happens=changes, stopped=st.frozensets(Choice, max_size=1)
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_exactly_those_whose_words_led_to_it_hear_and_nobody_else(
    engine: Engine,
    desk: Desk,
    drawn: list[Point],
    happens: list[tuple[str, int]],
    stopped: frozenset[int],
) -> None:
    clear(engine)
    with Session(engine) as session:
        outcomes, found = build(session, drawn)
        desk.send_due(session, at=DAY_BEFORE)
        for listener in session.scalars(select(Listener)):
            if listener.address in {address(one) for one in stopped}:
                listener.stopped_at = DAY_BEFORE
        session.commit()
        desk.send_due(session, at=NINE)
        first = heard(session, outcomes, after=0)
        assert first == expected({i for i, o in enumerate(outcomes) if is_news(o)}, drawn, stopped)

        mark = max((row.id for row in digests(session)), default=0)
        changed = happen(session, outcomes, found, happens)
        desk.send_due(session, at=NINE + timedelta(days=1))
        assert heard(session, outcomes, after=mark) == expected(changed, drawn, stopped)


def clear(engine: Engine) -> None:
    """No table has a row; quicker than a truncation of all of them for each example."""
    unchecked = {
        "sqlite": "PRAGMA defer_foreign_keys = ON",
        "postgresql": "SET LOCAL session_replication_role = replica",
    }
    with engine.begin() as connection:
        connection.exec_driver_sql(unchecked[engine.dialect.name])
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def build(session: Session, drawn: list[Point]) -> tuple[list[Outcome], list[Measure]]:
    unions = [an_organisation(), an_organisation()]
    found = [a_measure(audience=Audience.PUBLIC) for _ in range(MEASURES - 1)]
    found.append(a_measure())  # working material: nobody outside hears of it
    dialogues: list[Dialogue] = []
    seats = []
    for number, sits in enumerate(SITS):
        people = {one: a_speaker(address(one), unions[OF_UNION[one]]) for one in sorted(sits)}
        dialogues.append(a_decided_dialogue(*people.values(), is_practice=number == 2))
        seats.append({one: seat_of(invitation) for one, invitation in people.items()})
    outcomes = []
    for point in drawn:
        union: Organisation = unions[OF_UNION[point.speaker]]
        whose = {
            "seat": {"raised_by_seat": seats[point.dialogue].get(point.speaker)},
            "organisation": {"raised_by_organisation": union},
            "nobody": {},
        }[point.how]
        outcome = raise_point(dialogues[point.dialogue], audience=point.audience, **whose)
        for number in sorted(point.links):
            led_to(outcome, found[number])
        outcomes.append(outcome)
    session.add_all([*dialogues, *found])
    session.commit()
    return outcomes, found


def is_news(outcome: Outcome) -> bool:
    """Brute force: whether a participant may see an answer at all."""
    return any(link.measure is not None and link.measure.is_public for link in outcome.links)


def happen(
    session: Session, outcomes: list[Outcome], found: list[Measure], happens: list[tuple[str, int]]
) -> set[int]:
    """The changes are made; returns the numbers of the outcomes whose visible answer they change."""
    before = [view(outcome) for outcome in outcomes]
    at = NINE + timedelta(hours=1)
    for what, number in happens:
        outcome = outcomes[number % len(outcomes)]
        if what == "status":
            measure = found[number % len(found)]
            session.add(measures.state_status(measure, MeasureStatus.DECIDED, Said(), by=BY, at=at))
            at += timedelta(minutes=1)
        elif what == "no":
            answers.answer_without_measure(outcome, reason="Det finns redan.", by=BY, at=at)
        elif outcome.standing_links:
            answers.unlink(outcome.standing_links[0], reason="Fel åtgärd.", by=BY, at=at)
    session.commit()
    return {number for number, outcome in enumerate(outcomes) if view(outcome) != before[number]}


def view(outcome: Outcome) -> object:
    """Brute force: what a participant can see of the answer."""
    shown = {
        link.measure.id: (link.measure.current_status.recorded_at.date(), link.measure.current_status.status)
        if link.measure.current_status
        else None
        for link in outcome.links
        if link.stands and link.measure is not None and link.measure.is_public
    }
    return shown, outcome.answer if not shown else None


def expected(changed: set[int], drawn: list[Point], stopped: frozenset[int]) -> set[tuple[str, bool, int]]:
    """(address, practice, outcome's place) of all who are to hear."""
    return {
        (address(person), drawn[number].dialogue == 2, number)
        for number in changed
        if drawn[number].audience is not Audience.ORGANIZERS
        for person in speakers_of(drawn[number]) - set(stopped)
    }


def heard(session: Session, outcomes: list[Outcome], *, after: int) -> set[tuple[str, bool, int]]:
    """(address, practice, outcome's place) of what was mailed; each address is mailed once for each world."""
    rows = [row for row in digests(session) if row.id > after]
    assert len({(row.recipient, row.is_practice) for row in rows}) == len(rows)
    told = session.scalars(select(Telling).where(Telling.mail_id.in_([row.id for row in rows]))).all()
    by_mail = {row.id: row for row in rows}
    places = {outcome.id: place for place, outcome in enumerate(outcomes)}
    found = [
        (by_mail[one.mail_id].recipient, by_mail[one.mail_id].is_practice, places[one.outcome_id])
        for one in told
        if one.mail_id is not None
    ]
    assert len(set(found)) == len(found)
    assert sum(len(row.context["items"]) for row in rows) == len(found)
    session.rollback()
    return set(found)
