"""The worker as a process of its own: it starts, hears the bell, and survives the death of its pool process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery

from dialogues_app import bell, broker, parts
from dialogues_app.config import ROOT, Settings


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Returns when the condition holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def end(process: subprocess.Popen[bytes], seconds: float = 20) -> int:
    """The process has ended in order."""
    process.terminate()
    return process.wait(timeout=seconds)


@pytest.fixture
def valkey(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The broker from the wheel, on its socket."""
    process = subprocess.Popen(broker.command(settings.state_dir), stdout=subprocess.DEVNULL)
    until(broker.socket_path(settings.state_dir).exists, 10)
    yield process
    if process.poll() is None:
        assert end(process) == 0


def start_worker(settings: Settings, environment: dict[str, str], tmp_path: Path) -> subprocess.Popen[bytes]:
    """The worker command of the product, with the probe instead of its application."""
    command = [part.replace("worker.celery_app", "tests.worker.probe") for part in parts.worker(settings)]
    with (tmp_path / "worker.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def publisher(settings: Settings) -> Celery:
    """What the web process publishes with."""
    made = Celery("test", set_as_current=False)
    made.conf.update(bell.celery_options(settings))
    return made


def test_the_broker_listens_on_a_private_socket_only(
    valkey: subprocess.Popen[bytes], settings: Settings
) -> None:
    path = broker.socket_path(settings.state_dir)

    assert path.stat().st_mode & 0o777 == 0o600
    assert listening_sockets(valkey.pid) == 0


def listening_sockets(pid: int) -> int:
    """How many TCP sockets the process listens on."""
    import psutil  # here, because only this test asks the system

    return sum(found.status == psutil.CONN_LISTEN for found in psutil.Process(pid).net_connections("tcp"))


@pytest.mark.usefixtures("valkey")
def test_a_task_runs_in_another_process_with_the_settings(
    settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    process = start_worker(settings, environment, tmp_path)
    trace = tmp_path / "trace"

    publisher(settings).send_task("probe.write", [str(trace), "ran"])
    until(lambda: trace.exists() and trace.read_text())

    text, mode, pid = trace.read_text().split()
    assert (text, mode) == ("ran", "embedded")
    assert int(pid) not in (os.getpid(), process.pid)
    assert end(process) == 0


@pytest.mark.usefixtures("valkey")
def test_the_pool_ends_with_a_worker_that_is_killed(
    settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    process = start_worker(settings, environment, tmp_path)
    trace = tmp_path / "trace"
    publisher(settings).send_task("probe.write", [str(trace), "ran"])
    until(lambda: trace.exists() and trace.read_text())
    pool = int(trace.read_text().split()[2])

    process.kill()
    process.wait(timeout=5)

    until(lambda: not is_alive(pool), 10)


def is_alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_task_waits_for_a_worker_and_for_a_broker_that_was_killed(
    valkey: subprocess.Popen[bytes], settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    publisher(settings).send_task("probe.write", [str(trace), "ran"])
    time.sleep(1.5)  # Valkey writes its log to disk every second
    valkey.send_signal(signal.SIGKILL)
    valkey.wait()

    again = subprocess.Popen(broker.command(settings.state_dir), stdout=subprocess.DEVNULL)
    process = start_worker(settings, environment, tmp_path)
    until(lambda: trace.exists() and trace.read_text())

    assert (end(process), end(again)) == (0, 0)


def test_the_bell_returns_at_once_though_the_broker_is_gone(settings: Settings) -> None:
    ringing = bell.Bell(settings)

    began = time.monotonic()
    for _ in range(100):
        ringing.ring()

    assert time.monotonic() - began < 0.2


@pytest.mark.usefixtures("valkey")
def test_the_bell_is_heard(settings: Settings) -> None:
    ringing = bell.Bell(settings)

    ringing.ring()

    with publisher(settings).connection_for_read() as connection:
        queue = connection.SimpleQueue("industrisamtal")
        message = queue.get(timeout=10)
        message.ack()
        queue.close()
    assert message.headers["task"] == "outbox.drain"


def test_tasks_travel_through_files_where_no_wheel_fits(
    settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {"BROKER_URL": f"filesystem://{tmp_path}/files"}
    by_files = Settings.read(environment)
    process = start_worker(by_files, environment, tmp_path)
    trace = tmp_path / "trace"

    publisher(by_files).send_task("probe.write", [str(trace), "ran"])
    until(lambda: trace.exists() and trace.read_text())

    assert trace.read_text().startswith("ran embedded")
    assert end(process) == 0


@pytest.mark.parametrize(
    ("broker_url", "expected"),
    [
        (
            "amqp://user:pass@broker//",
            {"task_default_queue_type": "quorum", "worker_detect_quorum_queues": True},
        ),
        ("redis://broker/0", {"task_acks_late": True, "task_reject_on_worker_lost": True}),
        ("filesystem:///tmp/x", {"task_acks_late": False, "worker_prefetch_multiplier": 4}),
    ],
)
def test_each_broker_gets_the_options_that_lose_least(
    broker_url: str, expected: dict[str, object], environment: dict[str, str], tmp_path: Path
) -> None:
    url = broker_url.replace("/tmp/x", str(tmp_path))
    options = bell.celery_options(Settings.read(environment | {"BROKER_URL": url}))

    assert {name: options[name] for name in expected} == expected


def test_a_slow_task_is_stopped_before_the_broker_gives_it_to_another(
    environment: dict[str, str],
) -> None:
    shown = "from worker.celery_app import celery as c; print(c.conf.task_soft_time_limit, c.conf.task_time_limit, "
    shown += "c.conf.broker_transport_options['visibility_timeout'], c.conf.timezone, c.conf.result_backend)"

    done = subprocess.run(
        [sys.executable, "-c", shown], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["240", "300", "600", "UTC", "None"]
