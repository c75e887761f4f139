"""The outbox: one small row per message and recipient, stored with the change that causes it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.calendar import Invitation, Revision
from dialogues_app.models.date_choice import DateAsk
from dialogues_app.models.seat_plan import Nomination


class MessageKind(enum.StrEnum):
    """What a message is. Only REQUEST and CANCEL of one invitation supersede each other."""

    REQUEST = "request"
    CANCEL = "cancel"
    DECLINECOUNTER = "declinecounter"
    REMINDER = "reminder"
    SIGN_IN = "sign_in"
    RECEIPT = "receipt"
    FEED = "feed"
    ANSWER_REMINDER = "answer_reminder"
    DIGEST = "digest"
    NOMINATION = "nomination"
    NOMINATION_REMINDER = "nomination_reminder"
    NOMINATION_RECEIPT = "nomination_receipt"
    DATE_QUESTION = "date_question"
    DATE_REMINDER = "date_reminder"
    MINUTES = "minutes"


CALENDAR_KINDS = (MessageKind.REQUEST, MessageKind.CANCEL)
# They hold a link that is kept nowhere: wiped after hand-over, and never copied to the archive.
SECRET_KINDS = (MessageKind.SIGN_IN, MessageKind.FEED, MessageKind.DIGEST)


URGENT = text("kind = 'sign_in'")  # a person waits at the screen; literal, so that its index is used


class OutboxState(enum.StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    TAKEN_BACK = "taken_back"


class OutboxRow(Keyed, Versioned, Base):
    """One message to one address. Its Message-ID is made once and is the same over all retries.

    Unique by (invitation, cause, kind): one act never mails twice, a second act always may. `content` is rendered
    once, by the first claim; `context` is what a message without a revision says and is wiped after hand-over.
    A row that is SENDING has an unclear fate until it is settled; a QUEUED one certainly was not accepted.
    The version keeps a verb from superseding a row that a worker claims at the same moment.
    `message_id` is the part before the @ (mail.py writes it out), or a whole Message-ID with its brackets.
    """

    __tablename__ = "outbox"
    is_unseen = True
    __table_args__ = (
        UniqueConstraint("invitation_id", "cause", "kind"),
        Index("ix_outbox_due", "state", "not_before", "id"),
        Index("ix_outbox_sign_in", "state", sqlite_where=URGENT, postgresql_where=URGENT),
        {"sqlite_autoincrement": True},  # an id is never used twice: the highest one tells a restore
    )

    kind: Mapped[MessageKind]
    cause: Mapped[str]
    recipient: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    is_practice: Mapped[bool] = mapped_column(default=False)
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.QUEUED)
    sequence: Mapped[int | None] = mapped_column(default=None)
    dtstamp: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    claim_token: Mapped[str | None] = mapped_column(default=None)
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    context: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    reconciled: Mapped[bool] = mapped_column(default=False)
    archived: Mapped[bool] = mapped_column(default=False)
    error_code: Mapped[int | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(default="")
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), default=None, init=False, index=True
    )

    nomination_id: Mapped[int | None] = mapped_column(
        ForeignKey("nominations.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    date_ask_id: Mapped[int | None] = mapped_column(
        ForeignKey("date_asks.id", ondelete="CASCADE"), default=None, init=False, index=True
    )

    revision: Mapped[Revision | None] = relationship(back_populates="outbox", default=None)
    invitation: Mapped[Invitation | None] = relationship(back_populates="outbox", default=None)
    nomination: Mapped[Nomination | None] = relationship(back_populates="mails", default=None)
    date_ask: Mapped[DateAsk | None] = relationship(back_populates="mails", default=None)

    @property
    def may_be_superseded(self) -> bool:
        """Whether a newer calendar message of the same invitation may take its place."""
        return self.state is OutboxState.QUEUED and self.kind in CALENDAR_KINDS

    @property
    def is_void(self) -> bool:
        """Whether it will never go out because something else took its place or it was undone."""
        return self.state in (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)

    @property
    def may_be_known(self) -> bool:
        """Whether the recipient has it or may have it."""
        return self.state in (OutboxState.SENDING, OutboxState.SENT)
