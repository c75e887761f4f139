"""Settling: what became of each letter is stored, where the claim is still ours."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Integer, Update, bindparam, case, exists, literal, select, update
from sqlalchemy.orm import Session

from dialogues_app import database
from dialogues_app.mail import TemporaryFailure
from dialogues_app.models import SECRET_KINDS, Invitation, OutboxRow, OutboxState
from dialogues_app.outbox.letters import Fate, Letter, Told, Verdict

FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=60), timedelta(hours=1)
DONE = (Fate.SENT, Fate.RECONCILED)
ROWS, INVITATIONS = OutboxRow.__table__, Invitation.__table__

Settled = tuple[Letter, Verdict]


def settle(session: Session, settled: Sequence[Settled]) -> int:
    """What became of these letters is stored in one transaction; returns how many claims were still ours."""
    at = database.instant(session)
    connection = session.connection()
    done = [(letter, verdict) for letter, verdict in settled if verdict.fate in DONE]
    told = [_remembered(letter, letter.told) for letter, _ in done if letter.told is not None]
    count = 0
    if told:
        connection.execute(_remember(), told)
    if done:
        count += connection.execute(
            _sent(), [_sent_values(one, verdict, at) for one, verdict in done]
        ).rowcount
    for letter, verdict in settled:
        if verdict.fate not in DONE:
            count += connection.execute(_ours(letter).values(**_values(letter, verdict, at))).rowcount
    _wipe(session, [letter.row_id for letter, _ in settled if letter.kind in SECRET_KINDS])
    session.commit()
    return count


@cache
def _remember() -> Update:
    """The invitation knows what it was sent last, where the row that told it is still ours."""
    ours = select(ROWS.c.id).where(
        ROWS.c.id == bindparam("row_id"),
        ROWS.c.claim_token == bindparam("claimed"),
        ROWS.c.state == literal(OutboxState.SENDING, ROWS.c.state.type),
    )
    columns = INVITATIONS.c
    asked = case((bindparam("asks", type_=Integer) == 1, bindparam("sequence")), else_=columns.asked_sequence)
    first = case((columns.first_message_id == "", bindparam("message_id")), else_=columns.first_message_id)
    return (
        update(INVITATIONS)  # type: ignore[arg-type]
        .where(columns.id == bindparam("invitation"), exists(ours))
        .values(
            asked_sequence=asked,
            sent_sequence=bindparam("sequence"),
            sent_dtstamp=bindparam("stamp"),
            sent_message_id=bindparam("message_id"),
            first_message_id=first,
            sent_method=bindparam("method"),
            sent_revision_id=bindparam("revision"),
        )
    )


def _remembered(letter: Letter, told: Told) -> dict[str, Any]:
    return {
        "row_id": letter.row_id,
        "claimed": letter.token,
        "invitation": told.invitation_id,
        "asks": int(told.asks_anew),
        "sequence": told.sequence,
        "stamp": told.dtstamp,
        "message_id": letter.message_id,
        "method": told.method,
        "revision": told.revision_id,
    }


@cache
def _sent() -> Update:
    return (
        update(ROWS)  # type: ignore[arg-type]
        .where(
            ROWS.c.id == bindparam("row_id"),
            ROWS.c.claim_token == bindparam("claimed"),
            ROWS.c.state == literal(OutboxState.SENDING, ROWS.c.state.type),
        )
        .values(
            state=OutboxState.SENT,
            sent_at=bindparam("at"),
            reconciled=bindparam("found"),
            archived=bindparam("copied"),
            claim_token=None,
            error_code=None,
            error="",
            version=ROWS.c.version + 1,
        )
    )


def _sent_values(letter: Letter, verdict: Verdict, at: datetime) -> dict[str, Any]:
    found = verdict.fate is Fate.RECONCILED
    return {
        "row_id": letter.row_id,
        "claimed": letter.token,
        "at": at,
        "found": found,
        "copied": found or verdict.archived,
    }


def _ours(letter: Letter) -> Update:
    return (
        update(ROWS)  # type: ignore[arg-type]
        .where(ROWS.c.id == letter.row_id, ROWS.c.claim_token == letter.token)
        .where(ROWS.c.state == OutboxState.SENDING)
        .values(claim_token=None, version=ROWS.c.version + 1)
    )


def _values(letter: Letter, verdict: Verdict, at: datetime) -> dict[str, Any]:
    """What the row becomes where nothing was handed over."""
    match verdict.fate:
        case Fate.NOTHING:
            return {"state": OutboxState.SUPERSEDED}
        case Fate.TOO_LATE:
            late = case((ROWS.c.error == "", "too late"), else_=ROWS.c.error)
            return {"state": OutboxState.FAILED, "error": late}
        case Fate.RELEASED:
            return _back(letter, at) | {"attempts": letter.attempts - 1}
        case Fate.REFUSED:
            return {"state": OutboxState.FAILED} | _note(verdict)
    return _note(verdict) | _postponed(letter, verdict, at)


def _postponed(letter: Letter, verdict: Verdict, at: datetime) -> dict[str, Any]:
    """The row waits its turn; one of unclear fate stays SENDING, so that it is reconciled before it is resent."""
    failure = verdict.failure
    unclear = isinstance(failure, TemporaryFailure) and failure.unclear
    if isinstance(failure, TemporaryFailure) and failure.server_wide:
        # The whole server is left alone for a while (state.py); the row keeps its turn.
        state = OutboxState.QUEUED if at < letter.last_chance else OutboxState.FAILED
        return {"state": state, "attempts": letter.attempts - 1}
    again = at + _pause(letter.attempts)
    if again > letter.last_chance:
        return {"state": OutboxState.FAILED}
    if unclear:
        return {"claimed_until": again}
    return {"state": OutboxState.QUEUED, "not_before": again}


def _back(letter: Letter, at: datetime) -> dict[str, Any]:
    """Nothing was tried: the row is as it was, one of open fate stays open."""
    if letter.taken_over:
        return {"claimed_until": at}
    return {"state": OutboxState.QUEUED}


def _pause(attempts: int) -> timedelta:
    """Doubles from a minute to an hour, with jitter; the first try again comes within two minutes."""
    full: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    return full * random.uniform(0.5, 1.0)


def _note(verdict: Verdict) -> dict[str, Any]:
    failure = verdict.failure
    return {"error_code": failure.code, "error": failure.reason} if failure is not None else {}


def _wipe(session: Session, row_ids: list[int]) -> None:
    """A sign-in mail that is through leaves neither its text nor its link behind."""
    if row_ids:
        session.execute(
            update(OutboxRow)
            .where(
                OutboxRow.id.in_(row_ids), OutboxRow.state.not_in((OutboxState.QUEUED, OutboxState.SENDING))
            )
            .values(content=None, context={}),
            execution_options={"synchronize_session": False},
        )
