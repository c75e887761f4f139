"""A dialogue: its themes, dates, organising bodies, seats and the people who hold them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from dialogues_app.errors import IllegalTransition, ReasonRequired
from dialogues_app.models.base import (
    Base,
    Basis,
    FromFacts,
    Keyed,
    Level,
    PartialDate,
    PartialDateColumns,
    Searchable,
    Versioned,
)
from dialogues_app.models.dialogue_parts import DialogueDate, Reference
from dialogues_app.models.events import Actor, Event
from dialogues_app.models.party import Organisation
from dialogues_app.models.source import Source, citations
from dialogues_app.models.steps import BACK, FORWARD, DialogueStatus
from dialogues_app.models.theme import FocusArea, Theme

if TYPE_CHECKING:
    from dialogues_app.models.calendar import CalendarEvent
    from dialogues_app.models.date_choice import DateChoice
    from dialogues_app.models.minutes import Minutes
    from dialogues_app.models.outcome import DecisionRound, Outcome
    from dialogues_app.models.programme import AgendaItem, Paper
    from dialogues_app.models.seat_plan import BalanceTarget, Reserve, SeatingRule
    from dialogues_app.models.seating import Participation, Seat


NUDGE_DAYS = (7, 3, 1)
PRACTICAL_DAYS = 2


class DialogueTheme(Base, kw_only=True):
    """A theme in its place among the themes of a dialogue."""

    __tablename__ = "dialogue_themes"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"), primary_key=True, init=False, index=True)
    position: Mapped[int] = mapped_column(default=0)

    theme: Mapped[Theme] = relationship()
    dialogue: Mapped[Dialogue] = relationship(back_populates="theme_places", default=None)


class DialogueBody(Base, kw_only=True):
    """An organising body of a dialogue; one of them leads."""

    __tablename__ = "dialogue_bodies"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, init=False)
    leads: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship()
    dialogue: Mapped[Dialogue] = relationship(back_populates="bodies", default=None)


class Dialogue(Keyed, Versioned, FromFacts, Searchable, Base):
    """A themed dialogue between the minister and industry.

    `held_earliest` and `held_latest` are the most precise of the stated dates, to sort and filter by;
    every statement stands in `dates`. `ordinal_stated` is the number a source gives it, never computed.
    """

    __tablename__ = "dialogues"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    status: Mapped[DialogueStatus] = mapped_column(default=DialogueStatus.DRAFT, index=True)
    is_moved: Mapped[bool] = mapped_column(default=False)
    is_practice: Mapped[bool] = mapped_column(default=False, index=True)
    level: Mapped[Level | None] = mapped_column(default=None)
    ordinal_stated: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    venue: Mapped[str] = mapped_column(default="")
    place_basis: Mapped[Basis | None] = mapped_column(default=None)
    with_seminar: Mapped[bool] = mapped_column(default=False)  # an expert seminar belonged to it
    participants_stated: Mapped[str] = mapped_column(default="")
    participant_count_stated: Mapped[int | None] = mapped_column(default=None)
    on_government_page: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    reply_by: Mapped[date | None] = mapped_column(default=None)
    nudge_days: Mapped[list[int]] = mapped_column(default_factory=lambda: list(NUDGE_DAYS))  # before reply_by
    practical_days: Mapped[int | None] = mapped_column(
        default=PRACTICAL_DAYS
    )  # before the meeting; None: never
    answer_by: Mapped[date | None] = mapped_column(default=None)  # the minister's decision is wanted by then
    last_outcome_number: Mapped[int] = mapped_column(default=0)
    held_earliest: Mapped[date | None] = mapped_column(default=None, index=True)
    held_latest: Mapped[date | None] = mapped_column(default=None, index=True)
    held_wording: Mapped[str] = mapped_column(default="")
    announced_at: Mapped[datetime | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    status_since: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_from: Mapped[DialogueStatus | None] = mapped_column(default=None)

    theme_places: Mapped[list[DialogueTheme]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by=DialogueTheme.position,
    )
    bodies: Mapped[list[DialogueBody]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by=DialogueBody.position,
    )
    dates: Mapped[list[DialogueDate]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by=DialogueDate.id,
    )
    references: Mapped[list[Reference]] = relationship(
        back_populates="dialogue", default_factory=list, cascade="all, delete-orphan", order_by=Reference.id
    )
    calendar_events: Mapped[list[CalendarEvent]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="CalendarEvent.id",
    )
    date_choice: Mapped[DateChoice | None] = relationship(
        back_populates="dialogue", default=None, cascade="all, delete-orphan", single_parent=True
    )
    seats: Mapped[list[Seat]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Seat.position, Seat.id",
    )
    participations: Mapped[list[Participation]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Participation.id",
    )
    agenda: Mapped[list[AgendaItem]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="AgendaItem.position, AgendaItem.id",
    )
    papers: Mapped[list[Paper]] = relationship(
        back_populates="dialogue", default_factory=list, cascade="all, delete-orphan", order_by="Paper.id"
    )
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Outcome.number",
    )
    rounds: Mapped[list[DecisionRound]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="DecisionRound.id",
    )
    minutes: Mapped[list[Minutes]] = relationship(
        back_populates="dialogue", default_factory=list, cascade="all, delete-orphan", order_by="Minutes.id"
    )
    events: Mapped[list[Event]] = relationship(
        back_populates="dialogue", default_factory=list, passive_deletes=True, order_by=Event.id
    )
    sources: Mapped[list[Source]] = relationship(secondary=citations("dialogues"), default_factory=list)
    seating_rule: Mapped[SeatingRule | None] = relationship(
        back_populates="dialogue", default=None, cascade="all, delete-orphan", uselist=False
    )
    reserves: Mapped[list[Reserve]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Reserve.position, Reserve.id",
    )
    balance_targets: Mapped[list[BalanceTarget]] = relationship(
        back_populates="dialogue",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="BalanceTarget.id",
    )

    held = PartialDateColumns("held")

    @property
    def themes(self) -> list[Theme]:
        """The themes in their order."""
        return [place.theme for place in self.theme_places]

    @property
    def focus_areas(self) -> list[FocusArea]:
        """The focus areas of the themes, each once, in the strategy's order."""
        found = {focus.focus_area for theme in self.themes for focus in theme.focus}
        return sorted(found, key=lambda area: area.position)

    @property
    def leading_body(self) -> Organisation | None:
        """The organising body that leads."""
        return next((body.organisation for body in self.bodies if body.leads), None)

    @property
    def meeting(self) -> CalendarEvent | None:
        """The calendar event that is the dialogue itself; a seminar or a hold is not."""
        return next((event for event in self.calendar_events if event.is_meeting), None)

    @property
    def is_announced(self) -> bool:
        """Whether the first gate is open: themes, date, place, ministers and bodies."""
        return self.announced_at is not None

    @property
    def is_published(self) -> bool:
        """Whether the second gate is open: results."""
        return self.published_at is not None

    @property
    def most_precise_date(self) -> PartialDate:
        """The narrowest stated date, the first of equals; unknown where none is stated."""
        return min((stated.date for stated in self.dates), key=lambda date: date.span, default=PartialDate())

    @property
    def dates_agree(self) -> bool:
        """Whether all statements name the same days."""
        return len({(stated.earliest, stated.latest) for stated in self.dates}) <= 1

    def set_themes(self, themes: Iterable[Theme]) -> None:
        """The dialogue takes up these themes, in this order, each once."""
        wanted = list(dict.fromkeys(themes))
        places = {place.theme: place for place in self.theme_places}
        self.theme_places[:] = [places.get(theme) or DialogueTheme(theme=theme) for theme in wanted]
        for position, place in enumerate(self.theme_places):
            place.position = position

    def next_outcome_number(self) -> int:
        """A number that no outcome of this dialogue has had."""
        self.last_outcome_number += 1
        return self.last_outcome_number

    def move_to(self, status: DialogueStatus, *, by: Actor, at: datetime, reason: str = "") -> None:
        """Take a step forward, or back with a reason; the step is in the audit trail.

        Raises IllegalTransition where there is no such step, ReasonRequired for a step back without one.
        """
        if status not in FORWARD[self.status] | BACK[self.status]:
            raise IllegalTransition(
                subject="dialogue", state=self.status.value, verb=f"move to {status.value}"
            )
        if status in BACK[self.status] and not reason.strip():
            raise ReasonRequired
        before = self.status
        self.cancelled_from = before if status is DialogueStatus.CANCELLED else None
        self.status, self.status_since = status, at
        self.record(
            "status_changed",
            by=by,
            at=at,
            before={"status": before.value},
            after={"status": status.value},
            reason=reason,
        )

    def record(self, verb: str, *, by: Actor, at: datetime, **what: Any) -> Event:
        """Write one line of the audit trail, in the transaction of the change.

        `events` is not touched: appending would first load every line there is, for each line anew.
        """
        event = Event.by(by, verb, at=at, dialogue=self, **what)
        unit = object_session(self)
        if unit is not None:
            unit.add(event)
        return event

    def words(self) -> str:
        """Found by title, themes, place, purpose and summary."""
        titles = " ".join(theme.title for theme in self.themes)
        return f"{self.title} {titles} {self.place} {self.venue} {self.purpose} {self.summary}"

    def sorted_by(self) -> str:
        """Sorted by title or first theme."""
        return self.title or " ".join(theme.title for theme in self.themes)
