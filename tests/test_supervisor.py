"""./run with real processes: it comes up, and whatever happens to it, no child survives."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from dialogues_app.config import ROOT, Settings

Supervised = subprocess.Popen[str]


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """Only STATE_DIR and the ports are given, as on a newcomer's machine."""
    del environment["DATABASE_URL"]
    return environment


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[[], Supervised]]:
    """Starts the supervisor; whatever a failed test left running is ended by process id."""
    started: list[Supervised] = []

    def run() -> Supervised:
        command = [sys.executable, "-m", "dialogues_app.supervisor"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes))
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def read_until(process: Supervised, words: str) -> str:
    """What it said up to the line that holds the words."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended without saying {words!r}:\n{said}")


WHOLE = 7  # Valkey, catcher, gunicorn and its worker, Celery with its pool process and beat


def family(process: Supervised) -> list[psutil.Process]:
    """Every process below the supervisor, once all have started."""
    deadline = time.monotonic() + 30
    while len(found := psutil.Process(process.pid).children(recursive=True)) < WHOLE:
        assert time.monotonic() < deadline, f"only these started: {found}"
        time.sleep(0.05)
    return found


def survivors(processes: list[psutil.Process], seconds: float = 20) -> list[psutil.Process]:
    """Those that still run after a while; a zombie has ended, and waits for an init that some containers lack."""
    deadline = time.monotonic() + seconds
    while True:
        left = [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.05)


def named(children: list[psutil.Process], words: str) -> psutil.Process:
    """The oldest child whose command holds the words."""
    return next(child for child in children if words in " ".join(child.cmdline()))


def test_everything_starts_says_where_it_is_and_stops_at_ctrl_c(
    start: Callable[[], Supervised], settings: Settings, environment: dict[str, str]
) -> None:
    process = start()
    said = read_until(process, "Ctrl-C")
    children = family(process)
    with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/halsa", timeout=5) as answer:
        assert answer.status == 200
    smtplib.SMTP("127.0.0.1", settings.smtp_port, timeout=5).close()

    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=30)[0]

    assert f"http://localhost:{settings.port}/\n" in said
    assert f"http://localhost:{settings.port}/brevlada\n" in said
    assert (process.returncode, rest) == (0, "Stopping\n")
    assert survivors(children, 0) == []


def test_no_child_survives_a_supervisor_that_is_killed(start: Callable[[], Supervised]) -> None:
    process = start()
    read_until(process, "Ctrl-C")
    children = family(process)

    process.send_signal(signal.SIGKILL)
    process.wait()

    assert survivors(children) == []


def test_a_part_that_is_killed_starts_again(start: Callable[[], Supervised], settings: Settings) -> None:
    process = start()
    read_until(process, "Ctrl-C")

    named(family(process), "gunicorn").kill()
    said = read_until(process, "starts again")

    assert said.startswith("web ended with code -9 and starts again in 0.5 s")
    assert named(family(process), "gunicorn").is_running()
    with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/halsa", timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("name", ["PORT", "SMTP_PORT"])
def test_a_port_in_use_gets_one_sentence(
    name: str, start: Callable[[], Supervised], environment: dict[str, str]
) -> None:
    with socket.create_server(("127.0.0.1", int(environment[name]))):
        process = start()
        said = process.communicate(timeout=30)[0]

    another = int(environment[name]) + 100
    assert process.returncode == 1
    assert said == (
        f"Port {environment[name]} cannot be used (Address already in use); choose another: {name}={another} ./run\n"
    )


def test_a_second_start_takes_three_seconds_at_most(
    start: Callable[[], Supervised], environment: dict[str, str]
) -> None:
    first = start()
    read_until(first, "Ctrl-C")
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=30)

    began = time.monotonic()
    second = start()
    read_until(second, "Ctrl-C")
    elapsed = time.monotonic() - began

    # Three seconds are promised for an idle machine; beside other tests each runnable process takes its share.
    assert elapsed <= 3 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def test_a_part_that_cannot_start_is_named_with_its_last_words(
    start: Callable[[], Supervised], environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "var" / "broker").mkdir(parents=True)
    (tmp_path / "var" / "broker" / "appendonlydir").write_text("no folder")

    process = start()
    said = process.communicate(timeout=60)[0]

    assert process.returncode == 1
    assert "broker could not start (code 1); its last words:\n" in said


def test_ctrl_c_in_the_middle_of_the_greeting_stops_in_order(start: Callable[[], Supervised]) -> None:
    process = start()
    read_until(process, "Ready")

    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=30)[0]

    assert (process.returncode, rest.splitlines()[-1]) == (0, "Stopping")
