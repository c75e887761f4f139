"""Money as a measure's row states it: in all, per year, year by year, or in words alone."""

from __future__ import annotations

from collections.abc import Iterator

from dialogues_app.facts.mapping.book import Book
from dialogues_app.facts.mapping.statements import Said
from dialogues_app.facts.rows import MeasureRow
from dialogues_app.facts.words import QUALIFIERS
from dialogues_app.models import AmountKind, AmountStatement


def amounts(row: MeasureRow, book: Book) -> Iterator[Said]:
    """One statement per amount; the source's "högst" goes with each, the rest of the note with the first."""
    qualifier, note = _parted(row.amount_note_sv)
    for number, (kind, sek, year) in enumerate(_stated(row)):
        values = {
            "kind": kind,
            "sek": sek,
            "year": year,
            "qualifier": qualifier,
            "note": "" if number else note,
            "sources": book.sources(row.source_ids),
        }
        yield Said(f"{row.key}/amount/{kind.value}/{year or ''}".rstrip("/"), AmountStatement, values)


def _stated(row: MeasureRow) -> list[tuple[AmountKind, int | None, int | None]]:
    found: list[tuple[AmountKind, int | None, int | None]] = []
    if row.amount_sek_total is not None:
        found.append((AmountKind.TOTAL, row.amount_sek_total, None))
    if row.amount_sek_per_year is not None:
        found.append((AmountKind.PER_YEAR, row.amount_sek_per_year, None))
    found += [(AmountKind.IN_YEAR, sek, year) for year, sek in row.amount_split]
    if not found and row.amount_note_sv:
        found.append((AmountKind.TOTAL, None, None))
    return found


def _parted(note: str) -> tuple[str, str]:
    """The qualifier that a note begins with, and the rest of it."""
    first, _semicolon, rest = note.partition(";")
    if first.strip().lower() in QUALIFIERS:
        return first.strip().lower(), rest.strip()
    return "", note
