"""How the product talks to SQLite and PostgreSQL: transactions that neither lose nor hide a write.

SQLite: a writer takes the lock when it begins (BEGIN IMMEDIATE), or two that read first would lose
each other's updates. A reader begins plainly, waits for nobody, and is refused if it writes after all,
on both databases alike: a GET that changes something is a bug that should be loud.

Each transaction that changes what public pages show raises the data version, so that a page which was kept
can be known to be the page of now.
"""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, TextClause, event, make_url
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, object_session

from dialogues_app.models import Base

LONGEST_WAIT = 5  # seconds for a connection or SQLite's write lock, before the request fails

CHANGED = "public pages changed"
RAISE_VERSION = sql(
    "INSERT INTO data_version (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = data_version.number + 1"
)

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


def data_version(session: Session) -> int:
    """The number of the newest change that public pages show; read it before what it is to stand for."""
    found = session.connection().exec_driver_sql("SELECT number FROM data_version").scalar()
    return int(found) if found is not None else 0


@event.listens_for(Mapper, "after_insert")
@event.listens_for(Mapper, "after_delete")
def _notice_row(_mapper: Mapper[Any], _connection: Connection, row: Base) -> None:
    unit = object_session(row)
    if unit is not None and not row.is_unseen:
        unit.info[CHANGED] = True


@event.listens_for(Mapper, "after_update")
def _notice_update(mapper: Mapper[Any], _connection: Connection, row: Base) -> None:
    """Also told of rows that were touched and stayed as they were; collections count where a table of pairs holds them."""
    unit = object_session(row)
    if unit is None or row.is_unseen or CHANGED in unit.info:
        return
    has_pairs = any(link.secondary is not None for link in mapper.relationships)
    if unit.is_modified(row, include_collections=has_pairs):
        unit.info[CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _notice_statement(asked: ORMExecuteState) -> None:
    statement = asked.statement
    if isinstance(statement, TextClause):
        writes = not statement.text.lstrip().upper().startswith("SELECT")
    else:
        table = getattr(statement, "table", None)
        writes = (asked.is_insert or asked.is_update or asked.is_delete) and table not in _unseen_tables()
    if writes:
        asked.session.info[CHANGED] = True


@event.listens_for(Session, "before_commit")
def _raise_version(session: Session) -> None:
    """Last in the transaction, so that the row is locked for a moment only."""
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.pop(CHANGED, False):
        session.connection().execute(RAISE_VERSION)


@event.listens_for(Session, "after_rollback")
def _forget_changes(session: Session) -> None:
    session.info.pop(CHANGED, None)


@cache
def _unseen_tables() -> frozenset[Any]:
    return frozenset(one.local_table for one in Base.registry.mappers if one.class_.is_unseen)


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
