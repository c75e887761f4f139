"""Brings the records in line with the files, in the caller's transaction, and leaves alone what was edited."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import facts as fact_files
from dialogues_app.facts.mapping import wanted
from dialogues_app.facts.mapping.book import Book, Removed
from dialogues_app.facts.mapping.fact import Fact
from dialogues_app.facts.mapping.statements import IN_PLACE, differing, retract
from dialogues_app.facts.reading import read
from dialogues_app.models import FactsLoad, LoadedFact
from dialogues_app.models.base import Base

Place = tuple[str, str]  # file and key


class Verdict(enum.StrEnum):
    """What became of one fact."""

    LOADED = "loaded"
    CHANGED = "changed"
    SKIPPED = "skipped"  # as it was loaded, and so are the files
    KEPT = "kept"  # edited or removed in the product, and left alone


@dataclass
class Report:
    """What a load did: how many rows of each file, which were kept, which are in the files no more."""

    counts: dict[str, Counter[Verdict]] = field(default_factory=dict)
    kept: list[Place] = field(default_factory=list)
    gone: list[Place] = field(default_factory=list)

    def add(self, fact: Fact, verdict: Verdict) -> None:
        """The fact, and the rows that come with it, met this verdict."""
        for file, rows in ((fact.file, 1), *fact.along):
            self.counts.setdefault(file, Counter())[verdict] += rows
        if verdict is Verdict.KEPT:
            self.kept.append((fact.file, fact.key))

    def total(self, verdict: Verdict) -> int:
        """How many rows met this verdict."""
        return sum(count[verdict] for count in self.counts.values())


def load(session: Session, directory: Path, *, at: datetime) -> Report:
    """The records say what the files say, but for those edited in the product. The caller commits.

    Raises BrokenFacts before anything is written.
    """
    facts = list(wanted(read(directory)))
    report = Report()
    with session.no_autoflush:
        known = {(one.file, one.key): one for one in session.scalars(select(LoadedFact))}
        versions = _versions(session, facts)
        edited = _edited(facts, known, versions)
        book = Book(session, versions.keys())
        for fact in facts:
            report.add(fact, _load_one(fact, book, known, edited=edited, at=at))
    session.flush()
    _remember_versions(session, facts, known, edited)
    report.gone = sorted(known.keys() - {(fact.file, fact.key) for fact in facts})
    _remember_load(session, fact_files.checksum(directory), at)
    session.flush()
    return report


def _load_one(
    fact: Fact, book: Book, known: dict[Place, LoadedFact], *, edited: set[Place], at: datetime
) -> Verdict:
    place = (fact.file, fact.key)
    if place in edited:
        return Verdict.KEPT
    before = known.get(place)
    if before is not None and before.checksum == fact.checksum:
        return Verdict.SKIPPED
    try:
        _write(fact, book, at)
    except Removed:
        return Verdict.KEPT
    if before is None:
        known[place] = book.add(
            LoadedFact(file=fact.file, key=fact.key, checksum=fact.checksum, loaded_at=at)
        )
        return Verdict.LOADED
    before.checksum, before.loaded_at = fact.checksum, at
    return Verdict.CHANGED


def _write(fact: Fact, book: Book, at: datetime) -> None:
    """The record of a fact is made, changed, or replaced where it is a statement."""
    values = fact.values(book)
    record: Any = book.find(fact.model, fact.key)
    if record is not None and fact.is_statement and differing(record, values) - IN_PLACE:
        retract(record, at)
        book.flush()  # the key is free before another takes it
        record = None
    if record is None:
        made = fact.model(fact_key=fact.key, **values, **fact.once(book, at))
        record = book.add(made, fact.key)
    else:
        for name in differing(record, values):
            setattr(record, name, values[name])
    fact.settle(record, book, at)


def _versions(session: Session, facts: Iterable[Fact]) -> dict[tuple[type[Base], str], int]:
    """The versions of the records in the database, by model and fact key."""
    found = {}
    for model in dict.fromkeys(fact.model for fact in facts):
        columns: Any = model
        rows = session.execute(select(columns.fact_key, columns.version).where(columns.fact_key.is_not(None)))
        found.update({(model, key): version for key, version in rows})
    return found


def _edited(
    facts: Iterable[Fact], known: dict[Place, LoadedFact], versions: dict[tuple[type[Base], str], int]
) -> set[Place]:
    """The facts whose records are no longer as they were loaded: of another version, or removed."""
    return {
        place
        for fact in facts
        if (place := (fact.file, fact.key)) in known
        and known[place].version != versions.get((fact.model, fact.key))
    }


def _remember_versions(
    session: Session, facts: Iterable[Fact], known: dict[Place, LoadedFact], edited: set[Place]
) -> None:
    """What the loader itself has written counts as loaded, not as edited."""
    versions = _versions(session, list(facts))
    for fact in facts:
        place = (fact.file, fact.key)
        if place in known and place not in edited:
            known[place].version = versions.get((fact.model, fact.key))


def _remember_load(session: Session, checksum: str, at: datetime) -> None:
    last = session.scalar(select(FactsLoad).order_by(FactsLoad.id.desc()).limit(1))
    if last is None or last.checksum != checksum:
        session.add(FactsLoad(checksum=checksum, loaded_at=at))


def is_loaded(session: Session, directory: Path) -> bool:
    """Whether the last load was of just these files."""
    last = session.scalar(select(FactsLoad).order_by(FactsLoad.id.desc()).limit(1))
    return last is not None and last.checksum == fact_files.checksum(directory)
