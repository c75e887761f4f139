"""One record that the files ask for: how to find it, what its attributes are, and what hangs on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogues_app.facts.mapping.book import Book
from dialogues_app.facts.rows.base import Row
from dialogues_app.models import PartialDate
from dialogues_app.models.base import Base

LOADER = "inläst från källor"  # the actor of all that the loader does

Values = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """A record of `model` with this fact key.

    `values` are its attributes as the files have them, `once` those it gets when it is made and keeps. `settle`
    brings what hangs on it in line. `rests_on` is what the checksum is made of. `along` names rows of other files
    that come with it.
    """

    model: type[Base]
    file: str
    key: str
    rests_on: Any
    values: Callable[[Book], Values]
    once: Callable[[Book, datetime], Values] = lambda _book, _at: {}
    settle: Callable[[Any, Book, datetime], None] = lambda _record, _book, _at: None
    is_statement: bool = False  # never changed in place: withdrawn, and made anew
    along: tuple[tuple[str, int], ...] = ()

    @property
    def checksum(self) -> str:
        """Changes when anything that the record is made of changes in the files."""
        text = json.dumps(self.rests_on, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def raw(row: Row) -> Mapping[str, str]:
    """What a record made of one row rests on."""
    return dict(row.raw)


def dated(prefix: str, date: PartialDate) -> Values:
    """A partial date as the three columns that keep it."""
    return {
        f"{prefix}_earliest": date.earliest,
        f"{prefix}_latest": date.latest,
        f"{prefix}_wording": date.wording,
    }
