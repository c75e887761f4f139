"""Accounts, links and sessions, in memory."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from dialogues_app.domain import accounts
from dialogues_app.domain.accounts import Letterhead, LinkRefused, NewAccount, Refusal
from dialogues_app.errors import Invalid, NotAllowed
from dialogues_app.models import Actor, Event, MessageKind, OutboxRow, Role, SignInLink, User
from tests.factories import NOON, a_body, a_minister, a_user, after, an_organisation

BY = Actor(label="Prov")
HEAD = Letterhead(link_to=lambda token: f"https://samtal.example/logga-in/{token}", domain="samtal.example")


def trail(user: User) -> list[Event]:
    added: list[Event] = list(inspect(user).attrs.trail.history.added or ())
    return added


def asked(user: User, **given: Any) -> tuple[SignInLink, OutboxRow]:
    return accounts.request_link(user, **{"browser": "mine", "head": HEAD, "by": BY, "at": NOON} | given)


def test_a_link_is_mailed_with_a_token_that_we_keep_only_as_a_hash() -> None:
    user = a_user(email="a@example.se")

    link, row = asked(user)

    address, _, token = row.context["link"].rpartition("/")
    assert address == "https://samtal.example/logga-in"
    assert len(token) >= 43  # 256 bits
    assert (link.token_hash, link.browser_hash) == (accounts.digest(token), accounts.digest("mine"))
    assert (row.kind, row.recipient, row.invitation, row.context["minutes"]) == (
        MessageKind.SIGN_IN,
        "a@example.se",
        None,
        10,
    )
    assert row.message_id.endswith("@samtal.example>")


def test_no_two_links_share_token_cause_or_message_id() -> None:
    user = a_user()

    (one, mail), (other, second) = asked(user), asked(user)

    assert one.token_hash != other.token_hash
    assert (mail.cause, mail.message_id) != (second.cause, second.message_id)


def test_a_link_lets_in_the_browser_that_asked_once() -> None:
    user = a_user()
    link, _ = asked(user)

    assert accounts.consume_link(link, browser="mine", at=after(minutes=9)) is user
    with pytest.raises(LinkRefused) as refusal:
        accounts.consume_link(link, browser="mine", at=after(minutes=9))
    assert refusal.value.reason is Refusal.USED


@pytest.mark.parametrize(
    ("browser", "at", "disabled", "reason"),
    [
        ("mine", after(minutes=10), None, Refusal.EXPIRED),
        ("other", after(minutes=1), None, Refusal.OTHER_BROWSER),
        ("", after(minutes=1), None, Refusal.OTHER_BROWSER),
        ("mine", after(minutes=1), NOON, Refusal.DISABLED),
    ],
)
def test_a_link_that_is_refused_stays_unused(browser: str, at: Any, disabled: Any, reason: Refusal) -> None:
    link, _ = asked(a_user())
    link.user.disabled_at = disabled

    with pytest.raises(LinkRefused) as refusal:
        accounts.consume_link(link, browser=browser, at=at)

    assert (refusal.value.reason, link.used_at) == (reason, None)


def test_an_unknown_link_is_refused() -> None:
    with pytest.raises(LinkRefused) as refusal:
        accounts.consume_link(None, browser="mine", at=NOON)

    assert refusal.value.reason is Refusal.UNKNOWN


def test_a_disabled_account_has_no_session_left() -> None:
    user = a_user()
    accounts.start_session(user, at=NOON)
    accounts.start_session(user, at=NOON)

    accounts.disable_account(user, by=BY, at=after(minutes=1))

    assert user.disabled_at == after(minutes=1)
    assert [session.revoked_at for session in user.sessions] == [after(minutes=1)] * 2


def test_nobody_shuts_out_themselves() -> None:
    user = a_user(role=Role.ADMINISTRATOR)

    with pytest.raises(NotAllowed):
        accounts.disable_account(user, by=Actor.of(user), at=NOON)


def test_the_key_of_a_session_is_kept_as_a_hash_and_ends_by_itself() -> None:
    user = a_user()

    key = accounts.start_session(user, at=NOON)

    assert user.sessions[0].key_hash == accounts.digest(key)
    assert user.sessions[0].expires_at == NOON + timedelta(days=7)


def test_what_is_done_with_an_account_leaves_events_without_personal_data() -> None:
    user = accounts.add_account(
        NewAccount(email="Eva@Example.se", label="Handläggare", role=Role.ADMINISTRATOR), by=BY, at=NOON
    )
    accounts.start_session(user, at=NOON)
    accounts.end_session(user.sessions[0], at=NOON)
    accounts.end_sessions(user, by=BY, at=NOON)
    accounts.disable_account(user, by=BY, at=NOON)
    accounts.enable_account(user, by=BY, at=NOON)

    assert user.email == "eva@example.se"
    assert [event.verb for event in trail(user)] == [
        "account_added",
        "signed_in",
        "signed_out",
        "sessions_ended",
        "account_disabled",
        "account_enabled",
    ]
    assert "eva" not in str([(event.before, event.after, event.reason) for event in trail(user)])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": Role.ORGANIZER}, "body"),
        ({"role": Role.ORGANIZER, "body": an_organisation()}, "body"),
        ({"role": Role.MINISTER}, "person"),
        ({"role": Role.STAFF}, "person"),
        ({"role": Role.ADMINISTRATOR, "body": a_body()}, "role"),
        ({"role": Role.ADMINISTRATOR, "is_practice": True}, "email"),
        ({"role": Role.ADMINISTRATOR, "label": ""}, "label"),
    ],
)
def test_an_account_that_does_not_fit_its_role_is_refused(given: dict[str, Any], field: str) -> None:
    new = NewAccount(**{"email": "a@example.se", "label": "Konto"} | given)

    with pytest.raises(Invalid) as fault:
        accounts.add_account(new, by=BY, at=NOON)

    assert fault.value.field == field


def test_staff_serve_a_minister_and_organizers_a_body() -> None:
    minister, body = a_minister(), a_body()

    staff = accounts.add_account(
        NewAccount(email="a@example.se", label="Medarbetare", role=Role.STAFF, person=minister),
        by=BY,
        at=NOON,
    )
    organizer = accounts.add_account(
        NewAccount(email="b@example.se", label="Handläggare", role=Role.ORGANIZER, body=body), by=BY, at=NOON
    )

    assert (staff.person, organizer.body) == (minister, body)
