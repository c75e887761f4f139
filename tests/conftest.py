"""What the tests share: settings, databases, app and client. Factories of models are in tests/factories.py."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from dialogues_app import create_app, database
from dialogues_app.config import Settings
from dialogues_app.extensions import db
from dialogues_app.models.base import Base
from tests import databases

CHROMIUM = [os.environ.get("CHROMIUM", "chromium"), "chromium-browser", "google-chrome"]
SETTING_NAMES = [name for name, *_ in Settings.table()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `both_databases` runs on SQLite and on PostgreSQL, every other one on SQLite."""
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell that runs the tests says nothing about the product."""
    for name in SETTING_NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables."""
    return databases.make_sqlite_template(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[databases.PostgreSQL]:
    """A real PostgreSQL server."""
    server = databases.PostgreSQL()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgresql_url(postgresql: databases.PostgreSQL) -> str:
    """A PostgreSQL database of this xdist worker, with all tables."""
    url = postgresql.database(f"test_{databases.worker_name()}")
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables and no rows."""
    if getattr(request, "param", "sqlite") == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        databases.empty_all_tables(url)
        return url
    path = tmp_path / "test.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def environment(tmp_path: Path, database_url: str, free_port: Callable[[], int]) -> dict[str, str]:
    """The environment of a product that disturbs no other, for processes of their own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "STATE_DIR": str(tmp_path / "var"),
        "DATABASE_URL": database_url,
        "PORT": str(free_port()),
        "SMTP_PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    """Embedded settings with files under tmp_path."""
    return Settings.read(environment)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine with the transactions of the product."""
    made = database.prepare(create_engine(database_url, **database.engine_options(database_url)))
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session without Flask. Commit before the client or a worker is to write: SQLite has one writer."""
    with Session(engine) as made:
        yield made


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The product; a request that leaves unsaved changes fails."""
    made = create_app(settings)
    made.config["TESTING"] = True
    fail_on_unsaved_changes(made)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without script."""
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests of a run; where it is missing they are skipped (./run says so)."""
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Gives a TCP port of loopback that nobody uses."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            return port

    return find


def fail_on_unsaved_changes(app: Flask) -> None:
    """Each request of this app raises if it changed something and did not commit."""

    def flushed(session: Session, _context: object) -> None:
        session.info["flushed"] = True

    def settled(session: Session) -> None:
        session.info.pop("flushed", None)

    with app.app_context():
        factory = db.session.session_factory
    event.listen(factory, "after_flush", flushed)
    event.listen(factory, "after_commit", settled)
    event.listen(factory, "after_rollback", settled)

    @app.after_request
    def check(response: Response) -> Response:
        left = [*db.session.new, *db.session.dirty, *db.session.deleted]
        if left or db.session().info.get("flushed"):
            db.session.rollback()
            raise AssertionError(f"the request left unsaved changes: {left}")
        return response
