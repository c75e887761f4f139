"""All rows of the facts together, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from dialogues_app.errors import DomainError
from dialogues_app.facts.rows.base import Row

R = TypeVar("R", bound=Row)
Keys = dict[str, set[str]]


@dataclass(frozen=True, order=True)
class Problem:
    """Why a row, or a whole file, cannot be used. Line 0 is the file as such."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.reason}"


class BrokenFacts(DomainError):
    """The files cannot be used; every problem found is named."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the facts")
        self.problems = sorted(problems)


@dataclass(frozen=True)
class Facts:
    """All rows of all files, in the order they stand."""

    rows: dict[type[Row], list[Row]]
    keys: Keys  # of each file that could be read, those of broken rows as well

    def of(self, kind: type[R]) -> list[R]:
        """The rows of one file."""
        return self.rows[kind]  # type: ignore[return-value]

    def by_key(self, kind: type[R]) -> dict[str, R]:
        """The rows of one file by their keys."""
        return {row.key: row for row in self.of(kind)}

    def lacks(self, file: str, key: str) -> bool:
        """Whether a file that could be read has no row of this key."""
        return file in self.keys and key not in self.keys[file]
