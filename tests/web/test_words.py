"""Every value that a person may read has a Swedish word."""

import enum
import inspect

from dialogues_app import models
from dialogues_app.web.words import WORDS


def test_every_value_of_every_enumeration_has_a_word() -> None:
    kinds = {
        kind
        for _, kind in inspect.getmembers(models, inspect.isclass)
        if issubclass(kind, enum.StrEnum) and kind is not enum.StrEnum
    }

    assert set(WORDS) == kinds
    assert {kind: set(words) for kind, words in WORDS.items()} == {kind: set(kind) for kind in kinds}
