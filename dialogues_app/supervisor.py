"""Starts the parts as children of ./run, keeps them running, and stops every one of them."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from dialogues_app import lifeline, parts
from dialogues_app.broker import BrokerError
from dialogues_app.config import ROOT, Settings
from dialogues_app.prepare import PreparationFailed, prepare

GRACE = (
    12.0  # seconds between SIGTERM and SIGKILL; longer than gunicorn's own, shorter than a person's patience
)
LARGEST_LOG = 5 * 1024 * 1024
SLOWEST_START = 60.0  # seconds until the site must answer
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds before a crashed part starts again
STEADY = 60.0  # seconds a part must live for its crashes to be forgotten


class StartFailed(Exception):
    """The product cannot start; the text is a sentence for a terminal."""


@dataclass
class Child:
    """One part as a process; it is in a group of its own, so that Ctrl-C reaches only the supervisor."""

    name: str
    command: Callable[[Settings], list[str]]
    settings: Settings
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    crashes: int = 0
    due_at: float = field(default=0.0)

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.settings.state_dir / "log" / f"{self.name}.log"

    def start(self) -> None:
        """The part runs, tied to this process."""
        command = self.command(self.settings)
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lifeline.in_child(),  # noqa: PLW1509  (the supervisor has one thread)
            )
        self.started_at = time.monotonic()

    def crashed(self) -> int | None:
        """Its exit code if it ended by itself since we last asked; what it left behind is ended too."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.signal(signal.SIGKILL)
        self.process = None
        if time.monotonic() - self.started_at > STEADY:
            self.crashes = 0
        self.due_at = time.monotonic() + PAUSES[min(self.crashes, len(PAUSES) - 1)]
        self.crashes += 1
        return code

    def signal(self, number: int) -> None:
        """Its whole process group is told."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """The parts of one installation on one machine."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings, self.say = settings, say
        self.children = [Child(name, command, settings) for name, command in _wanted(settings)]
        self.stopping = 0
        self._wake, self._woken = socket.socketpair()

    def run(self, ready: Callable[[], None]) -> int:
        """Calls `ready` when the site answers; returns when asked to stop, with every child gone."""
        self._listen_to_signals()
        try:
            for child in self.children:
                child.start()
            self._wait_for_site()
            if not self.stopping:
                ready()
            while not self.stopping:
                self._look_after_children()
                self._sleep(0.5)
        finally:
            self.stop()
        return 0

    def stop(self) -> None:
        """Every child has ended: first those that use the others, then broker and mail catcher."""
        if self.stopping:
            self.say("Stopping")
        last = [child for child in self.children if child.name in ("broker", "mail")]
        _end([child for child in self.children if child not in last], lambda: self.stopping > 1)
        _end(last, lambda: self.stopping > 1)

    def _listen_to_signals(self) -> None:
        self._wake.setblocking(False)
        self._woken.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # wakes the select
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, number: int, _frame: object) -> None:
        self.stopping += 1  # nothing is printed here: the signal may have come in the middle of a print

    def _sleep(self, seconds: float) -> None:
        """Until a signal comes, or the time is over."""
        if select.select([self._woken], [], [], seconds)[0]:
            with suppress(BlockingIOError):
                self._woken.recv(1024)

    def _look_after_children(self) -> None:
        for child in self.children:
            code = child.crashed()
            if code is not None:
                pause = child.due_at - time.monotonic()
                self.say(
                    f"{child.name} ended with code {code} and starts again in {pause:.1f} s; see {child.log}"
                )
            elif child.process is None and time.monotonic() >= child.due_at:
                child.start()

    def _wait_for_site(self) -> None:
        """The site answers; a part that cannot even start ends the whole."""
        deadline = time.monotonic() + SLOWEST_START
        while not self.stopping and not _answers(self.settings):
            for child in self.children:
                code = child.crashed()
                if code is not None:
                    raise StartFailed(
                        f"{child.name} could not start (code {code}); its last words:\n{_tail(child.log)}"
                    )
            if time.monotonic() > deadline:
                raise StartFailed(
                    f"The site did not answer in {SLOWEST_START:.0f} s; see {self.children[0].log.parent}."
                )
            self._sleep(0.05)


def _wanted(settings: Settings) -> Iterable[tuple[str, Callable[[Settings], list[str]]]]:
    """The parts this installation runs by itself, in the order of starting."""
    if settings.runs_broker and settings.broker_url.startswith("redis+socket:"):
        yield "broker", parts.valkey
    if settings.runs_catcher:
        yield "mail", parts.mail
    yield "web", parts.web
    if settings.embedded:
        yield "worker", parts.worker_with_beat
    else:
        yield "worker", parts.worker
        yield "beat", parts.beat


def _end(children: list[Child], impatient: Callable[[], bool]) -> None:
    """None of them lives: SIGTERM, then after the grace SIGKILL, and in any case to what is left of the group."""
    running = [child for child in children if child.process is not None]
    for child in running:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while any(child.process and child.process.poll() is None for child in running):
        if impatient() or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    for child in running:
        child.signal(signal.SIGKILL)
        if child.process:
            child.process.wait()
        child.process = None


def _answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.listen, settings.listen)  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/halsa", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _require_free(settings: Settings) -> None:
    """The ports are free; the sentence says what to type when one is not."""
    wanted = [("PORT", settings.port)] + (
        [("SMTP_PORT", settings.smtp_port)] if settings.runs_catcher else []
    )
    for name, port in wanted:
        with socket.socket(socket.AF_INET6 if ":" in settings.listen else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.listen, port))
            except OSError as error:
                raise StartFailed(
                    f"Port {port} cannot be used ({error.strerror}); choose another: {name}={port + 100} ./run"
                ) from None


def _greet(settings: Settings, sign_in: str, seconds: float) -> str:
    lines = [f"Ready after {seconds:.1f} s.", f"  Site     {settings.base_url}/"]
    if settings.embedded:
        lines.append(f"  Mailbox  {settings.base_url}/brevlada")
    lines.append(
        f"  Sign in  {settings.base_url}/logga-in with an address that has an account; the link comes by mail"
    )
    lines += [f"           {line}" for line in sign_in.splitlines()]
    lines += [f"  Logs     {settings.state_dir / 'log'}", "Ctrl-C stops everything."]
    return "\n".join(lines)


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """`./run`: everything, until Ctrl-C."""
    began = time.monotonic()
    settings = Settings.read_or_exit()
    try:
        _require_free(settings)
        sign_in = prepare(settings, _say)
        _say("Starting " + ", ".join(name for name, _ in _wanted(settings)))
        return Supervisor(settings, _say).run(
            lambda: _say(_greet(settings, sign_in, time.monotonic() - began))
        )
    except (StartFailed, PreparationFailed, BrokerError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
