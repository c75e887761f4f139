"""`flask dialogues`: the main job for scripts; the same verbs as the pages, JSON with --json."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.commands.answers import answers_as_data, answers_as_table
from dialogues_app.commands.exporting import exported
from dialogues_app.commands.importing import BrokenFile, Import
from dialogues_app.domain import invitations, proposals, replies, scheduling
from dialogues_app.domain.times import read_instant
from dialogues_app.errors import DomainError, Invalid, NotFound, ReasonRequired
from dialogues_app.extensions import db
from dialogues_app.models import (
    Actor,
    CalendarEvent,
    Dialogue,
    Invitation,
    ProposalKind,
    ProposalState,
    Revision,
    SeatRole,
)

group = AppGroup("dialogues", help="Plan dialogues and tell those invited.")


def actor() -> Actor:
    """Who acts at a terminal, as the audit trail names it."""
    return Actor(label=_("Kommandoraden"))


def verb(command: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """A command that changes something: commits once and says what it did, or ends with a sentence and code 1."""

    @wraps(command)
    def run(*arguments: Any, as_json: bool, **options: Any) -> None:
        try:
            said = command(*arguments, **options)
            db.session.commit()
        except BrokenFile as broken:
            db.session.rollback()
            fail([f"{path}: {fault}" for path, fault in broken.faults], as_json=as_json)
        except DomainError as refused:
            db.session.rollback()
            fail([sentence(refused)], as_json=as_json)
        else:
            click.echo(json.dumps(said, ensure_ascii=False, indent=2) if as_json else _said(said))

    return click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")(run)


def fail(faults: list[str], *, as_json: bool) -> None:
    """The faults are said, and the command ends with code 1."""
    if as_json:
        click.echo(json.dumps({"errors": faults}, ensure_ascii=False, indent=2))
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(1)


def sentence(refused: DomainError) -> str:
    """A refusal of the domain for a terminal."""
    if isinstance(refused, Invalid):
        given = f", not {refused.values['given']!r}" if "given" in refused.values else ""
        return f"{refused.field} is refused ({refused.code}){given}."
    if isinstance(refused, NotFound):
        return f"There is no {refused.what} {refused.key}."
    if isinstance(refused, ReasonRequired):
        return "A reason is needed; give it with --reason."
    return f"{str(refused) or type(refused).__name__}."


def meeting_of(dialogue_id: int) -> CalendarEvent:
    """The meeting of the dialogue; raises NotFound."""
    dialogue = db.session.get(Dialogue, dialogue_id)
    if dialogue is None:
        raise NotFound("dialogue", dialogue_id)
    if dialogue.meeting is None:
        raise NotFound("time yet for dialogue", dialogue_id)
    return dialogue.meeting


def waiting(immediately: bool) -> timedelta:
    """How long the mails wait."""
    return timedelta() if immediately else current_app.config["SETTINGS"].mail_hold


immediately = click.option("--now", "immediately", is_flag=True, help="Do not wait before mailing.")
why = click.option("--reason", default="", help="Why, in the words that those invited read.")
which = click.argument("dialogue_id", metavar="ID", type=click.IntRange(1, 2**31 - 1))


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@verb
def import_file(file: Path) -> dict[str, Any]:
    """Make the dialogues of FILE (docs/dialogue-import.schema.json), or none of them."""
    made = Import(db.session(), actor(), now()).run(file)
    return {"dialogues": [{"id": one.id, "slug": one.slug, "participants": len(one.seats)} for one in made]}


@group.command()
@which
@immediately
@verb
def invite(dialogue_id: int, *, immediately: bool) -> dict[str, Any]:
    """Invite everyone of the dialogue who has not been told yet."""
    meeting = meeting_of(dialogue_id)
    return told(meeting, invitations.send(meeting, by=actor(), at=now(), hold=waiting(immediately)))


@group.command()
@which
@click.option("--starts", required=True, help="Swedish time, 2026-10-14T09:00; an offset is allowed.")
@click.option("--ends", required=True, help="As --starts.")
@why
@immediately
@verb
def move(dialogue_id: int, *, starts: str, ends: str, reason: str, immediately: bool) -> dict[str, Any]:
    """Give the dialogue another time."""
    slot = scheduling.slot(read_instant(starts, field="starts"), read_instant(ends, field="ends"))
    meeting = meeting_of(dialogue_id)
    hold = waiting(immediately)
    return told(meeting, scheduling.reschedule(meeting, slot, reason=reason, by=actor(), at=now(), hold=hold))


@group.command()
@which
@click.option("--place", help="Where; as before if left out.")
@click.option("--link", help="Address of the video room; as before if left out.")
@why
@immediately
@verb
def place(
    dialogue_id: int, *, place: str | None, link: str | None, reason: str, immediately: bool
) -> dict[str, Any]:
    """Give the dialogue another place, or a video room."""
    meeting, hold = meeting_of(dialogue_id), waiting(immediately)
    place, link = (old if new is None else new for new, old in ((place, meeting.place), (link, meeting.link)))
    done = scheduling.change_place(meeting, place, link, reason=reason, by=actor(), at=now(), hold=hold)
    return told(meeting, done)


@group.command()
@which
@click.argument("address")
@click.option("--name", default="", help="Name, for the organizers.")
@click.option("--title", default="", help="Capacity, for everyone.")
@click.option("--role", type=click.Choice([role.value for role in SeatRole]), default=SeatRole.REQUIRED.value)
@immediately
@verb
def add(dialogue_id: int, address: str, *, immediately: bool, **given: str) -> dict[str, Any]:
    """Add ADDRESS; if the others are invited, this one is invited too."""
    meeting, at = meeting_of(dialogue_id), now()
    newcomer = invitations.Newcomer(
        address=address, name=given["name"], title=given["title"], role=SeatRole(given["role"])
    )
    invitations.add_participant(meeting, newcomer, by=actor(), at=at)
    sent = None
    if meeting.revisions:
        sent = invitations.send(meeting, by=actor(), at=at, hold=waiting(immediately))
    return told(meeting, sent)


@group.command()
@which
@click.argument("address")
@why
@immediately
@verb
def remove(dialogue_id: int, address: str, *, reason: str, immediately: bool) -> dict[str, Any]:
    """Remove ADDRESS; who had the invitation gets a cancellation."""
    meeting = meeting_of(dialogue_id)
    found = _invited(meeting, address)
    return told(
        meeting, invitations.remove(found, reason=reason, by=actor(), at=now(), hold=waiting(immediately))
    )


@group.command()
@which
@why
@immediately
@verb
def postpone(dialogue_id: int, *, reason: str, immediately: bool) -> dict[str, Any]:
    """Take the dialogue out of the calendars; a new date will come."""
    meeting, hold = meeting_of(dialogue_id), waiting(immediately)
    return told(meeting, scheduling.postpone(meeting, reason=reason, by=actor(), at=now(), hold=hold))


@group.command()
@which
@why
@immediately
@verb
def cancel(dialogue_id: int, *, reason: str, immediately: bool) -> dict[str, Any]:
    """Cancel the dialogue."""
    meeting, hold = meeting_of(dialogue_id), waiting(immediately)
    return told(meeting, scheduling.cancel(meeting, reason=reason, by=actor(), at=now(), hold=hold))


@group.command()
@which
@click.argument("address")
@click.argument("decision", type=click.Choice(["accept", "decline"]))
@why
@immediately
@verb
def decide(
    dialogue_id: int, address: str, decision: str, *, reason: str, immediately: bool
) -> dict[str, Any]:
    """Take or decline what ADDRESS proposed: another time, or another person."""
    meeting, at = meeting_of(dialogue_id), now()
    proposal = next(
        (one for one in _invited(meeting, address).proposals if one.state is ProposalState.OPEN), None
    )
    if proposal is None:
        raise NotFound("proposal", address)
    told_of: dict[str, Any] = {"by": actor(), "at": at, "hold": waiting(immediately)}
    if proposal.kind is ProposalKind.COUNTER:
        counter = proposals.accept_counter if decision == "accept" else proposals.decline_counter
        counter(proposal, reason=reason, **told_of)
    elif decision == "accept":
        replies.accept_substitute(proposal, **told_of)
    else:
        replies.decline_substitute(proposal, by=actor(), at=at)
    made = [row for one in meeting.invitations for row in one.outbox if row.created_at == at]
    released = max((row.not_before for row in made), default=None)
    return told(meeting, None) | {
        "messages": len(made),
        "released_at": released.isoformat() if released else None,
    }


@group.command()
@which
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def answers(dialogue_id: int, *, as_json: bool) -> None:
    """Say who has answered what, and what became of each mail."""
    try:
        rows = answers_as_data(meeting_of(dialogue_id))
    except DomainError as refused:
        fail([sentence(refused)], as_json=as_json)
        return
    click.echo(
        json.dumps({"answers": rows}, ensure_ascii=False, indent=2) if as_json else answers_as_table(rows)
    )


@group.command()
@which
def export(dialogue_id: int) -> None:
    """Write the dialogue as a file that `dialogues import` reads."""
    dialogue = db.session.get(Dialogue, dialogue_id)
    if dialogue is None:
        fail([sentence(NotFound("dialogue", dialogue_id))], as_json=False)
        return
    click.echo(json.dumps({"dialogues": [exported(dialogue)]}, ensure_ascii=False, indent=2))


def told(meeting: CalendarEvent, revision: Revision | None) -> dict[str, Any]:
    """What a command that mails people says."""
    db.session.flush()
    return {
        "dialogue": meeting.dialogue.id,
        "status": meeting.dialogue.status.value,
        "sequence": meeting.sequence,
        "messages": len(revision.outbox) if revision else 0,
        "released_at": revision.released_at.isoformat() if revision else None,
    }


def _invited(meeting: CalendarEvent, address: str) -> Invitation:
    for invitation in meeting.active_invitations:
        if invitation.address == address.strip().lower():
            return invitation
    raise NotFound("invitation", address)


def _said(said: dict[str, Any]) -> str:
    """The same as the JSON, for a person."""
    if "dialogues" in said:
        return "\n".join(
            f"Dialogue {one['id']}: {one['participants']} participants." for one in said["dialogues"]
        )
    return f"Dialogue {said['dialogue']} is {said['status']}; {said['messages']} messages wait."
