"""`./run bench sending`: what an invitation costs on its way out, on SQLite and PostgreSQL, with one and two
worker processes, against a sink on loopback in a process of its own. The last part splits the cost up.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
from celery import Celery
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from benchmarks.split import print_split
from dialogues_app import bell, broker, clock, database, parts
from dialogues_app.config import ROOT, Settings
from dialogues_app.domain import invitations, scheduling
from dialogues_app.models import Actor, CalendarEvent, OutboxRow, OutboxState, Slot
from dialogues_app.models.base import Base
from tests.databases import PostgreSQL
from tests.factories import a_dialogue, an_invitation

BY = Actor(label="Mätning")
SIZES, PROCESSES = (500, 5000), (1, 2)
LONGEST = 300  # seconds of one run
WARMING = 200  # mails that are sent before the clock starts
OPEN = (OutboxState.QUEUED, OutboxState.SENDING)


@dataclass
class Run:
    """One measured run."""

    database: str
    processes: int
    size: int
    act: float = 0.0  # CPU seconds of pressing Skicka
    worker: float = 0.0  # CPU seconds of all worker processes
    seconds: float = 0.0
    taken: int = 0
    different: int = 0

    def line(self) -> str:
        """The run as a line of the table."""
        act, worker = (1000 * cost / self.size for cost in (self.act, self.worker))
        return (
            f"{self.database:<12}{self.processes:>4}{self.size:>8}{act:>9.2f}{worker:>9.2f}{act + worker:>8.2f}"
            f"{self.size / self.seconds:>9.0f}/s{self.taken - WARMING:>8}{self.taken - self.different:>9}"
        )


def main() -> None:
    """Measure, print."""
    print(
        f"{'database':<12}{'wkr':>4}{'mails':>8}{'act ms':>9}{'worker ms':>9}{'sum ms':>8}{'rate':>11}"
        f"{'taken':>8}{'doubled':>9}",
        flush=True,
    )
    server = PostgreSQL()
    try:
        for name in ("sqlite", "postgresql"):
            for size in SIZES:
                for processes in PROCESSES:
                    print(measured(server, Run(name, processes, size)).line(), flush=True)
            with prepared(server, name, 1) as (settings, engine):
                print_split(settings, engine, lambda session: press(session, plan(session, 1000)), 1000)
    finally:
        server.close()


def measured(server: PostgreSQL, run: Run) -> Run:
    """The run with its figures: from the press on Skicka until nothing waits."""
    with prepared(server, run.database, run.processes) as (settings, engine), Session(engine) as session:
        meeting = plan(session, run.size)
        with worker(settings) as process:
            press(
                session, plan(session, WARMING)
            )  # a worker that runs has its templates and statements compiled
            ring(settings)
            wait(session, time.monotonic())
            before, began = cpu(process), time.process_time()
            press(session, meeting)
            run.act = time.process_time() - began
            start = time.monotonic()
            ring(settings)
            wait(session, start)
            run.seconds, run.worker = time.monotonic() - start, cpu(process) - before
        run.taken, run.different = counts[settings.smtp_url]()
    return run


counts: dict[str, Count] = {}


class Count:
    """The sink's count; asking ends it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def __call__(self) -> tuple[int, int]:
        out, _ = self.process.communicate("", timeout=30)
        taken, different = out.split()
        return int(taken), int(different)


@contextmanager
def prepared(server: PostgreSQL, name: str, processes: int) -> Iterator[tuple[Settings, Engine]]:
    """An empty database with all tables, a sink and a broker."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = f"sqlite:///{folder}/bench.db" if name == "sqlite" else server.database("bench")
        sink = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sink"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(_end, sink)
        assert sink.stdout is not None
        smtp = f"smtp://127.0.0.1:{int(sink.stdout.readline())}"
        counts[smtp] = Count(sink)
        given = {"STATE_DIR": str(folder / "var"), "DATABASE_URL": url, "SMTP_URL": smtp}
        settings = Settings.read(given | {"WORKER_PROCESSES": str(processes)})
        os.environ.update(given | {"WORKER_PROCESSES": str(processes)})
        valkey = subprocess.Popen(broker.command(settings.state_dir), stdout=subprocess.DEVNULL)
        stack.callback(_end, valkey)
        engine = database.prepare(create_engine(url, **database.engine_options(url)))
        stack.callback(engine.dispose)
        Base.metadata.create_all(engine)
        yield settings, engine


def plan(session: Session, size: int) -> CalendarEvent:
    """A dialogue in a month with this many people who are not invited yet."""
    at = clock.now()
    dialogue = a_dialogue()
    session.add(dialogue)
    start = (at + timedelta(days=30)).replace(microsecond=0)
    meeting = scheduling.set_slot(dialogue, Slot(start, start + timedelta(hours=2)), by=BY, at=at)
    for number in range(
        size
    ):  # made straight: adding five thousand people one by one is not what is measured
        invitation = an_invitation(address=f"nr{number}@foretag.example", token=secrets.token_hex(10))
        dialogue.seats.append(invitation.holding.seat)
        meeting.invitations.append(invitation)
    session.commit()
    len(meeting.invitations)  # the page that offers Skicka has shown them
    return meeting


def press(session: Session, meeting: CalendarEvent) -> None:
    """An organizer presses Skicka; nothing waits."""
    invitations.send(meeting, by=BY, at=clock.now(), hold=timedelta())
    session.commit()


def ring(settings: Settings) -> None:
    """The bell after a commit."""
    publisher = Celery("bench", set_as_current=False)
    publisher.conf.update(bell.celery_options(settings))
    publisher.send_task(bell.DRAIN)


@contextmanager
def worker(settings: Settings) -> Iterator[psutil.Process]:
    """The product's own worker, ready, without beat."""
    log = settings.state_dir / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(parts.worker(settings), cwd=ROOT, stdout=output, stderr=output)
    end = time.monotonic() + 60
    while b" ready." not in log.read_bytes():
        if time.monotonic() > end:
            raise TimeoutError(log.read_text())
        time.sleep(0.1)
    yield psutil.Process(process.pid)
    _end(process)


def cpu(process: psutil.Process) -> float:
    """CPU seconds of the worker and its pool so far."""
    return sum(sum(one.cpu_times()[:2]) for one in [process, *process.children(recursive=True)])


def wait(session: Session, start: float) -> None:
    """Nothing waits to be sent."""
    left = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(OPEN))
    while session.scalar(left, execution_options={"read_only": True}):
        session.rollback()
        if time.monotonic() - start > LONGEST:
            raise TimeoutError("the worker did not get through")
        time.sleep(0.05)
    session.rollback()


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    sys.exit(main())
