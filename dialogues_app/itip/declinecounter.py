"""DECLINECOUNTER: the proposed time is not taken (RFC 5546 section 3.2.8)."""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress

from dialogues_app.itip.letter import plain
from dialogues_app.itip.message import PRODID


def decline_message(
    uid: str, *, sequence: int, dtstamp: datetime, organizer: str, organiser: str, comment: str
) -> bytes:
    """UID, DTSTAMP, ORGANIZER, SEQUENCE and COMMENT, and nothing else: the rest is forbidden here."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", dtstamp)
    event.add("sequence", sequence)
    sender = vCalAddress(f"mailto:{organizer}")
    sender.params["CN"] = " ".join(plain(organiser).split()).replace('"', "'")
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
