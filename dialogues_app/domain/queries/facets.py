"""The facets of the archive: for each, which dialogue has which value, under which label and in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, exists, func, literal, not_, select, union_all

from dialogues_app.domain.queries.topics import is_minister, sits_as_minister
from dialogues_app.models import (
    Dialogue,
    DialogueBody,
    DialogueTheme,
    FocusArea,
    Holding,
    Organisation,
    OrganisationKind,
    Person,
    Post,
    PostKind,
    Seat,
    Theme,
    ThemeFocus,
)

CROSS_CUTTING = "tvargaende"
EVERY_DIALOGUE, WITH_SEMINAR = "industrisamtal", "med-expertseminarium"


def _themes() -> Any:
    return select(
        DialogueTheme.dialogue_id.label("dialogue_id"),
        Theme.slug.label("value"),
        Theme.title.label("label"),
        Theme.sort_key.label("position"),
    ).join(Theme, Theme.id == DialogueTheme.theme_id)


def _focus_areas() -> Any:
    in_one = (
        select(
            DialogueTheme.dialogue_id.label("dialogue_id"),
            FocusArea.slug.label("value"),
            FocusArea.name.label("label"),
            FocusArea.position.label("position"),
        )
        .join(ThemeFocus, ThemeFocus.theme_id == DialogueTheme.theme_id)
        .join(FocusArea, FocusArea.id == ThemeFocus.focus_area_id)
    )
    placed = exists().where(
        DialogueTheme.dialogue_id == Dialogue.id, DialogueTheme.theme_id == ThemeFocus.theme_id
    )
    in_none = select(Dialogue.id, literal(CROSS_CUTTING), literal(""), literal(1_000)).where(not_(placed))
    return union_all(in_one, in_none)


def _ministers() -> Any:
    return (
        select(
            Seat.dialogue_id.label("dialogue_id"),
            Person.slug.label("value"),
            Person.name.label("label"),
            Person.sort_key.label("position"),
        )
        .join(Holding, Holding.seat_id == Seat.id)
        .join(Person, Person.id == Holding.person_id)
        .where(sits_as_minister(), Person.slug.is_not(None), is_minister())
    )


def _ministries() -> Any:
    """The ministries that organise the dialogue or whose minister takes part."""
    columns = (
        Organisation.slug.label("value"),
        Organisation.name.label("label"),
        Organisation.sort_key.label("position"),
    )
    ministry = Organisation.kind == OrganisationKind.MINISTRY
    organises = (
        select(DialogueBody.dialogue_id.label("dialogue_id"), *columns)
        .join(Organisation, Organisation.id == DialogueBody.organisation_id)
        .where(ministry)
    )
    minister = and_(Post.person_id == Holding.person_id, Post.kind == PostKind.MINISTER, Post.named_in_public)
    takes_part = (
        select(Seat.dialogue_id, *columns)
        .join(Holding, Holding.seat_id == Seat.id)
        .outerjoin(Post, minister)
        .join(Organisation, Organisation.id == func.coalesce(Seat.organisation_id, Post.organisation_id))
        .where(sits_as_minister(), ministry)
    )
    return union_all(organises, takes_part)


def _levels() -> Any:
    return select(
        Dialogue.id.label("dialogue_id"),
        Dialogue.level.label("value"),
        Dialogue.level.label("label"),
        Dialogue.level.label("position"),
    ).where(Dialogue.level.is_not(None))


def _kinds() -> Any:
    every = select(
        Dialogue.id.label("dialogue_id"),
        literal(EVERY_DIALOGUE).label("value"),
        literal("").label("label"),
        literal(1).label("position"),
    )
    seminar = select(Dialogue.id, literal(WITH_SEMINAR), literal(""), literal(2)).where(Dialogue.with_seminar)
    return union_all(every, seminar)


FACETS: dict[str, Callable[[], Any]] = {
    "theme": _themes,
    "focus": _focus_areas,
    "minister": _ministers,
    "ministry": _ministries,
    "level": _levels,
    "kind": _kinds,
}
