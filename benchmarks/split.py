"""What the CPU time of one mail goes to: rendering, the ledger (database), SMTP, and the rest of the task."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest import mock

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dialogues_app import mail, outbox
from dialogues_app.config import Settings
from worker.delivery import Postman

LEDGER = ("claim", "freeze", "settle", "look", "still_holds")


class Timed:
    """Adds up the CPU time of calls by name; what a call inside another takes counts for the inner one."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._inner = [0.0]

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time kept."""

        def run(*given: Any, **named: Any) -> Any:
            began = time.thread_time()
            self._inner.append(0.0)
            try:
                return function(*given, **named)
            finally:
                took = time.thread_time() - began
                self.spent[name] += took - self._inner.pop()
                self._inner[-1] += took

        return run


def print_split(settings: Settings, engine: Engine, fill: Callable[[Session], None], size: int) -> None:
    """One line: where the milliseconds of a mail go, measured in this process."""
    postman, timed = Postman(settings), Timed()
    with Session(engine) as session:
        fill(session)
    patches = [
        mock.patch.object(outbox, name, timed.wrap("ledger", getattr(outbox, name))) for name in LEDGER
    ]
    patches.append(mock.patch.object(mail.Connection, "send", timed.wrap("SMTP", mail.Connection.send)))
    postman.renderer.render = timed.wrap("render", postman.renderer.render)  # type: ignore[method-assign]
    with Session(engine) as session:
        for patch in patches:
            patch.start()
        began = time.thread_time()
        while postman.drain(session):
            pass
        timed.spent["task"] = time.thread_time() - began - timed.spent.total()
        for patch in patches:
            patch.stop()
    shares = ", ".join(f"{name} {1000 * spent / size:.2f}" for name, spent in timed.spent.most_common())
    print(f"{engine.dialect.name:<12}split of one mail in ms: {shares}\n", flush=True)
