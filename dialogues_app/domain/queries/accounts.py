"""Finding accounts, links and sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from dialogues_app.domain.accounts import IDLE_LIMIT, LINK_WINDOW, digest
from dialogues_app.models import Organisation, Person, Post, PostKind, SignInLink, User, UserSession


def active_account(email: str) -> Select[User]:
    """The account with this address, unless it is disabled."""
    return select(User).where(User.email == email.lower(), User.disabled_at.is_(None))


def accounts(*, practice: bool | None = None) -> Select[User]:
    """All accounts by address, with body and person; of practice alone, or without it."""
    found = select(User).options(joinedload(User.body), joinedload(User.person)).order_by(User.email, User.id)
    return found if practice is None else found.where(User.is_practice == practice)


def open_sessions(*, at: datetime) -> Select[int, int]:
    """(account, number of browsers signed in) where there is one."""
    return (
        select(UserSession.user_id, func.count(UserSession.id))
        .where(*_alive(at))
        .group_by(UserSession.user_id)
        .order_by(UserSession.user_id)
    )


def links_lately(user: User | None, *, at: datetime) -> Select[int]:
    """How many links the account asked for within the window; 0, at the same cost, for no account."""
    return select(func.count(SignInLink.id)).where(
        SignInLink.user_id == (user.id if user else 0), SignInLink.created_at > at - LINK_WINDOW
    )


def link_by_token(token: str) -> Select[SignInLink]:
    """The link of this token with its account."""
    return (
        select(SignInLink)
        .join(SignInLink.user)
        .options(contains_eager(SignInLink.user))
        .where(SignInLink.token_hash == digest(token))
    )


def live_session(key: str, *, at: datetime) -> Select[UserSession]:
    """The session of this cookie with account, body and person, if it still lets anybody in."""
    return (
        select(UserSession)
        .join(UserSession.user)
        .options(
            contains_eager(UserSession.user).joinedload(User.body),
            contains_eager(UserSession.user).joinedload(User.person),
        )
        .where(UserSession.key_hash == digest(key), *_alive(at), User.disabled_at.is_(None))
    )


def organising_bodies() -> Select[Organisation]:
    """The bodies an organizer may belong to."""
    return (
        select(Organisation).where(Organisation.is_organiser).order_by(Organisation.sort_key, Organisation.id)
    )


def ministers() -> Select[Person]:
    """The people who hold or held a minister's post."""
    holds = Person.posts.any(Post.kind == PostKind.MINISTER)
    return select(Person).where(holds).order_by(Person.sort_key, Person.id)


def _alive(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > at,
        UserSession.seen_at > at - IDLE_LIMIT,
    )
