"""What a person reads of a stored mail: headers, text, HTML, and the calendar part by its properties."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message

from icalendar import Calendar

from dialogues_app.mailbox import StoredMail

HEAD = "<head>"
# Links in a framed mail would open inside the frame, where our pages refuse to be.
OUT_OF_THE_FRAME = '<base target="_top">'


@dataclass(frozen=True)
class CalendarPart:
    """An iTIP message: its method, the properties of its event, and the text itself."""

    method: str
    properties: list[tuple[str, str]]
    raw: str


@dataclass(frozen=True)
class Letter:
    """One mail, taken apart for reading."""

    key: str
    received_at: datetime
    subject: str
    sender: str
    recipient: str
    text: str
    html: str
    calendar: CalendarPart | None


def read(mail: StoredMail) -> Letter:
    """The mail for a page; a part that cannot be decoded is empty rather than in the way."""
    message = mail.message
    calendar = _text(_part(message, "text/calendar"))
    return Letter(
        key=mail.key,
        received_at=mail.received_at,
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        recipient=_header(message, "To") or ", ".join(mail.recipients),
        text=_text(_part(message, "text/plain")),
        html=_text(_part(message, "text/html")),
        calendar=_calendar(calendar) if calendar else None,
    )


def is_to(mail: StoredMail, wanted: str) -> bool:
    """Whether a recipient, of the envelope or in the header, contains the text."""
    places = (*mail.recipients, _header(mail.message, "To"))
    return any(wanted.casefold() in place.casefold() for place in places)


def framed(html: str) -> str:
    """The HTML as it was sent, but that its links leave the frame."""
    at = html.lower().find(HEAD)
    if at < 0:
        return OUT_OF_THE_FRAME + html
    return html[: at + len(HEAD)] + OUT_OF_THE_FRAME + html[at + len(HEAD) :]


def _part(message: EmailMessage, kind: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == kind), None)


def _text(part: Message | None) -> str:
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:  # a charset that nobody knows
        return content.decode("utf-8", errors="replace")


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):  # the parser of the standard library on broken headers
        return ""


def _calendar(raw: str) -> CalendarPart:
    try:
        calendar = Calendar.from_ical(raw)
        events = calendar.walk("VEVENT")
        properties = [
            (str(name), _value(value))
            for event in events
            for name, value in event.property_items(recursive=False)
            if name not in ("BEGIN", "END")
        ]
        return CalendarPart(str(calendar.get("METHOD", "")), properties, raw)
    except ValueError:
        return CalendarPart("", [], raw)


def _value(value: object) -> str:
    """The value as it stands in the file, with the name that goes with an address."""
    written = value.to_ical() if hasattr(value, "to_ical") else value
    plain = written.decode(errors="replace") if isinstance(written, bytes) else str(written)
    parameters = getattr(value, "params", {})
    named = "; ".join(f"{name}={parameters[name]}" for name in parameters)
    return f"{plain} ({named})" if named else plain
