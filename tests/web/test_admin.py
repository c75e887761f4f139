"""The administrator's pages: accounts and settings, no content."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from dialogues_app.extensions import db
from dialogues_app.models import Event, Role, User, UserSession
from tests.factories import a_body, a_minister, a_user
from tests.web.browser import sign_in, submit


@pytest.fixture
def administrator(client: FlaskClient, session: Session) -> User:
    user = a_user(role=Role.ADMINISTRATOR, label="Administratör")
    sign_in(client, session, user)
    return user


def add(client: FlaskClient, **given: object) -> int:
    values = {
        "email": "ny@departementet.example",
        "label": "Ny",
        "role": "administrator",
        "body": 0,
        "person": 0,
    }
    return submit(client, "/arbete/konton/nytt", **values | given).status_code


@pytest.mark.usefixtures("administrator")
def test_an_administrator_adds_accounts_of_every_role(client: FlaskClient, session: Session) -> None:
    body, minister = a_body(), a_minister()
    session.add_all([body, minister, *minister.posts])
    session.commit()
    body_id, person_id = body.id, minister.id
    session.rollback()

    answers = [
        add(client),
        add(client, email="a@x.example", role="organizer", body=body_id),
        add(client, email="b@x.example", role="minister", person=person_id),
        add(client, email="C@X.example", role="staff", person=person_id),
    ]

    assert answers == [303] * 4
    made = session.scalars(select(User).order_by(User.id)).all()[1:]
    assert [(user.email, user.role.value) for user in made] == [
        ("ny@departementet.example", "administrator"),
        ("a@x.example", "organizer"),
        ("b@x.example", "minister"),
        ("c@x.example", "staff"),
    ]


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"role": "organizer"}, "Välj den organisation som arrangören arbetar för."),
        ({"role": "minister"}, "Välj statsrådet som kontot gäller."),
        ({"role": ""}, "Välj en roll."),
        ({"email": "fel"}, "Skriv e-postadressen som namn@exempel.se"),
        ({"label": "x" * 301}, "Korta texten"),
        ({"label": "a\nb"}, "Skriv allt på en rad"),
        ({"body": 999}, ""),
        ({"role": "superuser"}, ""),
    ],
)
def test_an_account_that_does_not_fit_is_refused_at_its_field(
    client: FlaskClient, session: Session, given: dict[str, object], sentence: str
) -> None:
    values = {"email": "ny@x.example", "label": "Ny", "role": "administrator", "body": 0, "person": 0}

    answer = submit(client, "/arbete/konton/nytt", **values | given)

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert len(session.scalars(select(User)).all()) == 1


@pytest.mark.usefixtures("administrator")
def test_an_address_has_one_account(client: FlaskClient, session: Session) -> None:
    assert (add(client), add(client, email="NY@departementet.example")) == (303, 422)
    assert len(session.scalars(select(User)).all()) == 2


@pytest.mark.usefixtures("administrator")
def test_fields_that_no_form_has_change_nothing(client: FlaskClient, session: Session) -> None:
    add(client, is_practice="1", id="77", version="9", disabled_at="2026-01-01")

    made = session.scalars(select(User).where(User.email == "ny@departementet.example")).one()
    assert (made.is_practice, made.disabled_at, made.version) == (False, None, 1)
    assert made.id != 77


@pytest.mark.usefixtures("administrator")
def test_closing_an_account_throws_it_out_at_once_and_opening_does_not_revive_its_session(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    other, user = app.test_client(), a_user(role=Role.ADMINISTRATOR)
    sign_in(other, session, user)
    user_id = user.id
    session.rollback()

    closed = submit(client, f"/arbete/konton/{user_id}/stangning")
    while_closed = other.get("/arbete/konton").status_code
    opened = submit(client, f"/arbete/konton/{user_id}/oppning", page="/arbete/konton")

    assert (closed.status_code, while_closed, opened.status_code) == (303, 303, 303)
    assert other.get("/arbete/konton").status_code == 303
    assert session.get_one(User, user_id, populate_existing=True).disabled_at is None
    verbs = session.scalars(select(Event.verb).where(Event.subject_id == user_id).order_by(Event.id)).all()
    assert verbs == ["signed_in", "account_disabled", "account_enabled"]


def test_nobody_closes_their_own_account(client: FlaskClient, session: Session, administrator: User) -> None:
    path = f"/arbete/konton/{administrator.id}/stangning"
    session.rollback()

    assert submit(client, path).status_code == 403
    assert client.get("/arbete/konton").status_code == 200


@pytest.mark.usefixtures("administrator")
def test_an_account_is_signed_out_everywhere(app: Flask, client: FlaskClient, session: Session) -> None:
    user, browsers = a_user(role=Role.ADMINISTRATOR), [app.test_client(), app.test_client()]
    for browser in browsers:
        sign_in(browser, session, user)
    user_id = user.id
    session.rollback()

    submit(client, f"/arbete/konton/{user_id}/utloggning", page="/arbete/konton")

    assert [browser.get("/arbete/konton").status_code for browser in browsers] == [303, 303]
    left = session.scalars(select(UserSession.revoked_at).where(UserSession.user_id == user_id)).all()
    assert None not in left


@pytest.mark.usefixtures("administrator")
def test_the_list_costs_the_same_for_one_account_and_for_many(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))

    def queries() -> int:
        seen.clear()
        assert client.get("/arbete/konton").status_code == 200
        return len([one for one in seen if one.startswith("SELECT")])

    one = queries()
    session.add_all([a_user(body=a_body()) for _ in range(3)])
    session.commit()

    assert queries() == one <= 5  # two of them for what every work page says of the mails


@pytest.mark.usefixtures("administrator")
def test_settings_are_shown_without_secrets(app: Flask, client: FlaskClient) -> None:
    body = client.get("/arbete/installningar").get_data(as_text=True)

    settings = app.config["SETTINGS"]
    assert "BASE_URL" in body
    assert settings.mail_domain in body
    assert settings.secret_key not in body
    assert settings.database_url not in body
    assert settings.archive_url not in body


@pytest.mark.usefixtures("administrator")
def test_an_unknown_account_is_not_found(client: FlaskClient) -> None:
    assert client.get("/arbete/konton/999/stangning").status_code == 404


@pytest.mark.usefixtures("administrator")
def test_what_a_label_says_is_text(client: FlaskClient) -> None:
    add(client, label="<svg onload=alert(1)>{{7*7}}")

    body = client.get("/arbete/konton").get_data(as_text=True)
    assert "&lt;svg onload=alert(1)&gt;{{7*7}}" in body
    assert "<svg onload" not in body
