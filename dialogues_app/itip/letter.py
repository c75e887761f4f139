"""An incoming mail taken apart: its headers, its parts, its text. Nothing in it is followed or opened (RFC 5322, 2045).

HTML, XML, zip and TNEF parts stay closed; a mail inside the mail (message/rfc822) is not looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

LARGEST_MAIL = 10 * 1024 * 1024  # bytes
LARGEST_CALENDAR = 256 * 1024  # bytes; an answer has a few hundred
LONGEST_TEXT = 20_000  # characters shown to a person
LONGEST_LINE = 500
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"^\s*dmarc\s*=\s*([a-z]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A mail address in lower case, and the name that stood beside it."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Letter:
    """One mail; `too_large` says that only its beginning was read."""

    message: Message
    too_large: bool = False

    @property
    def message_id(self) -> str:
        """Message-ID with its brackets, empty where there is none."""
        found = re.search(r"<[^<>\s]{1,900}>", self.header("Message-ID"))
        return found.group() if found else ""

    @property
    def subject(self) -> str:
        """The subject on one line."""
        return one_line(self.header("Subject"))

    @property
    def sender(self) -> Address:
        """The first address of From; who answers is never read from it (RFC 6047 section 2.3)."""
        found = self._addresses("From")
        return found[0] if found else Address("")

    @property
    def recipients(self) -> tuple[str, ...]:
        """Where it was delivered and whom it was written to, in lower case; the delivery's own headers first."""
        return tuple(dict.fromkeys(one.address for name in RECIPIENTS for one in self._addresses(name)))

    @property
    def received_at(self) -> datetime | None:
        """When our own mail server took it, by the topmost Received header; None where that says nothing."""
        stamp = (self.message.get_all("Received") or [""])[0]
        try:
            at = parsedate_to_datetime(str(stamp).rpartition(";")[2].strip())
        except (ValueError, TypeError, OverflowError):
            return None
        return at if at.tzinfo is not None else None

    def header(self, name: str) -> str:
        """The first header of that name with its encoded words read, empty where there is none."""
        value = self.message.get(name)
        return "" if value is None else _words(value)

    def failed_dmarc(self, server: str) -> bool:
        """Whether our own server's Authentication-Results says so (RFC 8601); anybody else's word is nothing."""
        for value in self.message.get_all("Authentication-Results") or []:
            text = _COMMENT.sub(" ", str(value))
            name, *results = text.replace("\r", " ").replace("\n", " ").split(";")
            if (name.split() or [""])[0].lower() != server.lower():
                continue
            found = [match.group(1).lower() for match in map(_DMARC.match, results) if match]
            if "fail" in found:
                return True
        return False

    def text(self) -> str:
        """The words of the mail: its first plain text part that is not attached. HTML is not opened."""
        for part in parts(self.message):
            if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
                content = part.get_payload(decode=True)
                if isinstance(content, bytes):
                    return plain(decoded(content, charset_of(part)))[:LONGEST_TEXT].strip()
        return ""

    def _addresses(self, name: str) -> list[Address]:
        values = [_words(value) for value in self.message.get_all(name) or []]
        pairs = getaddresses(values) if values else []
        return [
            Address(address.strip().lower(), one_line(shown)) for shown, address in pairs if "@" in address
        ]


def open_letter(raw: bytes) -> Letter:
    """The mail with these bytes; of one over the size limit only the headers are read."""
    if len(raw) <= LARGEST_MAIL:
        return Letter(message_from_bytes(raw, policy=compat32))
    head = re.split(rb"\r?\n\r?\n", raw[: 64 * 1024], maxsplit=1)[0]
    return Letter(message_from_bytes(head + b"\r\n\r\n", policy=compat32), too_large=True)


def parts(message: Message) -> Iterator[Message]:
    """Every leaf at any depth, in order; a mail inside the mail is left alone."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_type() == "message/rfc822":
            continue
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part


def decoded(content: bytes, charset: str) -> str:
    """The text by its declared charset, else UTF-8, else windows-1252, which takes everything."""
    for name in (charset, "utf-8-sig"):
        try:
            return content.decode(name) if name else content.decode("utf-8-sig")
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def charset_of(part: Message) -> str:
    """The declared charset; "utf-8" is read with or without its mark, us-ascii is a guess of the format."""
    try:
        name = str(part.get_content_charset("") or "")
    except (LookupError, UnicodeError, ValueError):
        return ""
    return "" if name in ("utf-8", "utf8", "us-ascii") else name


def plain(text: str) -> str:
    """Text without control characters, with one kind of line end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(
        sign
        for sign in lines
        if sign in "\n\t" or (sign >= " " and sign != "\x7f" and not _is_surrogate(sign))
    )


def one_line(text: str) -> str:
    """Text on one line, cut to a length that a list can show."""
    return " ".join(plain(text).split())[:LONGEST_LINE]


def _is_surrogate(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff"


def _words(value: object) -> str:
    """A header with its encoded words read (RFC 2047); raw 8-bit letters are read like any other text."""
    try:
        pieces = decode_header(value)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return plain(str(value))
    read = [
        piece
        if isinstance(piece, str)
        else decoded(piece, "" if name in (None, "unknown-8bit") else str(name))
        for piece, name in pieces
    ]
    return plain("".join(read))
