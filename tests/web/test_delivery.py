"""/arbete/mejl and the line that every work page bears while mails do not go out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import outbox
from dialogues_app.clock import now
from dialogues_app.models import DeliveryState, PauseCause
from tests.web.browser import submit
from tests.web.organizing import an_organizer_signed_in, three_bodies

PATH = "/arbete/mejl"


@pytest.fixture(autouse=True)
def organizer(client: FlaskClient, session: Session) -> None:
    """An organizer is at the browser."""
    an_organizer_signed_in(client, session, three_bodies(session)[0])


def page(client: FlaskClient, path: str = "/arbete") -> str:
    return client.get(path).get_data(as_text=True)


def state_of(session: Session) -> DeliveryState:
    session.expire_all()
    return session.scalars(select(DeliveryState)).one()


def test_nothing_is_said_while_mails_go_out(client: FlaskClient, session: Session) -> None:
    outbox.look(session)

    assert "Inga mejl går ut" not in page(client)
    assert "Mejlservern tar inte emot" not in page(client)


def test_an_organizer_pauses_and_resumes(client: FlaskClient, session: Session) -> None:
    outbox.look(session)
    assert submit(client, f"{PATH}/paus", page=PATH).status_code == 303

    assert "Utskicken är pausade" in page(client)
    assert state_of(session).pause_cause is PauseCause.ORDERED
    session.rollback()

    assert submit(client, f"{PATH}/fortsattning", page=PATH).status_code == 303
    assert "Utskicken är pausade" not in page(client)


def test_after_a_restore_no_page_resumes(client: FlaskClient, session: Session) -> None:
    outbox.look(session)
    outbox.pause(session, PauseCause.RESTORED, by="")

    assert "Databasen är äldre än det som redan är skickat" in page(client)
    assert "Fortsätt skicka" not in page(client, PATH)


def test_a_silent_worker_is_told(client: FlaskClient, session: Session) -> None:
    outbox.look(session)
    state_of(session).pulse_at = now() - timedelta(minutes=2)
    session.commit()

    assert "Den del som skickar mejl har inte hörts av sedan" in page(client)


def test_a_mail_server_that_is_away_is_told(client: FlaskClient, session: Session) -> None:
    outbox.look(session)
    outbox.failed(session, "421 4.3.2 Closing")

    assert "Mejlservern tar inte emot" in page(client)
