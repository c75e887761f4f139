"""Reports of mail servers: bounces, delays and read receipts (RFC 3464, 6522, 8098), and automatic answers (RFC 3834)."""

from __future__ import annotations

import re
from email.message import Message

from dialogues_app.itip.letter import Letter, one_line, plain
from dialogues_app.itip.readings import Bounce, Fate, ReadReceipt, Unreadable

_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_FATES = {fate.value: fate for fate in Fate}


def is_report(letter: Letter) -> bool:
    """Whether a mail server or mail program reports on a mail."""
    return letter.message.get_content_type() == "multipart/report"


def read_report(letter: Letter) -> Bounce | ReadReceipt | Unreadable:
    """What the report says; one of a kind that we do not know is for a person."""
    inner = _inner(letter.message)
    kinds = {part.get_content_type() for part in inner}
    if "message/disposition-notification" in kinds:
        return ReadReceipt()
    status = next((part for part in inner if part.get_content_type().endswith("delivery-status")), None)
    if status is None:
        return Unreadable("report", letter.text())
    blocks = status.get_payload()
    fields = [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []
    return _bounce(fields, _original_id(inner))


def is_responder(letter: Letter) -> bool:
    """Whether a vacation responder wrote it (RFC 3834 section 5); what it quotes is nobody's answer."""
    submitted = letter.header("Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted in ("auto-replied", "auto-notified")
        or bool(letter.header("X-Autoreply") or letter.header("X-Autorespond"))
        or letter.header("Precedence").strip().lower() == "auto_reply"
    )


def is_automatic(letter: Letter) -> bool:
    """Whether no person wrote it."""
    submitted = letter.header("Auto-Submitted").partition(";")[0].strip().lower()
    return (
        is_responder(letter)
        or submitted not in ("", "no")
        or letter.message.get("X-Auto-Response-Suppress") is not None
    )


def _inner(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _bounce(fields: list[Message], message_id: str) -> Bounce | Unreadable:
    """The worst that any recipient's block tells; ours have one recipient."""
    found = [bounce for bounce in (_of_recipient(block, message_id) for block in fields) if bounce]
    if not found:
        return Unreadable("report")
    return next((one for one in found if one.fate is Fate.FAILED), found[0])


def _of_recipient(block: Message, message_id: str) -> Bounce | None:
    status = _STATUS.search(str(block.get("Status", "")))
    action = str(block.get("Action", "")).strip().lower()
    fate = _FATES.get(action)
    if fate is None and status is not None:
        fate = {"5": Fate.FAILED, "4": Fate.DELAYED, "2": Fate.DELIVERED}[status.group(1)[0]]
    if fate is None:
        return None
    recipient = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    diagnostic = one_line(str(block.get("Diagnostic-Code", "")).partition(";")[2])
    code = status.group(1) if status else ""
    return Bounce(
        fate=fate,
        message_id=message_id,
        recipient=one_line(recipient.rpartition(";")[2]).lower(),
        status=code,
        reason=diagnostic or code,
    )


def _original_id(inner: list[Message]) -> str:
    """The Message-ID of the mail that is reported on, from its copy or from its headers alone."""
    for part in inner:
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind in ("message/rfc822", "message/global") and isinstance(payload, list):
            original = next((one for one in payload if isinstance(one, Message)), None)
            if original is not None and original.get("Message-ID"):
                return one_line(str(original["Message-ID"]))
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(payload)
            found = _MESSAGE_ID.search(plain(text))
            if found:
                return found.group(1)
    return ""
