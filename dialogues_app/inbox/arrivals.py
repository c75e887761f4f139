"""A mail as it comes out of a mailbox, and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from dialogues_app.models import InboundMail, MailOutcome


@dataclass(frozen=True)
class House:
    """What the reader must know of this installation: its own addresses, and whose word on DMARC counts."""

    mail_domain: str
    authserv_id: str


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """One mail, its place in the mailbox, and when the mail server took it."""

    key: str
    raw: bytes
    received_at: datetime
    recipients: tuple[str, ...] = ()  # of the SMTP transaction, where the mailbox knows them
    mailbox: str = ""
    uid: int | None = None

    @property
    def hash(self) -> str:
        """What stands for a Message-ID where there is none."""
        return f"sha256:{hashlib.sha256(self.raw).hexdigest()}"


@dataclass(frozen=True)
class Receipt:
    """What a mail led to, in plain values."""

    outcome: MailOutcome
    reason: str = ""
    dialogue_id: int | None = None
    holding_id: int | None = None
    repeated: bool = False

    @classmethod
    def of(cls, mail: InboundMail) -> Receipt:
        """The receipt of a stored mail."""
        dialogue = mail.dialogue.id if mail.dialogue else None
        return cls(mail.outcome, mail.reason, dialogue, mail.holding_id, mail.reason == "repeated")


class Unstorable(Exception):
    """Not even the mail itself can be stored; it is to be set aside where it lies."""
