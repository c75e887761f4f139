"""A CSV for the register, row by row: what each says, and what is wrong with it. Nothing is guessed from a name."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field

from dialogues_app.domain.addresses import normalise_address
from dialogues_app.errors import Invalid
from dialogues_app.models import OrganisationKind, PartialDate, RegisterKind, Side, SizeClass

MOST_ROWS, LONGEST_FIELD = 5000, 300
HEADS = {
    RegisterKind.ORGANISATIONS: ("namn", "kortnamn", "slag", "part", "storlek", "bransch", "region"),
    RegisterKind.PEOPLE: ("namn", "titel", "organisation", "fran", "till", "adress"),
}
# What a file may say for the values of the register: the stored word, or its English key.
SIDES = {one.value: one for one in Side}
KINDS = {one.value: one for one in OrganisationKind}
SIZES = {one.value: one for one in SizeClass}


@dataclass(frozen=True)
class Row:
    """One row of the file: its cells by heading, and (heading, code) of everything that is wrong with it."""

    number: int  # of the line in the file where the row ends
    cells: dict[str, str]
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether it can be read in."""
        return not self.faults

    @property
    def is_known(self) -> bool:
        """Whether nothing is wrong but that the register has it already; such a row is left out."""
        return bool(self.faults) and all(code == "known" for _name, code in self.faults)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the register holds already, to compare with: names in lower case, addresses in their normal form."""

    organisations: Collection[str]
    addresses: Collection[str] = ()


def read(text: str, kind: RegisterKind, known: Known) -> list[Row]:
    """The rows, each with its faults.

    Raises Invalid: `file` is `empty`, `heading` (the columns are not the expected), `too_many` rows, or `broken`.
    """
    head, lines = _lines(text)
    wanted = HEADS[kind]
    if head is None:
        raise Invalid("file", "empty")
    if not set(head) <= set(wanted) or "namn" not in head or len(set(head)) < len(head):
        raise Invalid("file", "heading", wanted=", ".join(wanted))
    if len(lines) > MOST_ROWS:
        raise Invalid("file", "too_many", longest=MOST_ROWS)
    seen: set[str] = set()
    return [_row(number, head, cells, kind, known, seen) for number, cells in lines]


def partial(text: str) -> PartialDate:
    """A date of the form YYYY, YYYY-MM or YYYY-MM-DD. Raises ValueError for anything else."""
    return PartialDate.parse(text)


def _lines(text: str) -> tuple[list[str] | None, list[tuple[int, list[str]]]]:
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as bad:
        raise Invalid("file", "broken", line=reader.line_num) from bad
    if not rows:
        return None, []
    return [cell.strip().lower() for cell in rows[0][1]], rows[1:]


def _row(  # noqa: PLR0913, PLR0917  (a row is judged by all of these)
    number: int, head: list[str], given: list[str], kind: RegisterKind, known: Known, seen: set[str]
) -> Row:
    cells = dict.fromkeys(HEADS[kind], "") | {
        name: _unquoted(cell) for name, cell in zip(head, given, strict=False)
    }
    faults = [("namn", "field_count")] if len(given) != len(head) else []
    faults += [(name, "too_long") for name, cell in cells.items() if len(cell) > LONGEST_FIELD]
    faults += [(name, "control") for name, cell in cells.items() if not cell.isprintable()]
    if not cells["namn"]:
        faults.append(("namn", "missing"))
    of_kind = _organisation if kind is RegisterKind.ORGANISATIONS else _person
    if not faults:
        faults = of_kind(cells, known, seen)
    return Row(number, cells, faults)


def _organisation(cells: dict[str, str], known: Known, seen: set[str]) -> list[tuple[str, str]]:
    tables = (("slag", KINDS), ("part", SIDES), ("storlek", SIZES))
    faults = [(name, "unknown") for name, table in tables if cells[name] and cells[name].lower() not in table]
    name = cells["namn"].casefold()
    if name in known.organisations:
        faults.append(("namn", "known"))
    if name in seen:
        faults.append(("namn", "twice"))
    seen.add(name)
    return faults


def _person(cells: dict[str, str], known: Known, seen: set[str]) -> list[tuple[str, str]]:
    faults = []
    if cells["organisation"] and cells["organisation"].casefold() not in known.organisations:
        faults.append(("organisation", "unknown"))
    if cells["organisation"] and not cells["titel"]:
        faults.append(("titel", "missing"))
    faults += _period(cells)
    if cells["adress"]:
        try:
            cells["adress"] = normalise_address(cells["adress"])
        except Invalid:
            return [*faults, ("adress", "address")]
        if cells["adress"] in known.addresses:
            faults.append(("adress", "known"))
        if cells["adress"] in seen:
            faults.append(("adress", "twice"))
        seen.add(cells["adress"])
    return faults


def _period(cells: dict[str, str]) -> list[tuple[str, str]]:
    found = {}
    for name in ("fran", "till"):
        try:
            found[name] = partial(cells[name])
        except ValueError:
            return [(name, "date")]
    start, end = found["fran"].earliest, found["till"].latest
    return [("till", "before_start")] if start and end and end < start else []


def _unquoted(cell: str) -> str:
    """The cell as it was before our own export made it safe: the apostrophe before a sign of a formula goes."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
