"""Challenges, focus areas and themes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from dialogues_app.facts.collected import Facts
from dialogues_app.facts.mapping.book import Book
from dialogues_app.facts.mapping.fact import Fact, Values, raw
from dialogues_app.facts.rows import FocusAreaRow, ThemeRow
from dialogues_app.facts.words import CROSS_CUTTING_MARK, MARK_KEYS
from dialogues_app.models import Audience, FocusArea, SlugKind, Theme, ThemeFocus


def facts_of(facts: Facts) -> Iterator[Fact]:
    """Each record of this aggregate that the files ask for."""
    for position, area in enumerate(facts.of(FocusAreaRow)):
        yield Fact(
            FocusArea,
            area.FILE,
            area.key,
            [raw(area), position],
            partial(_focus_area, area, position),
            partial(_area_address, area),
        )
    for theme in facts.of(ThemeRow):
        yield Fact(
            Theme,
            theme.FILE,
            theme.key,
            raw(theme),
            partial(_theme, theme),
            partial(_theme_address, theme),
            partial(_place, theme),
        )


def _focus_area(row: FocusAreaRow, position: int, book: Book) -> Values:
    return {
        "name": row.name_sv,
        "name_en": row.name_en,
        "mark_key": MARK_KEYS.get(row.name_sv, CROSS_CUTTING_MARK),
        "position": position,
        "goal": row.goal_summary_sv,
        "plan_objective": row.plan1_objective_summary_sv,
        "challenge": book.challenge(row.challenge_sv, position) if row.challenge_sv else None,
        "challenge_basis": row.challenge_basis,
        "sources": book.sources(row.source_ids),
    }


def _area_address(row: FocusAreaRow, book: Book, _at: datetime) -> Values:
    return {"slug": book.slug(FocusArea, SlugKind.FOCUS_AREA, row.name_sv)}


def _theme(row: ThemeRow, book: Book) -> Values:
    return {
        "title": row.title_sv,
        "title_en": row.title_en,
        "audience": Audience.PUBLIC,
        "sources": book.sources(row.source_ids),
    }


def _theme_address(row: ThemeRow, book: Book, _at: datetime) -> Values:
    return {"slug": book.slug(Theme, SlugKind.THEME, row.title_sv)}


def _place(row: ThemeRow, theme: Theme, book: Book, _at: datetime) -> None:
    """The theme lies in the focus area of its row, and in no other."""
    area = book.optional(FocusArea, row.focus_area_id)
    theme.focus[:] = [focus for focus in theme.focus if focus.focus_area is area]
    if area is not None and row.focus_area_basis is not None:
        if not theme.focus:
            theme.focus.append(ThemeFocus(focus_area=area))
        theme.focus[0].basis = row.focus_area_basis
