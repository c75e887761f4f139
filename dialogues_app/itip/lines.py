"""Content lines of a calendar object from outside (RFC 5545 section 3.1), read one by one.

The library reads a whole object or none of it; an answer needs a handful of lines, and a broken one among the
others must not cost them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from icalendar.parser import Contentline, Parameters

from dialogues_app.itip.letter import one_line
from dialogues_app.mail_address import BadAddress, parse_address

_FOLD = re.compile("(?:\r\n|\n|\r)[ \t]")
_FOLDED = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_LINE = re.compile("\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_UTC = re.compile(r"\d{8}T\d{6}Z?")
COMPONENTS = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY")
NEEDED = {"ATTENDEE", "UID", "METHOD", "SEQUENCE", "RECURRENCE-ID", "BEGIN", "END"}


class Damaged(Exception):
    """The object cannot be read safely."""


@dataclass(frozen=True)
class Property:
    """One content line, taken apart."""

    name: str
    value: str
    params: Parameters


@dataclass
class Component:
    """An event or task: its own properties, not those of what lies inside it."""

    kind: str
    properties: list[Property] = field(default_factory=list)
    closed: bool = False

    def all(self, name: str) -> list[Property]:
        """The properties of that name, in order."""
        return [one for one in self.properties if one.name == name]

    def value(self, name: str) -> str | None:
        """The value of the first property of that name."""
        return next((one.value.strip() for one in self.properties if one.name == name), None)


@dataclass
class Object:
    """A calendar object: METHOD and its components."""

    method: str = ""
    components: list[Component] = field(default_factory=list)
    calendars: int = 0


def unfolded(content: bytes) -> bytes:
    """Content whose lines are whole, also where a fold cut a letter in two."""
    return _FOLDED.sub(b"", content)


def read_object(text: str) -> Object:
    """What the lines say. Raises Damaged where a line that matters cannot be read, or an event does not end."""
    found, stack = Object(), list[str]()
    for line in _LINE.split(_FOLD.sub("", text)):
        if line.strip():
            _take(line, found, stack)
    if not found.calendars or not all(one.closed for one in found.components):
        raise Damaged
    return found


def _take(line: str, found: Object, stack: list[str]) -> None:
    name = (_NAME.match(line) or [""])[0].upper()
    try:
        _name, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, IndexError, KeyError) as error:
        if name in NEEDED:
            raise Damaged from error
        return
    if name == "BEGIN":
        _begin(value.strip().upper(), found, stack)
    elif name == "END":
        _end(value.strip().upper(), found, stack)
    elif stack == ["VCALENDAR"] and name == "METHOD":
        found.method = value.strip().upper()
    elif len(stack) == 2 and stack[1] in COMPONENTS:
        found.components[-1].properties.append(Property(name, value, params))


def _begin(kind: str, found: Object, stack: list[str]) -> None:
    if kind == "VCALENDAR":
        found.calendars += 1
    if kind in COMPONENTS:
        found.components.append(Component(kind))
    stack.append(kind)


def _end(kind: str, found: Object, stack: list[str]) -> None:
    if not stack or stack.pop() != kind:
        raise Damaged
    if kind in COMPONENTS:
        found.components[-1].closed = True


def address_of(value: str, params: Parameters | None = None) -> str:
    """The mail address of a CAL-ADDRESS in the form the domain keeps, empty where it has none (RFC 7986 section 6.2)."""
    text = value.strip().strip('"')
    if not text.lower().startswith("mailto:") and params is not None and params.get("EMAIL"):
        text = str(params["EMAIL"])
    text = unquote(re.sub("^mailto:", "", text, flags=re.IGNORECASE)).partition("?")[0]
    try:
        return parse_address(text).lower()
    except (BadAddress, UnicodeError):
        return ""


def addresses_of(params: Parameters, name: str) -> list[str]:
    """The addresses of a parameter that may hold several; one that is no address is an empty text."""
    value = params.get(name)
    values = value if isinstance(value, list | tuple) else [value] if value else []
    return [address_of(str(one)) for one in values]


def text_of(params: Parameters, name: str) -> str:
    """A parameter as one line of text."""
    value = params.get(name, "")
    return one_line(str(value if not isinstance(value, list | tuple) else " ".join(map(str, value))))


def utc(value: str | None) -> datetime | None:
    """A DTSTAMP, which is always UTC; None where it says no instant."""
    if value is None or not _UTC.fullmatch(value.strip().upper()):
        return None
    try:
        return datetime.strptime(value.strip().upper().rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def number(value: str | None) -> int | None:
    """A SEQUENCE, None where it is no number that fits one."""
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
