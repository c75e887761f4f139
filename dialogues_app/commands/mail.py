"""`flask mail`: take mails in from files, see what waits to go out and what waits for a person."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from dialogues_app import inbox
from dialogues_app.clock import now
from dialogues_app.domain.queries import inbound as queries
from dialogues_app.extensions import db
from dialogues_app.inbox import Arrived, Receipt
from dialogues_app.itip.letter import LARGEST_MAIL, open_letter
from dialogues_app.models import InboundMail, OutboxRow, OutboxState

group = AppGroup("mail", help="Mails that come in and mails that go out.")
UNSENT = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.FAILED)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")


@group.command("receive")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@AS_JSON
def receive(files: tuple[Path, ...], as_json: bool) -> None:
    """Take the mail of each FILE in, as if it had come to the mailbox."""
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        sentence = f"No such file: {', '.join(missing)}. Nothing was read."
        if as_json:
            click.echo(json.dumps({"errors": [sentence]}, ensure_ascii=False, indent=2))
        click.echo(sentence, err=True)
        sys.exit(1)
    house = inbox.house_of(current_app.config["SETTINGS"])
    told = [_told(file, inbox.receive(db.session(), _arrived(file), house)) for file in files]
    _say(told, as_json, ("file", "outcome", "dialogue", "holding", "reason"))


@group.command("queue")
@AS_JSON
def queue(as_json: bool) -> None:
    """List what has not left: waiting, under way or failed."""
    rows = db.session.scalars(
        select(OutboxRow).where(OutboxRow.state.in_(UNSENT)).order_by(OutboxRow.not_before, OutboxRow.id)
    )
    _say([_outgoing(row) for row in rows], as_json, ("id", "kind", "state", "to", "not_before", "error"))


@group.command("quarantine")
@AS_JSON
def quarantine(as_json: bool) -> None:
    """List the mails that were set aside for a person."""
    mails = db.session.scalars(queries.quarantined())
    _say([_set_aside(mail) for mail in mails], as_json, ("id", "reason", "from", "attendee", "subject"))


def _arrived(file: Path) -> Arrived:
    """The mail of a file: received when its topmost Received header says so, else now."""
    with file.open("rb") as opened:
        raw = opened.read(LARGEST_MAIL + 1)
    at = now()
    try:
        stated = open_letter(raw).received_at
    except Exception:  # noqa: BLE001  (what is wrong with the mail is told by its outcome)
        stated = None
    return Arrived(key=f"file:{uuid.uuid4()}", raw=raw, received_at=min(stated or at, at))


def _told(file: Path, receipt: Receipt) -> dict[str, Any]:
    return {
        "file": str(file),
        "outcome": receipt.outcome.value,
        "dialogue": receipt.dialogue_id,
        "holding": receipt.holding_id,
        "reason": receipt.reason,
    }


def _outgoing(row: OutboxRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind.value,
        "state": row.state.value,
        "to": row.recipient,
        "sequence": row.sequence,
        "attempts": row.attempts,
        "created_at": row.created_at.isoformat(),
        "not_before": row.not_before.isoformat(),
        "error_code": row.error_code,
        "error": row.error,
    }


def _set_aside(mail: InboundMail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "reason": mail.reason,
        "received_at": mail.received_at.isoformat(),
        "from": mail.from_address,
        "attendee": mail.attendee,
        "subject": mail.subject,
        "text": mail.text,
        "dialogue": mail.dialogue_id,
        "holding": mail.holding_id,
        "message_id": mail.message_id,
    }


def _say(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...]) -> None:
    """The rows as JSON, or as lines with these columns."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("  ".join("-" if row[name] in (None, "") else str(row[name]) for name in columns))
    if not rows:
        click.echo("Nothing.")
