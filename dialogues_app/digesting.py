"""Digests: once an ordinary day at nine each listener is looked at, and mailed what has changed in one mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from dialogues_app import database
from dialogues_app.config import Settings
from dialogues_app.domain import feeds, hearing
from dialogues_app.domain.queries import feeds as feed_queries
from dialogues_app.domain.queries import hearing as queries
from dialogues_app.due_rows import DueRows, settle_due
from dialogues_app.links import FeedTokens, StopLinks
from dialogues_app.models import Listener


class Desk:
    """Where digests are made, for one installation."""

    def __init__(self, settings: Settings) -> None:
        self._base, self._domain = settings.base_url, settings.mail_domain
        self._tokens = FeedTokens(settings.secret_key, settings.secret_key_old)
        self._stops = StopLinks(settings.secret_key, settings.secret_key_old)

    def send_due(self, session: Session, *, at: datetime | None = None) -> int:
        """New listeners are listed, those due are told; returns how many were looked at. Nothing in quiet hours."""
        self._list_new(session, at)
        return settle_due(session, DueRows("listener", queries.due, _claim, self._tell), at=at)

    def _list_new(self, session: Session, at: datetime | None) -> None:
        with database.reading():
            at = at or database.instant(session)
            found = session.execute(queries.unknown_listeners()).all()
            session.rollback()
        if not found:
            return
        due = hearing.next_look(at)
        session.add_all(
            Listener(address=address, is_practice=bool(kind), due_at=due) for address, kind in found
        )
        try:
            session.commit()
        except IntegrityError:  # another beat listed them at the same moment
            session.rollback()

    def _tell(self, session: Session, key: int, at: datetime) -> None:
        listener = session.get_one(Listener, key, populate_existing=True)
        raised = queries.raised_by(listener.address, practice=listener.is_practice, decided=True)
        outcomes = session.scalars(raised).all()
        told = {one.outcome_id: one.state for one in session.scalars(queries.last_told(key))}
        news = hearing.tell(listener, outcomes, told, at=at)
        if news and listener.wants_mail:
            stop = f"{self._base}/min/sluta/{self._stops.token(key)}"
            mark = hearing.Postmark(self._page(session, listener.address, at), stop, self._domain)
            session.add(hearing.mail(listener, news, mark, at=at))

    def _page(self, session: Session, address: str, at: datetime) -> str:
        """The private page, made where there was none; empty where its owner has taken it away."""
        feed = session.scalar(feed_queries.of_address(address))
        if feed is None:
            nonce = feeds.new_nonce()
            secret = feeds.Secret(nonce, self._tokens.token(nonce))
            session.add(feeds.open_feed(address, secret, at=at))
            return f"{self._base}/min/{secret.token}"
        token = self._tokens.shown(feed.nonce, feed.token_hash) if feed.is_open else ""
        return f"{self._base}/min/{token}" if token else ""


def _claim(key: int, at: datetime) -> ReturningUpdate[tuple[int]]:
    return (
        update(Listener)
        .where(Listener.id == key, Listener.due_at <= at)
        .values(due_at=hearing.next_look(at), version=Listener.version + 1)
        .returning(Listener.id)
    )
