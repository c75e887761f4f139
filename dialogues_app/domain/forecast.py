"""What an act will send, seen on rows that are not stored yet: to whom, what it tells, and who gets nothing and why.

The act itself is carried out in memory and looked at; nothing is guessed beside it, so what is shown is what is sent.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.attributes import set_committed_value

from dialogues_app.domain.changes import Change, Story, change_for
from dialogues_app.models import (
    CALENDAR_KINDS,
    CalendarEvent,
    Invitation,
    Method,
    OutboxRow,
    OutboxState,
    Revision,
)

REMEMBERED = ("sent_method", "sent_revision", "first_message_id")


class Silence(enum.StrEnum):
    """Why somebody gets no mail of an act."""

    HAS_IT = "has_it"  # nothing remains to be told
    WAITS = "waits"  # a mail that already waits is let go together with the others
    NOT_INVITED = "not_invited"
    BOUNCED = "bounced"
    OVER = "over"
    UNCONCERNED = "unconcerned"


@dataclass(frozen=True)
class Going:
    """One mail that will go out; `change` is None for one that answers a proposal."""

    invitation: Invitation
    row: OutboxRow
    change: Change | None


@dataclass(frozen=True)
class Silent:
    """One who gets nothing, and why."""

    invitation: Invitation
    why: Silence


@dataclass(frozen=True)
class Forecast:
    """Everyone of these events: those who get a mail, and those who do not."""

    going: list[Going]
    silent: list[Silent]


@dataclass(frozen=True)
class Before:
    """What was there before the act: its mails, and who had been removed."""

    rows: frozenset[int]
    removed: frozenset[int]


def before(events: Sequence[CalendarEvent]) -> Before:
    """What is there now, to tell apart from it what an act adds."""
    invitations = [one for event in events for one in event.invitations]
    return Before(
        frozenset(id(row) for one in invitations for row in one.outbox),
        frozenset(id(one) for one in invitations if one.removed_at is not None),
    )


def forecast(events: Sequence[CalendarEvent], known: Before, at: datetime) -> Forecast:
    """What the act that was carried out since `known` sends; to be asked inside `presuming`."""
    made = Forecast([], [])
    for invitation in (one for event in events for one in event.invitations):
        row = next((one for one in reversed(invitation.outbox) if _is_new(one, known)), None)
        if row is None:
            if invitation.removed_at is None or id(invitation) not in known.removed:
                made.silent.append(Silent(invitation, _why(invitation, at)))
            continue
        change = None if row.revision is None else change_for(row.revision, invitation)
        if change is not None and change.story is Story.NOTHING:
            made.silent.append(Silent(invitation, _nothing(invitation)))
        else:
            made.going.append(Going(invitation, row, change))
    return made


@contextmanager
def presuming(events: Sequence[CalendarEvent]) -> Iterator[None]:
    """Inside, mails that are being handed over at this moment count as sent; afterwards nothing is changed."""
    flying = [
        (one, row, row.revision)
        for event in events
        for one in event.invitations
        for row in one.outbox
        if row.state is OutboxState.SENDING and row.kind in CALENDAR_KINDS and row.revision
    ]
    was = [(one, {name: getattr(one, name) for name in REMEMBERED}) for one, _, _ in flying]
    for invitation, row, told in flying:
        _remember(invitation, row, told)
    try:
        yield
    finally:
        for invitation, values in reversed(was):
            for name, value in values.items():
                set_committed_value(invitation, name, value)


def _remember(invitation: Invitation, row: OutboxRow, told: Revision) -> None:
    set_committed_value(invitation, "sent_method", told.method)
    set_committed_value(invitation, "sent_revision", told)
    set_committed_value(invitation, "first_message_id", invitation.first_message_id or row.message_id)


def _is_new(row: OutboxRow, known: Before) -> bool:
    return row.state is OutboxState.QUEUED and id(row) not in known.rows


def _nothing(invitation: Invitation) -> Silence:
    """Why a mail that was made has nothing to tell."""
    return Silence.NOT_INVITED if invitation.sent_revision is None else Silence.HAS_IT


def _why(invitation: Invitation, at: datetime) -> Silence:
    if any(row.may_be_superseded for row in invitation.outbox):
        return Silence.WAITS
    if invitation.event.is_over(at):
        return Silence.OVER
    if invitation.bounced_at is not None:
        return Silence.BOUNCED
    if invitation.sent_method is not Method.REQUEST:
        return Silence.NOT_INVITED
    return Silence.UNCONCERNED
