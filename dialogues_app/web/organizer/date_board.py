"""Screen d: the candidates as columns, those asked as rows, the suggestion in words. Made from plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dialogues_app.clock import now
from dialogues_app.domain import date_judging as judging
from dialogues_app.domain.date_judging import Attendee, Judgement
from dialogues_app.domain.queries import dates as queries
from dialogues_app.domain.times import local_day
from dialogues_app.extensions import db
from dialogues_app.models import (
    MINISTERIAL,
    DateAnswerKind,
    DateChoice,
    DateSlot,
    Dialogue,
    OutboxState,
)
from dialogues_app.web import date_words
from dialogues_app.web.organizer.board import capitalised


@dataclass(slots=True)
class Row:
    """One person asked, with an answer or none for each candidate in its order."""

    key: int
    label: str
    spoken: str  # in a sentence
    name: str
    sub: str
    required: bool
    scarce: bool
    address: str
    asked_at: datetime | None
    attendee: Attendee
    mail: str = ""  # not_asked, waiting, on_the_way, sent or failed
    cells: list[DateAnswerKind | None] = field(default_factory=list)
    late: list[DateAnswerKind | None] = field(default_factory=list)

    @property
    def has_answered(self) -> bool:
        """Whether anything has been said."""
        return any(cell is not None for cell in self.cells)

    @property
    def has_late(self) -> bool:
        """Whether something was said once the date was set."""
        return any(cell is not None for cell in self.late)

    @property
    def is_silent(self) -> bool:
        """Whether an answer is missing."""
        return any(cell is None for cell in self.cells)


@dataclass(slots=True)
class Column:
    """One candidate: its judgement, and what is said of it."""

    slot: DateSlot
    judgement: Judgement
    brief: str
    sentence: str
    names: dict[int, str]
    bodies: dict[int, str]
    holiday: str
    is_held: bool  # preliminarily, in some calendars
    is_past: bool

    @property
    def details(self) -> list[str]:
        """Every requirement that is not met by plain yes, in a sentence each."""
        return [date_words.in_words(one, self.names, self.bodies) for one in self.judgement.findings]


@dataclass
class Board:
    """Everything that screen d shows."""

    choice: DateChoice
    rows: list[Row]
    columns: list[Column]
    ranking: list[Column]
    best: Column | None
    decided: DateSlot | None
    rule: str

    @property
    def required(self) -> list[Row]:
        """Who must be there."""
        return [row for row in self.rows if row.required]

    @property
    def optional(self) -> list[Row]:
        """The others."""
        return [row for row in self.rows if not row.required]

    @property
    def answered(self) -> int:
        """How many have answered something."""
        return sum(row.has_answered for row in self.rows)

    @property
    def unasked(self) -> list[Row]:
        """Who has an address and has not got the question."""
        return [row for row in self.rows if row.address and row.asked_at is None]

    @property
    def silent(self) -> list[Row]:
        """Who has got the question and lacks an answer."""
        return [row for row in self.rows if row.address and row.asked_at is not None and row.is_silent]

    @property
    def waiting(self) -> int:
        """How many mails can still be taken back."""
        return sum(row.mail == "waiting" for row in self.rows)

    @property
    def has_late(self) -> bool:
        """Whether somebody answered after the choice."""
        return any(row.has_late for row in self.rows)


def board(dialogue: Dialogue, choice: DateChoice) -> Board:
    """The board of a date choice, in three queries whatever the number of people and dates."""
    at, slots = now(), choice.live_slots
    bodies = {place.organisation.id: place.organisation.label for place in dialogue.bodies}
    rows = [_row(one, bodies) for one in db.session.execute(queries.people(choice.id))]
    _fill(rows, slots, choice)
    _mails(rows, choice, at)
    columns = _columns(choice, rows, bodies, at)
    order = {
        judgement.slot: place for place, judgement in enumerate(judging.ranked(c.judgement for c in columns))
    }
    ranking = sorted(columns, key=lambda column: order[column.slot.id])
    found = judging.suggestion(column.judgement for column in columns if not column.is_past)
    return Board(
        choice=choice,
        rows=rows,
        columns=columns,
        ranking=ranking,
        best=next((column for column in columns if found and column.slot.id == found.slot), None),
        decided=choice.decided,
        rule=date_words.rule_words((rule.need, rule.count) for rule in choice.rules),
    )


def _row(one: Any, bodies: dict[int, str]) -> Row:
    organisation = one.organisation or one.description
    title = capitalised(one.title or one.name)
    told = judging.groups(one.role, one.kind, one.size_class, one.counts_as)
    of_body = one.organisation_id if one.organisation_id in bodies and one.role not in MINISTERIAL else None
    return Row(
        key=one.id,
        label=", ".join(part for part in (title, organisation) if part),
        spoken=date_words.spoken(one.title or one.name, organisation),
        name=one.name,
        sub=one.name if one.name != title else "",
        required=one.required_for_date,
        scarce=one.is_scarce,
        address=one.address or "",
        asked_at=one.asked_at,
        attendee=Attendee(one.id, one.required_for_date, told, of_body),
    )


def _fill(rows: Sequence[Row], slots: Sequence[DateSlot], choice: DateChoice) -> None:
    """The newest answer that counts, and beside it the newest that came too late."""
    counted: dict[tuple[int, int], DateAnswerKind] = {}
    late: dict[tuple[int, int], DateAnswerKind] = {}
    for one in db.session.execute(queries.answers(choice.id)):
        into = late if one.is_late and not choice.is_open else counted
        into[one.ask_id, one.slot_id] = one.kind
    for row in rows:
        row.cells = [counted.get((row.key, slot.id)) for slot in slots]
        row.late = [late.get((row.key, slot.id)) for slot in slots]


def _mails(rows: Sequence[Row], choice: DateChoice, at: datetime) -> None:
    newest = {one.date_ask_id: one for one in db.session.execute(queries.mails(choice.id))}
    for row in rows:
        mail = newest.get(row.key)
        if mail is None:
            row.mail = "not_asked"
        elif mail.state is OutboxState.QUEUED and mail.not_before > at:
            row.mail = "waiting"
        else:
            row.mail = {OutboxState.SENT: "sent", OutboxState.FAILED: "failed"}.get(mail.state, "on_the_way")


def _columns(choice: DateChoice, rows: Sequence[Row], bodies: dict[int, str], at: datetime) -> list[Column]:
    attendees = [row.attendee for row in rows]
    rules = {rule.need: rule.count for rule in choice.rules}
    required = judging.requirements(attendees, rules, bodies)
    names = {row.key: row.spoken for row in rows}
    found = []
    for place, slot in enumerate(choice.live_slots):
        given = {row.key: cell for row in rows if (cell := row.cells[place]) is not None}
        one = judging.judge(slot.id, slot.starts_at, given, attendees, required)
        found.append(
            Column(
                slot=slot,
                judgement=one,
                brief=date_words.in_brief(one) if required else "",
                sentence=date_words.explanation(one, names, bodies, ruled=bool(required)),
                names=names,
                bodies=bodies,
                holiday=date_words.holiday(local_day(slot.starts_at)),
                is_held=slot.event_id is not None,
                is_past=slot.starts_at <= at,
            )
        )
    return found
