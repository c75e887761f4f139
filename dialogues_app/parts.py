"""The processes the product consists of, each as one command; `./run web` becomes that command."""

import os
import sys
from collections.abc import Callable

from dialogues_app import broker
from dialogues_app.config import ROOT, Settings

WORKER_TEMP = "/dev/shm"  # noqa: S108  (gunicorn's heartbeat files; on a disk they can block a worker)


def web(settings: Settings) -> list[str]:
    """gunicorn with threads; no access log, for addresses of answer pages are secrets."""
    host = f"[{settings.listen}]" if ":" in settings.listen else settings.listen
    memory = ["--worker-tmp-dir", WORKER_TEMP] if os.access(WORKER_TEMP, os.W_OK) else []
    return [
        *(sys.executable, "-m", "gunicorn", "dialogues_app:create_app()", "--worker-class", "gthread"),
        *("--config", "python:dialogues_app.serving"),
        *("--bind", f"{host}:{settings.port}", "--no-control-socket", "--graceful-timeout", "10"),
        *("--workers", str(settings.web_workers), "--threads", str(settings.web_threads)),
        *memory,
    ]


def worker(settings: Settings) -> list[str]:
    """The Celery worker alone."""
    return [
        *(sys.executable, "-m", "celery", "-A", "worker.celery_app", "worker", "--loglevel", "INFO"),
        *("--concurrency", str(settings.worker_processes)),
        *(
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ),  # nobody to talk to; mingling costs a second
    ]


def worker_with_beat(settings: Settings) -> list[str]:
    """Worker and beat in one, for one machine."""
    return [*worker(settings), "--beat", "--schedule", _fresh_schedule(settings)]


def beat(settings: Settings) -> list[str]:
    """Beat alone; two of them would be harmless, for every periodic task may run twice."""
    return [
        *(sys.executable, "-m", "celery", "-A", "worker.celery_app", "beat", "--loglevel", "INFO"),
        *("--pidfile", "", "--schedule", _fresh_schedule(settings)),
    ]


def mail(_settings: Settings) -> list[str]:
    """Our own mail catcher."""
    return [sys.executable, "-m", "dialogues_app.catcher"]


def valkey(settings: Settings) -> list[str]:
    """Our own broker."""
    return broker.command(settings.state_dir)


PARTS: dict[str, Callable[[Settings], list[str]]] = {
    "web": web,
    "worker": worker,
    "beat": beat,
    "mail": mail,
    "broker": valkey,
}


def _fresh_schedule(settings: Settings) -> str:
    """The path of beat's own memory, emptied: a broken file must not stop it, and due times live in our tables."""
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in settings.state_dir.glob("beat-schedule*"):
        left.unlink(missing_ok=True)
    return str(settings.state_dir / "beat-schedule")


def main(name: str) -> None:
    """This process becomes the part, in the foreground."""
    settings = Settings.read_or_exit()
    try:
        command = PARTS[name](settings)
    except broker.BrokerError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chdir(ROOT)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1])
