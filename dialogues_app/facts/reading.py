"""The files of the facts, read and checked whole: all that is wrong is told at once, and where."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from dialogues_app.facts.cells import Cell
from dialogues_app.facts.collected import BrokenFacts, Facts, Keys, Problem
from dialogues_app.facts.rows import KINDS
from dialogues_app.facts.rows.base import Row
from dialogues_app.facts.rules import broken

R = TypeVar("R", bound=Row)
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class _Record:
    line: int
    cells: dict[str, str]


def read(directory: Path) -> Facts:
    """The facts of a directory. Raises BrokenFacts with every problem of every file."""
    problems = list(_strangers(directory))
    records = {kind: list(_records(directory / f"{kind.FILE}.csv", kind, problems)) for kind in KINDS}
    unread = {problem.file for problem in problems}
    keys = _all_keys(records, problems)
    for kind in KINDS:
        if (
            f"{kind.FILE}.csv" in unread
        ):  # its keys are not all known, so nothing is said of references to them
            keys = {file: found for file, found in keys.items() if file.split("#")[0] != kind.FILE}
    rows = {
        kind: [row for record in found if (row := _row(kind, record, keys, problems))]
        for kind, found in records.items()
    }
    facts = Facts(rows, keys)
    problems += broken(facts)
    if problems:
        raise BrokenFacts(problems)
    return facts


def _strangers(directory: Path) -> Iterator[Problem]:
    known = {f"{kind.FILE}.csv" for kind in KINDS}
    for path in directory.glob("*.csv"):
        if path.name not in known:
            yield Problem(path.name, 0, "", "is none of the files of the facts")


def _records(path: Path, kind: type[Row], problems: list[Problem]) -> Iterator[_Record]:
    """The rows of a file as text, where its header names each column once."""
    content = _decoded(path, problems)
    if content is None:
        return
    lines = csv.reader(io.StringIO(content, newline=""), strict=True)
    line = 0
    try:
        header = next(lines, [])
        if wrong := list(_header_problems(path.name, kind, header)):
            problems += wrong
            return
        line = lines.line_num
        for cells in lines:
            if len(cells) == len(header):
                yield _Record(line + 1, dict(zip(header, cells, strict=True)))
            else:
                reason = f"has {len(cells)} cells where the header has {len(header)} columns"
                problems.append(Problem(path.name, line + 1, "", reason))
            line = lines.line_num
    except csv.Error as error:
        problems.append(Problem(path.name, line + 1, "", f"is not well-formed CSV: {error}"))


def _decoded(path: Path, problems: list[Problem]) -> str | None:
    try:
        content = path.read_bytes()
    except OSError:
        problems.append(Problem(path.name, 0, "", "is missing or cannot be read"))
        return None
    if content.startswith(BOM):
        problems.append(
            Problem(path.name, 1, "", "begins with a byte order mark; save it as UTF-8 without one")
        )
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = f"is not UTF-8: byte {content[error.start]:#04x}"
        problems.append(Problem(path.name, line, _column_at(content, error.start), reason))
        return None


def _column_at(content: bytes, position: int) -> str:
    """The column that a byte stands in, as far as the text before it tells."""
    before = content[content.rfind(b"\n", 0, position) + 1 : position].decode("utf-8", "replace")
    header = next(csv.reader([content.split(b"\n", 1)[0].decode("utf-8", "replace")]), [])
    place = len(next(csv.reader([before]), [""])) - 1
    return header[place] if 0 <= place < len(header) else ""


def _header_problems(file: str, kind: type[Row], header: list[str]) -> Iterator[Problem]:
    wanted = list(_cells(kind))
    for column in wanted:
        if column not in header:
            yield Problem(file, 1, column, "is missing")
    for column in dict.fromkeys(header):
        if column not in wanted:
            yield Problem(file, 1, column, "is no column of this file")
        elif header.count(column) > 1:
            yield Problem(file, 1, column, "stands twice")


def _cells(kind: type[Row]) -> dict[str, Cell]:
    return {one.name: one.metadata["cell"] for one in fields(kind) if "cell" in one.metadata}


def _all_keys(records: dict[type[Row], list[_Record]], problems: list[Problem]) -> Keys:
    """What references may name: the keys of each file, also of rows that are broken, and people by their own key."""
    keys: Keys = {}
    for kind, found in records.items():
        seen: dict[tuple[str, ...], int] = {}
        for record in found:
            key = tuple(record.cells[column] for column in kind.KEY)
            if all(key) and key in seen:
                reason = f"{'/'.join(key)!r} stands in line {seen[key]} already"
                problems.append(Problem(f"{kind.FILE}.csv", record.line, kind.KEY[0], reason))
            seen.setdefault(key, record.line)
        keys[kind.FILE] = {"/".join(key) for key in seen}
        if "person_id" in _cells(kind) and not _cells(kind)["person_id"].refers_to:
            keys[f"{kind.FILE}#person_id"] = {record.cells["person_id"] for record in found}
    return keys


def _row(kind: type[R], record: _Record, keys: Keys, problems: list[Problem]) -> R | None:
    values: dict[str, Any] = {}
    for column, cell in _cells(kind).items():
        try:
            values[column] = _value(cell, record.cells[column], keys)
        except ValueError as error:
            problems.append(Problem(f"{kind.FILE}.csv", record.line, column, str(error)))
    if len(values) < len(record.cells):
        return None
    return kind(line=record.line, raw=record.cells, **values)


def _value(cell: Cell, text: str, keys: Keys) -> Any:
    """What the text of a cell says. Raises ValueError with the reason where it says nothing that can be used."""
    if not text:
        if cell.required:
            raise ValueError("is empty")
        return cell.empty
    value = cell.read(text)
    if cell.refers_to:
        named = value if isinstance(value, tuple) else (value,)
        known = keys.get(cell.refers_to, set(named))
        unknown = [key for key in named if key not in known]
        if unknown:
            file = cell.refers_to.split("#")[0]
            raise ValueError(f"{', '.join(unknown)} is not in {file}.csv")
    return value
