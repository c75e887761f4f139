"""Reading rounds: one reader for each mailbox, batch by batch, with a rest that grows while the mailbox fails."""

from __future__ import annotations

import imaplib
import logging
import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from imap_tools import ImapToolsError, MailboxLoginError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialogues_app import database
from dialogues_app.config import Settings
from dialogues_app.domain.queries import inbound as queries
from dialogues_app.inbox.arrivals import Arrived, House, Unstorable
from dialogues_app.inbox.mailboxes import Imap, Maildir, Source
from dialogues_app.inbox.receiving import receive_all
from dialogues_app.models import MailboxState

log = logging.getLogger(__name__)

BATCH, BATCH_BYTES = 20, 2 * 1024 * 1024  # mails of one transaction: SQLite's one writer is soon free again
LONGEST = timedelta(seconds=100)  # of one round; the next takes the rest
LEASE = timedelta(minutes=5)  # longer than a round; a reader that was killed holds nobody up for longer
FIRST_REST, LONGEST_REST = timedelta(seconds=10), timedelta(minutes=5)
LOGIN_REST = timedelta(minutes=1)  # a refused password is not tried so often that the account is locked
ALARM = timedelta(minutes=15)
TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError)


class Reader:
    """Reads the mailboxes of one installation; made once in each process."""

    def __init__(self, settings: Settings) -> None:
        self.house = house_of(settings)
        self.sources = sources_of(settings)

    def read(self, session: Session) -> bool:
        """What waits is read, as far as one round goes; returns whether more may wait."""
        more = [read_source(session, source, self.house) for source in self.sources]  # each of them, in turn
        return any(more)


def house_of(settings: Settings) -> House:
    """The installation's own addresses."""
    return House(settings.mail_domain, settings.mail_authserv_id)


def sources_of(settings: Settings) -> list[Source]:
    """The mailbox of MAILBOX_URL, and what our own catcher took for our reply addresses."""
    found: list[Source] = []
    store = settings.mailbox
    if store.path is None:
        found.append(Imap(store))
    elif (
        store.path != settings.mailbox_dir
    ):  # the built-in mailbox holds what we sent; its answers are spooled
        found.append(Maildir(store.path))
    if settings.embedded:
        found.append(Maildir(settings.inbox_dir, may_be_missing=True))
    return found


def read_source(session: Session, source: Source, house: House) -> bool:
    """One round of one mailbox; whatever fails is in its state, never raised. Returns whether more may wait."""
    name = source.name
    token = _claim(session, name)
    if token is None:
        return False
    try:
        with source.opened():
            more = _round(session, source, house)
    except TROUBLE as error:
        session.rollback()
        _failed(session, name, token, error)
        return False
    except BaseException:
        session.rollback()
        _release(session, name, token)
        raise
    _worked(session, name, token)
    return more


def _round(session: Session, source: Source, house: House) -> bool:
    end = time.monotonic() + LONGEST.total_seconds()
    after = session.scalar(queries.highest_uid(source.place)) if source.place else None
    session.rollback()
    for batch in _batches(source.arrivals(after)):
        _take(session, source, batch, house)
        session.expunge_all()
        if time.monotonic() > end:
            return True
    return False


def _take(session: Session, source: Source, batch: list[Arrived], house: House) -> None:
    """The batch is stored in one transaction; if one of them cannot be, each has its own and that one is set aside."""
    try:
        receive_all(session, batch, house)
        stored = batch
    except Unstorable:
        stored = [one for one in batch if _took(session, source, one, house)]
    source.done(stored)


def _took(session: Session, source: Source, arrived: Arrived, house: House) -> bool:
    try:
        receive_all(session, [arrived], house)
    except Unstorable:
        log.error("mail %s cannot be stored and is set aside", arrived.key)
        source.set_aside(arrived)
        return False
    return True


def _batches(arrivals: Iterator[Arrived]) -> Iterator[list[Arrived]]:
    batch, size = list[Arrived](), 0
    for one in arrivals:
        batch.append(one)
        size += len(one.raw)
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _claim(session: Session, name: str) -> str | None:
    """The mailbox is ours until the lease is over; None while another reads it or it rests."""
    at = database.instant(session)
    state = _state(session, name)
    if state is None:
        state = MailboxState(mailbox=name)
        session.add(state)
    held = state.claimed_until is not None and state.claimed_until > at
    rests = state.not_before is not None and state.not_before > at
    if held or rests:
        session.rollback()
        return None
    state.claim_token, state.claimed_until = secrets.token_hex(8), at + LEASE
    token = state.claim_token
    try:
        session.commit()
    except IntegrityError:  # two readers met at the first reading of all
        session.rollback()
        return None
    return token


def _failed(session: Session, name: str, token: str, error: Exception) -> None:
    """The mailbox rests, twice as long each time; after a quarter of an hour that is an alarm."""
    at = database.instant(session)
    state = _held(session, name, token)
    if state is None:
        return
    state.failures += 1
    state.failing_since = state.failing_since or at
    state.error = f"{type(error).__name__}: {error}"[:300]
    first = LOGIN_REST if isinstance(error, MailboxLoginError) else FIRST_REST
    state.not_before = at + min(first * 2 ** min(state.failures - 1, 10), max(LONGEST_REST, first))
    state.claim_token = state.claimed_until = None
    late = at - state.failing_since >= ALARM
    session.commit()
    log.log(logging.ERROR if late else logging.WARNING, "a mailbox cannot be read: %s", type(error).__name__)


def _worked(session: Session, name: str, token: str) -> None:
    at = database.instant(session)
    state = _held(session, name, token)
    if state is None:
        return
    state.read_at, state.failing_since, state.failures = at, None, 0
    state.error, state.not_before = "", None
    state.claim_token = state.claimed_until = None
    session.commit()


def _release(session: Session, name: str, token: str) -> None:
    state = _held(session, name, token)
    if state is not None:
        state.claim_token = state.claimed_until = None
        session.commit()


def _held(session: Session, name: str, token: str) -> MailboxState | None:
    state = _state(session, name)
    if state is None or state.claim_token != token:
        session.rollback()
        return None
    return state


def _state(session: Session, name: str) -> MailboxState | None:
    return session.scalars(
        select(MailboxState).where(MailboxState.mailbox == name).with_for_update(of=MailboxState)
    ).first()


def at_rest(state: MailboxState, at: datetime) -> bool:
    """Whether the mailbox has been failing for so long that people must be told."""
    return state.failing_since is not None and at - state.failing_since >= ALARM
