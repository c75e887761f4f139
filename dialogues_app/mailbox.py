"""The built-in mailbox: a Maildir of what our own catcher took, found again by Message-ID.

Layout: tmp/, new/ and cur/ as in a Maildir; envelope/KEY.json, for sender and recipients of the SMTP
transaction stand nowhere in a mail; index/HASH/KEY, an empty file for each mail with that Message-ID.
"""

import hashlib
import itertools
import json
import os
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, default
from pathlib import Path

_counter = itertools.count()


@dataclass(frozen=True)
class StoredMail:
    """One mail as it was taken, with its envelope."""

    key: str
    received_at: datetime
    envelope_from: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, taken apart."""
        return message_from_bytes(self.raw, policy=default)


class Mailbox:
    """A folder of mails; any process may deliver and read at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, raw: bytes, envelope_from: str, recipients: Sequence[str]) -> str:
        """The mail and its index entry are on disk; returns its key."""
        key = _new_key()
        message_id = BytesHeaderParser(policy=SMTP).parsebytes(raw).get("Message-ID", "")
        envelope = {"from": envelope_from, "to": list(recipients)}
        _write(self._room("envelope") / f"{key}.json", json.dumps(envelope).encode())
        draft = self._room("tmp") / key
        _write(draft, raw)
        shelf = self._room(f"index/{_hash(message_id)}")
        _write(
            shelf / key, b""
        )  # before the mail is there: one that is there is always found, even after a kill
        draft.rename(self._room("new") / key)
        self._room("cur")
        for room in (self.folder / "new", self.folder / "envelope", shelf):
            _sync_folder(room)
        return key

    def keys(self) -> list[str]:
        """The keys of all mails, newest first."""
        return (
            sorted((path.name for path in self._new().iterdir()), reverse=True)
            if self._new().exists()
            else []
        )

    def messages(self) -> Iterator[StoredMail]:
        """All mails, newest first, each read when it is asked for."""
        return (mail for mail in map(self.get, self.keys()) if mail)

    def get(self, key: str) -> StoredMail | None:
        """The mail with this key, or None; the key may come from an address line."""
        if not key or "/" in key or "\0" in key or key.startswith("."):
            return None
        try:
            raw = (self._new() / key).read_bytes()
            envelope = json.loads((self.folder / "envelope" / f"{key}.json").read_bytes())
        except (FileNotFoundError, OSError):
            return None
        received_at = datetime.fromtimestamp(int(key.split(".", maxsplit=1)[0]) / 1e9, UTC)
        return StoredMail(key, received_at, envelope["from"], tuple(envelope["to"]), raw)

    def find(self, message_id: str) -> list[StoredMail]:
        """The mails with this Message-ID, oldest first; more than one if it was taken more than once."""
        shelf = self.folder / "index" / _hash(message_id)
        keys = sorted(path.name for path in shelf.iterdir()) if shelf.exists() else []
        return [mail for mail in map(self.get, keys) if mail]

    def _new(self) -> Path:
        return self.folder / "new"

    def _room(self, name: str) -> Path:
        room = self.folder / name
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        return room


def spool(folder: Path, raw: bytes, envelope_from: str, recipients: Sequence[str]) -> None:
    """The mail waits in a plain Maildir, with its envelope written on top as a delivery agent would."""
    head = "".join(f"Delivered-To: {one}\r\n" for one in recipients if one.isprintable())
    sender = envelope_from if envelope_from.isprintable() else ""
    for room in ("tmp", "new", "cur"):
        (folder / room).mkdir(mode=0o700, parents=True, exist_ok=True)
    key = _new_key()
    _write(folder / "tmp" / key, f"Return-Path: <{sender}>\r\n{head}".encode() + raw)
    (folder / "tmp" / key).rename(folder / "new" / key)
    _sync_folder(folder / "new")


def _new_key() -> str:
    """A name no other delivery has, which sorts by time."""
    return f"{time.time_ns():020d}.{os.getpid()}_{next(_counter)}.{socket.gethostname().replace('/', '_')}"


def _hash(message_id: str) -> str:
    return hashlib.sha256(message_id.strip().encode(errors="surrogateescape")).hexdigest()[:40]


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
