"""The ground of all models: the declarative base, column types and value objects."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Self, overload

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, Text, event, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Mapper, declared_attr, mapped_column
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.types import TypeDecorator

from dialogues_app.models.text import sort_key, stems

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, refused when naive, stored as UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database UTC; SQLite has no zone, so it gets the bare UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give Python an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True)
class Slot:
    """A stretch of time between two instants; the end lies after the start."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a slot needs aware instants")
        if self.ends_at <= self.starts_at:
            raise ValueError("a slot ends after it starts")

    @property
    def length(self) -> timedelta:
        """The time between start and end."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True)
class PartialDate:
    """A date of honest precision: first and last day it can be, and the wording as published.

    Equal days are a day; both None are unknown, whatever the wording says.
    """

    earliest: date | None = None
    latest: date | None = None
    wording: str = ""

    def __post_init__(self) -> None:
        if (self.earliest is None) != (self.latest is None):
            raise ValueError("a partial date knows both its days or neither")
        if self.earliest is not None and self.latest is not None and self.latest < self.earliest:
            raise ValueError("a partial date ends on or after the day it starts")

    @classmethod
    def day(cls, day: date, wording: str = "") -> Self:
        """A date known to the day."""
        return cls(day, day, wording)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read YYYY-MM-DD, YYYY-MM or YYYY; the form gives the precision. Empty is unknown.

        Raises ValueError for anything else.
        """
        parts = text.split("-") if text else []
        if not parts:
            return cls()
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError(f"not a date of the form YYYY-MM-DD, YYYY-MM or YYYY: {text!r}")
        numbers = [int(part) for part in parts]
        if len(numbers) == 3:
            return cls.day(date(*numbers), text)
        year, first, last = numbers[0], numbers[1] if len(numbers) == 2 else 1, numbers[-1]
        month = last if len(numbers) == 2 else 12
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, first, 1), following - timedelta(days=1), text)

    @property
    def is_known(self) -> bool:
        """Whether the days are known at all."""
        return self.earliest is not None

    @property
    def is_day(self) -> bool:
        """Whether the date is known to the day."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def span(self) -> timedelta:
        """How wide the date is; a day is zero, unknown is the widest."""
        if self.earliest is None or self.latest is None:
            return timedelta.max
        return self.latest - self.earliest


class PartialDateColumns:
    """Reads and writes the columns <prefix>_earliest, _latest and _wording as one PartialDate."""

    def __init__(self, prefix: str) -> None:
        self.names = (f"{prefix}_earliest", f"{prefix}_latest", f"{prefix}_wording")

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> PartialDateColumns: ...

    @overload
    def __get__(self, owner: object, kind: type[Any]) -> PartialDate: ...

    def __get__(self, owner: object | None, kind: type[Any]) -> PartialDateColumns | PartialDate:
        if owner is None:
            return self
        return PartialDate(*(getattr(owner, name) for name in self.names))

    def __set__(self, owner: object, value: PartialDate) -> None:
        for name, part in zip(self.names, (value.earliest, value.latest, value.wording), strict=True):
            setattr(owner, name, part)


class Basis(enum.StrEnum):
    """What a value rests on."""

    STATED = "stated"
    ANNOUNCED = "announced"
    INFERRED = "inferred"
    GENERAL = "general"  # a rule that holds for all dialogues, not told for this one


class Audience(enum.StrEnum):
    """Who may see a part; the public sees it once its gate is open as well."""

    BODY = "body"
    ORGANIZERS = "organizers"
    PARTICIPANTS = "participants"
    PUBLIC = "public"


class Level(enum.StrEnum):
    """The level of government or society that a dialogue or measure concerns."""

    EU = "eu"
    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Typed declarative base: constructors by keyword, identity by object."""

    metadata = MetaData(naming_convention=NAMING)
    # True where no public page shows these rows: changing them leaves every public page as it was.
    # False until somebody has made sure, so that a forgotten mark costs time and never shows a stale page.
    is_unseen: ClassVar[bool] = False
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[int]: JSON(),
        str: Text(),
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


class Keyed(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Has a surrogate key."""

    id: Mapped[int] = mapped_column(primary_key=True, init=False, sort_order=-1)


class Versioned(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Is edited on its own: two people who save the same version meet a StaleDataError."""

    version: Mapped[int] = mapped_column(init=False, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]

    def touch(self) -> None:
        """The next flush raises the version, though only rows that hang on this one have changed.

        Who has the record open in a form meets a conflict, and a load of the facts leaves the record alone.
        """
        columns = inspect(type(self)).column_attrs
        flag_modified(self, next(one.key for one in columns if one.key not in ("id", "version")))


class FromFacts(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """May have been loaded from the facts, and then carries their key."""

    fact_key: Mapped[str | None] = mapped_column(default=None, unique=True)


class HasAudience(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Is shown to one audience; `mark` is the short Swedish note that stands beside it."""

    audience: Mapped[Audience] = mapped_column(default=Audience.ORGANIZERS)
    mark: Mapped[str] = mapped_column(default="")

    @property
    def is_public(self) -> bool:
        """Whether the audience is the public; the gate of its dialogue is asked for apart."""
        return self.audience is Audience.PUBLIC


class Searchable(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Keeps the Swedish stems of its words and a sort key (å, ä, ö last), alike on every database."""

    stems: Mapped[str] = mapped_column(init=False, default="")
    sort_key: Mapped[str] = mapped_column(init=False, default="", index=True)

    def words(self) -> str:
        """The text that a search finds this by."""
        raise NotImplementedError

    def sorted_by(self) -> str:
        """The text that lists sort this by."""
        raise NotImplementedError


@event.listens_for(Searchable, "before_insert", propagate=True)
@event.listens_for(Searchable, "before_update", propagate=True)
def _index_words(mapper: Mapper[Any], connection: object, target: Searchable) -> None:
    target.stems = stems(target.words())
    target.sort_key = sort_key(target.sorted_by())
