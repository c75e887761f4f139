"""Statements are never changed in place: one that no longer stands in the files is withdrawn, and made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from dialogues_app.facts.mapping.fact import LOADER, Values
from dialogues_app.models import PartialDate

CHANGED = "Källfilen har ändrats"
IN_PLACE = frozenset({"audience", "mark"})  # whom a statement is shown to, and how, is not what it says


class Said(NamedTuple):
    """A statement that the files make, by a key of its own."""

    key: str
    make: Any  # the model
    values: Values


def restate(standing: list[Any], wanted: Sequence[Said], at: datetime) -> None:
    """The loaded statements of the list say what is wanted.

    One withdrawn in the product keeps its key, and is not made again. One that the product added has no key, and
    stays.
    """
    loaded = {one.fact_key: one for one in standing if one.fact_key}
    keys = {said.key for said in wanted}
    for key, one in loaded.items():
        if key not in keys and one.stands:
            retract(one, at)
    for said in wanted:
        present = loaded.get(said.key)
        if present is not None and (not present.stands or not differing(present, said.values)):
            continue
        if present is not None:
            retract(present, at)
        standing.append(said.make(fact_key=said.key, recorded_at=at, **said.values))


def retract(statement: Any, at: datetime) -> None:
    """The statement is withdrawn by the loader; its key is free for the one that replaces it."""
    statement.withdraw(by=LOADER, at=at, reason=CHANGED, stated_on=PartialDate())
    statement.fact_key = None


def differing(record: Any, values: Values) -> set[str]:
    """The names of the attributes that have other values."""
    return {name for name, value in values.items() if not _same(getattr(record, name), value)}


def _same(present: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return _identities(present) == _identities(wanted)
    return bool(present == wanted)


def _identities(records: Iterable[Any]) -> set[int]:
    return {id(record) for record in records}
