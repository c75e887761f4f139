"""The organizers' register of measures: statements with sources, follow-ups with figures, confirmation."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.models import Audience, Event, Measure, MeasureStatus, Organisation
from tests.factories import a_measure
from tests.web.browser import sign_in, submit
from tests.web.stored import Case, a_case, another_body
from tests.web.test_recording import queries_of

PATH = "/arbete/atgarder/industriklivet"
KEY = re.compile(r'name="key"[^>]*value="([^"]+)"')


@pytest.fixture
def case(client: FlaskClient, session: Session) -> Case:
    """An organizer of the ministry is signed in; there is one measure, working material."""
    made = a_case(session)
    sign_in(client, session, made.organizer)
    return made


def measure(session: Session) -> Measure:
    session.rollback()
    return session.scalars(select(Measure)).one()


def test_a_status_is_stated_and_taken_back(client: FlaskClient, session: Session, case: Case) -> None:
    stated = submit(client, f"{PATH}/lage", status="in_progress", since="2026-05")
    made = measure(session).statuses[0].id
    session.rollback()
    taken_back = submit(client, f"{PATH}/lage/{made}/ta-tillbaka", reason="Fel åtgärd")

    assert (stated.status_code, taken_back.status_code) == (303, 303)
    assert measure(session).current_status is None
    verbs = session.scalars(
        select(Event.verb).where(Event.subject_kind == "measure").order_by(Event.id)
    ).all()
    assert verbs == ["status_stated", "statement_withdrawn"]


def test_completed_needs_a_source(client: FlaskClient, session: Session, case: Case) -> None:
    refused = submit(client, f"{PATH}/lage", status="completed")
    submit(
        client,
        f"{PATH}/lage",
        status="completed",
        source_title="Slutrapport",
        source_url="https://x.example/r",
    )

    assert refused.status_code == 422
    assert "En genomförd åtgärd behöver en källa." in refused.text
    status = measure(session).current_status
    assert status is not None
    assert (status.status, [source.title for source in status.sources]) == (
        MeasureStatus.COMPLETED,
        ["Slutrapport"],
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "x.example"])
def test_a_source_is_an_address_on_the_web(client: FlaskClient, case: Case, url: str) -> None:
    refused = submit(client, f"{PATH}/lage", status="planned", source_title="Rapport", source_url=url)

    assert refused.status_code == 422


def test_an_organisation_is_responsible_once(client: FlaskClient, session: Session, case: Case) -> None:
    union = session.scalars(select(Organisation.id).where(Organisation.slug == "if-metall")).one()
    session.rollback()

    answers = [submit(client, f"{PATH}/ansvarig", organisation=union, role="responsible") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert len(measure(session).bodies) == 1


def test_a_follow_up_has_its_figures(client: FlaskClient, session: Session, case: Case) -> None:
    values = {"summary": "Fler har fått råd.", "on": "2026-05", "name_1": "företag", "unit_1": "antal"}

    refused = submit(client, f"{PATH}/uppfoljning", **values, value_1="många")
    submit(client, f"{PATH}/uppfoljning", **values, value_1="1 250,5")

    figures = measure(session).follow_ups[0].figures
    assert refused.status_code == 422
    assert [(figure.name, figure.value, figure.unit) for figure in figures] == [
        ("företag", Decimal("1250.5"), "antal")
    ]
    session.rollback()
    assert "Fler har fått råd." in client.get(PATH).text


def test_the_ministry_confirms_by_a_source(client: FlaskClient, session: Session, case: Case) -> None:
    refused = submit(client, f"{PATH}/bekrafta", source_title="")
    submit(client, f"{PATH}/bekrafta", source_title="Regeringsbeslut")

    assert refused.status_code == 422
    assert measure(session).audience is Audience.PUBLIC


def test_another_body_does_not_confirm(client: FlaskClient, session: Session, case: Case) -> None:
    sign_in(client, session, another_body(session))

    assert submit(client, f"{PATH}/bekrafta", source_title="Eget beslut").status_code == 403
    assert measure(session).audience is Audience.ORGANIZERS


def test_the_list_costs_as_many_queries_for_three_measures_as_for_one(
    client: FlaskClient, session: Session, case: Case
) -> None:
    one = queries_of(client, "/arbete/atgarder")
    session.add_all([a_measure(), a_measure()])
    session.commit()

    assert queries_of(client, "/arbete/atgarder") == one
    assert client.get("/arbete/atgarder/finns-inte").status_code == 404


@pytest.mark.parametrize("page", ["9" * 20, "-1", "0", "x"])
def test_a_page_beyond_the_last_is_the_last(client: FlaskClient, case: Case, page: str) -> None:
    answer = client.get(f"/arbete/atgarder?sida={page}")

    assert answer.status_code == 200
    assert "Industriklivet" in answer.text


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("lage", {"status": "in_progress"}),
        ("uppfoljning", {"summary": "Fler har fått råd.", "on": "2026-05"}),
    ],
)
def test_a_form_sent_twice_makes_one_thing(
    client: FlaskClient, session: Session, case: Case, page: str, values: dict[str, str]
) -> None:
    key = KEY.search(client.get(f"{PATH}/{page}").text)
    assert key is not None

    answers = [submit(client, f"{PATH}/{page}", key=key[1], **values) for _ in range(2)]
    submit(client, f"{PATH}/{page}", key="another", **values)

    assert [answer.location for answer in answers] == [PATH, PATH]
    found = measure(session)
    assert len(found.statuses) + len(found.follow_ups) == 2
