"""Two rows of the register become one, and can become two again.

Everything that pointed at the one that goes points at the one that stays. What could not be moved, because the other
one had it already, is kept as it was and put back by undo. Statements are run by `execute`, in the caller's transaction.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, and_, delete, insert, select, update

from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    Base,
    Event,
    FormerSlug,
    Merge,
    Organisation,
    Person,
    RegisterKind,
    SlugKind,
)

Execute = Callable[[Any], Any]
MODELS: dict[RegisterKind, type[Organisation | Person]] = {
    RegisterKind.ORGANISATIONS: Organisation,
    RegisterKind.PEOPLE: Person,
}
SLUGS = {RegisterKind.ORGANISATIONS: SlugKind.ORGANISATION, RegisterKind.PEOPLE: SlugKind.PERSON}
SUBJECTS = {RegisterKind.ORGANISATIONS: "organisation", RegisterKind.PEOPLE: "person"}


def merge(
    kept: Organisation | Person, gone: Organisation | Person, *, execute: Execute, by: Actor, at: datetime
) -> tuple[Merge, Event]:
    """`gone` is no more, and all that was its own is `kept`'s; returns the merge and its trace, to be stored.

    Raises Invalid: `other` is the `same`, of another `kind`, or an `organiser` (who plans the dialogues).
    """
    kind = _kind_of(kept, gone)
    table = _table(kind)
    moved: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    for column in pointing_at(table):
        _move(column, gone.id, kept.id, execute, moved, dropped)
    _move_slugs(kind, gone.id, kept.id, execute, moved)
    former = _stored(table, execute(select(table).where(table.c.id == gone.id)).mappings().one())
    state = {"row": former, "moved": moved, "dropped": dropped}
    if former.get("slug"):
        execute(insert(FormerSlug).values(kind=SLUGS[kind], slug=former["slug"], target_id=kept.id))
    execute(delete(table).where(table.c.id == gone.id))
    made = Merge(
        kind=kind,
        kept_id=kept.id,
        gone_id=gone.id,
        gone_label=gone.name,
        made_at=at,
        actor_label=by.label,
        state=state,
    )
    what = {"subject_kind": SUBJECTS[kind], "subject_id": kept.id}
    return made, Event.by(by, "merged", at=at, **what)


def undo(merge: Merge, *, execute: Execute, by: Actor, at: datetime) -> Event:
    """Both are there again, each with its own, as far as nobody has changed it since; returns the trace.

    Raises IllegalTransition once undone, or when the one that stayed has itself been merged away.
    """
    table = _table(merge.kind)
    here = execute(select(table.c.id).where(table.c.id == merge.kept_id)).first()
    if merge.undone_at is not None or here is None:
        raise IllegalTransition(subject="merge", state="undone", verb="undo")
    row = _live(table, merge.state["row"])
    if row.get("slug"):
        gone = FormerSlug.__table__
        same = and_(gone.c.kind == SLUGS[merge.kind], gone.c.slug == row["slug"])
        execute(delete(FormerSlug).where(same))
    execute(insert(table).values(**row))
    for one in merge.state["moved"]:
        _move_back(one, merge, execute)
    for one in merge.state["dropped"]:
        owner = Base.metadata.tables[one["table"]]
        execute(insert(owner).values(**_live(owner, one["row"])))
    merge.undone_at = at
    return Event.by(by, "merge_undone", at=at, subject_kind=SUBJECTS[merge.kind], subject_id=merge.kept_id)


def pointing_at(table: Table) -> list[Column[Any]]:
    """Every column of the schema that refers to a row of this table."""
    return [
        column
        for other in Base.metadata.sorted_tables
        for column in other.columns
        if any(key.column is table.c.id for key in column.foreign_keys)
    ]


def _kind_of(kept: Organisation | Person, gone: Organisation | Person) -> RegisterKind:
    if type(kept) is not type(gone):
        raise Invalid("other", "kind")
    if kept.id == gone.id:
        raise Invalid("other", "same")
    if isinstance(gone, Organisation):
        if gone.is_organiser:
            raise Invalid("other", "organiser")
        return RegisterKind.ORGANISATIONS
    if gone.is_practice or kept.is_practice:  # type: ignore[union-attr]  # the same class as `gone`
        raise Invalid("other", "organiser")
    return RegisterKind.PEOPLE


def _table(kind: RegisterKind) -> Table:
    table: Table = Base.metadata.tables[MODELS[kind].__tablename__]
    return table


def _move(  # noqa: PLR0913, PLR0917  (one column of one table, with the two lists that undo needs)
    column: Column[Any],
    gone_id: int,
    kept_id: int,
    execute: Execute,
    moved: list[dict[str, Any]],
    dropped: list[dict[str, Any]],
) -> None:
    table = column.table
    rows = execute(select(table).where(column == gone_id)).mappings().all()
    for row in rows:
        key = {one.name: row[one.name] for one in table.primary_key}
        if _is_there(table, column, row, kept_id, execute):
            dropped.append({"table": table.name, "row": _stored(table, row)})
            execute(delete(table).where(_same(table, key)))
            continue
        execute(update(table).where(_same(table, key)).values(**_raised(table), **{column.name: kept_id}))
        after = key | ({column.name: kept_id} if column.name in key else {})
        moved.append({"table": table.name, "column": column.name, "key": after})


def _move_slugs(
    kind: RegisterKind, gone_id: int, kept_id: int, execute: Execute, moved: list[dict[str, Any]]
) -> None:
    """Addresses that led to the one that goes lead to the one that stays; no foreign key says so."""
    table: Table = Base.metadata.tables[FormerSlug.__tablename__]
    here = and_(table.c.kind == SLUGS[kind], table.c.target_id == gone_id)
    for key in execute(select(table.c.id).where(here)).scalars().all():
        execute(update(table).where(table.c.id == key).values(target_id=kept_id))
        moved.append({"table": table.name, "column": "target_id", "key": {"id": key}})


def _move_back(one: dict[str, Any], merge: Merge, execute: Execute) -> None:
    """Only what still points at the one that stayed."""
    table = Base.metadata.tables[one["table"]]
    column = table.c[one["column"]]
    here = and_(_same(table, one["key"]), column == merge.kept_id)
    execute(update(table).where(here).values(**_raised(table), **{column.name: merge.gone_id}))


def _is_there(table: Table, column: Column[Any], row: Any, kept_id: int, execute: Execute) -> bool:
    """Whether the one that stays has this already, so that moving would make a double."""
    for names in _unique_sets(table):
        if column.name not in names:
            continue
        like = {name: kept_id if name == column.name else row[name] for name in names}
        if None not in like.values() and execute(select(table).where(_same(table, like))).first():
            return True
    return False


def _unique_sets(table: Table) -> list[list[str]]:
    found = [[column.name for column in table.primary_key]]
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint):
            found.append([column.name for column in rule.columns])
    return found


def _same(table: Table, values: dict[str, Any]) -> Any:
    return and_(*(table.c[name] == value for name, value in values.items()))


def _raised(table: Table) -> dict[str, Any]:
    """Whoever has the row open in a form meets a conflict, and a load of the facts leaves it alone."""
    return {"version": table.c.version + 1} if "version" in table.c else {}


def _stored(table: Table, row: Any) -> dict[str, Any]:
    """The row as plain values that a JSON column takes."""
    plain: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if isinstance(value, enum.Enum):
            value = value.value
        elif isinstance(value, datetime | date):
            value = value.isoformat()
        plain[column.name] = value
    return plain


def _live(table: Table, stored: dict[str, Any]) -> dict[str, Any]:
    """The plain values as the columns want them."""
    return {name: _typed(table.c[name], value) for name, value in stored.items() if name in table.c}


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    wanted = column.type.python_type
    if issubclass(wanted, enum.Enum):
        return wanted(value)
    if wanted in (datetime, date):
        return wanted.fromisoformat(value)
    return value
