"""The mails of tests/itip/mails: written by us in the shapes that real clients send, all under .example."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "mails"
NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))
TOKEN = "0a1b2c3d4e5f60718293"
UID = "5d8f9f0e-6b1c-4c7a-9f43-0c9f5a8c1b11"
ATTENDEE = "deltagare@foretag.example"
DOMAIN = "industrisamtal.example"
SENT = "utskick-1"  # the stored Message-ID of the mail that the reports speak of


def raw(name: str) -> bytes:
    """The bytes of one of them."""
    return (FOLDER / f"{name}.eml").read_bytes()


def a_reply(
    partstat: str = "ACCEPTED",
    *,
    name: str = "svar",
    token: str = TOKEN,
    uid: str = UID,
    attendee: str = ATTENDEE,
    stamp: str = "20260902T080000Z",
    sequence: int = 0,
    comment: str = "",
) -> bytes:
    """A plain REPLY, for tests that vary one thing."""
    lines = [
        f"From: {attendee}",
        f"To: svar+{token}@{DOMAIN}",
        f"Message-ID: <{name}@foretag.example>",
        "MIME-Version: 1.0",
        "Content-Type: text/calendar; charset=utf-8; method=REPLY",
        "Content-Transfer-Encoding: 8bit",
        "",
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//EN",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp}",
        f"SEQUENCE:{sequence}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee}",
        *([f"COMMENT:{comment}"] if comment else []),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()
