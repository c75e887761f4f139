"""What must be true before the parts start: the database is at the newest migration, the facts are loaded.

Both questions are answered without loading the app, because they are asked at every start.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from dialogues_app.config import ROOT, Settings

FACTS = ROOT / "dialogues_app" / "facts"
VERSIONS = ROOT / "migrations" / "versions"
ACCOUNTS = ROOT / "dialogues_app" / "commands" / "accounts.py"
REVISION = re.compile(r"^(down_revision|revision)\b[^=]*=\s*(?:[\"']([^\"']+)[\"']|None)", re.MULTILINE)

Say = Callable[[str], None]


class PreparationFailed(Exception):
    """The product cannot start; the text is a sentence for a terminal."""


def prepare(settings: Settings, say: Say) -> str:
    """Database and facts are ready; returns how to sign in, for people ("" where nobody is to be told)."""
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = settings.state_dir / "prepared.json"
    known = _read(stamp)
    database = hashlib.sha256(settings.database_url.encode()).hexdigest()
    if known.get("database") != database:
        known = {}
    if _migrate(settings, say):
        known = {}
    wanted = {"database": database, "facts": facts_checksum(), "accounts": _checksum([ACCOUNTS])}
    if wanted["facts"] and known.get("facts") != wanted["facts"]:
        say("Loading the facts")
        _flask(["facts", "load"])
    if settings.embedded and wanted["accounts"]:
        same = known.get("accounts") == wanted["accounts"]
        wanted["sign_in"] = known.get("sign_in", "") if same else _flask(["accounts", "list", "--practice"])
    if wanted != known:
        stamp.write_text(json.dumps(wanted))
    return wanted.get("sign_in", "")


def newest_migration() -> str | None:
    """The revision no other builds on, read from the files."""
    found = [REVISION.findall(path.read_text()) for path in VERSIONS.glob("*.py")]
    pairs = [dict(one) for one in found]
    heads = {one["revision"] for one in pairs} - {one.get("down_revision") for one in pairs}
    if len(heads) > 1:
        raise PreparationFailed(f"The migrations have more than one end: {', '.join(sorted(heads))}.")
    return heads.pop() if heads else None


def facts_checksum() -> str:
    """One checksum over every loaded file."""
    return _checksum(sorted(FACTS.rglob("*.csv")))


def _checksum(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    present = [path for path in paths if path.exists()]
    for path in present:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest() if present else ""


def _migrate(settings: Settings, say: Say) -> bool:
    """Whether the database had to be brought forward."""
    newest = newest_migration()
    if newest is None or _current_migration(settings) == newest:
        return False
    say("Bringing the database up to date")
    _flask(["db", "upgrade"])
    return True


def _current_migration(settings: Settings) -> str | None:
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.scalar(text("select version_num from alembic_version"))
            return found
    except OperationalError as error:
        raise PreparationFailed(
            f"DATABASE_URL leads to no database that answers: {error.orig}".strip()
        ) from None
    finally:
        engine.dispose()


def _flask(arguments: list[str]) -> str:
    command = [sys.executable, "-m", "flask", "--app", "dialogues_app", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise PreparationFailed(f"./run flask {' '.join(arguments)} failed; what it said stands above.")
    return done.stdout


def _read(stamp: Path) -> dict[str, str]:
    try:
        found = json.loads(stamp.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def main() -> int:
    """Prepare once, for an installation whose parts are started one by one."""
    try:
        prepare(Settings.read_or_exit(), lambda line: print(line, flush=True))
    except PreparationFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
