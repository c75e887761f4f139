"""Accounts, links to sign in with, and sessions: who gets in, for how long, and who no longer does."""

from __future__ import annotations

import enum
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues_app.errors import DomainError, Invalid, NotAllowed
from dialogues_app.models import (
    Actor,
    Event,
    MessageKind,
    Organisation,
    OutboxRow,
    Person,
    Role,
    SignInLink,
    User,
    UserSession,
)

LINK_LIFE = timedelta(minutes=10)  # ASVS 6.5.5
LINK_WINDOW = timedelta(hours=1)
LINKS_IN_WINDOW = 5
IDLE_LIMIT = timedelta(hours=24)  # no limit under 20 hours (design.md section 8)
SESSION_LIFE = timedelta(days=7)
LONGEST_LABEL = 300
SUBJECT = "account"


class Refusal(enum.StrEnum):
    """Why a sign-in link does not let anybody in."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    OTHER_BROWSER = "other_browser"
    DISABLED = "disabled"


class LinkRefused(DomainError):
    """A sign-in link lets nobody in, for this reason."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(f"sign-in link refused: {reason}")
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """What an account is made of; organizers have a body, ministers and staff a person."""

    email: str
    label: str
    role: Role
    body: Organisation | None = None
    person: Person | None = None
    is_practice: bool = False


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What the mail with a link needs of the site: the address of a token, and the domain of our Message-IDs."""

    link_to: Callable[[str], str]
    domain: str


def digest(secret: str) -> str:
    """What is stored of a random secret (ASVS 6.5.2: at 256 bits no slow hash is needed)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """256 random bits for an address line or a cookie."""
    return secrets.token_urlsafe(32)


def add_account(new: NewAccount, *, by: Actor, at: datetime) -> User:
    """An account that can ask for a link; raises Invalid when role, body and person do not fit."""
    _require_fit(new)
    user = User(
        email=new.email.lower(),
        label=new.label,
        role=new.role,
        created_at=at,
        is_practice=new.is_practice,
        body=new.body,
        person=new.person,
    )
    _record(user, "account_added", by=by, at=at, after={"role": new.role.value})
    return user


def disable_account(user: User, *, by: Actor, at: datetime) -> None:
    """The account cannot sign in, and its sessions are over; nobody can shut out themselves."""
    if by.user is user:
        raise NotAllowed
    if user.disabled_at is not None:
        return
    user.disabled_at = at
    _end_all(user, at=at)
    _record(user, "account_disabled", by=by, at=at)


def enable_account(user: User, *, by: Actor, at: datetime) -> None:
    """The account can ask for a link again; its old sessions stay dead."""
    if user.disabled_at is None:
        return
    user.disabled_at = None
    _record(user, "account_enabled", by=by, at=at)


def end_sessions(user: User, *, by: Actor, at: datetime) -> None:
    """The account is signed out of every browser."""
    _end_all(user, at=at)
    _record(user, "sessions_ended", by=by, at=at)


def request_link(
    user: User, *, browser: str, head: Letterhead, by: Actor, at: datetime
) -> tuple[SignInLink, OutboxRow]:
    """A link for the browser that holds this secret, and the mail with it; both are to be stored.

    Of the token only the hash stays with us, but for the mail's context, which is wiped after hand-over.
    """
    token = new_secret()
    link = SignInLink(
        token_hash=digest(token),
        browser_hash=digest(browser),
        created_at=at,
        expires_at=at + LINK_LIFE,
        user=user,
    )
    name = secrets.token_hex(16)
    row = OutboxRow(
        kind=MessageKind.SIGN_IN,
        cause=f"sign-in:{name}",
        recipient=user.email,
        message_id=f"<{name}@{head.domain}>",
        created_at=at,
        not_before=at,
        is_practice=user.is_practice,
        context={"link": head.link_to(token), "minutes": LINK_LIFE // timedelta(minutes=1)},
    )
    _record(user, "sign_in_link_asked", by=by, at=at)
    return link, row


def check_link(link: SignInLink | None, *, browser: str, at: datetime) -> SignInLink:
    """The link, if it lets this browser in now; raises LinkRefused and changes nothing."""
    if link is None:
        raise LinkRefused(Refusal.UNKNOWN)
    if link.used_at is not None:
        raise LinkRefused(Refusal.USED)
    if at >= link.expires_at:
        raise LinkRefused(Refusal.EXPIRED)
    if link.user.disabled_at is not None:
        raise LinkRefused(Refusal.DISABLED)
    if not hmac.compare_digest(digest(browser), link.browser_hash):
        raise LinkRefused(Refusal.OTHER_BROWSER)
    return link


def consume_link(link: SignInLink | None, *, browser: str, at: datetime) -> User:
    """The link is used up, and its account may get a session; raises LinkRefused."""
    usable = check_link(link, browser=browser, at=at)
    usable.used_at = at
    return usable.user


def refused(*, by: Actor, at: datetime, why: str, link: SignInLink | None = None) -> Event:
    """A trace of somebody who was not let in; to be stored."""
    known = link.user_id if link else None
    return Event.by(by, "sign_in_refused", at=at, subject_kind=SUBJECT, subject_id=known, after={"why": why})


def start_session(user: User, *, at: datetime) -> str:
    """The account is signed in with a new session; returns the key for the cookie, of which we keep the hash."""
    key = new_secret()
    user.sessions.append(
        UserSession(key_hash=digest(key), created_at=at, seen_at=at, expires_at=at + SESSION_LIFE)
    )
    _record(user, "signed_in", by=Actor.of(user), at=at)
    return key


def end_session(session: UserSession, *, at: datetime) -> None:
    """The session is over, whoever still has its cookie."""
    if session.revoked_at is None:
        session.revoked_at = at
        _record(session.user, "signed_out", by=Actor.of(session.user), at=at)


def _require_fit(new: NewAccount) -> None:
    if not new.label or len(new.label) > LONGEST_LABEL:
        raise Invalid("label", "length", longest=LONGEST_LABEL)
    if new.role is Role.ORGANIZER and (new.body is None or not new.body.is_organiser):
        raise Invalid("body", "organising_body_needed")
    if new.role in (Role.MINISTER, Role.STAFF) and new.person is None:
        raise Invalid("person", "minister_needed")
    if new.role is Role.ADMINISTRATOR and (new.body or new.person):
        raise Invalid("role", "administrator_stands_alone")
    if new.is_practice and not new.email.endswith(".example"):
        raise Invalid("email", "practice_address_needed")


def _end_all(user: User, *, at: datetime) -> None:
    for session in user.sessions:
        if session.revoked_at is None:
            session.revoked_at = at


def _record(user: User, verb: str, *, by: Actor, at: datetime, after: dict[str, str] | None = None) -> None:
    """An event on the account; it names the account by its number and copies nothing personal."""
    user.trail.add(Event.by(by, verb, at=at, subject_kind=SUBJECT, after=after or {}))
