"""The migrations lead to what the models say, on both databases."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from dialogues_app import prepare
from dialogues_app.config import ROOT, Settings
from tests import databases


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: databases.PostgreSQL = request.getfixturevalue("postgresql")
    return server.database(f"migrations_{databases.worker_name()}")


def flask(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`./run flask` as a process of its own."""
    command = [sys.executable, "-m", "flask", "--app", "dialogues_app", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_newest_migration_is_what_the_models_say(
    empty_database_url: str, environment: dict[str, str]
) -> None:
    environment |= {"DATABASE_URL": empty_database_url}

    upgraded = flask(environment, "db", "upgrade")
    checked = flask(environment, "db", "check")

    assert (upgraded.returncode, checked.returncode) == (0, 0), (
        upgraded.stderr + checked.stdout + checked.stderr
    )


def test_every_migration_can_be_taken_back(empty_database_url: str, environment: dict[str, str]) -> None:
    environment |= {"DATABASE_URL": empty_database_url}

    done = [flask(environment, "db", *step) for step in (["upgrade"], ["downgrade", "base"])]

    assert [one.returncode for one in done] == [0, 0], done[-1].stderr
    engine = create_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_migrations_import_nothing_of_ours() -> None:
    texts = {path.name: path.read_text() for path in (ROOT / "migrations" / "versions").glob("*.py")}

    assert texts
    assert [name for name, text in texts.items() if "dialogues_app" in text] == []
    assert prepare.newest_migration() is not None


def test_preparing_an_empty_database_migrates_it_once(
    empty_database_url: str, environment: dict[str, str]
) -> None:
    environment |= {"DATABASE_URL": empty_database_url}
    settings = Settings.read(environment)
    said: list[str] = []

    first = prepare_in_process(environment)
    prepare.prepare(settings, said.append)  # raises if it had to start a process that fails

    assert first.startswith("Bringing the database up to date\n")
    assert said == []


def prepare_in_process(environment: dict[str, str]) -> str:
    """What `./run prepare` says."""
    command = [sys.executable, "-m", "dialogues_app.prepare"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout
