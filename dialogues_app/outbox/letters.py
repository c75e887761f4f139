"""What a worker has in its hands: plain values, so that no transaction stays open while it sends."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues_app.mail import PermanentFailure, TemporaryFailure
from dialogues_app.models import MessageKind, Method


class Fate(enum.Enum):
    """What became of a claimed row."""

    SENT = enum.auto()
    RECONCILED = enum.auto()  # the archive shows that it went out before
    NOTHING = enum.auto()  # nothing remained to be told
    TOO_LATE = enum.auto()  # the meeting has begun, or the time to try is over
    POSTPONED = enum.auto()
    REFUSED = enum.auto()
    RELEASED = enum.auto()  # given back untouched


@dataclass(frozen=True)
class Verdict:
    """A fate, with the failure or the archive copy that belongs to it."""

    fate: Fate
    failure: PermanentFailure | TemporaryFailure | None = None
    archived: bool = False


@dataclass(frozen=True)
class Batch:
    """Rows that are one worker's until their lease is over, by the database's clock."""

    token: str
    at: datetime
    lease: timedelta
    taken_over: dict[int, bool]  # row id: whether another worker had it and left its fate open


@dataclass(frozen=True)
class Told:
    """What the invitation has been told once the letter is handed over."""

    invitation_id: int
    revision_id: int
    method: Method
    sequence: int
    dtstamp: datetime | None
    asks_anew: bool


@dataclass(frozen=True)
class Letter:
    """One row with what sending and settling it needs."""

    row_id: int
    token: str
    kind: MessageKind
    message_id: str  # as stored
    header: str  # as written
    sender: str
    recipient: str
    is_practice: bool
    taken_over: bool
    was_frozen: bool  # its bytes were stored before this claim, so it may have gone out
    attempts: int
    lease: timedelta
    last_chance: datetime
    content: bytes | None = None
    fate: Fate | None = None  # decided before sending
    fault: str = ""  # why it cannot be made
    told: Told | None = None
