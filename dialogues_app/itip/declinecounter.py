"""DECLINECOUNTER: the proposed time is not taken (RFC 5546 section 3.2.8)."""

from __future__ import annotations

from dataclasses import dataclass

from icalendar import Calendar, Event, vCalAddress

from dialogues_app.itip.letter import plain
from dialogues_app.itip.message import PRODID
from dialogues_app.models import OutboxRow


@dataclass(frozen=True)
class Organizer:
    """The invitation's own address, and the name beside it."""

    address: str
    name: str


def decline_message(uid: str, row: OutboxRow, organizer: Organizer, comment: str) -> bytes:
    """UID, DTSTAMP, ORGANIZER, SEQUENCE and COMMENT, and nothing else: the rest is forbidden here."""
    if row.dtstamp is None:
        raise ValueError("a row gets its DTSTAMP before it is rendered")
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", row.dtstamp)
    event.add("sequence", row.sequence or 0)
    sender = vCalAddress(f"mailto:{organizer.address}")
    sender.params["CN"] = " ".join(plain(organizer.name).split()).replace('"', "'")
    event.add("organizer", sender)
    if comment:
        event.add("comment", plain(comment))
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "DECLINECOUNTER")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
