"""Freezing: each claimed row becomes a letter; its bytes are rendered once and stored before anything is sent.

Rendering happens in a reading transaction, so that nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from dialogues_app import database
from dialogues_app.domain import reminders
from dialogues_app.domain.changes import Story, change_for
from dialogues_app.mail import Renderer
from dialogues_app.models import (
    CALENDAR_KINDS,
    CalendarEvent,
    Holding,
    Invitation,
    MessageKind,
    Method,
    OutboxRow,
    Revision,
    Seat,
)
from dialogues_app.outbox.claiming import SIGN_IN_LEASE
from dialogues_app.outbox.letters import Batch, Fate, Letter, Told

GIVE_UP = timedelta(days=4)
SIGN_IN_GIVE_UP = timedelta(minutes=10)  # its link is dead by then


def freeze(session: Session, batch: Batch, renderer: Renderer) -> list[Letter]:
    """The letters of this batch in the order to send them; the bytes of each are stored.

    A letter has a fate where nothing is to be sent, and a fault where it could not be made.
    """
    with database.reading(), session.no_autoflush:  # DTSTAMP is set for rendering; _store writes it
        rows = session.scalars(_to_render(), {"ids": list(batch.taken_over), "token": batch.token}).all()
        letters = [_letter(row, batch, renderer) for row in rows]
        session.rollback()
    fresh = [one for one in letters if one.content is not None and not one.was_frozen]
    if fresh:
        _store(session, fresh, batch)
    return letters


def _store(session: Session, letters: Sequence[Letter], batch: Batch) -> None:
    table = OutboxRow.__table__
    session.connection().execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("row_id"), table.c.claim_token == batch.token)
        .values(content=bindparam("bytes"), dtstamp=bindparam("stamp"), version=table.c.version + 1),
        [{"row_id": one.row_id, "bytes": one.content, "stamp": _stamp_of(one, batch)} for one in letters],
    )
    session.commit()


def _stamp_of(letter: Letter, batch: Batch) -> datetime:
    told = letter.told
    return told.dtstamp if told and told.dtstamp else batch.at.replace(microsecond=0)


def _letter(row: OutboxRow, batch: Batch, renderer: Renderer) -> Letter:
    was_frozen, fault, content = row.content is not None, "", None
    fate = _no_longer_wanted(row, batch.at)
    if fate is None and was_frozen:
        content = row.content
    elif fate is None:
        row.dtstamp = _stamp(row, batch.at)
        try:
            content = renderer.render(row.revision, row.invitation, row)
        except Exception as error:  # noqa: BLE001  (a poisoned row must not stop the others)
            fault = f"{type(error).__name__}: {error}"[:500]
    return Letter(
        row_id=row.id,
        token=batch.token,
        kind=row.kind,
        message_id=row.message_id,
        header=renderer.message_id(row.message_id),
        sender=renderer.envelope_sender(row.invitation),
        recipient=row.recipient,
        is_practice=row.is_practice,
        taken_over=batch.taken_over[row.id],
        was_frozen=was_frozen,
        attempts=row.attempts,
        lease=SIGN_IN_LEASE if row.kind is MessageKind.SIGN_IN else batch.lease,
        last_chance=_last_chance(row),
        content=content,
        fate=fate,
        fault=fault,
        told=_told(row),
    )


@cache
def _to_render() -> Select[OutboxRow]:
    """The rows with everything that rendering and settling reads, the shared parts once for all."""
    invitation = joinedload(OutboxRow.invitation)
    holding = invitation.joinedload(Invitation.holding).joinedload(Holding.seat)
    event = selectinload(OutboxRow.revision).joinedload(Revision.event)
    return (
        select(OutboxRow)
        .where(
            OutboxRow.id.in_(bindparam("ids", expanding=True)), OutboxRow.claim_token == bindparam("token")
        )
        .options(
            undefer(OutboxRow.content),
            event.joinedload(CalendarEvent.dialogue),
            holding.selectinload(Seat.organisation),
            invitation.selectinload(Invitation.sent_revision),
            invitation.selectinload(Invitation.answers),
        )
        .order_by(OutboxRow.not_before, OutboxRow.id)
    )


def _no_longer_wanted(row: OutboxRow, at: datetime) -> Fate | None:
    if row.kind is MessageKind.REMINDER:
        return None if reminders.is_wanted(row, at) else Fate.NOTHING
    if row.revision is None or row.invitation is None or row.kind not in CALENDAR_KINDS:
        return None
    if change_for(row.revision, row.invitation).story is Story.NOTHING:
        return Fate.NOTHING
    begun = row.revision.starts_at <= at and row.kind is MessageKind.REQUEST
    return Fate.TOO_LATE if begun else None


def _stamp(row: OutboxRow, at: datetime) -> datetime:
    """DTSTAMP: now, to the second, and always later than the one last sent to that invitation."""
    now = at.replace(microsecond=0)
    last = row.invitation.sent_dtstamp if row.invitation else None
    return now if last is None else max(now, last + timedelta(seconds=1))


def _last_chance(row: OutboxRow) -> datetime:
    """Four days, or the start of the meeting; a CANCEL is worth sending even then."""
    if row.kind is MessageKind.SIGN_IN:
        return row.created_at + SIGN_IN_GIVE_UP
    limit = row.created_at + GIVE_UP
    if row.revision is None or row.kind is MessageKind.CANCEL:
        return limit
    return min(limit, row.revision.starts_at)


def _told(row: OutboxRow) -> Told | None:
    """What the invitation is to remember; answers are judged against that (itip.md, section 3)."""
    invitation, revision = row.invitation, row.revision
    if invitation is None or revision is None or row.kind not in CALENDAR_KINDS:
        return None
    asks_anew = revision.method is Method.REQUEST and change_for(revision, invitation).asks_anew
    return Told(invitation.id, revision.id, revision.method, revision.sequence, row.dtstamp, asks_anew)
