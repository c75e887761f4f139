"""Notes of a dialogue as a document of plain Swedish sentences; made elsewhere, laid out here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from dialogues_app.pdf.typesetting import typeset


@dataclass(frozen=True)
class Objected:
    """An objection that stands: who, how it should read, and what the organizers say."""

    lead: str
    counter: str
    answer: str


@dataclass(frozen=True)
class Said:
    """One statement: its number, who (may be empty), the words, a warning."""

    number: str
    who: str
    text: str
    warning: str = ""
    objections: list[Objected] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """One outcome with what was said behind it."""

    number: str
    kind: str
    sentence: str
    who: str = ""
    due: str = ""
    said: str = ""
    warning: str = ""
    contributions: list[Said] = field(default_factory=list)
    objections: list[Objected] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One item of the programme."""

    title: str
    entries: list[Entry]


@dataclass(frozen=True, kw_only=True)
class Notes:
    """The whole document; every string is shown as it is."""

    title: str
    kind: str  # what the document is, above the title
    sender: str
    page_label: str  # "Sida {} av {}"
    facts: list[tuple[str, str]]
    present_title: str
    present: list[str]
    sections: list[Section]
    remarks: list[str]  # version, hash, address: how to tell that it is the right one
    dated_at: datetime
    draft: str = ""  # stands on top where it is not approved


def render_notes(notes: Notes) -> bytes:
    """The notes as tagged PDF."""
    at = notes.dated_at
    values = asdict(notes) | {"dated_at": [at.year, at.month, at.day, at.hour, at.minute, at.second]}
    return typeset("notes.typ", values)
