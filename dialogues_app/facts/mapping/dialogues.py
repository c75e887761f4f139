"""Dialogues with their themes, dates, organisers and ministers; outcomes and participation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from dialogues_app.facts.collected import Facts
from dialogues_app.facts.mapping.book import Book
from dialogues_app.facts.mapping.fact import LOADER, Fact, Values, dated, raw
from dialogues_app.facts.mapping.seats import SeatWanted, organise, seat, seats_of
from dialogues_app.facts.mapping.supplement import organisers_in
from dialogues_app.facts.rows import DateRow, DialogueRow, OutcomeRow, ParticipationRow, ThemeRow
from dialogues_app.facts.words import OUTCOME_TYPES
from dialogues_app.models import (
    Actor,
    AnswerState,
    Basis,
    Dialogue,
    DialogueDate,
    DialogueStatus,
    Organisation,
    Outcome,
    OutcomeType,
    PartialDate,
    Participation,
    Person,
    Setting,
    SlugKind,
    Source,
    Theme,
)

SEMINAR = "expertseminari"  # as the sources write it, in any form
SEASONS = {12: "vinter", 3: "var", 6: "sommar", 9: "host"}  # by the month they begin in


@dataclass(frozen=True)
class _Told:
    """All that the files tell of one dialogue."""

    row: DialogueRow
    dates: tuple[DateRow, ...]
    seats: tuple[SeatWanted, ...]
    with_seminar: bool
    themes: tuple[str, ...]  # their titles

    @property
    def held(self) -> PartialDate:
        """The most precise of the stated dates, the first of equals."""
        stated = [PartialDate(one.date_earliest, one.date_latest, one.wording_sv) for one in self.dates]
        return min(stated, key=lambda date: date.span)

    @property
    def address(self) -> str:
        """The words of the dialogue's address: its date as precisely as it is known, then its themes."""
        row = self.row
        date = str(row.date_earliest)
        if row.date_precision == "season":
            date = f"{row.date_earliest.year}-{SEASONS.get(row.date_earliest.month, '')}".rstrip("-")
        return f"{date}-{' '.join(self.themes) or 'industrisamtal'}"


def facts_of(facts: Facts) -> Iterator[Fact]:
    """Each dialogue that the files ask for."""
    titles = {row.key: row.title_sv for row in facts.of(ThemeRow)}
    for row in facts.of(DialogueRow):
        told = _Told(
            row,
            tuple(said for said in facts.of(DateRow) if said.dialogue_id == row.key),
            tuple(seats_of(row, facts)),
            _with_seminar(row, facts),
            tuple(titles[key] for key in row.theme_ids),
        )
        yield Fact(
            Dialogue,
            row.FILE,
            row.key,
            [raw(row), [raw(said) for said in told.dates], told.seats, told.with_seminar],
            partial(_dialogue, told),
            partial(_first, told),
            partial(_settle, told),
            along=((DateRow.FILE, len(told.dates)),),
        )


def results_of(facts: Facts) -> Iterator[Fact]:
    """Each outcome and participation that the files ask for."""
    for outcome in facts.of(OutcomeRow):
        yield Fact(
            Outcome,
            outcome.FILE,
            outcome.key,
            raw(outcome),
            partial(_outcome, outcome),
            partial(_number, outcome),
            _reworded,
        )
    for row in facts.of(ParticipationRow):
        yield Fact(Participation, row.FILE, row.key, raw(row), partial(_participation, row))


def _with_seminar(row: DialogueRow, facts: Facts) -> bool:
    """Whether anything in the files tells of an expert seminar of the day."""
    texts = [row.participants_stated_sv, row.note_sv]
    texts += [part.capacity for part in facts.of(ParticipationRow) if part.dialogue_id == row.key]
    settings = {outcome.setting for outcome in facts.of(OutcomeRow) if outcome.dialogue_id == row.key}
    return (
        Setting.SEMINAR in settings
        or row.raw["place_basis"] == "stated_for_seminar"
        or any(SEMINAR in text.lower() for text in texts)
    )


def _dialogue(told: _Told, book: Book) -> Values:
    row = told.row
    return {
        "ordinal_stated": row.ordinal_stated,
        "place": row.place,
        "venue": row.venue,
        "place_basis": row.place_basis,
        "with_seminar": told.with_seminar,
        "participants_stated": row.participants_stated_sv,
        "participant_count_stated": row.participant_count_stated,
        "on_government_page": row.in_scope_2015_2018,
        "note": row.note_sv,
        "sources": book.sources(row.source_ids),
        **dated("held", told.held),
    }


def _first(told: _Told, book: Book, at: datetime) -> Values:
    """Both gates are open: all that the files hold has been public."""
    return {
        "slug": book.slug(Dialogue, SlugKind.DIALOGUE, told.address),
        "status": DialogueStatus.PUBLISHED,
        "status_since": at,
        "announced_at": at,
        "published_at": at,
    }


def _settle(told: _Told, dialogue: Dialogue, book: Book, at: datetime) -> None:
    dialogue.set_themes(book.get(Theme, key) for key in told.row.theme_ids)
    organise(dialogue, [book.get(Organisation, key) for key in organisers_in(told.row.date_earliest.year)])
    _date(dialogue, told.dates, book)
    seat(dialogue, told.seats, book)
    verb = "reloaded" if dialogue.events else "loaded"
    dialogue.record(verb, by=Actor(LOADER), at=at, after={"status": dialogue.status.value})


def _date(dialogue: Dialogue, wanted: tuple[DateRow, ...], book: Book) -> None:
    """Each source says what its row says; what the product adds has no fact source and stays."""
    stated = {said.source: said for said in dialogue.dates}
    kept = {book.get(Source, row.source_id) for row in wanted}
    for said in list(dialogue.dates):
        if said.source is not None and said.source.fact_key and said.source not in kept:
            dialogue.dates.remove(said)
    for row in wanted:
        source = book.get(Source, row.source_id)
        found = stated.get(source)
        if found is None:
            found = DialogueDate(source=source, earliest=row.date_earliest, latest=row.date_latest)
            dialogue.dates.append(found)
        found.earliest, found.latest, found.wording = row.date_earliest, row.date_latest, row.wording_sv


def _outcome(row: OutcomeRow, book: Book) -> Values:
    kind = OUTCOME_TYPES.get(row.kind, OutcomeType.OTHER)
    return {
        "dialogue": book.get(Dialogue, row.dialogue_id),
        "type": kind,
        "type_wording": row.kind if kind is OutcomeType.OTHER else "",
        "sentence": row.summary_sv,
        "basis": row.basis,
        "setting": row.setting,
        "told_by": book.optional(Organisation, row.stated_by_org_id),
        "audience": row.shown,
        "mark": row.mark_sv,
        "sources": book.sources(row.source_ids),
    }


def _number(row: OutcomeRow, book: Book, at: datetime) -> Values:
    """Numbered in the order of the file; what answered it is not known unless a link tells."""
    number = book.get(Dialogue, row.dialogue_id).next_outcome_number()
    return {"number": number, "worded_at": at, "answer": AnswerState.UNKNOWN}


def _reworded(outcome: Outcome, _book: Book, at: datetime) -> None:
    outcome.worded_at = at


def _participation(row: ParticipationRow, book: Book) -> Values:
    basis: Basis = row.basis
    return {
        "dialogue": book.optional(Dialogue, row.dialogue_id),
        "organisation": book.optional(Organisation, row.org_id),
        "person": book.optional(Person, row.person_id),
        "capacity": row.capacity,
        "basis": basis,
        "scope_note": row.scope_note_sv,
        "audience": row.shown,
        "mark": row.mark_sv,
        "sources": book.sources(row.source_ids),
    }
