"""What we did not write is named, licensed and unchanged."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "dialogues_app/static", ROOT / "tests/vendor", ROOT / "dialogues_app/pdf")
VENDORED = [
    (folder, item)
    for folder in FOLDERS
    for item in json.loads((folder / "vendor.json").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("folder", "item"), VENDORED, ids=[item["file"] for _, item in VENDORED])
def test_a_vendored_file_is_the_one_in_the_manifest(folder: Path, item: dict[str, str]) -> None:
    assert hashlib.sha256((folder / item["file"]).read_bytes()).hexdigest() == item["sha256"]
    assert (folder / item["licence_file"]).stat().st_size > 300
    assert item["name"]
    assert item["version"]
    assert item["licence"]


def test_every_font_script_and_minified_file_is_in_the_manifest() -> None:
    static = FOLDERS[0]
    found = {
        path.relative_to(static).as_posix()
        for path in static.rglob("*")
        if path.suffix == ".woff2" or ".min." in path.name
    }

    assert found == {item["file"] for folder, item in VENDORED if folder == static}
