"""Addresses of pages that have changed, and what the loader of the facts has written."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dialogues_app.models.base import Base, Keyed


class SlugKind(enum.StrEnum):
    """What a slug is the address of."""

    DIALOGUE = "dialogue"
    THEME = "theme"
    FOCUS_AREA = "focus_area"
    PERSON = "person"
    MEASURE = "measure"
    ORGANISATION = "organisation"


class FormerSlug(Keyed, Base):
    """A slug that answers 301 to the present one of the same row."""

    __tablename__ = "former_slugs"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    kind: Mapped[SlugKind]
    slug: Mapped[str]
    target_id: Mapped[int]


class LoadedFact(Keyed, Base):
    """One row of the facts as last loaded. A record whose version is another was edited in the product."""

    __tablename__ = "loaded_facts"
    is_unseen = True
    __table_args__ = (UniqueConstraint("file", "key"),)

    file: Mapped[str]
    key: Mapped[str]
    checksum: Mapped[str]
    loaded_at: Mapped[datetime]
    version: Mapped[int | None] = mapped_column(default=None)


class FactsLoad(Keyed, Base):
    """One complete load of the facts, by the checksum of all files."""

    __tablename__ = "facts_loads"
    is_unseen = True

    checksum: Mapped[str]
    loaded_at: Mapped[datetime]
