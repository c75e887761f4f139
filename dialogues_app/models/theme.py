"""The strategy's challenges and focus areas, and the themes that dialogues take up."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import (
    Base,
    Basis,
    FromFacts,
    HasAudience,
    Keyed,
    PartialDateColumns,
    Searchable,
    Versioned,
)
from dialogues_app.models.source import Source, citations


class Challenge(Keyed, Base):
    """One of the strategy's challenges."""

    __tablename__ = "challenges"

    title: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)


class FocusArea(Keyed, Versioned, FromFacts, Base):
    """A focus area of the strategy, with its goal. `mark_key` names its colour and shape on the screens."""

    __tablename__ = "focus_areas"

    name: Mapped[str]
    name_en: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    mark_key: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    goal: Mapped[str] = mapped_column(default="")
    plan_objective: Mapped[str] = mapped_column(default="")
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenges.id"), default=None, init=False)
    challenge_basis: Mapped[Basis | None] = mapped_column(default=None)

    challenge: Mapped[Challenge | None] = relationship(default=None)
    sources: Mapped[list[Source]] = relationship(secondary=citations("focus_areas"), default_factory=list)


class ThemeFocus(Base, kw_only=True):
    """A theme lies in a focus area, on some basis."""

    __tablename__ = "theme_focus_areas"

    theme_id: Mapped[int] = mapped_column(
        ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    focus_area_id: Mapped[int] = mapped_column(ForeignKey("focus_areas.id"), primary_key=True, init=False)
    basis: Mapped[Basis] = mapped_column(default=Basis.STATED)

    focus_area: Mapped[FocusArea] = relationship()
    theme: Mapped[Theme] = relationship(back_populates="focus", default=None)


class Theme(Keyed, Versioned, FromFacts, HasAudience, Searchable, Base):
    """What a dialogue is about; may be set long before any date. In no focus area means cross-cutting or unknown."""

    __tablename__ = "themes"

    title: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    title_en: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    questions: Mapped[list[str]] = mapped_column(default_factory=list)
    planned_earliest: Mapped[date | None] = mapped_column(default=None)
    planned_latest: Mapped[date | None] = mapped_column(default=None)
    planned_wording: Mapped[str] = mapped_column(default="")
    is_practice: Mapped[bool] = mapped_column(default=False)  # opened for a practice dialogue, goes with it

    focus: Mapped[list[ThemeFocus]] = relationship(
        back_populates="theme", default_factory=list, cascade="all, delete-orphan"
    )
    sources: Mapped[list[Source]] = relationship(secondary=citations("themes"), default_factory=list)

    planned = PartialDateColumns("planned")

    def words(self) -> str:
        """Found by title and problem."""
        return f"{self.title} {self.problem}"

    def sorted_by(self) -> str:
        """Sorted by title."""
        return self.title
