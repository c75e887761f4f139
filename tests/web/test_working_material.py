"""Working material of the loaded history: listed for organizers, confirmed by those of the ministry."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.models import (
    Audience,
    Event,
    FollowUp,
    Link,
    LinkKind,
    Measure,
    Outcome,
    Participation,
)
from tests.factories import a_measure, an_organisation, an_outcome
from tests.web.browser import sign_in, submit
from tests.web.stored import Case, a_case, another_body
from tests.web.test_recording import queries_of

PATH = "/arbete/arbetsmaterial"
AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def case(client: FlaskClient, session: Session) -> Case:
    """An organizer of the ministry is signed in; each kind has one loaded row that is working material."""
    made = a_case(session)
    public = a_measure(title="Robotlyftet", audience=Audience.PUBLIC)
    outcome = an_outcome(
        dialogue=made.dialogue, sentence="Fler robotar", audience=Audience.ORGANIZERS, fact_key="OC1"
    )
    session.add_all(
        [
            FollowUp(summary="Hundra bolag.", measure=public, fact_key="F1"),
            FollowUp(summary="Än okänt.", measure=a_measure(title="Okänd"), fact_key="F2"),
            outcome,
            Link(kind=LinkKind.LED_TO, recorded_at=AT, outcome=outcome, measure=public, fact_key="L1"),
            Participation(dialogue=made.dialogue, organisation=an_organisation(name="Swerea"), fact_key="P1"),
        ]
    )
    session.commit()
    sign_in(client, session, made.organizer)
    return made


def kept(session: Session, model: type, key: str):
    session.rollback()
    return session.scalars(select(model).where(model.fact_key == key)).one()


def path_of(session: Session, kind: str, model: type, key: str) -> str:
    found = kept(session, model, key).id
    session.rollback()
    return f"{PATH}/{kind}/{found}"


def test_the_page_lists_each_kind(client: FlaskClient, case: Case) -> None:
    page = client.get(PATH).text

    for words in ("Hundra bolag.", "Fler robotar", "Swerea", "Bekräfta först det som uppgiften hör till."):
        assert words in page


@pytest.mark.parametrize(
    "row",
    [("uppfoljningar", FollowUp, "F1"), ("utfall", Outcome, "OC1"), ("deltaganden", Participation, "P1")],
)
def test_the_ministry_confirms_a_row_by_a_source(
    client: FlaskClient, session: Session, case: Case, row: tuple[str, type, str]
) -> None:
    path = path_of(session, *row)

    refused = submit(client, path, source_title="")
    done = submit(client, path, source_title="Regeringens skrivelse")

    assert (refused.status_code, done.status_code) == (422, 303)
    record = kept(session, *row[1:])
    assert (record.audience, [source.title for source in record.sources]) == (
        Audience.PUBLIC,
        ["Regeringens skrivelse"],
    )
    assert session.scalars(select(Event.verb).order_by(Event.id.desc()).limit(1)).one() == "confirmed"
    session.rollback()
    assert client.get(path).status_code == 404


def test_a_link_waits_for_its_outcome(client: FlaskClient, session: Session, case: Case) -> None:
    path = path_of(session, "lankar", Link, "L1")

    early = submit(client, path, source_title="Skrivelse").status_code
    submit(client, path_of(session, "utfall", Outcome, "OC1"), source_title="Skrivelse")
    late = submit(client, path, source_title="Skrivelse").status_code

    assert (early, late) == (409, 303)
    assert kept(session, Link, "L1").audience is Audience.PUBLIC


def test_another_body_reads_and_does_not_confirm(client: FlaskClient, session: Session, case: Case) -> None:
    path = path_of(session, "uppfoljningar", FollowUp, "F1")
    sign_in(client, session, another_body(session))

    assert f'href="{path}"' not in client.get(PATH).text
    assert submit(client, path, source_title="Eget").status_code == 403
    assert kept(session, FollowUp, "F1").audience is Audience.ORGANIZERS


def test_the_page_costs_as_many_queries_for_three_rows_as_for_one(
    client: FlaskClient, session: Session, case: Case
) -> None:
    one = queries_of(client, PATH)
    measure = session.scalars(select(Measure).where(Measure.title == "Robotlyftet")).one()
    session.add_all(FollowUp(summary="Mer", measure=measure) for _ in range(2))
    session.commit()

    assert queries_of(client, PATH) == one
