"""The product as real processes that a test kills and starts again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from dialogues_app import bell, broker, clock, database, parts
from dialogues_app.config import ROOT, Settings
from dialogues_app.models import DeliveryState, OutboxRow, OutboxState
from tests.worker.test_worker import end, publisher, until


class House:
    """Broker, worker and mail catcher of one installation, each killed and started by name."""

    def __init__(self, settings: Settings, environment: dict[str, str], folder: Path) -> None:
        self.settings, self.environment, self.folder = settings, environment, folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.kills = 0

    def start(self, name: str) -> None:
        """The part runs, if it does not yet."""
        if name in self.processes:
            return
        commands = {
            "broker": lambda settings: broker.command(settings.state_dir),
            "mail": parts.mail,
            "worker": parts.worker_with_beat,
            "second": parts.worker,
        }
        command = commands[name](self.settings)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        if name == "broker":
            until(broker.socket_path(self.settings.state_dir).exists, 20)

    def kill(self, name: str) -> None:
        """The part dies at once with all its children, as when the machine loses power."""
        process = self.processes[name]
        with suppress(psutil.NoSuchProcess):
            family = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            for one in family:
                with suppress(ProcessLookupError):
                    os.kill(one.pid, signal.SIGKILL)
        process.wait(20)
        self.kills += 1
        del self.processes[name]  # only now may another be started

    def kill_pool_child(self) -> None:
        """One pool process dies; Celery starts another."""
        [worker] = [psutil.Process(self.processes["worker"].pid)]
        pool = [one for one in worker.children() if "celery" in " ".join(one.cmdline())]
        if pool:
            pool[-1].kill()
            self.kills += 1

    def lose_broker(self) -> None:
        """The broker dies and forgets everything."""
        self.kill("broker")
        shutil.rmtree(self.settings.state_dir / "broker")
        broker.socket_path(self.settings.state_dir).unlink(missing_ok=True)

    def ring(self) -> None:
        """The bell, which a broker that is away does not take."""
        with suppress(Exception):
            publisher(self.settings).send_task(bell.DRAIN)

    def end(self) -> None:
        """Nothing runs any more."""
        for name in [one for one in ("second", "worker", "mail", "broker") if one in self.processes]:
            end(self.processes.pop(name), 40)


def let_time_pass(session: Session, *, worker_is_dead: bool) -> None:
    """Waits and rests are over; leases too, but only of a worker that is dead: a lease is real time."""
    past = clock.now()
    given_up = OutboxRow.claim_token.is_(None) if not worker_is_dead else OutboxRow.id.is_not(None)
    changes = [
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.QUEUED, OutboxRow.attempts > 0)
        .values(not_before=past),
        update(OutboxRow).where(OutboxRow.state == OutboxState.SENDING, given_up).values(claimed_until=past),
        update(DeliveryState).values(resting_until=None, rest_seconds=0.0),
    ]
    for change in changes:
        session.execute(change, execution_options={"synchronize_session": False})
    session.commit()
    session.expire_all()


def cut_connections(session: Session) -> bool:
    """PostgreSQL ends every connection but ours; False on SQLite, which has none."""
    if session.get_bind().dialect.name != "postgresql":
        return False
    session.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
    session.rollback()
    return True


def unfinished(session: Session) -> int:
    """How many rows wait or are under way."""
    waiting = select(OutboxRow.id).where(OutboxRow.state.in_((OutboxState.QUEUED, OutboxState.SENDING)))
    with database.reading():  # it is asked often, and must not stand in the worker's way
        found = session.scalars(waiting).all()
        session.rollback()
    return len(found)
