"""Unanswered outcomes on the programme page of the next dialogue on the theme."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.models import (
    AgendaItem,
    AnswerState,
    Audience,
    CarryOver,
    Dialogue,
    DialogueStatus,
    Event,
    Outcome,
    Role,
    User,
)
from tests.factories import (
    a_body,
    a_dialogue,
    a_measure,
    a_theme,
    a_user,
    an_organisation,
    an_outcome,
    on,
    the_ministry,
)
from tests.speaking import led_to
from tests.web.browser import sign_in, token

WAITING = "Tillstånd behöver gå fortare."


def two(session: Session, **given: Any) -> tuple[Dialogue, Outcome, User]:
    """An earlier dialogue with an unanswered outcome, the next one on its theme, and who plans it."""
    ministry, theme = the_ministry(), a_theme(title="Cybersäkerhet")
    status = given.pop("status", DialogueStatus.APPROVED)
    earlier = a_dialogue(
        body=ministry, themes=[theme], status=status, is_practice=given.pop("practice", False)
    )
    outcome = an_outcome(**{"sentence": WAITING, "number": 1, "audience": Audience.PARTICIPANTS} | given)
    earlier.outcomes.append(outcome)
    following = a_dialogue(body=ministry, themes=[a_theme(), theme], status=DialogueStatus.BOOKED)
    session.add_all([earlier, following])
    session.commit()
    return following, outcome, a_user(body=ministry, role=Role.ORGANIZER)


def page(client: FlaskClient, dialogue_id: int) -> str:
    return client.get(f"/arbete/samtal/{dialogue_id}/program").text


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "Ingen har sagt vem som svarar."),
        ({"answer": AnswerState.AWAITING, "answer_due": on("2020-01-31")}, "Obesvarat sedan"),
        ({"answer": AnswerState.AWAITING, "answer_due": on("2100-01-31")}, "Tillväxtverket svarar senast"),
    ],
)
def test_an_unanswered_outcome_comes_back_with_its_reason(
    client: FlaskClient, session: Session, given: dict[str, Any], reason: str
) -> None:
    if "answer" in given:
        given = given | {"answer_owner": an_organisation(name="Tillväxtverket")}
    following, _outcome, user = two(session, **given)
    following_id = following.id
    sign_in(client, session, user)

    shown = page(client, following_id)

    assert "Obesvarat från tidigare samtal" in shown
    assert (WAITING in shown, reason in shown) == (True, True)


@pytest.mark.parametrize(
    "given",
    [
        {"answer": AnswerState.WITHOUT_MEASURE},
        {"answer": AnswerState.UNKNOWN},
        {"practice": True},
        {"status": DialogueStatus.BOOKED},
    ],
)
def test_what_is_answered_unknown_practice_or_not_over_does_not_come_back(
    client: FlaskClient, session: Session, given: dict[str, Any]
) -> None:
    following, _outcome, user = two(session, **given)
    following_id = following.id
    sign_in(client, session, user)

    assert WAITING not in page(client, following_id)


def test_what_led_to_a_measure_does_not_come_back(client: FlaskClient, session: Session) -> None:
    following, outcome, user = two(session)
    led_to(outcome, a_measure())
    following_id = following.id
    session.commit()
    sign_in(client, session, user)

    assert WAITING not in page(client, following_id)


def test_what_is_kept_to_one_body_comes_back_to_that_body_alone(
    client: FlaskClient, session: Session
) -> None:
    almega = a_body(name="Almega")
    following, outcome, user = two(session, audience=Audience.BODY, audience_body=almega)
    following_id, outcome_id = following.id, outcome.id
    sign_in(client, session, user)

    assert WAITING not in page(client, following_id)
    path = f"/arbete/samtal/{following_id}/program/obesvarat/{outcome_id}"
    assert [client.get(f"{path}/{what}").status_code for what in ("punkt", "bort")] == [404, 404]


def test_taken_up_it_is_an_item_once_and_off_the_programme_it_is_proposed_anew(
    client: FlaskClient, session: Session
) -> None:
    following, outcome, user = two(session)
    following_id, outcome_id = following.id, outcome.id
    sign_in(client, session, user)
    path = f"/arbete/samtal/{following_id}/program/obesvarat/{outcome_id}/punkt"
    data = {"csrf_token": token(client, path), "key": "en-och-samma"}

    first, second = client.post(path, data=data), client.post(path, data=data)

    assert (first.status_code, second.status_code) == (303, 303)
    session.expire_all()
    item = session.scalars(select(AgendaItem)).one()
    assert (item.title, item.audience) == (WAITING, Audience.ORGANIZERS)
    assert "Obesvarat från tidigare samtal" not in page(client, following_id)
    event = session.scalars(select(Event).where(Event.verb == "outcome_carried_over")).one()
    assert (event.dialogue_id, event.subject_id) == (following_id, outcome_id)

    removal = f"/arbete/samtal/{following_id}/program/{item.id}/borttagning"
    session.rollback()
    client.post(removal, data={"csrf_token": token(client, removal), "key": "bort"})

    assert "Obesvarat från tidigare samtal" in page(client, following_id)


def test_dropping_needs_a_reason_and_is_recorded(client: FlaskClient, session: Session) -> None:
    following, outcome, user = two(session)
    following_id, outcome_id = following.id, outcome.id
    sign_in(client, session, user)
    path = f"/arbete/samtal/{following_id}/program/obesvarat/{outcome_id}/bort"
    data = {"csrf_token": token(client, path), "key": "k1", "reason": ""}

    assert client.post(path, data=data).status_code == 422
    sent = client.post(path, data=data | {"reason": "Frågan hör till regeringens förordning."})

    assert sent.status_code == 303
    session.expire_all()
    made = session.scalars(select(CarryOver)).one()
    event = session.scalars(select(Event).where(Event.verb == "carry_over_dropped")).one()
    assert made.reason == event.reason == "Frågan hör till regeringens förordning."
    shown = page(client, following_id)
    assert ("Obesvarade utfall på samma tema" in shown, "Ett utfall tas inte upp" in shown) == (False, True)


def test_who_comes_second_is_told_and_nothing_is_done_twice(client: FlaskClient, session: Session) -> None:
    following, outcome, user = two(session)
    path = f"/arbete/samtal/{following.id}/program/obesvarat/{outcome.id}"
    sign_in(client, session, user)
    form = {"csrf_token": token(client, f"{path}/punkt")}

    first = client.post(f"{path}/punkt", data=form | {"key": "en"})
    second = client.post(f"{path}/bort", data=form | {"key": "två", "reason": "Hör inte hit."})

    assert (first.status_code, second.status_code) == (303, 422)
    assert len(session.scalars(select(CarryOver)).all()) == 1


def test_what_the_public_reads_already_may_stand_in_the_programme(
    client: FlaskClient, session: Session
) -> None:
    following, outcome, user = two(session, audience=Audience.PUBLIC, status=DialogueStatus.PUBLISHED)
    outcome.dialogue.published_at = outcome.worded_at
    following_id, outcome_id = following.id, outcome.id
    session.commit()
    sign_in(client, session, user)
    path = f"/arbete/samtal/{following_id}/program/obesvarat/{outcome_id}/punkt"

    client.post(path, data={"csrf_token": token(client, path), "key": "k2"})

    assert session.scalars(select(AgendaItem.audience)).one() is Audience.PARTICIPANTS
