"""The date choice of a dialogue: candidate times, those asked, every answer they gave, and the rule."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Slot, Versioned
from dialogues_app.models.calendar import CalendarEvent, Channel
from dialogues_app.models.dialogue import Dialogue, DialogueStatus
from dialogues_app.models.seating import Holding
from dialogues_app.models.user import User

if TYPE_CHECKING:
    from dialogues_app.models.outbox import OutboxRow

NOT_BOOKED = (DialogueStatus.DRAFT, DialogueStatus.DATE_CHOICE)


class DateAnswerKind(enum.StrEnum):
    """What somebody says of one time."""

    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"


class Need(enum.StrEnum):
    """Who a date cannot do without, beside the seats that are required."""

    LEAD_MINISTER = "lead_minister"
    EACH_BODY = "each_body"
    COMPANIES = "companies"
    SMALL_COMPANIES = "small_companies"  # micro, small and medium-sized
    UNIONS = "unions"
    EMPLOYER_ORGANISATIONS = "employer_organisations"
    AGENCIES = "agencies"
    UNIVERSITIES = "universities"


COUNTED = tuple(need for need in Need if need not in (Need.LEAD_MINISTER, Need.EACH_BODY))


class DateChoice(Keyed, Versioned, Base):
    """The question of when, one for each dialogue. The version lets one of two choosers win.

    What was chosen holds while the dialogue is booked or beyond; a step back, or an undo, opens the choice again.
    """

    __tablename__ = "date_choices"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, unique=True
    )
    opened_at: Mapped[datetime]
    answer_by: Mapped[date | None] = mapped_column(default=None)
    chosen_at: Mapped[datetime | None] = mapped_column(default=None)
    chosen_label: Mapped[str] = mapped_column(default="")

    dialogue: Mapped[Dialogue] = relationship(back_populates="date_choice", default=None)
    slots: Mapped[list[DateSlot]] = relationship(
        back_populates="choice",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="DateSlot.starts_at, DateSlot.id",
    )
    asks: Mapped[list[DateAsk]] = relationship(
        back_populates="choice", default_factory=list, cascade="all, delete-orphan", order_by="DateAsk.id"
    )
    rules: Mapped[list[DateRule]] = relationship(
        back_populates="choice", default_factory=list, cascade="all, delete-orphan", order_by="DateRule.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether an answer can still change which date it will be."""
        return self.dialogue.status is DialogueStatus.DATE_CHOICE

    @property
    def chosen(self) -> DateSlot | None:
        """The candidate that was chosen last, whether that holds or not."""
        times = [slot for slot in self.slots if slot.chosen_at is not None]
        return next((slot for slot in times if slot.chosen_at == self.chosen_at), None)

    @property
    def decided(self) -> DateSlot | None:
        """The candidate that was chosen, while that holds."""
        return None if self.dialogue.status in NOT_BOOKED else self.chosen

    @property
    def live_slots(self) -> list[DateSlot]:
        """The candidates that have not been withdrawn, in the order of time."""
        return sorted(
            (slot for slot in self.slots if slot.withdrawn_at is None), key=lambda one: one.starts_at
        )

    @property
    def live_asks(self) -> list[DateAsk]:
        """Those who are still asked."""
        return [ask for ask in self.asks if ask.removed_at is None]


class DateSlot(Keyed, Base):
    """One candidate time; the hold that keeps it free in some calendars, where there is one."""

    __tablename__ = "date_slots"
    __table_args__ = (UniqueConstraint("choice_id", "starts_at", "ends_at"),)

    choice_id: Mapped[int] = mapped_column(
        ForeignKey("date_choices.id", ondelete="CASCADE"), init=False, index=True
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    chosen_at: Mapped[datetime | None] = mapped_column(default=None)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("calendar_events.id", ondelete="SET NULL"), default=None, init=False
    )

    choice: Mapped[DateChoice] = relationship(back_populates="slots", default=None)
    event: Mapped[CalendarEvent | None] = relationship(default=None)

    @property
    def slot(self) -> Slot:
        """The time as one value."""
        return Slot(self.starts_at, self.ends_at)


class DateAsk(Keyed, Versioned, Base):
    """Somebody asked which dates are possible: one holding of a seat, under one address or none.

    `link_id` with `link_generation` makes the link of the answer page. Without an address an organizer enters
    the answers. `is_scarce` says that candidate times are held in this calendar.
    """

    __tablename__ = "date_asks"
    __table_args__ = (UniqueConstraint("choice_id", "address"),)

    choice_id: Mapped[int] = mapped_column(
        ForeignKey("date_choices.id", ondelete="CASCADE"), init=False, index=True
    )
    holding_id: Mapped[int] = mapped_column(
        ForeignKey("holdings.id", ondelete="CASCADE"), init=False, unique=True
    )
    link_id: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str | None] = mapped_column(default=None)  # lower case, IDNA domain
    link_generation: Mapped[int] = mapped_column(default=0)
    is_scarce: Mapped[bool] = mapped_column(default=False)
    counts_as: Mapped[Need | None] = mapped_column(default=None)  # where the register does not say it
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    choice: Mapped[DateChoice] = relationship(back_populates="asks", default=None)
    holding: Mapped[Holding] = relationship(default=None)
    answers: Mapped[list[DateAnswer]] = relationship(
        back_populates="ask", default_factory=list, cascade="all, delete-orphan", order_by="DateAnswer.id"
    )
    mails: Mapped[list[OutboxRow]] = relationship(
        back_populates="date_ask",
        default_factory=list,
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="OutboxRow.id",
    )

    def answers_to(self, slot: DateSlot) -> list[DateAnswer]:
        """All that was answered to this candidate, the newest last."""
        return [one for one in self.answers if one.slot is slot]

    def answer_to(self, slot: DateSlot) -> DateAnswer | None:
        """The newest answer to this candidate that counts: once a date is set, one given later does not."""
        counted = [one for one in self.answers_to(slot) if self.choice.is_open or not one.is_late]
        return counted[-1] if counted else None

    @property
    def is_silent(self) -> bool:
        """Whether an answer to at least one candidate is missing."""
        return any(self.answer_to(slot) is None for slot in self.choice.live_slots)


class DateAnswer(Keyed, Base):
    """One answer of one person to one candidate, never overwritten; `is_late` came after the choice."""

    __tablename__ = "date_answers"

    ask_id: Mapped[int] = mapped_column(
        ForeignKey("date_asks.id", ondelete="CASCADE"), init=False, index=True
    )
    slot_id: Mapped[int] = mapped_column(
        ForeignKey("date_slots.id", ondelete="CASCADE"), init=False, index=True
    )
    kind: Mapped[DateAnswerKind]
    given_at: Mapped[datetime]
    channel: Mapped[Channel]
    is_late: Mapped[bool] = mapped_column(default=False)
    entered_label: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None, init=False)

    ask: Mapped[DateAsk] = relationship(back_populates="answers", default=None)
    slot: Mapped[DateSlot] = relationship(default=None)
    entered_by: Mapped[User | None] = relationship(default=None)


class DateRule(Keyed, Base):
    """One line of the rule of a dialogue: at least so many of these must be able to come."""

    __tablename__ = "date_rules"
    __table_args__ = (UniqueConstraint("choice_id", "need"),)

    choice_id: Mapped[int] = mapped_column(
        ForeignKey("date_choices.id", ondelete="CASCADE"), init=False, index=True
    )
    need: Mapped[Need]
    count: Mapped[int] = mapped_column(default=1)

    choice: Mapped[DateChoice] = relationship(back_populates="rules", default=None)
