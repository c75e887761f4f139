"""Themes, focus areas and ministers: what their lists and pages tell."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.domain.queries.dialogues import is_shown, is_shown_outcome, outcome_parts, row_parts
from dialogues_app.models import (
    MINISTERIAL,
    Audience,
    Dialogue,
    DialogueTheme,
    FocusArea,
    Holding,
    Outcome,
    Person,
    Post,
    PostKind,
    Seat,
    Theme,
    ThemeFocus,
)


def seen_themes() -> Select[Theme]:
    """The themes that the public may see: their own audience is the public, or a shown dialogue has them."""
    taken = select(DialogueTheme.theme_id).join(Dialogue).where(is_shown())
    return (
        select(Theme)
        .where(or_(Theme.audience == Audience.PUBLIC, Theme.id.in_(taken)))
        .options(selectinload(Theme.focus).joinedload(ThemeFocus.focus_area), selectinload(Theme.sources))
        .order_by(Theme.sort_key, Theme.id)
    )


def outcomes_on(theme_id: int) -> Select[Outcome]:
    """The public outcomes of the dialogues on a theme, newest dialogue first."""
    on_theme = select(DialogueTheme.dialogue_id).where(DialogueTheme.theme_id == theme_id)
    return (
        select(Outcome)
        .join(Dialogue, Dialogue.id == Outcome.dialogue_id)
        .where(is_shown_outcome(), Outcome.dialogue_id.in_(on_theme))
        .options(joinedload(Outcome.dialogue).options(*row_parts()), *outcome_parts())
        .order_by(Dialogue.held_latest.desc(), Outcome.number, Outcome.id)
    )


def themes_taken_up() -> Select[int, int]:
    """Theme id and the number of shown dialogues about it."""
    return (
        select(DialogueTheme.theme_id, func.count())
        .join(Dialogue)
        .where(is_shown())
        .group_by(DialogueTheme.theme_id)
        .order_by(DialogueTheme.theme_id)
    )


def focus_areas() -> Select[FocusArea]:
    """The focus areas in the strategy's order, with challenge and sources."""
    return (
        select(FocusArea)
        .options(joinedload(FocusArea.challenge), selectinload(FocusArea.sources))
        .order_by(FocusArea.position, FocusArea.id)
    )


def ministers() -> Select[Person]:
    """Everybody with a public post as minister who has an address, in Swedish order, with posts."""
    return (
        select(Person)
        .where(Person.slug.is_not(None), is_minister())
        .options(
            selectinload(Person.posts).joinedload(Post.organisation), selectinload(Person.posts, Post.sources)
        )
        .order_by(Person.sort_key, Person.id)
    )


def is_minister() -> ColumnElement[bool]:
    """The person has a post as minister that the public may read; the minister of the practice is nobody."""
    post = exists().where(Post.person_id == Person.id, Post.named_in_public, Post.kind == PostKind.MINISTER)
    return and_(Person.is_practice.is_(False), post)


def dialogues_per_minister() -> Select[int | None, int]:
    """Person id and the number of shown dialogues with that minister."""
    return (
        select(Holding.person_id, func.count(Dialogue.id.distinct()))
        .join(Seat, Seat.id == Holding.seat_id)
        .join(Dialogue, Dialogue.id == Seat.dialogue_id)
        .where(is_shown(), sits_as_minister(), Holding.person_id.is_not(None))
        .group_by(Holding.person_id)
        .order_by(Holding.person_id)
    )


def sits_as_minister() -> ColumnElement[bool]:
    """The seat is a minister's and the holding lasts."""
    return and_(Seat.role.in_(MINISTERIAL), Seat.withdrawn_at.is_(None), Holding.ended_at.is_(None))
