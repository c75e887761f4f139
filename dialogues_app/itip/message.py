"""Calendar objects: what goes out by mail (RFC 5546); what is fetched instead is in feed.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from icalendar import Event, vBoolean, vCalAddress, vDatetime, vUri

from dialogues_app.itip.zone import VTIMEZONE, local
from dialogues_app.models import (
    Cause,
    EventKind,
    Invitation,
    Method,
    OutboxRow,
    PartStat,
    Revision,
    SeatRole,
)

PRODID = "-//Industrisamtal//Industrisamtal 1//SV"
SAFE = "!$&'*+/=~"  # what a mailto URI takes as it is (RFC 6068)
ROLES = {
    SeatRole.CHAIR: "CHAIR",
    SeatRole.OPTIONAL: "OPT-PARTICIPANT",
    SeatRole.OBSERVER: "NON-PARTICIPANT",
}


@dataclass(frozen=True)
class Wording:
    """The words of a calendar object; they are Swedish, so whoever renders mails gives them."""

    organiser: str  # CN of ORGANIZER: "Industrisamtal, <leading body>"
    summary: str
    description: str = ""
    comment: str = ""
    conference_label: str = ""
    url: str = ""


class Addressed(Protocol):
    """What has an address of its own: an invitation, or what a page knows of it."""

    @property
    def token(self) -> str:
        """The random part of the address."""


def reply_address(invitation: Addressed, mail_domain: str) -> str:
    """The invitation's own address: ORGANIZER, From and Reply-To for ever (itip.md, section 5)."""
    return f"svar+{invitation.token}@{mail_domain}"


def return_address(invitation: Invitation, mail_domain: str) -> str:
    """The envelope sender, where bounces and absence notices find the invitation."""
    return f"retur+{invitation.token}@{mail_domain}"


def calendar_message(
    revision: Revision, invitation: Invitation, row: OutboxRow, wording: Wording, organizer: str
) -> bytes:
    """The one VCALENDAR of a mail; METHOD is the revision's, and only the recipient is ATTENDEE."""
    if row.dtstamp is None:
        raise ValueError("a row gets its DTSTAMP before it is rendered")
    told = invitation.sent_revision
    known = told if revision.method is Method.CANCEL and told is not None else revision
    event = _event(revision, known, row.dtstamp, wording)
    event.add("organizer", _address(organizer, wording.organiser))
    event.add("attendee", _attendee(revision, invitation, row))
    return _calendar(event, revision.method)


def _event(revision: Revision, known: Revision, dtstamp: datetime, wording: Wording) -> Event:
    """The VEVENT of a revision; a CANCEL names the time and place that the recipient knows."""
    event = Event()
    event.add("uid", revision.event.uid)
    event.add("dtstamp", dtstamp)
    event.add("sequence", revision.sequence)
    event["dtstart"] = vDatetime(local(known.starts_at))
    event["dtend"] = vDatetime(local(known.ends_at))
    event.add("summary", clean(wording.summary))
    status = _status(revision)
    if status:
        event.add("status", status)
    if known.place:
        event.add("location", clean(known.place))
    if revision.method is Method.CANCEL:
        if wording.comment:
            event.add("comment", clean(wording.comment))
        return event
    event.add("last-modified", dtstamp)
    event.add("transp", "OPAQUE")
    if wording.description:
        event.add("description", clean(wording.description))
    if wording.url:
        event["url"] = vUri(wording.url)
    if revision.link:
        event["conference"] = _conference(revision.link, wording.conference_label)
    return event


def _status(revision: Revision) -> str:
    """STATUS by the outbound table; a CANCEL to one who is removed must have none (RFC 5546 section 3.2.5)."""
    if revision.cause is Cause.REMOVED:
        return ""
    if revision.method is Method.CANCEL:
        return "CANCELLED"
    return "TENTATIVE" if revision.event_kind is EventKind.HOLD else "CONFIRMED"


def _attendee(revision: Revision, invitation: Invitation, row: OutboxRow) -> vCalAddress:
    attendee = _address(invitation.address, invitation.name)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = ROLES.get(invitation.holding.seat.role, "REQ-PARTICIPANT")
    if invitation.delegated_from and revision.method is Method.REQUEST:
        attendee.params["DELEGATED-FROM"] = str(_address(invitation.delegated_from, ""))
    if revision.method is Method.REQUEST:
        partstat = PartStat.NEEDS_ACTION if asks(revision, invitation) else invitation.partstat
        attendee.params["PARTSTAT"] = partstat.value
        attendee.params["RSVP"] = vBoolean(True).to_ical().decode()
    return attendee


def asks(revision: Revision, invitation: Invitation) -> bool:
    """Whether this REQUEST asks anew: it is the first, tells another time, or a place the organizer asks about."""
    since = invitation.sent_revision
    if since is None or invitation.sent_method is not Method.REQUEST:
        return True
    placed = (revision.place, revision.link) != (since.place, since.link)
    if placed and revision.details.get("asks"):
        return True
    return revision.slot != since.slot or revision.event_kind is not since.event_kind


def _address(address: str, name: str) -> vCalAddress:
    local_part, _, domain = address.rpartition("@")
    found = vCalAddress("mailto:" + quote(local_part, safe=SAFE) + "@" + domain)
    if name:
        found.params["CN"] = (
            clean(name).replace("\n", " ").replace('"', "'")
        )  # RFC 6868 is shown raw by older clients
    return found


def _conference(link: str, label: str) -> vUri:
    """The video room by RFC 7986 section 5.11."""
    conference = vUri(link)
    conference.params["VALUE"] = "URI"
    conference.params["FEATURE"] = "VIDEO"
    if label:
        conference.params["LABEL"] = label
    return conference


def _calendar(event: Event, method: Method) -> bytes:
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method.value}",
    ]
    body: bytes = event.to_ical()
    zone = VTIMEZONE if b"TZID=Europe/Stockholm" in body else ""
    top = "\r\n".join(head)
    return f"{top}\r\n{zone}".encode() + body + b"END:VCALENDAR\r\n"


def clean(text: str) -> str:
    """Text without the control characters that no calendar may hold (RFC 5545 section 3.1)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
