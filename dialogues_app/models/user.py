"""Accounts of those who sign in, their sessions and their sign-in links."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, and_
from sqlalchemy.orm import Mapped, WriteOnlyMapped, foreign, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.events import Event
from dialogues_app.models.party import Organisation, Person


class Role(enum.StrEnum):
    """What an account may do; participants and the public have none."""

    ORGANIZER = "organizer"
    MINISTER = "minister"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


class User(Keyed, Versioned, Base):
    """An account. An organizer belongs to one body; staff serve one minister's person."""

    __tablename__ = "users"
    is_unseen = True

    email: Mapped[str] = mapped_column(unique=True)  # lower case, IDNA domain
    label: Mapped[str]
    role: Mapped[Role]
    created_at: Mapped[datetime]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), default=None, init=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None, init=False)
    is_practice: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)

    body: Mapped[Organisation | None] = relationship(default=None)
    # The minister this account is, or whom it serves as staff.
    person: Mapped[Person | None] = relationship(default=None)
    sessions: Mapped[list[UserSession]] = relationship(
        back_populates="user", default_factory=list, cascade="all, delete-orphan"
    )
    # What was done with the account; only added to, never read through here.
    trail: WriteOnlyMapped[Event] = relationship(
        primaryjoin=lambda: and_(foreign(Event.subject_id) == User.id, Event.subject_kind == "account"),
        init=False,
        passive_deletes=True,
    )


class UserSession(Keyed, Base, kw_only=True):
    """One signed-in browser; the cookie holds a random key of which only the hash is stored."""

    __tablename__ = "user_sessions"
    is_unseen = True

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), init=False, index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    user: Mapped[User] = relationship(back_populates="sessions", default=None)


class SignInLink(Keyed, Base, kw_only=True):
    """A single-use link sent by mail: ten minutes, bound to the browser that asked for it."""

    __tablename__ = "sign_in_links"
    is_unseen = True

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), init=False, index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    browser_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    user: Mapped[User] = relationship()
