"""Signing in by a link sent by mail (trust.md section 5)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from dialogues_app.models import Event, OutboxRow, Role, SignInLink, User, UserSession
from dialogues_app.web.access import local_path
from tests.factories import a_body, a_user
from tests.web.browser import ask, mailed_links, sign_in, submit, token

EMAIL = "konto@departementet.example"
SCANNER = {"User-Agent": "Mozilla/5.0 SafeLinks"}


@pytest.fixture
def user(session: Session) -> User:
    made = a_user(email=EMAIL, label="Handläggare, departementet", body=a_body())
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def link(app: Flask, client: FlaskClient, user: User) -> str:
    """The path of a link that this client asked for."""
    ask(client, EMAIL)
    return mailed_links(app)[0]


def make_older(session: Session, length: timedelta) -> None:
    """Every link was asked for that much earlier."""
    for row in session.scalars(select(SignInLink)):
        row.created_at -= length
        row.expires_at -= length
    session.commit()


def test_a_link_signs_in_and_leads_home(client: FlaskClient, link: str) -> None:
    page = client.get(link)
    answer = submit(client, link)

    assert "Du loggar in som Handläggare, departementet." in page.get_data(as_text=True)
    assert (answer.status_code, answer.location) == (303, "/arbete")
    assert client.get_cookie("signed-in") is not None


def test_the_address_is_found_however_it_is_spelled(app: Flask, client: FlaskClient, user: User) -> None:
    ask(client, "  KONTO@Departementet.EXAMPLE ")

    assert len(mailed_links(app)) == 1


def test_the_answer_is_the_same_for_an_unknown_address(app: Flask, client: FlaskClient, user: User) -> None:
    known, unknown = ask(client, EMAIL), ask(app.test_client(), "ingen@departementet.example")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]
    assert known.data.replace(EMAIL.encode(), b"") == unknown.data
    assert len(mailed_links(app)) == 1


def test_an_unknown_address_costs_the_same_work(
    app: Flask, client: FlaskClient, user: User, statements: list[str]
) -> None:
    form = token(client, "/logga-in")

    def kinds(email: str) -> list[str]:
        statements.clear()
        client.post("/logga-in", data={"email": email, "csrf_token": form})
        return [one.split()[0] for one in statements if one.startswith(("SELECT", "COMMIT"))]

    assert kinds(EMAIL) == kinds("ingen@departementet.example") == ["SELECT", "SELECT"]


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the app asks its database."""
    from dialogues_app.extensions import db

    seen: list[str] = []
    with app.app_context():
        engine: Engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_mail_scanners_do_not_use_the_link_up(
    app: Flask, client: FlaskClient, session: Session, link: str, method: str
) -> None:
    for visitor in (app.test_client(), client):
        for _ in range(3):
            visitor.open(link, method=method, headers=SCANNER)

    assert session.scalars(select(SignInLink.used_at)).all() == [None]
    assert session.scalars(select(UserSession)).all() == []
    session.rollback()  # SQLite has one writer
    assert submit(client, link).status_code == 303


def test_a_link_works_once(client: FlaskClient, link: str) -> None:
    form = token(client, link)
    first = client.post(link, data={"csrf_token": form})
    again = submit(client, link, page="/logga-in")

    assert (first.status_code, again.status_code) == (303, 410)
    assert "Länken är redan använd" in again.get_data(as_text=True)
    assert client.get(link).status_code == 410


def test_a_link_is_dead_after_ten_minutes(client: FlaskClient, session: Session, link: str) -> None:
    form = token(client, link)
    make_older(session, timedelta(minutes=11))

    answer = client.post(link, data={"csrf_token": form})

    assert answer.status_code == 410
    assert "Länken har slutat gälla" in answer.get_data(as_text=True)


def test_another_browser_is_told_what_to_do(app: Flask, link: str) -> None:
    other = app.test_client()

    shown, pressed = other.get(link), submit(other, link, page="/logga-in")

    assert (shown.status_code, pressed.status_code) == (403, 403)
    assert "Öppna länken i webbläsaren där du bad om den" in pressed.get_data(as_text=True)
    assert other.get_cookie("signed-in") is None


def test_a_changed_character_is_refused(client: FlaskClient, link: str) -> None:
    changed = link[:-1] + ("A" if link[-1] != "A" else "B")

    assert client.get(changed).status_code == 410
    assert submit(client, changed, page="/logga-in").status_code == 410


def test_a_closed_account_gets_no_link_and_uses_none(
    app: Flask, client: FlaskClient, session: Session, user: User, link: str
) -> None:
    form = token(client, link)
    session.execute(update(User).values(disabled_at=user.created_at))
    session.commit()

    answer = client.post(link, data={"csrf_token": form})
    ask(client, EMAIL)

    assert answer.status_code == 410
    assert "Kontot är stängt" in answer.get_data(as_text=True)
    assert len(mailed_links(app)) == 1


def test_every_link_asked_for_in_one_browser_works(app: Flask, client: FlaskClient, user: User) -> None:
    ask(client, EMAIL)
    ask(client, EMAIL)

    assert [client.get(path).status_code for path in mailed_links(app)] == [200, 200]


def test_an_address_gets_five_links_an_hour_and_the_answer_stays_the_same(
    app: Flask, client: FlaskClient, session: Session, user: User
) -> None:
    answers = {(ask(client, EMAIL).status_code, ask(client, EMAIL).location) for _ in range(3)}

    assert answers == {(303, "/logga-in/skickat")}
    assert len(mailed_links(app)) == 5
    make_older(session, timedelta(hours=1))
    ask(client, EMAIL)
    assert len(mailed_links(app)) == 6


def test_too_many_tries_are_told_to_wait_whatever_address_they_claim(client: FlaskClient) -> None:
    form = token(client, "/logga-in")

    answers = [
        client.post(
            "/logga-in",
            data={"email": f"n{n}@foretag.example", "csrf_token": form},
            headers={"X-Forwarded-For": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"},
        )
        for n in range(11)
    ]

    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "text/html" in answers[-1].headers["Content-Type"]


def test_the_link_is_built_from_our_own_address(app: Flask, client: FlaskClient, user: User) -> None:
    form = token(client, "/logga-in")
    client.post(
        "/logga-in",
        data={"email": EMAIL, "csrf_token": form},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    form = token(app.test_client(), "/logga-in")

    with app.app_context():
        from dialogues_app.extensions import db

        contexts = [row.context["link"] for row in db.session.scalars(select(OutboxRow))]
    assert all(link.startswith(app.config["SETTINGS"].base_url + "/logga-in/") for link in contexts)


def test_the_mail_is_one_row_of_the_outbox(session: Session, link: str) -> None:
    row = session.scalars(select(OutboxRow)).one()

    assert (row.kind.value, row.recipient, row.invitation_id, row.state.value) == (
        "sign_in",
        EMAIL,
        None,
        "queued",
    )
    assert row.not_before == row.created_at


def test_who_was_on_the_way_somewhere_comes_there(app: Flask, client: FlaskClient, user: User) -> None:
    ask(client, EMAIL, "/arbete/samtal%3Fsida%3D2")
    link = mailed_links(app)[0]

    assert submit(client, link).location == "/arbete/samtal?sida=2"


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/" + "a" * 3000,
    ],
)
def test_no_redirect_leads_to_a_foreign_host(foreign: str) -> None:
    assert local_path(foreign) == ""


def test_a_foreign_aim_is_forgotten(client: FlaskClient, link: str) -> None:
    answer = submit(client, f"{link}?vidare=//evil.example/", page=link)

    assert answer.location == "/arbete"


@pytest.mark.parametrize(
    "typed", ["", "ingen", "å@exempel.se", "a@exempel.se\r\nBcc: b@exempel.se", "<svg onload=x>"]
)
def test_an_address_that_is_none_is_refused_with_what_was_typed(client: FlaskClient, typed: str) -> None:
    answer = submit(client, "/logga-in", email=typed)

    body = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in body
    assert "<svg onload" not in body


def test_a_form_without_our_token_is_refused(app: Flask, client: FlaskClient, link: str) -> None:
    answers = [
        client.post("/logga-in", data={"email": EMAIL}),
        client.post("/logga-in", data={"email": EMAIL, "csrf_token": "fel"}),
        client.post(link, data={"csrf_token": token(app.test_client(), "/logga-in")}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


def test_events_tell_of_sign_in_and_refusal_without_token_or_address(
    client: FlaskClient, session: Session, link: str
) -> None:
    submit(client, link)
    submit(client, link, page="/logga-in")

    events = session.scalars(select(Event).order_by(Event.id)).all()
    told = str([(one.actor_label, one.before, one.after, one.reason) for one in events])
    assert [one.verb for one in events] == ["sign_in_link_asked", "signed_in", "sign_in_refused"]
    assert {one.subject_id for one in events} == {1}
    assert EMAIL not in told
    assert link.rpartition("/")[2] not in told


def test_pages_of_signing_in_are_kept_by_nobody(client: FlaskClient, link: str) -> None:
    for path in ("/logga-in", "/logga-in/skickat", link, "/logga-ut"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_token_stands_in_no_log(client: FlaskClient, link: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        submit(client, link)
        submit(client, link, page="/logga-in")

    assert link.rpartition("/")[2] not in caplog.text


def test_the_mail_template_says_link_and_minutes(app: Flask) -> None:
    with app.test_request_context():
        context = {"link": "https://samtal.example/logga-in/abc", "minutes": 10}
        parts = [
            app.jinja_env.get_template(f"email/signin/{name}").render(**context)
            for name in ("subject.txt", "body.txt", "body.html")
        ]

    assert parts[0].strip() == "Logga in i Industrisamtal"
    assert "https://samtal.example/logga-in/abc" in parts[1]
    assert re.search(r'href="https://samtal\.example/logga-in/abc"', parts[2])
    assert "10 minuter" in parts[1]
    assert "10 minuter" in parts[2]


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.ORGANIZER, "/arbete"),
        (Role.MINISTER, "/granska"),
        (Role.STAFF, "/granska"),
        (Role.ADMINISTRATOR, "/arbete/konton"),
    ],
)
def test_every_role_has_its_own_start(
    client: FlaskClient, session: Session, link: str, role: Role, home: str
) -> None:
    session.execute(update(User).values(role=role))
    session.commit()

    assert submit(client, link).location == home


def test_signing_in_where_somebody_is_signed_in_ends_their_session(
    app: Flask, client: FlaskClient, session: Session, user: User
) -> None:
    old = sign_in(client, session, a_user())
    ask(client, EMAIL)

    submit(client, mailed_links(app)[0])

    fresh = client.get_cookie("signed-in")
    assert fresh is not None
    assert fresh.value != old
    assert [
        one.revoked_at is None for one in session.scalars(select(UserSession).order_by(UserSession.id))
    ] == [
        False,
        True,
    ]
