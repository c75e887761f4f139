"""Where mails lie before they are read: a Maildir, or a folder over IMAP. Nothing is moved before the commit."""

from __future__ import annotations

import imaplib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

from dialogues_app.addresses import MailStore
from dialogues_app.inbox.arrivals import Arrived
from dialogues_app.itip.letter import LARGEST_MAIL

LONGEST_WAIT = 20  # seconds for each answer of a mailbox server
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"\bUID (\d+)")


class Source(Protocol):
    """A mailbox as the reader sees it."""

    @property
    def name(self) -> str:
        """How its state is filed."""

    @property
    def place(self) -> str:
        """Where its numbers count, once it is open; empty where mails have no numbers."""

    def opened(self) -> AbstractContextManager[object]:
        """The mailbox is open inside. Raises OSError or an IMAP error."""

    def arrivals(self, after: int | None) -> Iterator[Arrived]:
        """The mails that wait, oldest first, each read when it is asked for; IMAP begins after this UID."""

    def done(self, arrived: Sequence[Arrived]) -> None:
        """These are stored and need not come again."""

    def set_aside(self, arrived: Arrived) -> None:
        """This one could not even be stored; it must not be tried for ever."""


@dataclass
class Maildir:
    """A folder of mails as a delivery agent writes it: new/ waits, cur/ is read, aside/ is for a person."""

    path: Path
    may_be_missing: bool = False

    @property
    def name(self) -> str:
        """How its state is filed."""
        return f"maildir:{self.path}"

    @property
    def place(self) -> str:
        """Files have names, not numbers."""
        return ""

    def opened(self) -> AbstractContextManager[object]:
        """Raises FileNotFoundError where the folder must be there and is not."""
        if not self.may_be_missing and not self.path.is_dir():
            raise FileNotFoundError(f"no Maildir at {self.path}")
        return nullcontext()

    def arrivals(self, after: int | None) -> Iterator[Arrived]:
        """The files of new/, oldest first by name; one that another reader took meanwhile is left out."""
        new = self.path / "new"
        for name in sorted(one.name for one in new.iterdir()) if new.is_dir() else []:
            if name.startswith("."):
                continue
            with suppress(FileNotFoundError, IsADirectoryError):
                yield self._arrived(new / name)

    def done(self, arrived: Sequence[Arrived]) -> None:
        """Each file lies in cur/, marked as seen."""
        for one in arrived:
            self._move(one, "cur", ":2,S")

    def set_aside(self, arrived: Arrived) -> None:
        """The file lies in aside/."""
        self._move(arrived, "aside", "")

    def _arrived(self, path: Path) -> Arrived:
        with path.open("rb") as file:
            raw = file.read(LARGEST_MAIL + 1)
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Arrived(key=f"{self.name}/{path.name}", raw=raw, received_at=at)

    def _move(self, one: Arrived, folder: str, flags: str) -> None:
        name = one.key.rpartition("/")[2]
        (self.path / folder).mkdir(mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):
            (self.path / "new" / name).rename(self.path / folder / f"{name.partition(':')[0]}{flags}")


@dataclass
class Imap:
    """A folder over IMAP. A place is UIDVALIDITY and UID, so it is known for ever (RFC 3501 section 2.3.1.1)."""

    store: MailStore
    _box: BaseMailBox | None = field(default=None, repr=False)
    _validity: str = ""

    @property
    def name(self) -> str:
        """How its state is filed."""
        return f"imap://{self.store.user}@{self.store.host}:{self.store.port}/{self.store.folder}"

    @property
    def place(self) -> str:
        """The folder with its UIDVALIDITY, for UIDs mean nothing without it."""
        return f"{self.name};UIDVALIDITY={self._validity}"

    @contextmanager
    def opened(self) -> Iterator[object]:
        """Signed in, with the folder chosen; afterwards the connection is closed, however it ended."""
        kind = MailBox if self.store.tls else MailBoxUnencrypted
        box = kind(self.store.host, port=self.store.port, timeout=LONGEST_WAIT)
        try:
            box.login(self.store.user, self.store.password, initial_folder=self.store.folder)
            status = box.folder.status(self.store.folder, ["UIDVALIDITY"])
            self._box, self._validity = box, str(status["UIDVALIDITY"])
            yield box
            with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                box.logout()  # everything is done; a server that hangs up first does no harm
        finally:
            self._box = None
            with suppress(OSError):
                box.client.shutdown()

    def arrivals(self, after: int | None) -> Iterator[Arrived]:
        """Every mail with a higher UID, whatever its flags: a person may have opened it before us."""
        first = (after or 0) + 1
        uids = sorted(int(one) for one in self._client_uids(first) if int(one) >= first)
        for uid in uids:
            found = self._fetch(uid)
            if found is not None:
                yield found

    def done(self, arrived: Sequence[Arrived]) -> None:
        """The mails are marked as seen, for people who look at the mailbox; nothing depends on it."""
        uids = ",".join(str(one.uid) for one in arrived)
        if uids:
            self._client().uid("STORE", uids, "+FLAGS.SILENT", r"(\Seen)")

    def set_aside(self, arrived: Arrived) -> None:
        """The mail is flagged; its UID is passed once a later mail is stored."""
        self._client().uid("STORE", str(arrived.uid), "+FLAGS.SILENT", r"(\Flagged)")

    def _client_uids(self, first: int) -> list[bytes]:
        _kind, found = self._client().uid("SEARCH", f"UID {first}:*")
        return found[0].split() if found and isinstance(found[0], bytes) else []

    def _fetch(self, uid: int) -> Arrived | None:
        """The mail; of one over the size limit its headers. None where it is gone meanwhile."""
        head = self._answer(uid, "(UID RFC822.SIZE)")
        size = _SIZE.search(b" ".join(head[0])) if head else None
        large = size is not None and int(size.group(1)) > LARGEST_MAIL
        wanted = "BODY.PEEK[HEADER]" if large else "BODY.PEEK[]"
        found = self._answer(uid, f"(UID INTERNALDATE {wanted})")
        if not found or len(found[0]) < 2:
            return None
        line, content = found[0][0], found[0][1]
        raw = content.ljust(LARGEST_MAIL + 1) if large else content
        return Arrived(
            key=f"{self.place};UID={uid}",
            raw=raw,
            received_at=_internal_date(line),
            mailbox=self.place,
            uid=uid,
        )

    def _answer(self, uid: int, items: str) -> list[list[bytes]]:
        """The answers about this UID; other mails' flag changes may come in between."""
        _kind, found = self._client().uid("FETCH", str(uid), items)
        rows = [[one] if isinstance(one, bytes) else list(one) for one in found or [] if one]
        return [row for row in rows if (about := _UID.search(row[0])) and int(about.group(1)) == uid]

    def _client(self) -> imaplib.IMAP4:
        if self._box is None:
            raise OSError("the mailbox is not open")
        return self._box.client


def _internal_date(line: bytes) -> datetime:
    local = imaplib.Internaldate2tuple(line)
    return datetime.fromtimestamp(time.mktime(local), UTC) if local else datetime.now(UTC)
