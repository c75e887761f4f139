"""Who may open what: role × route × method, read from the routes themselves (ASVS 8.2.1, 8.3.1)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from dialogues_app.models import Role, User
from dialogues_app.web.access import BY_LINK, EVERYBODY
from tests.factories import a_body, a_minister, a_user
from tests.web.browser import sign_in, token

READING = {"GET", "HEAD", "OPTIONS"}
# Machines ask these; they show nothing of anybody.
WITHOUT_RULE = {"static", "health.show"}
ONE_CLICK = "listening.stop"  # a mail program presses it, and has neither cookie nor form (RFC 8058 §3.1)


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in WITHOUT_RULE]


def path_of(app: Flask, rule: Rule) -> str:
    """The rule's address with values that fit its converters and name nothing that exists."""
    fitting = {"KeyConverter": 987_654, "FloatConverter": 0.5, "UUIDConverter": "0" * 32}
    values = {
        name: next(iter(getattr(converter, "items", ())), fitting.get(type(converter).__name__, "finns-inte"))
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(
            rule.endpoint, values, method="GET" if "GET" in (rule.methods or ()) else "POST"
        )
    return str(built)


def access_of(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def an_account(role: Role) -> User:
    needs_body = role is Role.ORGANIZER
    needs_person = role in (Role.MINISTER, Role.STAFF)
    return a_user(
        role=role, body=a_body() if needs_body else None, person=a_minister() if needs_person else None
    )


@pytest.fixture(params=[None, *Role], ids=lambda role: role.value if role else "nobody")
def visitor(request: pytest.FixtureRequest, client: FlaskClient, session: Session) -> Role | None:
    """The role that the client is signed in with, or None."""
    role: Role | None = request.param
    if role is not None:
        sign_in(client, session, an_account(role))
    return role


def test_every_route_says_who_may_open_it(app: Flask) -> None:
    bare = {rule.endpoint for rule in rules(app) if access_of(app, rule) is None}

    assert bare == set()


def test_every_rule_of_access_is_one_we_know(app: Flask) -> None:
    known = [
        access in (EVERYBODY, BY_LINK) or (isinstance(access, frozenset) and access and access <= set(Role))
        for access in (access_of(app, rule) for rule in rules(app))
    ]

    assert all(known)


def test_each_role_opens_what_its_rule_says_and_nothing_else(
    app: Flask, client: FlaskClient, visitor: Role | None
) -> None:
    form = token(client, "/logga-in")
    wrong = []
    for rule in rules(app):
        access, path = access_of(app, rule), path_of(app, rule)
        if rule.endpoint in ("signin.leave", "signin.use_link"):
            continue  # changes who is asking; tests/web/test_signin.py has them
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            headers = {} if method in READING else {"X-CSRFToken": form}
            answer = client.open(path, method=method, headers=headers)
            if not fits(answer.status_code, answer.location or "", access, visitor):
                wrong.append((method, rule.rule, answer.status_code, answer.location))

    assert wrong == []


def fits(status: int, location: str, access: object, visitor: Role | None) -> bool:
    """Whether this answer is one that the rule of the route gives to the visitor."""
    sent_to_sign_in = (status == 303 and location.startswith("/logga-in?")) or (status, location) == (
        303,
        "/logga-in",
    )
    if isinstance(access, frozenset) and visitor is None:
        return sent_to_sign_in
    if isinstance(access, frozenset) and visitor not in access:
        return status == 403
    return status < 500 and status not in (400, 401, 403) and not sent_to_sign_in


def test_no_form_is_taken_without_its_token(app: Flask, client: FlaskClient, visitor: Role | None) -> None:
    taken = [
        (rule.rule, method)
        for rule in rules(app)
        for method in sorted((rule.methods or set()) - READING)
        if rule.endpoint != ONE_CLICK
        if client.open(path_of(app, rule), method=method).status_code != 400
    ]

    assert taken == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "okand"])
def test_no_form_is_taken_from_another_site_even_with_a_token(
    app: Flask, client: FlaskClient, session: Session, site: str
) -> None:
    sign_in(client, session, an_account(Role.ADMINISTRATOR))
    headers = {"X-CSRFToken": token(client, "/logga-in"), "Sec-Fetch-Site": site}

    taken = [
        (rule.rule, method)
        for rule in rules(app)
        for method in sorted((rule.methods or set()) - READING)
        if client.open(path_of(app, rule), method=method, headers=headers).status_code != 403
    ]

    assert taken == []


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_pages_may_send_forms(client: FlaskClient, session: Session, site: str) -> None:
    sign_in(client, session, an_account(Role.ADMINISTRATOR))
    form = token(client, "/logga-ut")

    answer = client.post("/logga-ut", data={"csrf_token": form}, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == 303


def test_a_link_from_another_site_still_opens_our_pages(client: FlaskClient) -> None:
    assert client.get("/logga-in", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_who_must_sign_in_first_comes_back_afterwards(client: FlaskClient) -> None:
    answer = client.get("/arbete/konton?a=1&b=%C3%A5")

    assert (answer.status_code, answer.location) == (
        303,
        "/logga-in?vidare=/arbete/konton?a%3D1%26b%3D%25C3%25A5",
    )


def test_a_form_sent_without_a_session_does_not_lead_back_to_what_is_no_page(client: FlaskClient) -> None:
    answer = client.post("/arbete/konton/1/oppning", headers={"X-CSRFToken": token(client, "/logga-in")})

    assert (answer.status_code, answer.location) == (303, "/logga-in")


def test_a_wrong_role_is_told_who_is_signed_in_and_the_way_out(client: FlaskClient, session: Session) -> None:
    sign_in(client, session, a_user(label="Handläggare, Almega", body=a_body()))

    answer = client.get("/arbete/konton")

    body = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "Handläggare, Almega" in body
    assert 'href="/arbete"' in body


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.MINISTER, Role.ADMINISTRATOR])
def test_a_number_that_no_row_can_have_is_not_found(
    app: Flask, client: FlaskClient, session: Session, role: Role
) -> None:
    sign_in(client, session, an_account(role))
    read = [rule for rule in rules(app) if "GET" in (rule.methods or ())]
    numbered = [path for rule in read if "987654" in (path := path_of(app, rule))]

    answers = {client.get(path.replace("987654", "9" * 20)).status_code for path in numbered}

    assert len(numbered) > 30
    assert answers == {404}
