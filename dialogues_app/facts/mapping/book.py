"""Finds the records that facts refer to: those just made, else those in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.models import Challenge, FormerSlug, SlugKind, Source
from dialogues_app.models import text as swedish
from dialogues_app.models.base import Base

M = TypeVar("M", bound=Base)


class Removed(Exception):
    """A record that a fact needs was loaded once and has been removed in the product."""


class Book:
    """The records of one load, by model and fact key."""

    def __init__(self, session: Session, present: Collection[tuple[type[Base], str]]) -> None:
        """`present` are the models and fact keys of what the database has: nothing else is asked for there."""
        self._session = session
        self._present = present
        self._records: dict[tuple[type[Base], str], Base] = {}
        self._challenges: dict[str, Challenge] = {}
        self._slugs: dict[type[Base], set[str]] = {}

    def add(self, record: M, key: str = "") -> M:
        """The record will be saved, and is found by the key."""
        self._session.add(record)
        if key:
            self._records[type(record), key] = record
        return record

    def flush(self) -> None:
        """What has been written so far is in the database."""
        self._session.flush()

    def find(self, model: type[M], key: str) -> M | None:
        """The record with this fact key."""
        found: Any = self._records.get((model, key))
        if found is None and (model, key) in self._present:
            column: Any = model.fact_key  # type: ignore[attr-defined]
            found = self._session.scalar(select(model).where(column == key))
            if found is not None:
                self._records[model, key] = found
        return found  # type: ignore[no-any-return]

    def get(self, model: type[M], key: str) -> M:
        """The record with this fact key. Raises Removed where the product no longer has it."""
        found = self.find(model, key)
        if found is None:
            raise Removed(f"{model.__name__} {key}")
        return found

    def optional(self, model: type[M], key: str) -> M | None:
        """The record with this fact key; none where no key is given."""
        return self.get(model, key) if key else None

    def sources(self, keys: Iterable[str]) -> list[Source]:
        """The sources with these keys, in that order."""
        return [self.get(Source, key) for key in keys]

    def challenge(self, title: str, position: int) -> Challenge:
        """The challenge with this title, made where there is none."""
        found = self._challenges.get(title) or self._session.scalar(
            select(Challenge).where(Challenge.title == title)
        )
        self._challenges[title] = found or self.add(Challenge(title=title, position=position))
        return self._challenges[title]

    def slug(self, model: type[Base], kind: SlugKind | None, text: str) -> str:
        """An address of this text that no record has or had."""
        wanted = swedish.slug(text)
        taken = self._taken(model, kind)
        tries = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
        found = next(slug for slug in tries if slug not in taken)
        taken.add(found)
        return found

    def _taken(self, model: type[Base], kind: SlugKind | None) -> set[str]:
        if model not in self._slugs:
            column: Any = model.slug  # type: ignore[attr-defined]
            former = select(FormerSlug.slug).where(FormerSlug.kind == kind)
            self._slugs[model] = {*self._session.scalars(select(column))} | {*self._session.scalars(former)}
        return self._slugs[model]
