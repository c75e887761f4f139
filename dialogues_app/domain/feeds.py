"""Private calendar feeds: open one, give it another address, close it, mail a participant where it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues_app.domain.accounts import Letterhead, digest
from dialogues_app.models import Actor, Event, Feed, Invitation, MessageKind, OutboxRow, User

LETTER_WINDOW = timedelta(hours=1)
LETTERS_IN_WINDOW = 3


@dataclass(frozen=True)
class Secret:
    """A feed's token, and what its owner's page makes it from."""

    nonce: str
    token: str


def new_nonce() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


def open_feed(owner: User | str, secret: Secret, *, at: datetime) -> Feed:
    """A feed of this account, or of this invited address."""
    feed = Feed(token_hash=digest(secret.token), nonce=secret.nonce, created_at=at)
    if isinstance(owner, User):
        feed.user = owner
    else:
        feed.address = owner
    return feed


def renew(feed: Feed, secret: Secret, *, by: Actor, at: datetime) -> Event:
    """The feed has this address alone, also if it was closed; returns the trace, to be stored."""
    feed.token_hash, feed.nonce = digest(secret.token), secret.nonce
    feed.created_at, feed.closed_at = at, None
    return trace(feed, "feed_renewed", by=by, at=at)


def close(feed: Feed, *, by: Actor, at: datetime) -> Event:
    """The feed's address gives nothing any more; returns the trace, to be stored."""
    feed.closed_at = feed.closed_at or at
    return trace(feed, "feed_closed", by=by, at=at)


def trace(feed: Feed, verb: str, *, by: Actor, at: datetime) -> Event:
    """A line of the audit trail, on the account of the feed or on the feed itself; it names no address."""
    kind, key = ("account", feed.user.id) if feed.user else ("feed", feed.id)
    return Event.by(by, verb, at=at, subject_kind=kind, subject_id=key)


def send_address(
    invitation: Invitation, token: str, head: Letterhead, *, by: Actor, at: datetime
) -> OutboxRow:
    """A mail to the invited address tells where its feed is; to be stored.

    Only the mailbox learns it: whoever was forwarded an answer link must not see a person's other dialogues.
    """
    name = secrets.token_hex(16)
    invitation.event.dialogue.record(
        "feed_asked", by=by, at=at, subject_kind="invitation", subject_id=invitation.id
    )
    return OutboxRow(
        kind=MessageKind.FEED,
        cause=f"feed:{name}",
        recipient=invitation.address,
        message_id=f"<{name}@{head.domain}>",
        created_at=at,
        not_before=at,
        is_practice=invitation.event.dialogue.is_practice,
        context={"link": head.link_to(token)},
    )
