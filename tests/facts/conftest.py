"""A copy of the facts that a test may break or change."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues_app.facts import DIRECTORY


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The product's own facts, copied."""
    return Path(shutil.copytree(DIRECTORY, tmp_path / "facts"))


@pytest.fixture
def edit(directory: Path) -> Callable[[str, str, str], None]:
    """Replaces one text that stands exactly once in a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        path = directory / f"{file}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
