"""A consumer that stands still connects anew.

A worker whose broker goes away again and again can end up connected and deaf: an acknowledgement fails, the slot of
its message is never given back, and nothing is logged any more (celery issues 8030, 8091, 9054; provoked by
tests/worker/test_faults.py). Beat sends a sweep every five seconds, so silence means just that.
"""

from __future__ import annotations

import time
from typing import Any

from celery import bootsteps
from celery.worker import state

LOOKS_EVERY, DEAF_AFTER = 5.0, 25.0  # seconds


class Deaf(ConnectionError):
    """Nothing was heard from the broker for too long; the consumer takes it for a lost connection."""


class Watchdog(bootsteps.StartStopStep):
    """Looks every few seconds whether tasks still come."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self.entry: Any = None
        self.heard_at, self.count = 0.0, 0

    def start(self, consumer: Any) -> None:
        """The consumer is connected: the time counts from now."""
        self.heard_at = time.monotonic()
        self.entry = consumer.timer.call_repeatedly(LOOKS_EVERY, self.look)

    def stop(self, _consumer: Any) -> None:
        """The consumer ends or connects anew."""
        if self.entry is not None:
            self.entry.cancel()
            self.entry = None

    def look(self) -> None:
        """Raises Deaf if no task was begun for too long though none is under way."""
        count = sum(state.total_count.values())
        if count != self.count or state.active_requests:
            self.count, self.heard_at = count, time.monotonic()
        elif time.monotonic() - self.heard_at > DEAF_AFTER:
            raise Deaf("no task was heard of for a while; connecting anew")
