"""`dialogues import`: a file that is right as a whole becomes dialogues; one with an error becomes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from jsonschema import Draft202012Validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.config import ROOT
from dialogues_app.domain import dialogues, invitations, scheduling
from dialogues_app.domain.times import read_instant, require_in_time
from dialogues_app.errors import DomainError
from dialogues_app.models import Actor, Dialogue, Organisation, SeatRole, Theme

Named = TypeVar("Named", Theme, Organisation)
SCHEMA = ROOT / "docs" / "dialogue-import.schema.json"


class BrokenFile(Exception):
    """The file is refused; each fault is the path to a value and what is wrong there."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass
class Import:
    """One file on its way into the database; the caller commits, or rolls back."""

    session: Session
    by: Actor
    at: datetime

    def run(self, path: Path) -> list[Dialogue]:
        """The dialogues of the file, flushed. Raises BrokenFile with every fault that was found."""
        told = _read(path)
        faults: list[tuple[str, str]] = []
        made = [
            self._one(f"$.dialogues[{number}]", one, faults) for number, one in enumerate(told["dialogues"])
        ]
        if faults:
            raise BrokenFile(faults)
        self.session.flush()
        return [dialogue for dialogue in made if dialogue is not None]

    def _one(self, path: str, told: dict[str, Any], faults: list[tuple[str, str]]) -> Dialogue | None:
        themes = self._named(Theme, told.get("themes", []), f"{path}.themes", faults)
        leading = self._named(Organisation, [told["leading"]], f"{path}.leading", faults)
        others = self._named(Organisation, told.get("bodies", []), f"{path}.bodies", faults)
        if faults:
            return None
        try:
            dialogue = dialogues.open_dialogue(
                themes=themes,
                bodies=list(dict.fromkeys([*leading, *others])),
                leading=leading[0],
                title=told.get("title", ""),
                purpose=told.get("purpose", ""),
                practice=told.get("practice", False),
                by=self.by,
                at=self.at,
            )
            self.session.add(dialogue)
            self._when(dialogue, told)
        except (DomainError, ValueError) as refused:
            faults.append((path, str(refused)))
            return None
        self._who(dialogue, path, told.get("participants", []), faults)
        return dialogue

    def _when(self, dialogue: Dialogue, told: dict[str, Any]) -> None:
        if "reply_by" in told:
            dialogue.reply_by = date.fromisoformat(told["reply_by"])
        if "starts" not in told:
            return
        slot = scheduling.slot(
            read_instant(told["starts"], field="starts"), read_instant(told["ends"], field="ends")
        )
        require_in_time(dialogue.reply_by, slot.starts_at)
        meeting = scheduling.set_slot(dialogue, slot, by=self.by, at=self.at)
        meeting.place, meeting.link = told.get("place", ""), told.get("link", "")
        meeting.text = told.get("text", "")

    def _who(
        self, dialogue: Dialogue, path: str, told: list[dict[str, Any]], faults: list[tuple[str, str]]
    ) -> None:
        for number, one in enumerate(told):
            here = f"{path}.participants[{number}]"
            slugs = [one["organisation"]] if "organisation" in one else []
            found = self._named(Organisation, slugs, f"{here}.organisation", faults)
            newcomer = invitations.Newcomer(
                address=one["address"],
                name=one.get("name", ""),
                title=one.get("title", ""),
                description=one.get("description", ""),
                organisation=found[0] if found else None,
                role=SeatRole(one.get("role", "required")),
            )
            try:
                if dialogue.meeting is not None:
                    invitations.add_participant(dialogue.meeting, newcomer, by=self.by, at=self.at)
            except DomainError as refused:
                faults.append((here, str(refused)))

    def _named(
        self, kind: type[Named], slugs: list[str], path: str, faults: list[tuple[str, str]]
    ) -> list[Named]:
        known = {row.slug: row for row in self.session.scalars(select(kind).where(kind.slug.in_(slugs)))}
        faults += [(path, f"there is no {slug!r}") for slug in slugs if slug not in known]
        return [known[slug] for slug in slugs if slug in known]


def _read(path: Path) -> dict[str, Any]:
    """The content of the file, once the schema has found nothing wrong with it."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenFile([("$", f"is no JSON in UTF-8: {error}")]) from error
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    faults = list(_faults(validator, told))
    if faults:
        raise BrokenFile(faults)
    if not isinstance(told, dict):
        raise BrokenFile([("$", "is no object")])
    return told


def _faults(validator: Draft202012Validator, told: object) -> Iterator[tuple[str, str]]:
    for error in sorted(
        validator.iter_errors(told), key=lambda one: [str(part) for part in one.absolute_path]
    ):
        yield error.json_path, error.message[:300]
