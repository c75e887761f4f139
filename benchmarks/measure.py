"""Measures one page, or any call, by the CPU time of this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

WARM_UP = 3
TIMES = 25


@dataclass(frozen=True)
class Cost:
    """What one call costs: CPU milliseconds (median), queries, bytes of the answer."""

    milliseconds: float
    queries: int = 0
    bytes: int = 0


def nothing() -> None:
    """What is done before a call where nothing is to be done."""


def page(client: FlaskClient, engine: Engine, path: str, before: Callable[[], None] = nothing) -> Cost:
    """The cost of a GET that must answer 200; `before` runs before each one and is not counted."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    before()
    with counted(engine) as queries:
        size = len(client.get(path).data)
    return Cost(cpu(lambda: client.get(path), before=before), len(queries), size)


def cpu(call: Callable[[], object], times: int = TIMES, before: Callable[[], None] = nothing) -> float:
    """The median CPU time of a call in milliseconds, after warming up."""
    for _ in range(WARM_UP):
        before()
        call()
    taken = []
    for _ in range(times):
        before()
        began = time.process_time_ns()
        call()
        taken.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(taken)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collects the statements that run inside."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
