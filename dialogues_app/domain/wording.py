"""What changed between two texts, word by word."""

from __future__ import annotations

import difflib
import enum
import re
from dataclasses import dataclass

_WORDS = re.compile(r"\s+|[^\s]+")


class Change(enum.StrEnum):
    """What happened to a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """Words that were all kept, all removed or all added."""

    change: Change
    text: str


def changes(before: str, after: str) -> list[Run]:
    """The runs that lead from one text to the other: kept and removed make the first, kept and added the second."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Change.KEPT, "".join(old[i1:i2])))
            continue
        runs += [
            Run(change, text)
            for change, text in ((Change.REMOVED, "".join(old[i1:i2])), (Change.ADDED, "".join(new[j1:j2])))
            if text
        ]
    return runs
