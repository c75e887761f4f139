"""Rows that a clock settles, claimed one by one: claim and effect are one transaction, so two beats settle each once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from dialogues_app import database
from dialogues_app.domain import quiet_hours

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DueRows:
    """One kind of due row. `claim` is an update that asks for the row still to be due and returns its key."""

    name: str
    due: Callable[[datetime], Select[int]]
    claim: Callable[[int, datetime], ReturningUpdate[tuple[int]]]
    settle: Callable[[Session, int, datetime], object]


def settle_due(session: Session, rows: DueRows, *, at: datetime | None = None) -> int:
    """Each row whose time has come is settled; returns how many were ours. Nothing in quiet hours."""
    with database.reading():
        at = at or database.instant(session)
        due = [] if quiet_hours.is_quiet(at) else session.scalars(rows.due(at)).all()
        session.rollback()  # the list is read; each row gets a transaction of its own
    return sum(_try(session, rows, key, at) for key in due)


def _try(session: Session, rows: DueRows, key: int, at: datetime) -> bool:
    """A row that cannot be settled stays due and holds up no other."""
    try:
        return _settle(session, rows, key, at)
    except Exception:
        session.rollback()
        log.exception("%s %s cannot be settled", rows.name, key)
        return False


def _settle(session: Session, rows: DueRows, key: int, at: datetime) -> bool:
    """A second claim waits for the transaction of the first, and then finds nothing due."""
    claimed = session.execute(rows.claim(key, at), execution_options={"synchronize_session": False})
    if claimed.scalar() is None:
        session.rollback()
        return False
    rows.settle(session, key, at)
    session.commit()
    return True
