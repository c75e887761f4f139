"""How the product talks to SQLite and PostgreSQL: transactions that neither lose nor hide a write.

SQLite: a writer takes the lock when it begins (BEGIN IMMEDIATE), or two that read first would lose
each other's updates. A reader begins plainly, waits for nobody, and is refused if it writes after all,
on both databases alike: a GET that changes something is a bug that should be loud.
"""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

LONGEST_WAIT = 5  # seconds for a connection or SQLite's write lock, before the request fails

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_engines: "weakref.WeakSet[Engine]" = weakref.WeakSet()


def engine_options(url: str, threads: int = 8) -> dict[str, Any]:
    """The keyword arguments of create_engine for this database: a pool that fits one process."""
    options: dict[str, Any] = {"pool_size": threads, "max_overflow": 2, "pool_timeout": LONGEST_WAIT}
    options["hide_parameters"] = True  # what people typed does not belong in a log
    if make_url(url).get_backend_name() == "postgresql":
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": LONGEST_WAIT}}
    return options


def prepare(engine: Engine) -> Engine:
    """The engine begins each transaction as a reader or a writer, and no fork shares its connections."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    _engines.add(engine)
    return engine


def set_reading(reads_only: bool) -> None:
    """Transactions that begin from now on, in this thread, are readers or writers."""
    _reading.set(reads_only)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin inside are read-only; a write in them fails."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions that begin inside may write, also in a GET; end the running one first."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


def wrote_as_reader(error: DBAPIError) -> bool:
    """Whether SQLite refused a write in a read-only transaction: our mistake, not a database in trouble."""
    return getattr(error.orig, "sqlite_errorname", None) == "SQLITE_READONLY"


def instant(session: Session) -> datetime:
    """The present instant by the database's clock, which all workers share; leases go by it."""
    if session.get_bind().dialect.name == "sqlite":
        text = session.execute(sql("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")).scalar_one()
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    at: datetime = session.execute(sql("SELECT clock_timestamp()")).scalar_one()
    return at.astimezone(UTC)


def _set_up_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin on its own, deferred and too late
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # the outbox must survive a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _reads(connection: Connection) -> bool:
    wanted = connection.get_execution_options().get("read_only")
    return _reading.get() if wanted is None else bool(wanted)


def _begin_sqlite(connection: Connection) -> None:
    reads = _reads(connection)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    # psycopg sends BEGIN with the first statement; this makes it BEGIN READ ONLY, with no extra round trip
    connection.connection.dbapi_connection.read_only = _reads(connection)  # type: ignore[union-attr]


def _forget_connections() -> None:
    """A forked child drops its parent's connections without closing them for the parent."""
    for engine in list(_engines):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)
