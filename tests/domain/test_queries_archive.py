"""The archive answers alike on both databases: gates, filters, counts, search, periods."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from dialogues_app.domain.queries import archive, topics, workspace
from dialogues_app.domain.queries.archive import Criteria
from dialogues_app.models import Audience, Dialogue, LinkKind, MeasureStatus
from tests import factories, published

pytestmark = pytest.mark.both_databases


def add(session: Session, *rows: Any) -> None:
    session.add_all(rows)
    session.commit()


def found(session: Session, **asked: Any) -> list[Dialogue]:
    return list(session.scalars(archive.dialogues(Criteria(**asked))))


def queries_of(session: Session, **asked: Any) -> int:
    counted: list[str] = []
    engine = session.get_bind()
    session.expunge_all()

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    for dialogue in found(session, **asked):
        assert [theme.focus for theme in dialogue.themes]
        assert [said.source for said in dialogue.dates]
        assert dialogue.meeting is None
    event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_only_announced_and_published_dialogues_are_found(session: Session) -> None:
    shown, soon = published.a_published("2016-09-12"), published.an_announced(day="2027-01-10")
    hidden = published.a_published("2016-01-01", announced_at=None, published_at=None)
    practice = published.a_published("2016-02-02", is_practice=True)
    add(session, shown, soon, hidden, practice)

    assert found(session) == [soon, shown]
    assert session.scalar(archive.total(Criteria())) == 2


def test_the_order_can_be_turned(session: Session) -> None:
    first, second = published.a_published("2015-05-28"), published.a_published("2018-05-03")
    add(session, first, second)

    assert found(session, oldest_first=True) == [first, second]


def test_a_dialogue_whose_sources_differ_is_possible_and_not_certain(session: Session) -> None:
    may = published.a_published(dates=[("2018-05-01", "2018-05-31"), ("2018-05-03", "2018-05-03")])
    inside, outside = published.a_published("2018-05-12"), published.a_published("2018-06-01")
    add(session, may, inside, outside)
    asked = Criteria(since=date(2018, 5, 10), until=date(2018, 5, 20))

    assert found(session, since=asked.since, until=asked.until) == [inside, may]
    assert session.scalar(archive.total(asked)) == 2
    assert session.scalar(archive.certain_total(asked)) == 1
    assert (archive.is_certain(inside, asked), archive.is_certain(may, asked)) == (True, False)


def test_the_whole_month_holds_every_statement(session: Session) -> None:
    may = published.a_published(dates=[("2018-05-01", "2018-05-31"), ("2018-05-03", "2018-05-03")])
    add(session, may)
    asked = Criteria(since=date(2018, 5, 1), until=date(2018, 5, 31))

    assert session.scalar(archive.certain_total(asked)) == 1


def test_an_open_period_has_one_end(session: Session) -> None:
    old, new = published.a_published("2015-05-28"), published.a_published("2018-05-03")
    add(session, old, new)

    assert found(session, since=date(2016, 1, 1)) == [new]
    assert found(session, until=date(2016, 1, 1)) == [old]


def test_a_planned_meeting_lies_in_its_own_swedish_day(session: Session) -> None:
    dialogue = published.an_announced(dates=[])
    factories.a_meeting(dialogue=dialogue)
    add(session, dialogue)

    assert found(session, since=date(2026, 10, 14), until=date(2026, 10, 14)) == [dialogue]
    assert found(session, since=date(2026, 10, 15)) == []


def test_words_are_found_in_any_form_and_in_outcomes(session: Session) -> None:
    transport = published.a_published(title="Framtidens transporter")
    other = published.a_published(title="Digitalisering")
    published.with_outcome(other, sentence="Tillstånden behöver gå fortare.")
    published.with_outcome(transport, sentence="Hemligt om tillstånd.", audience=Audience.ORGANIZERS)
    add(session, transport, other)

    assert found(session, q="transport") == [transport]
    assert found(session, q="digital") == [other]
    assert found(session, q="tillstånd") == [other]
    assert found(session, q="transporter tillstånd") == []


@pytest.mark.parametrize("q", ["%", "_", "'; drop table dialogues; --", "!!!", "\u202e", "a" * 5_000])
def test_odd_words_find_nothing_and_harm_nothing(session: Session, q: str) -> None:
    add(session, published.a_published(title="Framtidens transporter"))

    assert found(session, q=q) == []


def test_an_unpublished_summary_cannot_be_searched(session: Session) -> None:
    soon = published.an_announced(title="Vätgas", summary="Hemlig överenskommelse")
    add(session, soon)

    assert found(session, q="överenskommelse") == []
    assert found(session, q="vätgas") == [soon]


def test_facets_count_beside_the_other_filters(session: Session) -> None:
    area = published.a_focus_area(slug="industri", name="Industri 4.0")
    in_area, across = (
        published.a_theme_in(area, title="Digitalisering", slug="dig"),
        factories.a_theme(slug="log"),
    )
    minister = factories.a_minister(name="Statsråd Ett", slug="ett")
    one = published.with_minister(
        published.a_published("2016-02-08", themes=[in_area], with_seminar=True), minister
    )
    two = published.a_published("2016-09-12", themes=[across])
    add(session, one, two)

    def facet(name: str, **asked: Any) -> list[tuple[str, int]]:
        rows = session.execute(archive.facet(name, Criteria(**asked)))
        return [(value, count) for value, _label, count in rows]

    assert facet("focus") == [("industri", 1), ("tvargaende", 1)]
    assert facet("focus", focus="industri") == [("industri", 1), ("tvargaende", 1)]
    assert facet("focus", theme="log") == [("tvargaende", 1)]
    assert facet("minister") == [("ett", 1)]
    assert facet("kind") == [("industrisamtal", 2), ("med-expertseminarium", 1)]
    assert facet("level") == []
    assert found(session, focus="tvargaende") == [two]
    assert found(session, kind="med-expertseminarium", minister="ett") == [one]


def test_a_minister_without_a_public_post_is_no_choice(session: Session) -> None:
    person = factories.a_person(slug="privat")
    add(session, published.with_minister(published.a_published(), person))

    assert session.execute(archive.facet("minister", Criteria())).all() == []


def test_a_ministry_is_found_by_its_minister_and_by_organising(session: Session) -> None:
    ministry = factories.the_ministry(slug="narings")
    other = factories.the_ministry(name="Utbildningsdepartementet", slug="utb", is_organiser=False)
    led = published.a_published("2016-01-01", body=ministry)
    joined = published.with_minister(published.a_published("2017-01-01"), factories.a_minister(), other)
    add(session, led, joined)

    assert found(session, ministry="narings") == [led]
    assert found(session, ministry="utb") == [joined]


def test_only_leading_links_count_as_led_to(session: Session) -> None:
    dialogue = published.a_published()
    done, planned = published.a_public_measure(), published.a_public_measure()
    done.statuses.append(published.a_status(status=MeasureStatus.PLANNED, holds="2015"))
    done.statuses.append(published.a_status(status=MeasureStatus.COMPLETED, holds="2017"))
    planned.statuses.append(published.a_status(status=MeasureStatus.PLANNED, holds="2016"))
    links = [
        published.linked(published.with_outcome(dialogue), done),
        published.linked(published.with_outcome(dialogue), planned, LinkKind.CONTRIBUTED_TO),
        published.linked(published.with_outcome(dialogue), done, LinkKind.ANNOUNCED_AT),
        published.linked(published.with_outcome(dialogue), done, audience=Audience.ORGANIZERS),
    ]
    add(session, dialogue, *links)

    assert [tuple(row) for row in session.execute(archive.outcome_counts([dialogue.id]))] == [
        (dialogue.id, 4, 2, 3, 1)
    ]
    assert tuple(session.execute(archive.chain()).one()) == (1, date(2016, 9, 12), 4, 2, 3, 1)


def test_the_chain_of_an_empty_archive_is_zero(session: Session) -> None:
    assert tuple(session.execute(archive.chain()).one()) == (0, None, 0, 0, 0, 0)


def test_a_list_costs_the_same_for_one_and_three(session: Session) -> None:
    add(session, published.a_published("2016-09-12"))
    one = queries_of(session)
    add(session, published.a_published("2017-09-12"), published.a_published("2018-09-12"))

    assert queries_of(session) == one


def test_the_minister_of_the_practice_is_in_no_public_list(session: Session) -> None:
    real = factories.a_minister(name="Mikael Damberg", slug="mikael-damberg")
    nobody = factories.a_minister(name="Övning", slug="ovning", is_practice=True)
    add(session, real, nobody)

    assert list(session.scalars(topics.ministers())) == [real]
    assert list(session.scalars(workspace.ministers(practice=False))) == [real]
    assert list(session.scalars(workspace.ministers())) == [real, nobody]
