"""`flask facts`: the real history, from its files into the database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from dialogues_app.clock import now
from dialogues_app.extensions import db
from dialogues_app.facts import DIRECTORY
from dialogues_app.facts.collected import BrokenFacts
from dialogues_app.facts.loading import Report, Verdict, load

facts = AppGroup("facts", help="The real history of the dialogues.")


@facts.command("load")
@click.argument("directory", default=DIRECTORY, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def load_facts(directory: Path, as_json: bool) -> None:
    """Load the facts of DIRECTORY, or the product's own; what was edited in the product is left alone."""
    try:
        report = load(db.session(), directory, at=now())
    except BrokenFacts as error:
        db.session.rollback()
        _tell_problems(error, as_json=as_json)
        sys.exit(1)
    db.session.commit()
    click.echo(json.dumps(_as_data(report), ensure_ascii=False, indent=2) if as_json else _as_table(report))


def _tell_problems(error: BrokenFacts, *, as_json: bool) -> None:
    if as_json:
        found = [asdict(problem) for problem in error.problems]
        click.echo(json.dumps({"problems": found}, ensure_ascii=False, indent=2))
        return
    for problem in error.problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(error.problems)} problems; nothing was loaded.", err=True)


def _as_data(report: Report) -> dict[str, object]:
    return {
        "files": {
            file: {verdict.value: count[verdict] for verdict in Verdict}
            for file, count in report.counts.items()
        },
        "total": {verdict.value: report.total(verdict) for verdict in Verdict},
        "kept": [{"file": file, "key": key} for file, key in report.kept],
        "gone": [{"file": file, "key": key} for file, key in report.gone],
    }


def _as_table(report: Report) -> str:
    width = max([len(file) for file in report.counts], default=0)
    lines = [" ".join(["".ljust(width), *(f"{verdict.value:>8}" for verdict in Verdict)])]
    for file, count in report.counts.items():
        lines.append(" ".join([file.ljust(width), *(f"{count[verdict]:>8}" for verdict in Verdict)]))
    lines.append(" ".join(["total".ljust(width), *(f"{report.total(verdict):>8}" for verdict in Verdict)]))
    lines += [f"kept, edited in the product: {file} {key}" for file, key in report.kept]
    lines += [f"no longer in the files, not deleted: {file} {key}" for file, key in report.gone]
    return "\n".join(lines)
