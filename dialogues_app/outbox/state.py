"""How sending goes for the whole installation: the pulse, the pause, the mail server's rest, the high-water mark.

What one worker learns holds for all of them, and the pages can say it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialogues_app import database
from dialogues_app.models import DeliveryState, OutboxRow, OutboxState, PauseCause

PULSE = timedelta(seconds=15)
SHORTEST_REST, LONGEST_REST = 5.0, 120.0  # seconds that the mail server is left alone after it failed for all
KEY = 1


@dataclass(frozen=True)
class State:
    """What a worker has to know before it sends."""

    paused: bool
    resting: bool
    failing: bool


def look(session: Session) -> State:
    """What holds now; the worker's pulse is written if the last one is old."""
    with database.reading():
        at, row = database.instant(session), session.get(DeliveryState, KEY, populate_existing=True)
        found = _state(row, at)
        old = row is None or row.pulse_at is None or at - row.pulse_at >= PULSE
        session.rollback()
    if old:
        _ensure(session)
        _write(session, pulse_at=at)
        session.commit()
    return found


def failed(session: Session, words: str) -> None:
    """The mail server failed for everyone: all workers leave it alone, longer each time, with jitter."""
    _ensure(session)
    at, row = database.instant(session), _locked(session)
    if not row.rests(at):  # two workers that fail together count once
        row.rest_seconds = min(max(row.rest_seconds * 2, SHORTEST_REST), LONGEST_REST)
        row.resting_until = at + timedelta(seconds=row.rest_seconds * random.uniform(0.7, 1.0))
    row.failing_since = row.failing_since or at
    row.failure = words[:500]
    session.commit()


def works(session: Session) -> None:
    """The mail server takes mails again."""
    _write(session, failing_since=None, failure="", resting_until=None, rest_seconds=0.0)
    session.commit()


def pause(session: Session, cause: PauseCause, *, by: str, foreign_copy: str = "") -> None:
    """Only sign-in mails go out until somebody resumes; a pause that stands keeps its cause."""
    _ensure(session)
    row = _locked(session)
    row.foreign_copy = foreign_copy or row.foreign_copy
    if row.paused_at is None or cause is PauseCause.RESTORED:
        row.paused_at, row.paused_by, row.pause_cause = database.instant(session), by, cause
    session.commit()


def resume(session: Session) -> bool:
    """Mails go out again; returns whether sending was paused.

    After a restore every waiting row is of open fate: it may have gone out after the backup was made, so it is
    looked up in the archive before it is sent.
    """
    _ensure(session)
    row = _locked(session)
    was = row.pause_cause
    if was is PauseCause.RESTORED:
        ask_anew(session)
    row.paused_at, row.paused_by, row.pause_cause = None, "", None
    session.commit()
    return was is not None


def ask_anew(session: Session) -> None:
    """Every row that waits is taken for one whose worker died, when its time comes."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.QUEUED)
        .values(
            state=OutboxState.SENDING,
            claim_token=None,
            claimed_until=OutboxRow.not_before,
            version=OutboxRow.version + 1,
        ),
        execution_options={"synchronize_session": False},
    )


def mark(session: Session) -> int:
    """The highest row that this database knows, whether it is still there or not."""
    with database.reading():
        row = session.get(DeliveryState, KEY, populate_existing=True)
        highest = session.scalar(select(func.max(OutboxRow.id))) or 0
        known = row.mark if row else 0
        session.rollback()
    return max(highest, known)


def raise_mark(session: Session, row_id: int) -> None:
    """The mark is at least this row's; part of the claiming transaction."""
    _ensure(session)
    session.execute(
        update(DeliveryState).where(DeliveryState.id == KEY, DeliveryState.mark < row_id).values(mark=row_id),
        execution_options={"synchronize_session": False},
    )


def _state(row: DeliveryState | None, at: datetime) -> State:
    if row is None:
        return State(paused=False, resting=False, failing=False)
    return State(paused=row.is_paused, resting=row.rests(at), failing=row.failing_since is not None)


def _write(session: Session, **values: object) -> None:
    session.execute(
        update(DeliveryState).where(DeliveryState.id == KEY).values(**values),
        execution_options={"synchronize_session": False},
    )


def _locked(session: Session) -> DeliveryState:
    return session.get_one(DeliveryState, KEY, populate_existing=True, with_for_update=True)


def _ensure(session: Session) -> None:
    """The row is there; the first worker of a new database makes it."""
    if session.scalar(select(DeliveryState.id).where(DeliveryState.id == KEY)) is not None:
        return
    try:
        with session.begin_nested():
            row = DeliveryState()
            row.id = KEY
            session.add(row)
    except IntegrityError:
        pass  # another process was first
