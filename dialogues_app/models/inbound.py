"""Mails that came in: each kept as it was, with what it was taken for and what a person decided."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.calendar import Answer, Invitation, PartStat
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.proposal import Proposal
from dialogues_app.models.user import User


class MailOutcome(enum.StrEnum):
    """What an incoming mail led to."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"
    COUNTER = "counter"
    REFRESH = "refresh"
    BOUNCE = "bounce"
    MESSAGE = "message"  # words of somebody invited; a person reads them
    IGNORED = "ignored"
    QUARANTINED = "quarantined"  # nothing was changed; a person decides


FOR_A_PERSON = (MailOutcome.MESSAGE, MailOutcome.QUARANTINED)


class MailDecision(enum.StrEnum):
    """What a person decided about a mail."""

    COUNTED = "counted"  # as an answer from somebody invited
    INVITED = "invited"  # the one who answered uninvited
    DISMISSED = "dismissed"


class InboundMail(Keyed, Versioned, Base):
    """One mail that was read, stored in the transaction of its effect.

    `key` is its place in the mailbox, `identity` its Message-ID (or the hash of its bytes): each is unique, so a mail
    takes effect once, however often it is delivered or read. A repeated one has no identity and no `raw` of its own.
    """

    __tablename__ = "inbound_mails"
    is_unseen = True
    __table_args__ = (
        Index("ix_inbound_mails_mailbox_uid", "mailbox", "uid"),
        Index("ix_inbound_mails_outcome_decided_at", "outcome", "decided_at"),
    )

    key: Mapped[str] = mapped_column(unique=True)
    received_at: Mapped[datetime]  # by the mail server
    read_at: Mapped[datetime]
    outcome: Mapped[MailOutcome]
    reason: Mapped[str] = mapped_column(default="")  # a code
    identity: Mapped[str | None] = mapped_column(default=None, unique=True)
    mailbox: Mapped[str] = mapped_column(default="")  # of IMAP: the folder with its UIDVALIDITY
    uid: Mapped[int | None] = mapped_column(default=None)
    message_id: Mapped[str] = mapped_column(default="", index=True)
    from_address: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    attendee: Mapped[str] = mapped_column(default="")  # the address that answers, by the calendar object
    attendee_name: Mapped[str] = mapped_column(default="")
    partstat: Mapped[PartStat | None] = mapped_column(default=None)  # what it answers, counted or not
    text: Mapped[str] = mapped_column(default="")
    raw: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    decision: Mapped[MailDecision | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_label: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None, init=False)
    dialogue_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogues.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("answers.id", ondelete="SET NULL"), default=None, init=False
    )
    proposal_id: Mapped[int | None] = mapped_column(
        ForeignKey("proposals.id", ondelete="SET NULL"), default=None, init=False
    )

    dialogue: Mapped[Dialogue | None] = relationship(default=None)
    invitation: Mapped[Invitation | None] = relationship(default=None)
    answer: Mapped[Answer | None] = relationship(default=None)
    proposal: Mapped[Proposal | None] = relationship(default=None)
    decided_by: Mapped[User | None] = relationship(default=None)

    @property
    def waits(self) -> bool:
        """Whether a person has yet to look at it."""
        return self.outcome in FOR_A_PERSON and self.decided_at is None

    @property
    def holding_id(self) -> int | None:
        """Who it came from, as far as that is known."""
        return self.invitation.holding_id if self.invitation else None


class MailboxState(Keyed, Base):
    """How reading one mailbox goes: one reader at a time, and a rest that grows while the mailbox fails."""

    __tablename__ = "mailbox_states"
    is_unseen = True

    mailbox: Mapped[str] = mapped_column(unique=True)
    read_at: Mapped[datetime | None] = mapped_column(default=None)  # last time without a failure
    failing_since: Mapped[datetime | None] = mapped_column(default=None)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    not_before: Mapped[datetime | None] = mapped_column(default=None)
    claim_token: Mapped[str | None] = mapped_column(default=None)
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
