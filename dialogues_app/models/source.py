"""Sources: where a statement of fact can be read."""

from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import Mapped, mapped_column

from dialogues_app.models.base import Base, FromFacts, Keyed, PartialDateColumns, Versioned


class SourceKind(enum.StrEnum):
    """What sort of source it is."""

    SEED = "seed"
    PRIMARY = "primary"
    PRIMARY_COPY = "primary_copy"
    PARTICIPANT = "participant"
    PRESS = "press"
    EVALUATION = "evaluation"
    DOCUMENT = "document"  # a document of the case itself, entered in the product


class Source(Keyed, Versioned, FromFacts, Base):
    """A page or document. `is_public` is false while only rows that the public may not see cite it."""

    __tablename__ = "sources"

    title: Mapped[str]
    kind: Mapped[SourceKind]
    publisher: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    published_earliest: Mapped[date | None] = mapped_column(default=None)
    published_latest: Mapped[date | None] = mapped_column(default=None)
    published_wording: Mapped[str] = mapped_column(default="")

    published = PartialDateColumns("published")


def citations(table: str) -> Table:
    """The association table by which the rows of a table cite their sources."""
    return Table(
        f"{table}_sources",
        Base.metadata,
        Column("row_id", Integer, ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=True),
        Column("source_id", Integer, ForeignKey("sources.id"), primary_key=True, index=True),
    )
