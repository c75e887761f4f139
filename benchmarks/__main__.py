"""`./run bench`: what each page type costs on 500 dialogues, 5,000 people, 20,000 outcomes and 2,000 measures."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import create_engine, exists, select
from sqlalchemy.orm import Session

from benchmarks import processes
from benchmarks.fill import BIG, Filler, Size
from benchmarks.pages import Measurements, Row
from dialogues_app import create_app, prepare, serving
from dialogues_app.config import Settings
from dialogues_app.models import Dialogue


def main() -> None:
    """Fill, measure, print."""
    asked = arguments()
    with ExitStack() as opened:
        folder = asked.keep or Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        settings = settings_in(folder.resolve())
        prepare.prepare(settings, print)
        fill(settings.database_url, Size())
        app = create_app(settings)
        serving.settle()
        print_rows(Measurements(app, settings).rows(asked.only))
        if not asked.only:
            print_memory(processes.memory(settings))


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep the filled database there, and use it if it is there",
    )
    parser.add_argument("--only", default="", metavar="TEXT", help="measure the pages whose names hold TEXT")
    return parser.parse_args()


def settings_in(folder: Path) -> Settings:
    """An installation of its own in this folder, whatever the shell says of another one."""
    for name, *_ in Settings.table():
        os.environ.pop(name, None)
    os.environ["STATE_DIR"] = str(folder)  # for what preparing starts as well
    return Settings.read()


def fill(database_url: str, size: Size) -> None:
    """The database has the made-up archive beside the real history."""
    began = time.monotonic()
    engine = create_engine(database_url)
    with Session(engine) as session:
        if session.scalar(select(exists().where(Dialogue.slug == BIG))):
            print("The database is filled already.\n")
        else:
            Filler(session, size).fill()
            print(f"Filled {size} in {time.monotonic() - began:.0f} s.\n", flush=True)
    engine.dispose()


def print_rows(rows: list[Row]) -> None:
    """One line for each page, with its ratio to the bare page and the aim."""
    print(f"{'page':<40}{'CPU ms':>9}{'ratio':>8}{'aim':>7}{'queries':>9}{'kB':>8}")
    for row in rows:
        aim = f"≤ {row.aim:g}" if row.aim else ""
        ratio = f"{row.cost.milliseconds / row.cost.yardstick:.1f}" if row.cost.yardstick else ""
        print(
            f"{row.name:<40}{row.cost.milliseconds:>9.2f}{ratio:>8}{aim:>7}"
            f"{row.cost.queries:>9}{row.cost.bytes / 1000:>8.1f}"
        )


def print_memory(found: list[tuple[str, float, float]]) -> None:
    """One line for each process, and the sum."""
    print(f"\n{'process':<40}{'PSS MiB':>9}{'CPU s in 2 s idle':>20}")
    for name, pss, cpu in found:
        print(f"{name:<40}{pss:>9.1f}{cpu:>20.2f}")
    print(f"{'all':<40}{sum(pss for _, pss, _ in found):>9.1f}{sum(cpu for *_, cpu in found):>20.2f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["sending"]:
        from benchmarks import sending  # here, for it needs PostgreSQL, which the pages do not

        sys.exit(sending.main())
    sys.exit(main())
