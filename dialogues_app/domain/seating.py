"""Verbs on those who hold a seat: give one who has none an address, and read pasted lines of participants."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from dialogues_app.domain import invitations
from dialogues_app.domain.addresses import is_practice_address, normalise_address
from dialogues_app.errors import Invalid
from dialogues_app.models import Actor, CalendarEvent, Holding, Invitation

LONGEST_FIELD = 300
MOST_LINES = 1000
HEADINGS = {"namn", "name"}


@dataclass(frozen=True)
class Line:
    """One pasted line: what it says, and the codes of what is wrong with it, by field."""

    number: int
    text: str
    name: str = ""
    title: str = ""
    organisation: str = ""
    address: str = ""
    fault: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it can be added."""
        return not self.fault


def give_address(meeting: CalendarEvent, holding: Holding, address: str, *, by: Actor, at: datetime) -> Invitation:
    """Who has a seat is invited under this address, once `send` is called. Raises Invalid as `add_participant`."""
    checked = invitations.checked_address(meeting, address)
    invitation = invitations.invite(meeting, holding, checked, at=at)
    meeting.dialogue.record("participant_added", by=by, at=at, subject_kind="invitation", subject_id=invitation.id)
    return invitation


def read_lines(text: str, *, taken: Collection[str], practice: bool) -> list[Line]:
    """The lines of a paste, `Name; title; organisation; address`, each with what is wrong with it.

    Tab, semicolon or comma may part the fields, in that order of preference; empty lines and a heading are skipped.
    An address that occurs before in the paste or in `taken` is a duplicate. Raises Invalid over MOST_LINES.
    """
    rows = [(number, row.strip()) for number, row in enumerate(text.splitlines(), 1) if row.strip()]
    if len(rows) > MOST_LINES:
        raise Invalid("lines", "too_many", longest=MOST_LINES)
    seen: set[str] = set()
    found = []
    for number, row in rows:
        fields = _fields(row)
        if fields[0].lower() in HEADINGS and "@" not in row:
            continue
        line = _line(number, row, fields, practice)
        if line.is_good and line.address in taken:
            line = _faulty(line, "already_invited")
        elif line.is_good and line.address in seen:
            line = _faulty(line, "twice_in_paste")
        seen.add(line.address)
        found.append(line)
    return found


def _fields(row: str) -> list[str]:
    mark = next((mark for mark in ("\t", ";", ",") if mark in row), ";")
    return [field.strip().strip('"').strip() for field in row.split(mark)]


def _line(number: int, row: str, fields: list[str], practice: bool) -> Line:
    while len(fields) > 4 and not fields[-1]:
        fields.pop()
    if len(fields) != 4:
        return Line(number, row, fault="field_count")
    line = Line(number, row, *fields)
    if any(len(field) > LONGEST_FIELD for field in fields):
        return _faulty(line, "too_long")
    if re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "".join(fields)):
        return _faulty(line, "control")
    if not line.name and not line.title:
        return _faulty(line, "nobody")
    try:
        address = normalise_address(line.address)
    except Invalid as bad:
        return _faulty(line, f"address_{bad.code}")
    line = replace(line, address=address)
    return _faulty(line, "not_practice") if practice and not is_practice_address(address) else line


def _faulty(line: Line, fault: str) -> Line:
    return replace(line, fault=fault)
