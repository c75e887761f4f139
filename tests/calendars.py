"""A small model of a calendar program: it folds the mails to one person by the rules of RFC 5546."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from icalendar import Calendar


@dataclass(frozen=True)
class Entry:
    """One event as the program shows it."""

    uid: str
    sequence: int
    stamp: datetime
    organizer: str
    starts: datetime
    ends: datetime
    title: str
    place: str
    text: str
    status: str
    partstat: str


@dataclass(frozen=True)
class Heard:
    """One calendar object in a mail."""

    method: str
    entry: Entry | None
    uid: str
    version: tuple[int, datetime]
    organizer: str


def calendar_part(raw: bytes) -> bytes | None:
    """The calendar part that a program looks at, None where the mail carries none."""
    message = message_from_bytes(raw, policy=default)
    part = next((one for one in message.walk() if one.get_content_type() == "text/calendar"), None)
    if not isinstance(part, EmailMessage):
        return None
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def heard(content: bytes, address: str) -> Heard:
    """What the object says to this person; fails where the person is not its one ATTENDEE."""
    calendar: Any = Calendar.from_ical(content)
    event = calendar.walk("VEVENT")[0]
    method, organizer = str(calendar["METHOD"]), str(event["ORGANIZER"])
    version = (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
    if method == "DECLINECOUNTER":
        return Heard(method, None, str(event["UID"]), version, organizer)
    attendee = event["ATTENDEE"]
    assert str(attendee).lower() == f"mailto:{address}", "exactly one ATTENDEE, the receiver"
    entry = Entry(
        uid=str(event["UID"]),
        sequence=version[0],
        stamp=version[1],
        organizer=organizer,
        starts=event["DTSTART"].dt,
        ends=event["DTEND"].dt,
        title=str(event["SUMMARY"]),
        place=str(event.get("LOCATION", "")),
        text=str(event.get("DESCRIPTION", "")),
        status=str(event.get("STATUS", "")),
        partstat=str(attendee.params.get("PARTSTAT", "")),
    )
    return Heard(method, entry, entry.uid, version, organizer)


class Program:
    """The calendar of one person. What is older than what it knows, by (SEQUENCE, DTSTAMP), is left alone."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.entries: dict[str, Entry] = {}
        self.known: dict[str, tuple[int, datetime]] = {}
        self.organizers: dict[str, str] = {}

    def take(self, raw: bytes) -> None:
        """The mail has been opened."""
        content = calendar_part(raw)
        if content is None:
            return
        said = heard(content, self.address)
        organizer = self.organizers.setdefault(said.uid, said.organizer)
        assert said.organizer == organizer, "another ORGANIZER is distrusted by real programs"
        if said.uid in self.known and said.version <= self.known[said.uid]:
            return
        if said.method == "DECLINECOUNTER":
            return
        self.known[said.uid] = said.version
        if said.method == "CANCEL":
            self.entries.pop(said.uid, None)
        elif said.entry is not None:
            self.entries[said.uid] = said.entry


def folded(address: str, mails: Iterable[bytes]) -> Program:
    """The calendar after all these mails."""
    program = Program(address)
    for raw in mails:
        program.take(raw)
    return program
