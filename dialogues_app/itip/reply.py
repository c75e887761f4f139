"""read(raw) -> Reading: what an incoming mail is, decided in the order of itip.md, section 3. Pure; never raises.

One step differs from that order, on purpose: Google Calendar and Exchange mark answers that a person gave as
auto-generated, so such a mark makes an absence notice only of a mail that carries no answer of its own. What a
vacation responder sends (auto-replied) is an absence notice whatever it carries.
"""

from __future__ import annotations

from datetime import datetime
from email.message import Message
from typing import Any

from icalendar import Calendar

from dialogues_app.itip import lines
from dialogues_app.itip.letter import (
    LARGEST_CALENDAR,
    LONGEST_TEXT,
    Letter,
    charset_of,
    decoded,
    open_letter,
    parts,
    plain,
)
from dialogues_app.itip.lines import Component, Damaged, Object, Property
from dialogues_app.itip.readings import (
    Absence,
    Answering,
    Counter,
    Delegate,
    Foreign,
    Line,
    Reading,
    Refresh,
    Reply,
    Unreadable,
    Words,
)
from dialogues_app.itip.reports import is_automatic, is_report, is_responder, read_report
from dialogues_app.models import PartStat, Slot

ANSWERS = {one.value: one for one in PartStat if one is not PartStat.NEEDS_ACTION}
KINDS: dict[str, type[Reply | Refresh]] = {"REPLY": Reply, "REFRESH": Refresh}
LONGEST_COMMENT = 4000  # what the ledger takes


def read(raw: bytes) -> Reading:
    """What the mail is. Whatever is wrong with it becomes Unreadable with the reason."""
    try:
        return read_letter(open_letter(raw))
    except Exception:  # noqa: BLE001  (a mail from outside may break any parser; the next one must be read)
        return Unreadable("unreadable")


def read_letter(letter: Letter) -> Reading:
    """What a mail that has been opened is; may raise on one that no parser foresaw."""
    if letter.too_large:
        return Unreadable("too_large")
    if is_report(letter):
        return read_report(letter)
    if is_responder(letter):
        return Absence(letter.text())
    reading = _read_calendar(letter)
    if is_automatic(letter) and not isinstance(reading, Answering):
        return Absence(letter.text())
    return reading


def _read_calendar(letter: Letter) -> Reading:
    found = list(parts(letter.message))
    calendars = [one for one in found if one.get_content_type() == "text/calendar"]
    calendars += [one for one in found if one not in calendars and _is_calendar_file(one)]
    if not calendars:
        if any(_is_winmail(one) for one in found):
            return Unreadable("winmail", letter.text())
        return Words(letter.text())
    readings = [_read_part(part) for part in calendars[:4]]
    damaged = Unreadable("damaged")
    best = next((one for one in readings if one != damaged), damaged)  # an attached copy may still be whole
    return Unreadable(best.reason, letter.text()) if isinstance(best, Unreadable) else best


def _is_calendar_file(part: Message) -> bool:
    name = part.get_filename() or ""
    return part.get_content_type() == "application/ics" or str(name).lower().endswith(".ics")


def _is_winmail(part: Message) -> bool:
    name = str(part.get_filename() or "").lower()
    return "ms-tnef" in part.get_content_type() or name == "winmail.dat"


def _read_part(part: Message) -> Reading:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return Unreadable("damaged")
    if len(content) > LARGEST_CALENDAR:
        return Unreadable("too_large")
    charset = charset_of(part)
    text = decoded(content if charset.startswith("utf-16") else lines.unfolded(content), charset)
    try:
        return _read_object(lines.read_object(text), text)
    except Damaged:
        return Unreadable("damaged")


def _read_object(found: Object, text: str) -> Reading:
    """METHOD from the object, then UID; what no single meeting can mean is for a person."""
    if not found.method:
        return Unreadable("no_method")
    if found.method not in (*KINDS, "COUNTER"):
        return Foreign(found.method)
    reason = _unfit(found)
    if reason:
        return Unreadable(reason)
    event = found.components[0]
    if found.method == "COUNTER":
        slot = _slot(text)
        return Counter(slot=slot, **_answering(event)) if slot else Unreadable("no_time")
    return KINDS[found.method](**_answering(event))


def _unfit(found: Object) -> str:
    """Why the object answers no single meeting, empty if it may."""
    if found.calendars > 1:
        return "two_calendars"
    if any(one.kind != "VEVENT" for one in found.components):
        return "no_event"
    if any(one.all("RECURRENCE-ID") for one in found.components):
        return "recurrence"
    uids = {prop.value.strip() for one in found.components for prop in one.all("UID")}
    if len(uids) > 1:
        return "two_uids"
    if not found.components or not uids or not uids.pop():
        return "no_uid"
    return "two_events" if len(found.components) > 1 else ""


def _answering(event: Component) -> dict[str, Any]:
    sequence = lines.number(event.value("SEQUENCE"))
    if sequence is None:
        sequence = lines.number(event.value("X-MICROSOFT-CDO-APPT-SEQUENCE"))
    return {
        "uid": event.value("UID"),
        "lines": tuple(_lines(event)),
        "sequence": sequence or 0,
        "dtstamp": lines.utc(event.value("DTSTAMP")),
        "comment": _comment(event),
    }


def _comment(event: Component) -> str:
    """COMMENT, else Google's X-RESPONSE-COMMENT as property or parameter."""
    texts = [prop.value for name in ("COMMENT", "X-RESPONSE-COMMENT") for prop in event.all(name)]
    texts += [lines.text_of(prop.params, "X-RESPONSE-COMMENT") for prop in event.all("ATTENDEE")]
    found = next((text for text in (plain(one).strip() for one in texts) if text), "")
    return found[: min(LONGEST_COMMENT, LONGEST_TEXT)]


def _lines(event: Component) -> list[Line]:
    attendees = event.all("ATTENDEE")
    names = {
        address: lines.text_of(prop.params, "CN")
        for prop in attendees
        if (address := lines.address_of(prop.value, prop.params))
    }
    return [_line(prop, names) for prop in attendees]


def _line(prop: Property, names: dict[str, str]) -> Line:
    delegates = lines.addresses_of(prop.params, "DELEGATED-TO")
    sent_by = lines.addresses_of(prop.params, "SENT-BY")
    return Line(
        address=lines.address_of(prop.value, prop.params),
        name=lines.text_of(prop.params, "CN"),
        partstat=ANSWERS.get(lines.text_of(prop.params, "PARTSTAT").upper()),
        delegates=tuple(Delegate(one, names.get(one, "")) for one in delegates),
        sent_by=sent_by[0] if sent_by else "",
    )


def _slot(text: str) -> Slot | None:
    """The time of a COUNTER as instants; None where it names no zone, no clock time or no length."""
    try:
        event: Any = Calendar.from_ical(text).walk("VEVENT")[0]
        starts, ends = event.start, event.end
    except Exception:  # noqa: BLE001  (the library raises whatever its parts raise)
        return None
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return None
    if starts.tzinfo is None or ends.tzinfo is None or ends <= starts:
        return None
    return Slot(starts, ends)
