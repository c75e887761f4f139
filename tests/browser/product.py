"""The whole product as a newcomer starts it: its own processes, the real history, what waits in each state."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from dialogues_app import database
from dialogues_app.config import ROOT, Settings
from dialogues_app.mailbox import Mailbox
from tests.browser.filling import fill
from tests.worker.test_worker import until

START = "Ctrl-C stops everything."


@dataclass(frozen=True)
class Product:
    """A running product, the ids of what it was filled with, and the sessions of those who are signed in."""

    settings: Settings
    known: Mapping[str, str]
    sessions: Mapping[str, str]

    @property
    def site(self) -> str:
        """Its address."""
        return self.settings.base_url

    def path(self, pattern: str) -> str:
        """The address with the names in braces put in place."""
        return pattern.format_map(self.known)


@contextmanager
def running(environment: Mapping[str, str], log: Path) -> Iterator[Product]:
    """Migrated, with facts, filled, and every part started by the supervisor; stopped afterwards."""
    settings = Settings.read(environment)
    _run(environment, log, "dialogues_app.prepare")
    engine = database.prepare(
        create_engine(settings.database_url, **database.engine_options(settings.database_url))
    )
    with Session(engine, expire_on_commit=False) as session:
        known, sessions, mails = fill(session, settings)
    engine.dispose()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dialogues_app.supervisor"],
            cwd=ROOT,
            env=dict(environment),
            stdout=output,
            stderr=output,
        )
    try:
        until(lambda: START in log.read_text(), 60)
        until(_has_mails(settings, mails), 60)
        known["mail"] = next(Mailbox(settings.mailbox_dir).messages()).key
        yield Product(settings, known, sessions)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _has_mails(settings: Settings, wanted: int) -> Callable[[], bool]:
    box = Mailbox(settings.mailbox_dir)
    return lambda: sum(1 for _ in box.messages()) >= wanted


def _run(environment: Mapping[str, str], log: Path, module: str) -> None:
    with log.open("ab") as output:
        subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=dict(environment),
            stdout=output,
            stderr=output,
            check=True,
        )
