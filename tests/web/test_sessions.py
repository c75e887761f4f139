"""Sessions: on the server, ended when we say so (ASVS 7.2–7.4)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from dialogues_app import create_app
from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.extensions import db
from dialogues_app.models import Role, User, UserSession
from tests.factories import a_body, a_minister, a_user
from tests.web.browser import sign_in, submit, token


@pytest.fixture
def administrator() -> User:
    return a_user(role=Role.ADMINISTRATOR, label="Administratör")


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the app asks its database."""
    seen: list[str] = []
    with app.app_context():
        engine: Engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/arbete/konton").status_code == 200


def test_who_signs_out_leaves_a_dead_cookie(
    app: Flask, client: FlaskClient, session: Session, administrator: User
) -> None:
    key = sign_in(client, session, administrator)

    answer = submit(client, "/logga-ut")

    thief = app.test_client()
    thief.set_cookie("signed-in", key)
    assert (answer.status_code, answer.location) == (303, "/logga-ut/klart")
    assert client.get_cookie("signed-in") is None
    assert not is_signed_in(thief)
    assert "Du är utloggad" in client.get("/logga-ut/klart").get_data(as_text=True)


def test_opening_the_sign_out_page_signs_nobody_out(
    client: FlaskClient, session: Session, administrator: User
) -> None:
    sign_in(client, session, administrator)

    client.get("/logga-ut")

    assert is_signed_in(client)


def test_an_account_that_is_disabled_is_out_at_once(
    client: FlaskClient, session: Session, administrator: User
) -> None:
    sign_in(client, session, administrator)

    session.execute(update(User).values(disabled_at=now()))
    session.commit()

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("column", "length", "lasts"),
    [
        ("seen_at", timedelta(hours=23), True),
        ("seen_at", timedelta(hours=25), False),
        ("expires_at", timedelta(days=6), True),
        ("expires_at", timedelta(days=7, minutes=1), False),
    ],
)
def test_a_session_ends_when_idle_and_after_a_week(
    client: FlaskClient, session: Session, column: str, length: timedelta, lasts: bool
) -> None:
    sign_in(client, session, a_user(role=Role.ADMINISTRATOR))
    one = session.scalars(select(UserSession)).one()
    setattr(one, column, getattr(one, column) - length)
    session.commit()

    assert is_signed_in(client) is lasts


def test_use_keeps_a_session_awake(client: FlaskClient, session: Session, administrator: User) -> None:
    sign_in(client, session, administrator)
    session.execute(update(UserSession).values(seen_at=now() - timedelta(hours=20)))
    session.commit()

    client.get("/arbete/konton")

    session.expire_all()
    assert now() - session.scalars(select(UserSession.seen_at)).one() < timedelta(minutes=1)


@pytest.mark.both_databases
def test_use_is_noted_after_a_change_as_well(
    client: FlaskClient, session: Session, administrator: User
) -> None:
    sign_in(client, session, administrator)
    form, path = token(client, "/logga-ut"), f"/arbete/konton/{administrator.id}/utloggning"
    session.execute(update(UserSession).values(seen_at=now() - timedelta(hours=20)))
    session.commit()

    answer = client.post(path, data={"csrf_token": form})

    session.expire_all()
    assert answer.status_code == 303
    assert now() - session.scalars(select(UserSession.seen_at)).one() < timedelta(minutes=1)


def test_who_brings_no_cookie_costs_no_query(client: FlaskClient, statements: list[str]) -> None:
    client.get("/logga-in")

    assert statements == []


def test_who_is_signed_in_costs_one_query(
    client: FlaskClient, session: Session, statements: list[str]
) -> None:
    sign_in(client, session, a_user(body=a_body(), person=a_minister()))

    client.get("/logga-ut")

    assert len([one for one in statements if one.startswith("SELECT")]) == 1


def test_a_made_up_key_opens_nothing(client: FlaskClient) -> None:
    client.set_cookie("signed-in", "x" * 43)

    assert not is_signed_in(client)


def test_cookies_tell_nothing_of_the_person(
    client: FlaskClient, session: Session, administrator: User
) -> None:
    sign_in(client, session, administrator)
    answer = client.get("/logga-ut")

    jar = " ".join(value for _, value in answer.headers if "Administrat" in value or "@" in value)
    assert jar == ""


def test_pages_of_a_signed_in_person_are_kept_by_no_cache(
    client: FlaskClient, session: Session, administrator: User
) -> None:
    sign_in(client, session, administrator)

    assert client.get("/brevlada").headers["Cache-Control"] == "no-store"
    assert client.get("/arbete/konton").headers["Cache-Control"] == "no-store"


def test_in_production_cookies_are_bound_to_the_host_and_to_https(
    environment: dict[str, str],
) -> None:
    app = create_app(Settings.read(environment | PRODUCTION))
    client = app.test_client()
    site = "https://samtal.naring.example"
    page = client.get("/logga-in", base_url=site)
    form = page.get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    answer = client.post(
        "/logga-in", base_url=site, data={"email": "konto@naring.example", "csrf_token": form}
    )

    cookies = [value for name, value in (*page.headers, *answer.headers) if name == "Set-Cookie"]
    assert answer.status_code == 303
    assert {one.partition("=")[0] for one in cookies} == {"__Host-session", "__Host-asking"}
    for one in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(one.split("; "))
        assert "Domain" not in one
    with app.app_context():
        db.engine.dispose()


PRODUCTION = {
    "BASE_URL": "https://samtal.naring.example",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAILBOX_URL": "imap://user:pass@127.0.0.1:1/INBOX",
    "ARCHIVE_URL": "imap://user:pass@127.0.0.1:1/INBOX?to=arkiv@naring.example",
    "MAIL_DOMAIN": "naring.example",
    "MAIL_AUTHSERV_ID": "mx.naring.example",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
}
