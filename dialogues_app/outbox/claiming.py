"""Claiming: due rows become one worker's for the time of a lease."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, case, select, update
from sqlalchemy.orm import Session, aliased

from dialogues_app import database
from dialogues_app.models import CALENDAR_KINDS, MessageKind, OutboxRow, OutboxState
from dialogues_app.models.base import UtcDateTime
from dialogues_app.models.outbox import URGENT
from dialogues_app.outbox import state
from dialogues_app.outbox.letters import Batch

LEASE = timedelta(minutes=4)  # longer than all SMTP steps and the archive's delay together
SIGN_IN_LEASE = timedelta(seconds=60)
OPEN = (OutboxState.QUEUED, OutboxState.SENDING)


def claim(
    session: Session, *, limit: int = 1, lease: timedelta = LEASE, only_sign_in: bool = False
) -> Batch | None:
    """The most urgent due rows are ours until the lease is over; None if none is due."""
    at = database.instant(session)
    found = dict(_due_rows(session, at, limit, only_sign_in=only_sign_in))
    if not found:
        session.rollback()
        return None
    token = secrets.token_hex(8)
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(found))
        .values(
            state=OutboxState.SENDING,
            claim_token=token,
            claimed_until=case((OutboxRow.kind == MessageKind.SIGN_IN, at + SIGN_IN_LEASE), else_=at + lease),
            attempts=OutboxRow.attempts + 1,
            version=OutboxRow.version + 1,
        ),
        execution_options={"synchronize_session": False},
    )
    state.raise_mark(session, max(found))
    session.commit()
    return Batch(token, at, lease, found)


def has_more_than(session: Session, count: int) -> bool:
    """Whether more rows than this wait to be claimed."""
    with database.reading():
        at = database.instant(session)
        due = select(OutboxRow.id).where(OutboxRow.state == OutboxState.QUEUED, OutboxRow.not_before <= at)
        found = session.scalars(due.limit(count + 1)).all()
        session.rollback()
    return len(found) > count


def still_holds(session: Session, row_id: int, token: str) -> bool:
    """Whether the row is ours for a while yet; asked for right before it is handed over."""
    with database.reading():
        at = database.instant(session)
        found = session.execute(_held(), {"id": row_id, "token": token, "at": at}).first()
        session.rollback()
    return found is not None


def _due_rows(
    session: Session, at: datetime, limit: int, *, only_sign_in: bool
) -> Iterator[tuple[int, bool]]:
    """(id, whether taken over): sign-in mails first, then those whose worker is gone, then in order of time."""
    for query in (_urgent(),) if only_sign_in else (_urgent(), _left(), _queued()):
        if limit <= 0:
            return
        for row_id, was in session.execute(query, {"at": at, "limit": limit}).all():
            yield row_id, was is OutboxState.SENDING
            limit -= 1


def _at() -> ColumnElement[datetime]:
    return bindparam("at", type_=UtcDateTime())


@cache
def _urgent() -> Select[int, OutboxState]:
    """Sign-in mails: due, or their lease is over."""
    due = (OutboxRow.state == OutboxState.QUEUED) & (OutboxRow.not_before <= _at())
    left = (OutboxRow.state == OutboxState.SENDING) & (OutboxRow.claimed_until <= _at())
    return _rows().where(URGENT, due | left)


@cache
def _left() -> Select[int, OutboxState]:
    """Rows whose lease is over: their worker died or gave them up."""
    return _others().where(OutboxRow.state == OutboxState.SENDING, OutboxRow.claimed_until <= _at())


@cache
def _queued() -> Select[int, OutboxState]:
    """Rows that wait for nothing."""
    return _others().where(OutboxRow.state == OutboxState.QUEUED, OutboxRow.not_before <= _at())


def _others() -> Select[int, OutboxState]:
    """An older calendar message of an invitation goes before a newer one."""
    older = aliased(OutboxRow)
    blocked = (
        select(older.id)
        .where(
            older.invitation_id == OutboxRow.invitation_id,
            older.id < OutboxRow.id,
            older.kind.in_(CALENDAR_KINDS),
            older.state.in_(OPEN),
        )
        .exists()
    )
    mail = OutboxRow.kind != MessageKind.SIGN_IN
    return _rows().where(mail, OutboxRow.kind.not_in(CALENDAR_KINDS) | ~blocked)


def _rows() -> Select[int, OutboxState]:
    return (
        select(OutboxRow.id, OutboxRow.state)
        .order_by(OutboxRow.not_before, OutboxRow.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True, of=OutboxRow)
    )


@cache
def _held() -> Select[int]:
    return select(OutboxRow.id).where(
        OutboxRow.id == bindparam("id"),
        OutboxRow.claim_token == bindparam("token"),
        OutboxRow.state == OutboxState.SENDING,
        OutboxRow.claimed_until > _at(),
    )
