"""The events of files that anyone may fetch, written as content lines (RFC 5545 section 3.1).

Not by the library, which builds and folds letter by letter: a feed has hundreds of these, a mail has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dialogues_app.itip.zone import local

LONGEST_LINE = 74  # octets; the standard allows one more
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# Control characters that no calendar may hold, but tab and line feed.
FORBIDDEN = {code: None for code in (*range(32), 127) if code not in (9, 10)}


@dataclass(frozen=True)
class Entry:
    """One event in a file that is fetched: a slot, or a day without clock time."""

    uid: str
    summary: str
    stamp: datetime
    starts: datetime | date
    ends: datetime | date | None = None
    sequence: int = 0
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def vevent(entry: Entry) -> bytes:
    """The VEVENT of an entry, without METHOD's companions ORGANIZER and ATTENDEE."""
    return b"".join(_folded(line) for line in _lines(entry))


def clean(text: str) -> str:
    """Text without the control characters that no calendar may hold (RFC 5545 section 3.1)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(FORBIDDEN)


def _lines(entry: Entry) -> Iterator[str]:
    stamp = _utc(entry.stamp)
    yield "BEGIN:VEVENT"
    yield f"SUMMARY:{_text(entry.summary)}"
    yield from _when(entry)
    yield f"DTSTAMP:{stamp}"
    yield f"UID:{_text(entry.uid)}"
    yield f"SEQUENCE:{entry.sequence}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    yield f"LAST-MODIFIED:{stamp}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    yield "STATUS:CANCELLED" if entry.cancelled else "STATUS:CONFIRMED"
    if not isinstance(entry.starts, datetime):  # known to the day only: it blocks nobody's time
        yield "TRANSP:TRANSPARENT"
    if entry.url:
        yield f"URL:{clean(entry.url)}"
    yield "END:VEVENT"


def _when(entry: Entry) -> Iterator[str]:
    if not isinstance(entry.starts, datetime):
        yield f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.starts + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART{_moment(entry.starts)}"
    if isinstance(entry.ends, datetime):
        yield f"DTEND{_moment(entry.ends)}"


def _moment(at: datetime) -> str:
    here = local(at)
    if here.tzinfo is UTC:
        return f":{here:%Y%m%dT%H%M%S}Z"
    return f";TZID=Europe/Stockholm:{here:%Y%m%dT%H%M%S}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S}Z"


def _text(text: str) -> str:
    return clean(text).translate(ESCAPED)


def _folded(line: str) -> bytes:
    """The line in pieces of at most 74 octets, cut neither inside a letter nor inside an escaped sign."""
    left = line.encode()
    pieces: list[bytes] = []
    while len(left) > LONGEST_LINE:
        cut = LONGEST_LINE
        while left[cut] & 0xC0 == 0x80:
            cut -= 1
        if (cut - len(left[:cut].rstrip(b"\\"))) % 2:
            cut -= 1
        pieces.append(left[:cut])
        left = left[cut:]
    return b"\r\n ".join([*pieces, left]) + b"\r\n"
