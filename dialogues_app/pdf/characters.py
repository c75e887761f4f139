"""Characters that our fonts cannot show: PDF/UA forbids an empty box that reads as something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

INSTEAD = "□"
_LATIN = 0x180  # up to here the house fonts have every letter and sign
_SEEN: dict[str, bool] = {}


def shown(values: Any, can_show: Callable[[str], bool]) -> Any:
    """The values with every character that cannot be shown written as a box; control characters are gone."""
    odd = {char for char in _characters(values) if not _is_plain(char) and char not in _SEEN}
    if odd:
        together = can_show("".join(sorted(odd)))
        _SEEN.update({char: together or can_show(char) for char in odd})
    return _replaced(values)


def _characters(values: Any) -> set[str]:
    if isinstance(values, str):
        return set(values)
    inner = (
        values.values() if isinstance(values, Mapping) else values if isinstance(values, list | tuple) else ()
    )
    return set().union(*(_characters(one) for one in inner))


def _replaced(values: Any) -> Any:
    if isinstance(values, str):
        return "".join(map(_instead, values))
    if isinstance(values, Mapping):
        return {key: _replaced(one) for key, one in values.items()}
    return [_replaced(one) for one in values] if isinstance(values, list | tuple) else values


@cache
def _is_plain(char: str) -> bool:
    return char == "\n" or (ord(char) < _LATIN and unicodedata.category(char) != "Cc")


def _instead(char: str) -> str:
    if _is_plain(char):
        return char
    if unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return ""
    return char if _SEEN.get(char) else INSTEAD
