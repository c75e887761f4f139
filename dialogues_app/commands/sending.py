"""`flask mail pause|resume|retry|check`: the operator's hold on sending."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from dialogues_app import outbox
from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.extensions import db
from dialogues_app.mail import trial
from dialogues_app.mail_address import BadAddress, parse_address
from dialogues_app.models import DeliveryState, OutboxRow, OutboxState, PauseCause

BY = "kommandoraden"
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")


@click.command()
@AS_JSON
@with_appcontext
def pause(*, as_json: bool) -> None:
    """Send nothing but sign-in mails until `mail resume`."""
    outbox.pause(db.session(), PauseCause.ORDERED, by=BY)
    _say(_state(), as_json)


@click.command()
@AS_JSON
@with_appcontext
def resume(*, as_json: bool) -> None:
    """Send again; after a restore each waiting mail is first looked for in the archive."""
    settings: Settings = current_app.config["SETTINGS"]
    outbox.resume(db.session())
    outbox.restore.write(settings.state_dir, outbox.mark(db.session()))
    _say(_state(), as_json)


@click.command()
@click.argument("row_id", metavar="ID", type=int)
@AS_JSON
@with_appcontext
def retry(row_id: int, *, as_json: bool) -> None:
    """Try the failed or waiting message ID (see `mail queue`) again at once."""
    if not outbox.retry(db.session(), row_id, now()):
        click.echo(f"Message {row_id} neither failed nor waits.", err=True)
        sys.exit(1)
    current_app.extensions["bell"].ring()
    _say({"id": row_id, "state": OutboxState.QUEUED.value}, as_json)


@click.command()
@click.argument("address")
@AS_JSON
@with_appcontext
def check(address: str, *, as_json: bool) -> None:
    """Send a test mail to ADDRESS and report each step of the mail server."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        recipient = parse_address(address)
    except BadAddress as bad:
        raise click.ClickException(f"{address!r} is no mail address ({bad.fault}).") from None
    steps = trial.run(settings, recipient, now())
    if as_json:
        said = {"address": recipient, "ok": steps[-1].ok, "steps": [vars(step) for step in steps]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for step in steps:
            click.echo(f"{step.step:<9} {'ok    ' if step.ok else 'FAILED'}  {step.said}")
    if not steps[-1].ok:
        sys.exit(1)


def register(group: click.Group) -> None:
    """The commands stand beside those of the incoming mails."""
    for command in (pause, resume, retry, check):
        group.add_command(command)


def _state() -> dict[str, Any]:
    state = db.session.scalars(select(DeliveryState)).one()
    waiting = db.session.scalars(select(OutboxRow.id).where(OutboxRow.state == OutboxState.QUEUED)).all()
    return {
        "paused": state.is_paused,
        "cause": state.pause_cause.value if state.pause_cause else None,
        "waiting": len(waiting),
    }


def _say(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    click.echo(", ".join(f"{name}: {value}" for name, value in said.items()))
