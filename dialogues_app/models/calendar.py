"""Calendar events, the revisions that tell of them, invitations and answers (RFC 5545, 5546)."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.errors import IllegalTransition
from dialogues_app.models.base import Base, Keyed, Slot, Versioned
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.seating import Holding
from dialogues_app.models.user import User

if TYPE_CHECKING:
    from dialogues_app.models.alias import Alias
    from dialogues_app.models.outbox import OutboxRow
    from dialogues_app.models.proposal import Proposal
    from dialogues_app.models.reminder import Reminder


class EventKind(enum.StrEnum):
    """What a calendar event is to its dialogue."""

    MEETING = "meeting"
    SEMINAR = "seminar"
    HOLD = "hold"


class EventStatus(enum.StrEnum):
    """How far a calendar event has come."""

    DRAFT = "draft"
    INVITED = "invited"
    POSTPONED = "postponed"  # cancelled in the calendars, a new date will come
    HELD = "held"
    CANCELLED = "cancelled"


_E = EventStatus
NEXT: dict[EventStatus, set[EventStatus]] = {
    _E.DRAFT: {_E.INVITED, _E.HELD, _E.CANCELLED},
    _E.INVITED: {_E.HELD, _E.POSTPONED, _E.CANCELLED},
    _E.POSTPONED: {_E.INVITED, _E.CANCELLED},
    _E.HELD: {_E.DRAFT, _E.INVITED},  # set by mistake, stepped back with a reason
    _E.CANCELLED: {_E.DRAFT, _E.INVITED},  # taken up again, same UID
}


class Method(enum.StrEnum):
    """The iTIP methods we send (RFC 5546 section 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    DECLINECOUNTER = "DECLINECOUNTER"


class Cause(enum.StrEnum):
    """The act that made a revision (the rows of the outbound table)."""

    INVITED = "invited"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    PLACED = "placed"
    REWORDED = "reworded"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    RETAKEN = "retaken"
    CONFIRMED = "confirmed"
    RESENT = "resent"
    REMINDED = "reminded"


class PartStat(enum.StrEnum):
    """Participation status (RFC 5545 section 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"


class Channel(enum.StrEnum):
    """How an answer came."""

    CALENDAR = "calendar"
    PAGE = "page"
    PHONE = "phone"


class CalendarEvent(Keyed, Versioned, Base):
    """A meeting, seminar or hold of a dialogue: one UID for ever, one SEQUENCE counter."""

    __tablename__ = "calendar_events"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    uid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[EventKind] = mapped_column(default=EventKind.MEETING)
    status: Mapped[EventStatus] = mapped_column(default=EventStatus.DRAFT)
    sequence: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    title: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")

    dialogue: Mapped[Dialogue] = relationship(back_populates="calendar_events", default=None)
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="event", default_factory=list, cascade="all, delete-orphan", order_by="Revision.id"
    )
    invitations: Mapped[list[Invitation]] = relationship(
        back_populates="event", default_factory=list, cascade="all, delete-orphan", order_by="Invitation.id"
    )
    reminders: Mapped[list[Reminder]] = relationship(
        back_populates="event",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Reminder.due_at, Reminder.id",
    )

    @property
    def slot(self) -> Slot | None:
        """The time of the event, None while it has none."""
        if self.starts_at is None or self.ends_at is None:
            return None
        return Slot(self.starts_at, self.ends_at)

    @slot.setter
    def slot(self, slot: Slot | None) -> None:
        self.starts_at = slot.starts_at if slot else None
        self.ends_at = slot.ends_at if slot else None

    @property
    def is_meeting(self) -> bool:
        """Whether this is the dialogue itself."""
        return self.kind is EventKind.MEETING

    @property
    def active_invitations(self) -> list[Invitation]:
        """The invitations of those who are still invited."""
        return [invitation for invitation in self.invitations if invitation.removed_at is None]

    def is_over(self, at: datetime) -> bool:
        """Whether its time is out; nothing goes out any more (itip.md section 2)."""
        return self.ends_at is not None and self.ends_at <= at

    def move_to(self, status: EventStatus) -> None:
        """Change the status. Raises IllegalTransition where there is no such step."""
        if status not in NEXT[self.status]:
            raise IllegalTransition(
                subject="calendar event", state=self.status.value, verb=f"move to {status.value}"
            )
        self.status = status

    def raise_sequence(self) -> None:
        """SEQUENCE grows by one (RFC 5546 section 2.1.4); it never falls, not even after an undo."""
        self.sequence += 1


class Revision(Keyed, Base):
    """What the mails of one act say about the event, who did it and why. Never changed once stored.

    `before` is what undo restores; `released_at` is when the waiting time is over, `taken_back_at` tells an undo.
    """

    __tablename__ = "revisions"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("calendar_events.id", ondelete="CASCADE"), init=False, index=True
    )
    cause: Mapped[Cause]
    method: Mapped[Method]
    sequence: Mapped[int]
    made_at: Mapped[datetime]
    released_at: Mapped[datetime]
    actor_label: Mapped[str]
    event_status: Mapped[EventStatus]
    event_kind: Mapped[EventKind]
    asks_anew: Mapped[bool]  # earlier answers no longer count once this is sent
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    title: Mapped[str]
    text: Mapped[str]
    place: Mapped[str]
    link: Mapped[str]
    organiser: Mapped[str]  # the leading body, for ORGANIZER's CN
    hosts: Mapped[list[str]]  # announced ministers
    details: Mapped[dict[str, Any]]  # bodies, reply-by date, page address: what mails say beside the event
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None, init=False)

    event: Mapped[CalendarEvent] = relationship(back_populates="revisions", default=None)
    actor: Mapped[User | None] = relationship(default=None)
    outbox: Mapped[list[OutboxRow]] = relationship(
        back_populates="revision", default_factory=list, cascade="all, delete-orphan", order_by="OutboxRow.id"
    )

    @property
    def slot(self) -> Slot:
        """The time that the mails tell."""
        return Slot(self.starts_at, self.ends_at)


class Invitation(Keyed, Base):
    """One holding, one event, one address: one copy in one calendar (ATTENDEE).

    `token` makes its own reply address and never changes; `link_id` with `link_generation` makes the answer
    link, replaced by raising the generation. What was last sent is kept here; answers are judged against it.
    """

    __tablename__ = "invitations"
    is_unseen = True
    __table_args__ = (UniqueConstraint("event_id", "address"),)

    holding_id: Mapped[int] = mapped_column(
        ForeignKey("holdings.id", ondelete="CASCADE"), init=False, index=True
    )
    event_id: Mapped[int] = mapped_column(
        ForeignKey("calendar_events.id", ondelete="CASCADE"), init=False, index=True
    )
    address: Mapped[str]  # lower case, IDNA domain
    name: Mapped[str]  # CN
    token: Mapped[str] = mapped_column(unique=True)
    link_id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    link_generation: Mapped[int] = mapped_column(default=0)
    sent_sequence: Mapped[int | None] = mapped_column(default=None)
    sent_dtstamp: Mapped[datetime | None] = mapped_column(default=None)
    sent_message_id: Mapped[str] = mapped_column(default="")
    first_message_id: Mapped[str] = mapped_column(default="")
    sent_method: Mapped[Method | None] = mapped_column(default=None)
    asked_sequence: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    bounced_at: Mapped[datetime | None] = mapped_column(default=None)
    bounce_reason: Mapped[str] = mapped_column(default="")
    delegated_from: Mapped[str] = mapped_column(
        default=""
    )  # address of who delegated (RFC 5545 section 3.2.4)
    sent_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), default=None, init=False)

    holding: Mapped[Holding] = relationship(back_populates="invitations", default=None)
    event: Mapped[CalendarEvent] = relationship(back_populates="invitations", default=None)
    sent_revision: Mapped[Revision | None] = relationship(default=None, post_update=True)
    answers: Mapped[list[Answer]] = relationship(
        back_populates="invitation", default_factory=list, cascade="all, delete-orphan", order_by="Answer.id"
    )
    proposals: Mapped[list[Proposal]] = relationship(
        back_populates="invitation",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Proposal.id",
    )
    outbox: Mapped[list[OutboxRow]] = relationship(
        back_populates="invitation",
        default_factory=list,
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="OutboxRow.id",
    )
    aliases: Mapped[list[Alias]] = relationship(
        back_populates="invitation", default_factory=list, cascade="all, delete-orphan", order_by="Alias.id"
    )

    @property
    def current_answer(self) -> Answer | None:
        """The newest answer to the last message sent that asked anew (itip.md, section 3)."""
        counted = [
            answer for answer in self.answers if answer.counts and answer.sequence >= self.asked_sequence
        ]
        return max(counted, key=Answer.rank, default=None)

    @property
    def is_told(self) -> bool:
        """Whether the meeting stands in the recipient's calendar, or may stand there: a REQUEST left last."""
        last = next((row for row in reversed(self.outbox) if row.may_be_known and row.revision), None)
        if last is not None and last.revision is not None:
            return last.revision.method is Method.REQUEST
        return self.sent_method is Method.REQUEST

    @property
    def partstat(self) -> PartStat:
        """The current answer's status, NEEDS-ACTION without one."""
        answer = self.current_answer
        return answer.partstat if answer else PartStat.NEEDS_ACTION


_WEIGHT = {PartStat.DECLINED: 3, PartStat.DELEGATED: 3, PartStat.TENTATIVE: 2, PartStat.ACCEPTED: 1}


class Answer(Keyed, Base):
    """One answer, as it was given, never overwritten. The order of answers is itip.md's, whatever their arrival.

    `sequence` is at most the one last sent when it came. `counts` is false for what came after a cancellation,
    after the meeting or after removal: kept, never current.
    """

    __tablename__ = "answers"
    is_unseen = True

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), init=False, index=True
    )
    partstat: Mapped[PartStat]
    channel: Mapped[Channel]
    sequence: Mapped[int]
    dtstamp: Mapped[datetime]
    received_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")
    counts: Mapped[bool] = mapped_column(default=True)
    message_id: Mapped[str] = mapped_column(default="")
    from_address: Mapped[str] = mapped_column(default="")
    sent_by: Mapped[str] = mapped_column(default="")
    entered_label: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None, init=False)

    invitation: Mapped[Invitation] = relationship(back_populates="answers", default=None)
    entered_by: Mapped[User | None] = relationship(default=None)

    def rank(self) -> tuple[int, datetime, int, str]:
        """The total order of answers: SEQUENCE, then the earlier of DTSTAMP and receipt, then status, comment."""
        stamp = min(self.dtstamp, self.received_at)
        return self.sequence, stamp, _WEIGHT.get(self.partstat, 0), self.comment
