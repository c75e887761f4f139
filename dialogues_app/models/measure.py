"""Measures and action plans: what is to be done, what is stated about it, and what became of it."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import (
    Base,
    Basis,
    FromFacts,
    HasAudience,
    Keyed,
    Level,
    PartialDateColumns,
    Searchable,
    Versioned,
)
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.party import Organisation, Person
from dialogues_app.models.source import Source, citations
from dialogues_app.models.statement import Statement
from dialogues_app.models.theme import FocusArea

if TYPE_CHECKING:
    from dialogues_app.models.link import Link


class PlanKind(enum.StrEnum):
    """What sort of plan."""

    STRATEGY = "strategy"
    ACTION_PLAN = "action_plan"


class ActionPlan(Keyed, Versioned, FromFacts, Base):
    """The strategy or one of its action plans. `published_count` is the number of measures it says it has."""

    __tablename__ = "action_plans"

    kind: Mapped[PlanKind]
    title: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    published_count: Mapped[int | None] = mapped_column(default=None)
    document_number: Mapped[str] = mapped_column(default="")
    registry_number: Mapped[str] = mapped_column(default="")
    follow_up_stated: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    decided_earliest: Mapped[date | None] = mapped_column(default=None)
    decided_latest: Mapped[date | None] = mapped_column(default=None)
    decided_wording: Mapped[str] = mapped_column(default="")
    presented_earliest: Mapped[date | None] = mapped_column(default=None)
    presented_latest: Mapped[date | None] = mapped_column(default=None)
    presented_wording: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None, init=False)

    organisation: Mapped[Organisation | None] = relationship(default=None)
    person: Mapped[Person | None] = relationship(default=None)
    entries: Mapped[list[PlanEntry]] = relationship(
        back_populates="plan", default_factory=list, order_by="PlanEntry.id"
    )
    follow_ups: Mapped[list[FollowUp]] = relationship(
        back_populates="plan", default_factory=list, order_by="FollowUp.on_earliest, FollowUp.id"
    )
    sources: Mapped[list[Source]] = relationship(secondary=citations("action_plans"), default_factory=list)

    decided_on = PartialDateColumns("decided")
    presented_on = PartialDateColumns("presented")


class MeasureFocus(Base, kw_only=True):
    """A measure lies in a focus area, on some basis."""

    __tablename__ = "measure_focus_areas"

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    focus_area_id: Mapped[int] = mapped_column(
        ForeignKey("focus_areas.id"), primary_key=True, init=False, index=True
    )
    basis: Mapped[Basis] = mapped_column(default=Basis.STATED)

    focus_area: Mapped[FocusArea] = relationship()
    measure: Mapped[Measure] = relationship(back_populates="focus", default=None)


class MeasureLevel(Base):
    """A level that a measure concerns."""

    __tablename__ = "measure_levels"

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    level: Mapped[Level] = mapped_column(primary_key=True)


class Measure(Keyed, Versioned, FromFacts, HasAudience, Searchable, Base):
    """Something that is to be done. Status, plan, bodies, amounts and links are statements about it."""

    __tablename__ = "measures"

    title: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    registry_number: Mapped[str] = mapped_column(default="")
    for_smes: Mapped[bool] = mapped_column(default=False)
    start_year: Mapped[int | None] = mapped_column(default=None)
    end_year: Mapped[int | None] = mapped_column(default=None)
    decided_earliest: Mapped[date | None] = mapped_column(default=None)
    decided_latest: Mapped[date | None] = mapped_column(default=None)
    decided_wording: Mapped[str] = mapped_column(default="")
    due_earliest: Mapped[date | None] = mapped_column(default=None)
    due_latest: Mapped[date | None] = mapped_column(default=None)
    due_wording: Mapped[str] = mapped_column(default="")
    # The dialogue where it was proposed; one proposed in a practice dialogue is practice and goes with it.
    proposed_in_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogues.id", ondelete="SET NULL"), default=None, init=False, index=True
    )
    is_practice: Mapped[bool] = mapped_column(default=False)

    proposed_in: Mapped[Dialogue | None] = relationship(default=None)
    focus: Mapped[list[MeasureFocus]] = relationship(
        back_populates="measure", default_factory=list, cascade="all, delete-orphan"
    )
    levels: Mapped[list[MeasureLevel]] = relationship(default_factory=list, cascade="all, delete-orphan")
    statuses: Mapped[list[StatusStatement]] = relationship(
        back_populates="measure",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="StatusStatement.id",
    )
    plan_entries: Mapped[list[PlanEntry]] = relationship(
        back_populates="measure",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="PlanEntry.id",
        foreign_keys="PlanEntry.measure_id",
    )
    bodies: Mapped[list[BodyStatement]] = relationship(
        back_populates="measure",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="BodyStatement.id",
    )
    amounts: Mapped[list[AmountStatement]] = relationship(
        back_populates="measure",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="AmountStatement.id",
    )
    follow_ups: Mapped[list[FollowUp]] = relationship(
        back_populates="measure",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="FollowUp.on_earliest, FollowUp.id",
    )
    links: Mapped[list[Link]] = relationship(
        back_populates="measure", default_factory=list, cascade="all, delete-orphan", order_by="Link.id"
    )
    sources: Mapped[list[Source]] = relationship(secondary=citations("measures"), default_factory=list)

    decided_on = PartialDateColumns("decided")
    report_due_on = PartialDateColumns("due")

    @property
    def current_status(self) -> StatusStatement | None:
        """The standing status whose time is latest, the last recorded of equals."""
        standing = [status for status in self.statuses if status.stands]
        return max(standing, key=StatusStatement.order, default=None)

    def is_late(self, on: date) -> bool:
        """Whether a stated due date is past and nothing said of that day or later tells of an end or of progress."""
        due, status = self.due_latest, self.current_status
        if due is None or due >= on:
            return False
        if status and status.status in (MeasureStatus.COMPLETED, MeasureStatus.STOPPED):
            return False
        said = [statement.holds_latest for statement in self.statuses if statement.stands]
        return not any(day and day >= due for day in said + [seen.on_latest for seen in self.follow_ups])

    def words(self) -> str:
        """Found by title and description."""
        return f"{self.title} {self.description} {self.registry_number}"

    def sorted_by(self) -> str:
        """Sorted by title."""
        return self.title


class MeasureStatus(enum.StrEnum):
    """How a measure stands; delayed is computed, never stored."""

    PLANNED = "planned"
    DECIDED = "decided"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


class StatusStatement(Keyed, Statement, FromFacts, Base):
    """Somebody said how a measure stands; it tells what held then, not what holds today."""

    __tablename__ = "status_statements"

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), init=False, index=True
    )
    status: Mapped[MeasureStatus]

    measure: Mapped[Measure] = relationship(back_populates="statuses", default=None)
    sources: Mapped[list[Source]] = relationship(
        secondary=citations("status_statements"), default_factory=list
    )

    def order(self) -> tuple[date, float, int]:
        """Later is greater: by the last day it can hold from, then by when it was recorded."""
        return self.holds_latest or date.min, self.recorded_at.timestamp(), self.id or 0


class EntryKind(enum.StrEnum):
    """What became of a measure in a plan."""

    INCLUDED = "included"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class PlanEntry(Keyed, Statement, FromFacts, Base, kw_only=True):
    """A measure in a plan. Only a stated basis counts for the plan; `number` only where a source states it."""

    __tablename__ = "plan_entries"

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), init=False, index=True
    )
    plan_id: Mapped[int] = mapped_column(ForeignKey("action_plans.id"), init=False, index=True)
    other_measure_id: Mapped[int | None] = mapped_column(
        ForeignKey("measures.id", ondelete="SET NULL"), default=None, init=False
    )
    kind: Mapped[EntryKind] = mapped_column(default=EntryKind.INCLUDED)
    number: Mapped[str] = mapped_column(default="")

    plan: Mapped[ActionPlan] = relationship(back_populates="entries")
    measure: Mapped[Measure] = relationship(
        back_populates="plan_entries", foreign_keys="PlanEntry.measure_id", default=None
    )
    other_measure: Mapped[Measure | None] = relationship(
        foreign_keys="PlanEntry.other_measure_id", default=None
    )
    sources: Mapped[list[Source]] = relationship(secondary=citations("plan_entries"), default_factory=list)


class BodyRole(enum.StrEnum):
    """What an organisation is to a measure."""

    RESPONSIBLE = "responsible"
    COMMISSIONING = "commissioning"
    PARTNER = "partner"


class BodyStatement(Keyed, Statement, FromFacts, Base):
    """An organisation is responsible for a measure, commissions it or is a partner in it."""

    __tablename__ = "body_statements"

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), init=False, index=True
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), init=False, index=True)
    role: Mapped[BodyRole]

    organisation: Mapped[Organisation] = relationship()
    measure: Mapped[Measure] = relationship(back_populates="bodies", default=None)
    sources: Mapped[list[Source]] = relationship(secondary=citations("body_statements"), default_factory=list)


class AmountKind(enum.StrEnum):
    """What an amount is for."""

    TOTAL = "total"
    PER_YEAR = "per_year"  # every year
    IN_YEAR = "in_year"  # in the year of `year`


class AmountStatement(Keyed, Statement, FromFacts, Base):
    """Money as stated, in whole kronor, nominal; `qualifier` keeps the source's "högst"."""

    __tablename__ = "amount_statements"

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), init=False, index=True
    )
    kind: Mapped[AmountKind]
    sek: Mapped[int | None] = mapped_column(BigInteger, default=None)
    year: Mapped[int | None] = mapped_column(default=None)
    qualifier: Mapped[str] = mapped_column(default="")

    measure: Mapped[Measure] = relationship(back_populates="amounts", default=None)
    sources: Mapped[list[Source]] = relationship(
        secondary=citations("amount_statements"), default_factory=list
    )


class FollowUp(Keyed, Versioned, FromFacts, HasAudience, Base):
    """What was seen of a measure or a plan on a partial date; `kind` is the source's own word."""

    __tablename__ = "follow_ups"

    measure_id: Mapped[int | None] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("action_plans.id"), default=None, init=False, index=True
    )
    summary: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str] = mapped_column(default="")
    on_earliest: Mapped[date | None] = mapped_column(default=None)
    on_latest: Mapped[date | None] = mapped_column(default=None)
    on_wording: Mapped[str] = mapped_column(default="")

    measure: Mapped[Measure | None] = relationship(back_populates="follow_ups", default=None)
    plan: Mapped[ActionPlan | None] = relationship(back_populates="follow_ups", default=None)
    figures: Mapped[list[Figure]] = relationship(
        back_populates="follow_up", default_factory=list, cascade="all, delete-orphan", order_by="Figure.id"
    )
    sources: Mapped[list[Source]] = relationship(secondary=citations("follow_ups"), default_factory=list)

    on = PartialDateColumns("on")


class Figure(Keyed, Base):
    """A figure of a follow-up: name, value and unit (antal, procent, SEK)."""

    __tablename__ = "figures"

    follow_up_id: Mapped[int] = mapped_column(
        ForeignKey("follow_ups.id", ondelete="CASCADE"), init=False, index=True
    )
    name: Mapped[str]
    value: Mapped[Decimal] = mapped_column(Numeric(20, 4))
    unit: Mapped[str]

    follow_up: Mapped[FollowUp] = relationship(back_populates="figures", default=None)
