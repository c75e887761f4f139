"""flask accounts."""

import json
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.commands.accounts import ensure_practice_accounts
from dialogues_app.models import Organisation, Person, Role, User, UserSession
from tests.factories import NOON, a_body, a_minister, a_user, the_ministry


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *arguments])


def bodies() -> list[Organisation]:
    return [
        the_ministry(slug="naringsdepartementet"),
        a_body(name="Industrirådet", slug="industriradet"),
        a_body(name="Almega", slug="almega"),
    ]


def test_an_account_is_added(app: Flask, session: Session) -> None:
    session.add_all(bodies())
    session.commit()

    done = run(
        app, "add", "Ny@Almega.example", "--role", "organizer", "--label", "Handläggare", "--body", "almega"
    )

    user = session.scalars(select(User)).one()
    assert done.output == "ny@almega.example can sign in as organizer.\n"
    assert (user.email, user.role, user.body.slug if user.body else "") == (
        "ny@almega.example",
        Role.ORGANIZER,
        "almega",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "ingen", "--role", "administrator", "--label", "A"),
        ("add", "a@x.example", "--role", "organizer", "--label", "A"),
        ("add", "a@x.example", "--role", "organizer", "--label", "A", "--body", "okand"),
        ("add", "a@x.example", "--role", "minister", "--label", "A"),
        ("add", "a@x.example", "--role", "kung", "--label", "A"),
        ("add", "taken@x.example", "--role", "administrator", "--label", "A"),
        ("disable", "ingen@x.example"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence_and_no_account(
    app: Flask, session: Session, arguments: tuple[str, ...]
) -> None:
    session.add(a_user(email="taken@x.example"))
    session.commit()

    done = run(app, *arguments)

    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert session.scalar(select(func.count(User.id))) == 1


def test_disabling_ends_sessions(app: Flask, session: Session) -> None:
    user = a_user(email="a@x.example")
    user.sessions.append(
        UserSession(key_hash="x", created_at=NOON, seen_at=NOON, expires_at=NOON + timedelta(days=1))
    )
    session.add(user)
    session.commit()

    assert run(app, "disable", "A@x.example").exit_code == 0

    session.expire_all()
    assert user.disabled_at is not None
    assert user.sessions[0].revoked_at is not None


def test_practice_accounts_are_made_once_and_told(app: Flask, session: Session) -> None:
    session.add_all(bodies())
    session.commit()

    first, second = run(app, "list", "--practice"), run(app, "list", "--practice")

    assert first.output == second.output
    assert [line.split()[:2] for line in first.output.splitlines()] == [
        ["administrator@ovning.example", "administrator"],
        ["handlaggare@almega.example", "organizer"],
        ["handlaggare@industriradet.example", "organizer"],
        ["handlaggare@naringsdepartementet.example", "organizer"],
        ["medarbetare@ovning.example", "staff"],
        ["ministern@ovning.example", "minister"],
    ]
    assert session.scalars(select(Person.name)).all() == ["Näringsministern (övning)"]


def test_a_practice_account_that_was_closed_stays_closed(session: Session) -> None:
    session.add_all(bodies())
    ensure_practice_accounts(session, NOON)
    session.commit()
    user = session.scalars(select(User).where(User.role == Role.ADMINISTRATOR)).one()
    user.disabled_at = NOON
    session.commit()

    assert ensure_practice_accounts(session, NOON) == []
    assert user.disabled_at == NOON


def test_practice_accounts_are_told_apart(session: Session) -> None:
    session.add_all([*bodies(), a_user(email="verklig@departementet.se")])
    session.commit()

    made = ensure_practice_accounts(session, NOON)

    assert all(user.is_practice and user.email.endswith(".example") for user in made)
    staff, minister = (
        next(user for user in made if user.role is role) for role in (Role.STAFF, Role.MINISTER)
    )
    assert staff.person is minister.person


def test_accounts_are_listed_for_scripts(app: Flask, session: Session) -> None:
    minister = a_minister(name="Statsrådet")
    session.add_all([*minister.posts, a_user(email="a@x.example", role=Role.MINISTER, person=minister)])
    session.commit()

    done = run(app, "list", "--json")

    assert json.loads(done.output) == [
        {
            "email": "a@x.example",
            "role": "minister",
            "label": "Handläggare",
            "body": "",
            "person": "Statsrådet",
            "practice": False,
            "disabled": False,
        }
    ]
