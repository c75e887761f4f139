"""The page where an account sees the address of its own calendar, changes it or takes it away."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from dialogues_app.clock import now
from dialogues_app.domain import feeds
from dialogues_app.domain.queries import feeds as queries
from dialogues_app.extensions import db
from dialogues_app.links import FeedTokens
from dialogues_app.models import Feed
from dialogues_app.web.calendars.blueprint import Address, address

A_MINUTE = "20 per minute"


def tokens() -> FeedTokens:
    """The maker of this installation's feed tokens."""
    settings = current_app.config["SETTINGS"]
    return FeedTokens(settings.secret_key, settings.secret_key_old)


def new_secret() -> feeds.Secret:
    """A token that no feed has had."""
    nonce = feeds.new_nonce()
    return feeds.Secret(nonce, tokens().token(nonce))


def address_of(feed: Feed | None) -> Address | None:
    """Where an open feed is; None where there is none, or the key it was made with is gone."""
    token = tokens().shown(feed.nonce, feed.token_hash) if feed and feed.is_open else ""
    return address("calendars.feed", token=token) if token else None


def commit_once() -> None:
    """It is stored; where a second press at the same moment came first, that one stands."""
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()


def show(template: str) -> ResponseReturnValue:
    """The page, with the address where there is one."""
    feed = db.session.scalar(queries.of_user(g.user.id))
    return render_template(template, address=address_of(feed), is_open=bool(feed and feed.is_open))


def renew(endpoint: str) -> ResponseReturnValue:
    """The account has a calendar at a new address; an earlier address gives nothing any more."""
    feed, at = db.session.scalar(queries.of_user(g.user.id)), now()
    if feed is None:
        feed = feeds.open_feed(g.user, new_secret(), at=at)
        trace = feeds.trace(feed, "feed_opened", by=g.actor, at=at)
    else:
        trace = feeds.renew(feed, new_secret(), by=g.actor, at=at)
    db.session.add_all([feed, trace])
    commit_once()
    flash(_("Kalendern har en ny adress."))
    return redirect(url_for(endpoint), 303)


def close(endpoint: str) -> ResponseReturnValue:
    """The account's calendar is gone."""
    feed = db.session.scalar(queries.of_user(g.user.id))
    if feed is not None and feed.is_open:
        db.session.add(feeds.close(feed, by=g.actor, at=now()))
        db.session.commit()
    flash(_("Adressen till kalendern är borttagen."))
    return redirect(url_for(endpoint), 303)
