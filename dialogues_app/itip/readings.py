"""What an incoming mail turned out to be: one type for each row of the inbound table (itip.md, section 3)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from dialogues_app.models import PartStat, Slot


@dataclass(frozen=True)
class Delegate:
    """Somebody whom an ATTENDEE line names as delegate."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Line:
    """One ATTENDEE line. `partstat` is None where the line gives no answer that we know."""

    address: str
    name: str = ""
    partstat: PartStat | None = None
    delegates: tuple[Delegate, ...] = ()
    sent_by: str = ""


@dataclass(frozen=True, kw_only=True)
class _Answering:
    """What REPLY, COUNTER and REFRESH have in common."""

    uid: str
    lines: tuple[Line, ...]
    sequence: int = 0
    dtstamp: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply(_Answering):
    """METHOD:REPLY (RFC 5546 section 3.2.3)."""


@dataclass(frozen=True, kw_only=True)
class Counter(_Answering):
    """METHOD:COUNTER with another time (RFC 5546 section 3.2.7)."""

    slot: Slot


@dataclass(frozen=True, kw_only=True)
class Refresh(_Answering):
    """METHOD:REFRESH: somebody wants the present state again (RFC 5546 section 3.2.6)."""


class Fate(enum.StrEnum):
    """What a delivery status notification says (RFC 3464 section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True)
class Bounce:
    """A delivery status notification; `message_id` is that of the mail it speaks of, where it tells."""

    fate: Fate
    message_id: str = ""
    recipient: str = ""
    status: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReadReceipt:
    """A disposition notification (RFC 8098)."""


@dataclass(frozen=True)
class Absence:
    """An automatic answer; never answered by mail."""

    text: str = ""


@dataclass(frozen=True)
class Words:
    """A mail without a calendar part."""

    text: str


@dataclass(frozen=True)
class Foreign:
    """A calendar object whose METHOD nobody may use towards us."""

    method: str


@dataclass(frozen=True)
class Unreadable:
    """A mail that only a person can make sense of; `reason` is a code."""

    reason: str
    text: str = ""


Answering = Reply | Counter | Refresh
Reading = Answering | Bounce | ReadReceipt | Absence | Words | Foreign | Unreadable
