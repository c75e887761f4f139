"""What all rows have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

FROM_SEED = {
    word: word for word in ("yes", "partly", "no")
}  # whether the facts of a row stand on the government page


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: where it begins, and its cells as they stood."""

    FILE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]

    line: int
    raw: Mapping[str, str]

    @property
    def key(self) -> str:
        """The key of the row within its file."""
        return "/".join(self.raw[column] for column in self.KEY)
