"""Measures one page, or any call, by the CPU time of this process, beside a yardstick at the same moment."""

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
FRAME = ("PRAGMA", "BEGIN", "SAVEPOINT")  # what frames a transaction is no question


@dataclass(frozen=True)
class Cost:
    """What one call costs: CPU milliseconds (median), those of the yardstick meanwhile, queries, bytes."""

    milliseconds: float
    yardstick: float = 0
    queries: int = 0
    bytes: int = 0


def nothing() -> None:
    """What is done before a call where nothing is to be done."""


def page(
    client: FlaskClient,
    engine: Engine,
    path: str,
    before: Callable[[], None] = nothing,
    yardstick: Callable[[], object] = nothing,
) -> Cost:
    """The cost of a GET that must answer 200; `before` runs before each one and is not counted."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    before()
    with counted(engine) as queries:
        size = len(client.get(path).data)
    milliseconds, bare = cpu(lambda: client.get(path), before=before, yardstick=yardstick)
    return Cost(milliseconds, bare, len(queries), size)


def cpu(
    call: Callable[[], object],
    times: int = TIMES,
    before: Callable[[], None] = nothing,
    yardstick: Callable[[], object] = nothing,
) -> tuple[float, float]:
    """The median CPU milliseconds of a call and of the yardstick.

    They take turns, for on a shared machine the same work costs twice as much from one second to the next.
    """
    for _ in range(WARM_UP):
        before()
        call()
        yardstick()
    taken, bare = [], []
    for _ in range(times):
        before()
        taken.append(_milliseconds(call))
        bare.append(_milliseconds(yardstick))
    return statistics.median(taken), statistics.median(bare)


def _milliseconds(call: Callable[[], object]) -> float:
    began = time.process_time_ns()
    call()
    return (time.process_time_ns() - began) / 1e6


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collects the queries that run inside."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(FRAME):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
