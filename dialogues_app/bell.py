"""The bell: one best-effort wake-up through the broker after a commit, and how both ends use the broker.

Nothing depends on it: a bell that was not heard is made good by the sweep within seconds. It is rung from
a thread of its own, because a broker that hangs would otherwise hold the request for its time-out.
"""

import logging
import threading
from typing import Any

from celery import Celery

from dialogues_app import broker
from dialogues_app.config import Settings

log = logging.getLogger(__name__)

DRAIN = "outbox.drain"
READ = "inbox.read"
REMIND = "reminders.send_due"
ANSWERS = "answers.remind"
DIGEST = "digests.send_due"
TIDY = "house.tidy"
SOCKET_TIMEOUT = 2  # seconds; without it a hanging broker blocks for more than 90
LONGEST_TASK = 300  # seconds; the hard limit below
VISIBILITY_TIMEOUT = 2 * LONGEST_TASK  # an unacknowledged task comes back after this; shorter would double it


def celery_options(settings: Settings) -> dict[str, Any]:
    """The Celery configuration that publisher, worker and beat share (docs/adr: the broker is never the truth)."""
    files = settings.broker_url.startswith("filesystem:")
    options: dict[str, Any] = {
        "broker_url": "filesystem://" if files else settings.broker_url,
        "broker_transport_options": _transport(settings),
        "broker_connection_timeout": SOCKET_TIMEOUT,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,  # a worker waits for its broker for ever
        "task_publish_retry": False,  # the sweep is the retry
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": "UTC",  # local zones make the scheduler stand still when summer time ends
        "task_default_queue": "industrisamtal",
        "task_acks_late": not files,  # the filesystem transport has no late acknowledgement worth the name
        "task_reject_on_worker_lost": not files,
        "worker_prefetch_multiplier": 4 if files else 1,
    }
    if settings.broker_url.startswith("amqp"):
        options |= {"task_default_queue_type": "quorum", "worker_detect_quorum_queues": True}
    return options


def _transport(settings: Settings) -> dict[str, Any]:
    if settings.broker_url.startswith("filesystem:"):
        folder = broker.folder(settings.broker_url)
        for name in ("queue", "control"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        return {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.1,
        }
    if settings.broker_url.startswith("amqp"):
        return {"confirm_publish": True, "read_timeout": 2 * SOCKET_TIMEOUT, "write_timeout": SOCKET_TIMEOUT}
    return {
        "socket_timeout": SOCKET_TIMEOUT,
        "socket_connect_timeout": SOCKET_TIMEOUT,
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "global_keyprefix": "industrisamtal:",
    }


class Bell:
    """Wakes the worker; rings that come while one is under way become one more."""

    def __init__(self, settings: Settings) -> None:
        self._celery = Celery("industrisamtal", set_as_current=False)
        self._celery.conf.update(celery_options(settings))
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._ringer: threading.Thread | None = None

    def ring(self) -> None:
        """The worker looks at the outbox soon; returns at once, whatever the broker does."""
        self._wanted.set()
        with self._lock:
            if (
                self._ringer is None or not self._ringer.is_alive()
            ):  # the first ring, or the first after a fork
                self._ringer = threading.Thread(target=self._serve, name="bell", daemon=True)
                self._ringer.start()

    def _serve(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            try:
                self._celery.send_task(DRAIN)
            except Exception as error:  # noqa: BLE001  (whatever kombu's transports raise, the sweep makes it good)
                log.warning("the broker did not take the wake-up: %s", type(error).__name__)
