"""`flask facts load` tells what it did, and fails loudly where a file is broken."""

import json
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.models import Dialogue


def test_the_command_loads_commits_and_says_so(app: Flask, session: Session) -> None:
    done = app.test_cli_runner().invoke(args=["facts", "load", "--json"])

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["files"]["dialogues"] == {"loaded": 15, "changed": 0, "skipped": 0, "kept": 0}
    assert (told["kept"], told["gone"]) == ([], [])
    assert session.scalar(select(func.count(Dialogue.id))) == 15


def test_the_table_has_one_line_a_file(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["facts", "load"])

    lines = runner.invoke(args=["facts", "load"]).stdout.splitlines()

    assert lines[0].split() == ["loaded", "changed", "skipped", "kept"]
    assert ["measures", "0", "0", "38", "0"] in [line.split() for line in lines]


def test_broken_files_are_told_line_by_line_and_nothing_is_loaded(
    app: Flask, session: Session, directory: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("dialogues", ",T02,P-DAMBERG", ",T99,P-DAMBERG")

    done = app.test_cli_runner().invoke(args=["facts", "load", str(directory)])

    assert done.exit_code == 1
    assert done.stderr.splitlines()[0] == "dialogues.csv:3: theme_ids: T99 is not in themes.csv"
    assert session.scalar(select(func.count(Dialogue.id))) == 0
