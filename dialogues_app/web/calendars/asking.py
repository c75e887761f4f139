"""A participant asks where the own calendar is, and the answer goes to the invited address alone."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from dialogues_app.domain import feeds
from dialogues_app.domain.accounts import Letterhead
from dialogues_app.domain.queries import feeds as queries
from dialogues_app.extensions import db
from dialogues_app.models import Actor, Feed, Invitation
from dialogues_app.web.calendars.blueprint import absolute
from dialogues_app.web.calendars.owning import commit_once, new_secret, tokens


def mail_address(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """The invited address has a feed, and a mail that tells where; not more often than its mailbox bears."""
    lately = db.session.scalar(queries.letters_lately(invitation.address, at=at)) or 0
    if lately >= feeds.LETTERS_IN_WINDOW:
        return
    feed, token = _feed(invitation.address, by=by, at=at)
    head = Letterhead(
        link_to=lambda secret: absolute("calendars.own", token=secret),
        domain=current_app.config["SETTINGS"].mail_domain,
    )
    db.session.add_all([feed, feeds.send_address(invitation, token, head, by=by, at=at)])
    commit_once()


def _feed(address: str, *, by: Actor, at: datetime) -> tuple[Feed, str]:
    """The feed of the address and its token: the same as before where it is open and can still be told."""
    feed, secret = db.session.scalar(queries.of_address(address)), new_secret()
    if feed is None:
        return feeds.open_feed(address, secret, at=at), secret.token
    token = tokens().shown(feed.nonce, feed.token_hash) if feed.is_open else ""
    if not token:
        db.session.add(feeds.renew(feed, secret, by=by, at=at))
    return feed, token or secret.token
