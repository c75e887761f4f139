"""The outbox at work: claim a row, freeze its bytes, check the claim, settle what became of it.

Each function is one short transaction of its own; SMTP and rendering happen between them (stack.md, section 3).
"""

from __future__ import annotations

import enum
import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, case, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, undefer

from dialogues_app import database
from dialogues_app.domain import reminders
from dialogues_app.domain.changes import Story, change_for
from dialogues_app.mail import PermanentFailure, Renderer, TemporaryFailure
from dialogues_app.models import (
    CALENDAR_KINDS,
    SECRET_KINDS,
    CalendarEvent,
    Holding,
    Invitation,
    MessageKind,
    Method,
    OutboxRow,
    OutboxState,
    Revision,
    Seat,
)
from dialogues_app.models.base import UtcDateTime

LEASE = timedelta(minutes=4)  # longer than all SMTP steps and the archive's delay together
SIGN_IN_LEASE = timedelta(seconds=60)
GIVE_UP = timedelta(days=4)
SIGN_IN_GIVE_UP = timedelta(minutes=10)  # its link is dead by then
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=60), timedelta(hours=1)


class Fate(enum.Enum):
    """What became of a claimed row."""

    SENT = enum.auto()
    RECONCILED = enum.auto()  # the archive shows that it went out before
    NOTHING = enum.auto()  # nothing remained to be told
    TOO_LATE = enum.auto()  # the meeting has begun, or the time to try is over
    POSTPONED = enum.auto()
    REFUSED = enum.auto()


@dataclass(frozen=True)
class Verdict:
    """A fate, with the failure or the archive copy that belongs to it."""

    fate: Fate
    failure: PermanentFailure | TemporaryFailure | None = None
    archived: bool = False


@dataclass(frozen=True)
class Claim:
    """One row in one worker's hands until the lease is over; plain values, so no transaction stays open."""

    row_id: int
    token: str
    kind: MessageKind
    message_id: str
    sender: str
    recipient: str
    is_practice: bool
    taken_over: bool
    attempts: int
    at: datetime  # when it was claimed, by the database's clock


def claim(session: Session, renderer: Renderer, *, lease: timedelta = LEASE) -> Claim | None:
    """The most urgent due row is ours until the lease is over by the database's clock; None if none is due."""
    at = database.instant(session)
    row = session.scalars(_due(), {"at": at}).first()
    if row is None:
        session.rollback()
        return None
    made = Claim(
        row_id=row.id,
        token=secrets.token_hex(8),
        kind=row.kind,
        message_id=renderer.message_id(row.message_id),
        sender=renderer.envelope_sender(row.invitation),
        recipient=row.recipient,
        is_practice=row.is_practice,
        taken_over=row.state is OutboxState.SENDING,
        attempts=row.attempts + 1,
        at=at,
    )
    row.state, row.claim_token = OutboxState.SENDING, made.token
    row.claimed_until = at + (SIGN_IN_LEASE if row.kind is MessageKind.SIGN_IN else lease)
    row.attempts += 1
    session.commit()
    return made


def freeze(session: Session, claim: Claim, renderer: Renderer) -> bytes | Fate:
    """The bytes of the mail, rendered at the first claim and stored before anything is sent.

    NOTHING where the invitation has been told all of it, TOO_LATE where its meeting has begun.
    """
    row = session.scalars(_to_render(), {"id": claim.row_id, "token": claim.token}).first()
    if row is None:
        session.rollback()
        return Fate.NOTHING  # the claim was lost; settling will find no row either
    at = claim.at
    fate = _no_longer_wanted(row, at)
    content = row.content
    if fate is None and content is None:
        row.dtstamp = _stamp(row, at)
        content = row.content = renderer.render(row.revision, row.invitation, row)
        session.commit()
    session.rollback()
    return fate or content or Fate.NOTHING


def still_holds(session: Session, claim: Claim) -> bool:
    """Whether the row is ours for a while yet; asked for right before it is handed over."""
    at = database.instant(session)
    found = session.scalar(
        select(OutboxRow.id).where(
            OutboxRow.id == claim.row_id,
            OutboxRow.claim_token == claim.token,
            OutboxRow.state == OutboxState.SENDING,
            OutboxRow.claimed_until > at,
        )
    )
    session.rollback()
    return found is not None


def settle(session: Session, claim: Claim, verdict: Verdict) -> bool:
    """What became of the row is stored, and what the invitation was sent; False if the claim was lost."""
    row = session.scalars(_to_settle(), {"id": claim.row_id, "token": claim.token}).first()
    if row is None:
        session.rollback()
        return False
    at = database.instant(session)
    row.claim_token = None
    _settle(row, verdict, at)
    if row.kind in SECRET_KINDS and row.state is not OutboxState.QUEUED:
        row.content, row.context = None, {}
    session.commit()
    return True


@cache
def _due() -> Select[OutboxRow]:
    """Rows that wait for nothing: due, or their lease is over; an older message of an invitation goes first."""
    older, at = aliased(OutboxRow), bindparam("at", type_=UtcDateTime())
    blocked = (
        select(older.id)
        .where(
            older.invitation_id == OutboxRow.invitation_id,
            older.id < OutboxRow.id,
            older.kind.in_(CALENDAR_KINDS),
            older.state.in_((OutboxState.QUEUED, OutboxState.SENDING)),
        )
        .exists()
    )
    return (
        select(OutboxRow)
        .options(joinedload(OutboxRow.invitation))
        .where(
            or_(
                and_(OutboxRow.state == OutboxState.QUEUED, OutboxRow.not_before <= at),
                and_(OutboxRow.state == OutboxState.SENDING, OutboxRow.claimed_until <= at),
            ),
            or_(OutboxRow.kind.not_in(CALENDAR_KINDS), ~blocked),
        )
        .order_by(
            case((OutboxRow.kind == MessageKind.SIGN_IN, 0), else_=1), OutboxRow.not_before, OutboxRow.id
        )
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )


@cache
def _to_render() -> Select[OutboxRow]:
    """The row with everything that rendering and settling it reads, in one query."""
    invitation = joinedload(OutboxRow.invitation)
    return (
        select(OutboxRow)
        .where(OutboxRow.id == bindparam("id"), OutboxRow.claim_token == bindparam("token"))
        .options(
            undefer(OutboxRow.content),
            joinedload(OutboxRow.revision).joinedload(Revision.event).joinedload(CalendarEvent.dialogue),
            invitation.joinedload(Invitation.holding).joinedload(Holding.seat).joinedload(Seat.organisation),
            invitation.joinedload(Invitation.sent_revision),
        )
    )


@cache
def _to_settle() -> Select[OutboxRow]:
    invitation = joinedload(OutboxRow.invitation)
    return (
        select(OutboxRow)
        .where(OutboxRow.id == bindparam("id"), OutboxRow.claim_token == bindparam("token"))
        .options(joinedload(OutboxRow.revision), invitation.joinedload(Invitation.sent_revision))
        .with_for_update(of=OutboxRow)
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


def _settle(row: OutboxRow, verdict: Verdict, at: datetime) -> None:
    match verdict.fate:
        case Fate.SENT | Fate.RECONCILED:
            row.state, row.sent_at = OutboxState.SENT, at
            row.reconciled = verdict.fate is Fate.RECONCILED
            row.archived = verdict.archived or row.reconciled
            row.error_code, row.error = None, ""
            _remember(row)
        case Fate.NOTHING:
            row.state = OutboxState.SUPERSEDED
        case Fate.TOO_LATE:
            row.state, row.error = OutboxState.FAILED, row.error or "too late"
        case Fate.REFUSED:
            row.state = OutboxState.FAILED
            _note(row, verdict.failure)
        case Fate.POSTPONED:
            _note(row, verdict.failure)
            _postpone(row, verdict.failure, at)


def _postpone(row: OutboxRow, failure: PermanentFailure | TemporaryFailure | None, at: datetime) -> None:
    """The row waits its turn; one of unclear fate stays SENDING, so that it is reconciled before it is resent."""
    if isinstance(failure, TemporaryFailure) and failure.server_wide:
        row.state = OutboxState.QUEUED if at < _last_chance(row) else OutboxState.FAILED
        row.attempts -= 1  # the worker leaves the server alone for a while; the row keeps its turn
        return
    again = at + _pause(row.attempts)
    if again > _last_chance(row):
        row.state = OutboxState.FAILED
        return
    if isinstance(failure, TemporaryFailure) and failure.unclear:
        row.claimed_until = again
        return
    row.state, row.not_before = OutboxState.QUEUED, again


def _pause(attempts: int) -> timedelta:
    """Doubles from a minute to an hour, with jitter; the first try again comes within two minutes."""
    full: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    return full * random.uniform(0.5, 1.0)


def _last_chance(row: OutboxRow) -> datetime:
    """Four days, or the start of the meeting; a CANCEL is worth sending even then."""
    if row.kind is MessageKind.SIGN_IN:
        return row.created_at + SIGN_IN_GIVE_UP
    limit = row.created_at + GIVE_UP
    if row.revision is None or row.kind is MessageKind.CANCEL:
        return limit
    return min(limit, row.revision.starts_at)


def _note(row: OutboxRow, failure: PermanentFailure | TemporaryFailure | None) -> None:
    if failure is not None:
        row.error_code, row.error = failure.code, failure.reason


def _remember(row: OutboxRow) -> None:
    """The invitation knows what it was sent last; answers are judged against that (itip.md, section 3)."""
    invitation, revision = row.invitation, row.revision
    if invitation is None or revision is None or row.kind not in CALENDAR_KINDS:
        return
    if revision.method is Method.REQUEST and change_for(revision, invitation).asks_anew:
        invitation.asked_sequence = revision.sequence
    invitation.sent_sequence, invitation.sent_dtstamp = revision.sequence, row.dtstamp
    invitation.sent_message_id = row.message_id
    invitation.first_message_id = invitation.first_message_id or row.message_id
    invitation.sent_method, invitation.sent_revision = revision.method, revision
