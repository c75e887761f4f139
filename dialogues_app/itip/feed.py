"""Calendar files that are fetched (RFC 5545, RFC 7986): without METHOD and people, never to be answered.

The lines are written by hand: a feed is asked for again and again, and the library takes 0.3 ms for each event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dialogues_app.itip.message import PRODID, clean
from dialogues_app.itip.zone import VTIMEZONE, local

REFRESH = "PT1H"
LONGEST_LINE = 75  # octets, without the line break (RFC 5545 section 3.1)
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Entry:
    """One event in a file that is fetched: a slot, or a day without clock time."""

    uid: str
    summary: str
    stamp: datetime  # when what the entry says last changed
    starts: datetime | date
    ends: datetime | None = None
    sequence: int = 0
    place: str = ""
    description: str = ""
    url: str = ""
    link: str = ""  # the video room
    cancelled: bool = False
    tentative: bool = False
    blocks: bool = True  # whether the time is taken in the reader's calendar

    @property
    def is_timed(self) -> bool:
        """Whether the clock time is known."""
        return isinstance(self.starts, datetime)


def calendar_file(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """A VCALENDAR without METHOD, ORGANIZER and ATTENDEE; one with a name is to be subscribed to."""
    listed = list(entries)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    if name:
        lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Europe/Stockholm"]
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    # A calendar holds at least one component (RFC 5545 section 3.6); the zone is that of an empty one.
    zone = VTIMEZONE if not listed or any(entry.is_timed for entry in listed) else ""
    body = b"".join(_folded(line) for entry in listed for line in _lines(entry))
    return b"".join(map(_folded, lines)) + zone.encode() + body + b"END:VCALENDAR\r\n"


def _lines(entry: Entry) -> Iterator[str]:
    stamp = f"{entry.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{entry.sequence}"
    yield from _when(entry)
    yield f"SUMMARY:{_text(entry.summary)}"
    yield f"STATUS:{_status(entry)}"
    taken = entry.is_timed and entry.blocks and not entry.cancelled
    yield "TRANSP:OPAQUE" if taken else "TRANSP:TRANSPARENT"
    for name, value in (("LOCATION", entry.place), ("DESCRIPTION", entry.description)):
        if value:
            yield f"{name}:{_text(value)}"
    if entry.url:
        yield f"URL:{_uri(entry.url)}"
    if entry.link:
        yield f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{_uri(entry.link)}"
    yield "END:VEVENT"


def _when(entry: Entry) -> Iterator[str]:
    """The slot in Swedish time, or the whole day."""
    if isinstance(entry.starts, datetime):
        yield f"DTSTART{_instant(entry.starts)}"
        if entry.ends is not None:
            yield f"DTEND{_instant(entry.ends)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.starts + timedelta(days=1):%Y%m%d}"


def _instant(at: datetime) -> str:
    here = local(at)
    if here.tzinfo is UTC:
        return f":{here:%Y%m%dT%H%M%SZ}"
    return f";TZID=Europe/Stockholm:{here:%Y%m%dT%H%M%S}"


def _status(entry: Entry) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.tentative else "CONFIRMED"


def _text(value: str) -> str:
    """A TEXT value (RFC 5545 section 3.3.11)."""
    return clean(value).translate(_ESCAPES)


def _uri(value: str) -> str:
    return "".join(sign for sign in value if sign > " " and sign != "\x7f")


def _folded(line: str) -> bytes:
    """The line with its breaks; a letter is never cut in two, nor an escape from what it escapes."""
    raw, parts, room = line.encode(), [], LONGEST_LINE
    while len(raw) > room:
        end = _cut(raw, room)
        parts.append(raw[:end])
        raw, room = raw[end:], LONGEST_LINE - 1
    return b"\r\n ".join([*parts, raw]) + b"\r\n"


def _cut(raw: bytes, room: int) -> int:
    end = room
    while raw[end] & 0xC0 == 0x80:
        end -= 1
    backslashes = end - len(raw[:end].rstrip(b"\\"))
    return end - backslashes % 2
