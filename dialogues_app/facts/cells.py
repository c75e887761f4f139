"""What a cell of the facts may hold, and which value it becomes; a broken one raises ValueError with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from dialogues_app.models import Audience, Basis, PartialDate

_KEY = re.compile(r"[A-Z0-9][A-Z0-9-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Cell:
    """How one column is read. `refers_to` names the file whose keys it holds."""

    read: Callable[[str], Any]
    empty: Any = ""
    required: bool = False
    refers_to: str = ""


def text(*, required: bool = False) -> Any:
    """Words as they stand."""
    return _cell(Cell(_plain, required=required))


def key() -> Any:
    """The key of the row, or a part of it."""
    return _cell(Cell(_key, required=True))


def one(file: str, *, required: bool = False) -> Any:
    """The key of a row in a file."""
    return _cell(Cell(_key, required=required, refers_to=file))


def many(file: str, *, required: bool = False) -> Any:
    """Keys of rows in a file, separated by a bar, each once."""
    return _cell(Cell(_keys, empty=(), required=required, refers_to=file))


def when() -> Any:
    """A date as YYYY-MM-DD, YYYY-MM or YYYY; the form shows the precision."""
    return _cell(Cell(_when, empty=PartialDate()))


def day(*, required: bool = False) -> Any:
    """A whole day, YYYY-MM-DD."""
    return _cell(Cell(_day, empty=None, required=required))


def number(*, least: int = 0, most: int = 10**15) -> Any:
    """A whole number."""
    return _cell(Cell(lambda value: _number(value, least, most), empty=None))


def year() -> Any:
    """A year."""
    return number(least=1900, most=2199)


def figure() -> Any:
    """A number with or without decimals."""
    return _cell(Cell(_figure, empty=None))


def flag(*, required: bool = False) -> Any:
    """Yes or no; empty is not known."""
    return choice({"yes": True, "no": False}, required=required, empty=None)


def choice(words: Mapping[str, Any], *, required: bool = False, empty: Any = None) -> Any:
    """One of the words, which becomes what stands beside it."""

    def read(value: str) -> Any:
        if value not in words:
            raise ValueError(f"{value!r} is none of {', '.join(words)}")
        return words[value]

    return _cell(Cell(read, empty=empty, required=required))


def basis(*allowed: Basis, required: bool = False) -> Any:
    """What a value rests on, one of the allowed."""
    return choice({one_of.value: one_of for one_of in allowed}, required=required)


def shown() -> Any:
    """Whom the row is for: the public, or organizers until one of them confirms it."""
    return choice({"public": Audience.PUBLIC, "working": Audience.ORGANIZERS}, required=True)


def address() -> Any:
    """The address of a page on the web."""
    return _cell(Cell(_address))


def split() -> Any:
    """Amounts by year, year:SEK, separated by a bar."""
    return _cell(Cell(_split, empty=()))


def _cell(cell: Cell) -> Any:
    return field(metadata={"cell": cell})


def _plain(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("holds a control character")
    if value != value.strip():
        raise ValueError("begins or ends with a space")
    return value


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError(f"{value!r} is not a key: capital letters, digits and hyphens")
    return value


def _keys(value: str) -> tuple[str, ...]:
    found = tuple(_key(part) for part in value.split("|"))
    if len(set(found)) < len(found):
        raise ValueError(f"{value!r} names a key twice")
    return found


def _when(value: str) -> PartialDate:
    try:
        return PartialDate.parse(_ascii(value))
    except ValueError:
        raise ValueError(f"{value!r} is no date of the form YYYY-MM-DD, YYYY-MM or YYYY") from None


def _day(value: str) -> date:
    found = _when(value)
    if not found.is_day or found.earliest is None:
        raise ValueError(f"{value!r} is no whole day of the form YYYY-MM-DD")
    return found.earliest


def _number(value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", value) or not least <= int(value) <= most:
        raise ValueError(f"{value!r} is no whole number from {least} to {most}")
    return int(value)


def _figure(value: str) -> Decimal:
    try:
        found = Decimal(_ascii(value))
    except (InvalidOperation, ValueError):
        raise ValueError(f"{value!r} is no number") from None
    if not found.is_finite() or abs(found) >= 10**15:
        raise ValueError(f"{value!r} is no number that can be stored")
    return found


def _address(value: str) -> str:
    parts = urlsplit(_plain(value))
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in value:
        raise ValueError(f"{value!r} is no address of a page (https://…)")
    return value


def _split(value: str) -> tuple[tuple[int, int], ...]:
    pairs = [part.partition(":") for part in value.split("|")]
    found = tuple((_number(year, 1900, 2199), _number(sek, 0, 10**15)) for year, _colon, sek in pairs)
    if len({year for year, _sek in found}) < len(found):
        raise ValueError(f"{value!r} names a year twice")
    return found


def _ascii(value: str) -> str:
    if not re.fullmatch(r"[0-9.-]+", value):
        raise ValueError(value)
    return value
