"""What the address asks a list for: criteria, page and faults; and the addresses of its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

SIZES = (10, 20, 50)
LONGEST_TERM = 200
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class Asked:
    """The arguments of a list, read with care; `faults` are (field id, sentence)."""

    endpoint: str
    names: tuple[str, ...]
    place: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    size: int = SIZES[1]

    def __post_init__(self) -> None:
        for name in self.names:
            value = request.args.get(name, "").replace("\x00", "").strip()
            if value:
                self.values[name] = value[:LONGEST_TERM]
        self.size = self._one_of_sizes()

    def get(self, name: str) -> str:
        """The value asked for, empty where none is."""
        return self.values.get(name, "")

    def day(self, name: str) -> date | None:
        """The day asked for; anything but YYYY-MM-DD is a fault and asks for nothing."""
        text = self.get(name)
        if not text:
            return None
        try:
            return date.fromisoformat(DAY.fullmatch(text)[0])  # type: ignore[index]  # None is the fault below
        except (TypeError, ValueError):
            self.faults.append((name, _("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2018-05-22.")))
            return None

    @property
    def page(self) -> int:
        """The page asked for, at least the first."""
        text = request.args.get("sida", "1")
        return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1

    def href(self, **changed: Any) -> str:
        """The address of the same list with something changed; None takes away. The page starts anew."""
        kept = {**self.values, **({"antal": self.size} if self.size != SIZES[1] else {})}
        wanted: dict[str, Any] = {
            name: value for name, value in {**kept, **changed}.items() if value not in (None, "")
        }
        return url_for(self.endpoint, **{**self.place, **wanted})

    def page_href(self, number: int) -> str:
        """The address of another page of the list."""
        return self.href(sida=number if number > 1 else None)

    def size_href(self, number: int) -> str:
        """The address of the list with another number of rows on each page."""
        return self.href(antal=number)

    def _one_of_sizes(self) -> int:
        text = request.args.get("antal", "")
        return int(text) if text in {str(size) for size in SIZES} else SIZES[1]


@dataclass(frozen=True)
class Page:
    """Where in a list we are."""

    total: int
    number: int
    size: int

    @classmethod
    def of(cls, asked: Asked, total: int) -> Page:
        """The page asked for, or the last there is."""
        return cls(total, min(asked.page, max(1, -(-total // asked.size))), asked.size)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size
