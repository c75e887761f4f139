"""`./run bench`: what each page type costs on 500 dialogues, 5,000 people, 20,000 outcomes and 2,000 measures."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks import processes
from benchmarks.fill import Filler, Size
from benchmarks.pages import Pages, Row
from dialogues_app import create_app, prepare
from dialogues_app.config import Settings


def main() -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        state_dir = Path(folder)
        settings = Settings.read({"STATE_DIR": str(state_dir)})
        size = Size()
        began = time.monotonic()
        prepare.prepare(settings, print)
        fill(settings.database_url, size)
        print(f"Filled {size} in {time.monotonic() - began:.0f} s.\n", flush=True)
        app = create_app(settings)
        print_rows(Pages(app, settings).rows())
        print_memory(processes.memory(state_dir, settings.database_url))


def fill(database_url: str, size: Size) -> None:
    """The database has the made-up archive beside the real history."""
    engine = create_engine(database_url)
    with Session(engine) as session:
        Filler(session, size).fill()
    engine.dispose()


def print_rows(rows: list[Row]) -> None:
    """One line for each page, with its ratio to the bare page and the aim."""
    bare = rows[0].cost.milliseconds
    print(f"{'page':<34}{'CPU ms':>9}{'ratio':>8}{'aim':>7}{'queries':>9}{'kB':>8}")
    for row in rows:
        aim = f"≤ {row.aim:g}" if row.aim else ""
        ratio = row.cost.milliseconds / bare
        print(
            f"{row.name:<34}{row.cost.milliseconds:>9.2f}{ratio:>8.1f}{aim:>7}"
            f"{row.cost.queries:>9}{row.cost.bytes / 1000:>8.1f}"
        )


def print_memory(found: list[tuple[str, float, float]]) -> None:
    """One line for each process, and the sum."""
    print(f"\n{'process':<34}{'PSS MiB':>9}{'CPU s in 2 s idle':>20}")
    for name, pss, cpu in found:
        print(f"{name:<34}{pss:>9.1f}{cpu:>20.2f}")
    print(f"{'all':<34}{sum(pss for _, pss, _ in found):>9.1f}{sum(cpu for *_, cpu in found):>20.2f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["sending"]:
        from benchmarks import sending  # here, for it needs PostgreSQL, which the pages do not

        sys.exit(sending.main())
    sys.exit(main())
