"""The memory of the running product: every process of ./run, on the filled database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from dialogues_app.config import ROOT, Settings

LONGEST_START = 60


def memory(settings: Settings) -> list[tuple[str, float, float]]:
    """(process, PSS in MiB, CPU seconds while idle for two seconds) of each process, after some pages were read."""
    port = _free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(settings.state_dir),
        "STATE_DIR": str(settings.state_dir),
        "PORT": str(port),
        "SMTP_PORT": str(_free_port()),
    }
    command = [sys.executable, "-m", "dialogues_app.supervisor"]
    supervisor = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/halsa")
        for path in ("/samtal", "/atgarder", "/teman") * 5:
            urlopen(f"http://127.0.0.1:{port}{path}").read()
        return _look_at(psutil.Process(supervisor.pid))
    finally:
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(30)


def _look_at(supervisor: psutil.Process) -> list[tuple[str, float, float]]:
    processes = [supervisor, *supervisor.children(recursive=True)]
    before = {process.pid: sum(process.cpu_times()[:2]) for process in processes}
    time.sleep(2)
    return [
        (
            _name(process),
            process.memory_full_info().pss / 2**20,
            sum(process.cpu_times()[:2]) - before[process.pid],
        )
        for process in processes
    ]


def _name(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    for part, name in (("gunicorn", "web"), ("celery", "worker"), ("catcher", "mail"), ("valkey", "broker")):
        if part in line:
            return name
    return "supervisor"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        try:
            urlopen(address).read()
        except (URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{address} did not answer in {LONGEST_START} s")
