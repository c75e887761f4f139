"""The private page of a participant: what it shows, its feed, and the way out of the mails."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from dialogues_app.config import Settings
from dialogues_app.digesting import Desk
from dialogues_app.domain import answers, feeds, measures
from dialogues_app.domain.measures import Observation, Said
from dialogues_app.extensions import db
from dialogues_app.links import FeedTokens, StopLinks
from dialogues_app.models import (
    AnswerState,
    Audience,
    DialogueStatus,
    Event,
    Listener,
    MeasureStatus,
    MessageKind,
    OutboxRow,
    OutboxState,
    Outcome,
    PartialDate,
    Source,
    SourceKind,
)
from tests.domain.test_quiet_hours import swedish
from tests.factories import NOON, a_measure, a_theme, an_organisation, an_organizer, on
from tests.speaking import a_decided_dialogue, a_speaker, led_to, raise_point, seat_of
from tests.web.browser import token

ME, OTHER = "jag@fack.example", "annan@fack.example"
BY = an_organizer()
DAY_BEFORE, NINE = swedish("2027-03-10T12:00"), swedish("2027-03-11T09:00")
NS = {"a": "http://www.w3.org/2005/Atom"}


def a_page(session: Session, settings: Settings, address: str = ME) -> str:
    """The private page of this address."""
    nonce = feeds.new_nonce()
    secret = feeds.Secret(nonce, FeedTokens(settings.secret_key).token(nonce))
    session.add(feeds.open_feed(address, secret, at=NOON))
    session.commit()
    return f"/min/{secret.token}"


def a_dialogue_with_points(session: Session, **given: object) -> list[Outcome]:
    """I raised three points, somebody else one."""
    me, other = a_speaker(ME, an_organisation(name="IF Metall")), a_speaker(OTHER)
    dialogue = a_decided_dialogue(me, other, **{"themes": [a_theme(title="Cybersäkerhet")]} | given)
    points = [
        raise_point(dialogue, sentence=text, raised_by_seat=seat_of(who))
        for text, who in (("Stöd behövs.", me), ("Planen dröjer.", me), ("Nej tack.", me), ("Annat.", other))
    ]
    measure = a_measure(title="Stöd till små företag", slug="stod", audience=Audience.PUBLIC)
    led_to(points[0], measure)
    points[1].answer, points[1].answer_due = AnswerState.AWAITING, on("2020-01-31")
    points[1].answer_owner = an_organisation(name="Tillväxtverket")
    points[2].answer, points[2].answer_reason = AnswerState.WITHOUT_MEASURE, "Planen finns redan."
    source = Source(title="Regleringsbrev", kind=SourceKind.DOCUMENT, publisher="Regeringen", is_public=True)
    measures.state_status(measure, MeasureStatus.IN_PROGRESS, Said(sources=(source,)), by=BY, at=NOON)
    seen = Observation(summary="120 företag har fått stöd.", on=PartialDate.parse("2026-12"))
    measures.add_follow_up(measure, seen, by=BY, at=NOON)
    session.add(dialogue)
    session.commit()
    return points


def test_the_page_tells_what_i_raised_what_it_became_and_what_is_due(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    a_dialogue_with_points(session)

    shown = client.get(a_page(session, settings)).text

    told = ("Stöd behövs.", "Stöd till små företag", "Pågår", "120 företag", "Regleringsbrev", "Regeringen")
    assert [one for one in told if one not in shown] == []
    assert "Obesvarat sedan 31 januari 2020. Tillväxtverket skulle ha svarat." in shown.replace("\u00a0", " ")
    assert ("Planen finns redan." in shown, "Annat." in shown) == (True, False)


def test_before_the_minister_has_decided_the_point_is_there_and_no_answer(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    a_dialogue_with_points(session, status=DialogueStatus.DOCUMENTED)

    shown = client.get(a_page(session, settings)).text

    assert ("Stöd behövs." in shown, "Ministern har inte beslutat än." in shown) == (True, True)
    assert ("Stöd till små företag" in shown, "Planen finns redan." in shown) == (False, False)


@pytest.mark.parametrize("change", ["audience", "held", "withdrawn"])
def test_working_material_is_not_on_the_page(
    client: FlaskClient, session: Session, settings: Settings, change: str
) -> None:
    points = a_dialogue_with_points(session)
    if change == "audience":
        points[0].audience = Audience.ORGANIZERS
    elif change == "held":
        points[0].dialogue.status = DialogueStatus.HELD
    else:
        points[0].withdrawn_at = NOON
    session.commit()

    assert "Stöd behövs." not in client.get(a_page(session, settings)).text


def test_a_measure_that_is_working_material_is_not_named(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    points = a_dialogue_with_points(session)
    led_to(points[2], a_measure(title="Hemlig utredning"))
    session.commit()

    assert "Hemlig utredning" not in client.get(a_page(session, settings)).text


def test_many_points_cost_no_more_queries_than_one(
    app: Flask, client: FlaskClient, session: Session, settings: Settings
) -> None:
    points = a_dialogue_with_points(session)
    page = a_page(session, settings)
    first = queries(app, client, page)
    for number in range(10):
        more = raise_point(points[0].dialogue, number=50 + number, raised_by_seat=points[0].raised_by_seat)
        led_to(more, a_measure(audience=Audience.PUBLIC))
    session.commit()

    assert queries(app, client, page) == first


def queries(app: Flask, client: FlaskClient, path: str) -> int:
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    assert client.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len([one for one in said if one.lstrip().upper().startswith("SELECT")])


def test_the_feed_tells_what_i_was_told_and_nothing_of_others(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    points = a_dialogue_with_points(session)
    desk = Desk(settings)
    desk.send_due(session, at=DAY_BEFORE)
    desk.send_due(session, at=NINE)
    answers.answer_without_measure(points[1], reason="Det finns redan.", by=BY, at=NINE)
    session.commit()
    desk.send_due(session, at=swedish("2027-03-12T09:00"))
    feed = session.scalars(select(OutboxRow.context).where(OutboxRow.recipient == ME)).first()
    assert feed is not None
    path = "/" + feed["page"].split("/", 3)[3]
    session.rollback()

    answer = client.get(f"{path}.atom")
    root = ET.fromstring(answer.data)

    titles = [one.text for one in root.findall("a:entry/a:title", NS)]
    assert titles == ["Planen dröjer.", "Nej tack.", "Planen dröjer.", "Stöd behövs."]
    newest = root.find("a:entry/a:content", NS)
    assert newest is not None
    assert newest.text == "Besvarat utan åtgärd. Det finns redan."
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_that_is_taken_away_takes_its_feed_along(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    a_dialogue_with_points(session)
    page = a_page(session, settings)

    closed = client.post(f"{page}/borttagen", data={"csrf_token": token(client, page)})

    assert closed.status_code == 303
    assert [client.get(f"{page}{end}").status_code for end in ("", ".atom", ".ics")] == [410, 410, 410]
    assert client.get("/min/finns-inte.atom").status_code == 404


def a_listener(session: Session, settings: Settings) -> tuple[Listener, str]:
    listener = Listener(address=ME, is_practice=False, due_at=NINE)
    session.add(listener)
    session.commit()
    path = f"/min/sluta/{StopLinks(settings.secret_key).token(listener.id)}"
    session.rollback()
    return listener, path


def stopped(session: Session, listener: Listener) -> bool:
    session.expire_all()
    found = listener.stopped_at is not None
    session.rollback()
    return found


def test_looking_stops_nothing_and_one_post_of_the_mail_program_does(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    listener, path = a_listener(session, settings)
    for _ in range(20):
        assert (client.get(path).status_code, client.head(path).status_code) == (200, 200)
    assert not stopped(session, listener)

    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})  # no cookie, no token (RFC 8058 §3.2)

    assert (answer.status_code, stopped(session, listener)) == (200, True)
    again = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200
    verbs = session.scalars(select(Event.verb).where(Event.subject_kind == "listener")).all()
    assert list(verbs) == ["digest_stopped"]


def test_a_digest_that_waits_is_taken_back_by_the_stop(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    a_dialogue_with_points(session)
    desk = Desk(settings)
    desk.send_due(session, at=DAY_BEFORE)
    desk.send_due(session, at=NINE)
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.recipient)).all()
    assert [(row.recipient, row.kind) for row in rows] == [(ME, MessageKind.DIGEST)]
    path = "/" + rows[0].context["unsubscribe"].split("/", 3)[3]
    session.rollback()

    client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert session.scalars(select(OutboxRow.state)).all() == [OutboxState.TAKEN_BACK]


def test_a_person_stops_and_starts_again(client: FlaskClient, session: Session, settings: Settings) -> None:
    listener, path = a_listener(session, settings)
    form = {"csrf_token": token(client, path)}

    assert client.post(path, data=form).status_code == 303
    assert "Du får inga fler mejl" in client.get(path).text
    assert client.post(f"{path}/igen", data=form).status_code == 303

    assert not stopped(session, listener)
    assert client.post(f"{path}/igen").status_code == 400  # only the stop needs no token of a form


def test_the_private_page_stops_and_starts_the_mails_too(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    listener, _path = a_listener(session, settings)
    page = a_page(session, settings)
    form = {"csrf_token": token(client, page)}

    client.post(f"{page}/mejl", data=form)
    assert stopped(session, listener)
    client.post(f"{page}/mejl", data=form | {"vill": "ja"})

    assert not stopped(session, listener)


@pytest.mark.parametrize("path", ["/min/sluta/MQ.fel", "/min/sluta/finns-inte"])
def test_a_stop_that_we_never_signed_leads_nowhere(client: FlaskClient, path: str) -> None:
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
