"""The outbox with a real worker, a real broker and a real SMTP server: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app import broker, parts
from dialogues_app.config import ROOT, Settings
from dialogues_app.mailbox import Mailbox
from dialogues_app.models import OutboxRow, OutboxState
from tests.sink import DROP, KEEP_AND_DROP, Sink
from tests.worker.conftest import invite
from tests.worker.test_delivery import make_due
from tests.worker.test_worker import end, until

Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def valkey(product: Settings) -> Iterator[None]:
    """The broker from the wheel, on its socket."""
    process = subprocess.Popen(broker.command(product.state_dir), stdout=subprocess.DEVNULL)
    until(broker.socket_path(product.state_dir).exists, 10)
    yield
    assert end(process) == 0


@pytest.fixture
def start(
    product: Settings, environment: dict[str, str], sink: Sink, tmp_path: Path, valkey: None
) -> Iterator[Start]:
    """Starts the product's own worker with beat; whatever still runs is ended afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    told = environment | {"SMTP_URL": f"smtp://127.0.0.1:{sink.port}"}

    def run() -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                parts.worker_with_beat(product), cwd=ROOT, env=told, stdout=log, stderr=log
            )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            end(process)


def counted(session: Session) -> Counter[str]:
    """How many rows are in which state."""
    found = session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()
    session.rollback()
    return Counter({state.value: count for state, count in found})


def mails(sink: Sink) -> Counter[str]:
    """How often each recipient got a mail."""
    return Counter(mail.recipients[0] for mail in sink.taken)


@pytest.mark.both_databases
def test_every_mail_arrives_once_though_some_are_refused_or_put_off(
    session: Session, sink: Sink, start: Start
) -> None:
    put_off = {"nr3@foretag.example", "nr7@foretag.example"}

    def behave(stage: str, what: str) -> str | None:
        if stage == "RCPT" and what == "nr5@foretag.example":
            return "550 5.1.1 No such user"
        return "451 4.7.1 Try again later" if stage == "RCPT" and what in put_off else None

    sink.behave = behave
    invite(session, 20)
    start()
    until(lambda: counted(session) == {"sent": 17, "failed": 1, "queued": 2}, 60)

    put_off.clear()
    make_due(session)
    until(lambda: counted(session) == {"sent": 19, "failed": 1}, 60)

    assert mails(sink) == {f"nr{number}@foretag.example": 1 for number in range(20) if number != 5}


def test_a_worker_killed_between_250_and_commit_sends_nothing_twice(
    session: Session, product: Settings, sink: Sink, start: Start
) -> None:
    archive = Mailbox(product.mailbox_dir)
    victims: list[subprocess.Popen[bytes]] = []
    killed: list[str] = []
    lock = threading.Lock()

    def behave(stage: str, what: str) -> str | None:
        """Every tenth mail is kept, and then its worker dies before it can note so."""
        if stage != "DATA":
            return None
        with lock:
            tenth = len(sink.taken) % 10 == 9 and len(killed) < 3
            if tenth:
                killed.append(what)
                kill(victims[-1])
        return KEEP_AND_DROP if tenth else None

    sink.behave = behave
    keep_copies(sink, archive)
    invite(session, 40)
    for round_number in range(1, 4):
        victims.append(start())
        until(lambda wanted=round_number: len(killed) == wanted, 60)  # type: ignore[misc]
        victims[-1].wait(timeout=10)
        make_due(session)
    victims.append(start())
    until(lambda: counted(session) == {"sent": 40}, 60)

    assert mails(sink) == {f"nr{number}@foretag.example": 1 for number in range(40)}
    assert (session.scalar(select(func.count()).where(OutboxRow.reconciled)) or 0) >= 3


def test_a_connection_that_dies_in_data_loses_nothing(session: Session, sink: Sink, start: Start) -> None:
    dropped: list[str] = []

    def behave(stage: str, what: str) -> str | None:
        if stage == "DATA" and len(dropped) < 2 and what not in dropped:
            dropped.append(what)
            return DROP
        return None

    sink.behave = behave
    invite(session, 6)
    start()
    until(lambda: counted(session) == {"sent": 4, "sending": 2}, 60)

    make_due(session)
    until(lambda: counted(session) == {"sent": 6}, 60)

    assert set(mails(sink).values()) == {1}


def test_a_worker_that_is_asked_to_stop_finishes_its_row(session: Session, sink: Sink, start: Start) -> None:
    invite(session, 60)
    process = start()
    until(lambda: len(sink.taken) > 5, 60)

    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)

    states = counted(session)
    assert states[OutboxState.SENDING.value] == 0
    assert states["sent"] == len(sink.taken)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Worker and pool die at once, as when the machine loses power."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for one in family:
        os.kill(one.pid, signal.SIGKILL)


def keep_copies(sink: Sink, archive: Mailbox) -> None:
    """The archive gets its copy with the same 250, as the second recipient of each mail."""

    class Kept(list):  # type: ignore[type-arg]
        def append(self, mail: object) -> None:
            super().append(mail)
            archive.deliver(mail.raw, mail.sender, mail.recipients)  # type: ignore[attr-defined]

    sink.taken = Kept()
