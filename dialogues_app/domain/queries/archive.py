"""The archive: dialogues filtered, searched, counted and sorted, alike on every database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, not_, or_, select

from dialogues_app.domain.queries.dialogues import (
    OVER,
    is_shown,
    is_shown_link,
    is_shown_outcome,
    row_parts,
)
from dialogues_app.domain.queries.facets import FACETS
from dialogues_app.domain.queries.measures import current_status
from dialogues_app.models import (
    LEADING,
    CalendarEvent,
    Dialogue,
    DialogueDate,
    DialogueTheme,
    EventKind,
    Link,
    MeasureStatus,
    Outcome,
    Theme,
)
from dialogues_app.models.text import sort_key, stems, words

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
MOST_WORDS = 12


@dataclass(frozen=True)
class Criteria:
    """What somebody asks the archive for; empty means all."""

    theme: str = ""
    focus: str = ""
    minister: str = ""
    ministry: str = ""
    level: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    q: str = ""
    oldest_first: bool = False

    @property
    def has_period(self) -> bool:
        """Whether the dates are asked for."""
        return self.since is not None or self.until is not None

    @property
    def period(self) -> tuple[date, date]:
        """The first and last day asked for; open ends are the ends of time."""
        return self.since or FIRST_DAY, self.until or LAST_DAY


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with the number of dialogues that it would leave."""

    value: str
    label: str
    count: int


def dialogues(criteria: Criteria) -> Select[Dialogue]:
    """The shown dialogues that may answer to the criteria, with what a row tells."""
    when = func.coalesce(Dialogue.held_earliest, _meeting_day())
    order = (when, Dialogue.id) if criteria.oldest_first else (when.desc(), Dialogue.id.desc())
    undated_first = case(
        (when.is_(None), 1 if criteria.oldest_first else 0), else_=0 if criteria.oldest_first else 1
    )
    return (
        select(Dialogue)
        .where(Dialogue.id.in_(matching(criteria)))
        .options(*row_parts())
        .order_by(undated_first, *order)
    )


def matching(criteria: Criteria) -> Select[int]:
    """The ids of the shown dialogues that may answer to the criteria."""
    found = select(Dialogue.id).where(is_shown(), *_words(criteria.q))
    if criteria.has_period:
        found = found.where(_overlaps(*criteria.period))
    for name, facet in FACETS.items():
        if wanted := getattr(criteria, name):
            choices = facet().subquery()
            found = found.where(
                Dialogue.id.in_(select(choices.c.dialogue_id).where(choices.c.value == wanted))
            )
    return found


def total(criteria: Criteria) -> Select[int]:
    """How many dialogues may answer to the criteria."""
    return select(func.count()).select_from(matching(criteria).subquery())


def certain_total(criteria: Criteria) -> Select[int]:
    """How many of them lie in the period by every statement of their date."""
    since, until = criteria.period
    outside = exists().where(
        DialogueDate.dialogue_id == Dialogue.id,
        or_(DialogueDate.earliest < since, DialogueDate.latest > until),
    )
    unstated = not_(exists().where(DialogueDate.dialogue_id == Dialogue.id))
    wider = and_(unstated, or_(Dialogue.held_earliest < since, Dialogue.held_latest > until))
    within = matching(criteria).where(not_(outside), or_(wider.is_(None), not_(wider)))
    return select(func.count()).select_from(within.subquery())


def is_certain(dialogue: Dialogue, criteria: Criteria) -> bool:
    """Whether every statement of the dialogue's date lies in the period asked for."""
    if not criteria.has_period:
        return True
    since, until = criteria.period
    stated = [(said.earliest, said.latest) for said in dialogue.dates]
    if not stated and dialogue.held_earliest and dialogue.held_latest:
        stated = [(dialogue.held_earliest, dialogue.held_latest)]
    return all(since <= earliest and latest <= until for earliest, latest in stated)


def facet(name: str, criteria: Criteria) -> Select[str, str, int]:
    """The values of a facet with the number of dialogues each would leave beside the other criteria."""
    others = matching(replace(criteria, **{name: ""}))  # type: ignore[arg-type]  # a facet is text
    choices = FACETS[name]().subquery()
    return (
        select(choices.c.value, choices.c.label, func.count(choices.c.dialogue_id.distinct()))
        .where(choices.c.dialogue_id.in_(others))
        .group_by(choices.c.value, choices.c.label, choices.c.position)
        .order_by(choices.c.position, choices.c.value)
    )


def outcome_counts(ids: list[int]) -> Select[int, int, int, int, int]:
    """Per dialogue: public outcomes, those that led to a measure, those linked at all, those with one completed."""
    link = select(Link.outcome_id, Link.measure_id, Link.kind).where(is_shown_link()).subquery()
    leads = and_(link.c.kind.in_(LEADING), link.c.measure_id.is_not(None))
    done = and_(leads, current_status(link.c.measure_id) == MeasureStatus.COMPLETED)
    return (
        select(
            Outcome.dialogue_id,
            func.count(Outcome.id.distinct()),
            func.count(case((leads, Outcome.id)).distinct()),
            func.count(case((link.c.outcome_id.is_not(None), Outcome.id)).distinct()),
            func.count(case((done, Outcome.id)).distinct()),
        )
        .outerjoin(link, link.c.outcome_id == Outcome.id)
        .where(is_shown_outcome(), Outcome.dialogue_id.in_(ids))
        .group_by(Outcome.dialogue_id)
        .order_by(Outcome.dialogue_id)
    )


def chain() -> Select[int, date | None, int, int, int, int]:
    """Dialogues held, since when, public outcomes, those that led to a measure, those linked, those completed."""
    link = select(Link.outcome_id, Link.measure_id, Link.kind).where(is_shown_link()).subquery()
    leads = and_(link.c.kind.in_(LEADING), link.c.measure_id.is_not(None))
    done = and_(leads, current_status(link.c.measure_id) == MeasureStatus.COMPLETED)
    held = select(func.count()).where(is_shown(), Dialogue.status.in_(OVER)).scalar_subquery()
    first = (
        select(func.min(Dialogue.held_earliest))
        .where(is_shown(), Dialogue.status.in_(OVER))
        .scalar_subquery()
    )
    outcomes = select(func.count()).where(is_shown_outcome()).scalar_subquery()
    linked = func.count(link.c.outcome_id.distinct())
    return select(
        held,
        first,
        outcomes,
        func.count(case((leads, link.c.outcome_id)).distinct()),
        linked,
        func.count(case((done, link.c.outcome_id)).distinct()),
    ).select_from(link)


def timeline() -> Select[Dialogue]:
    """Every shown dialogue with a date, oldest first: what the timeline draws."""
    return (
        select(Dialogue)
        .where(is_shown(), Dialogue.held_earliest.is_not(None))
        .options(*row_parts())
        .order_by(Dialogue.held_earliest, Dialogue.id)
    )


def _meeting_day() -> Any:
    meeting = (CalendarEvent.dialogue_id == Dialogue.id, CalendarEvent.kind == EventKind.MEETING)
    return select(func.date(func.min(CalendarEvent.starts_at))).where(*meeting).scalar_subquery()


def _overlaps(since: date, until: date) -> ColumnElement[bool]:
    """Some statement of the date overlaps the period; without statements the meeting's own time does."""
    stated = exists().where(
        DialogueDate.dialogue_id == Dialogue.id, DialogueDate.earliest <= until, DialogueDate.latest >= since
    )
    unstated = not_(exists().where(DialogueDate.dialogue_id == Dialogue.id))
    held = and_(Dialogue.held_earliest <= until, Dialogue.held_latest >= since)
    planned = exists().where(
        CalendarEvent.dialogue_id == Dialogue.id,
        CalendarEvent.kind == EventKind.MEETING,
        CalendarEvent.starts_at >= _midnight(since),
        CalendarEvent.starts_at < _midnight(min(until, LAST_DAY - timedelta(days=1)) + timedelta(days=1)),
    )
    return or_(stated, and_(unstated, held), and_(unstated, Dialogue.held_earliest.is_(None), planned))


def _midnight(day: date) -> datetime:
    """The start of the day in Sweden; the ends of time are kept a day off, where no zone can move them out."""
    return datetime.combine(max(day, FIRST_DAY + timedelta(days=1)), time(), STOCKHOLM)


def _words(q: str) -> list[ColumnElement[bool]]:
    """Each word must begin a stem of the dialogue or of one of its public outcomes."""
    if not q.strip():
        return []
    found = list(dict.fromkeys(words(q)))[:MOST_WORDS]
    return [_has_word(word) for word in found] or [literal(1) == 0]


def _has_word(word: str) -> ColumnElement[bool]:
    """Before its results are published, a dialogue is found by title and themes alone."""
    stem = stems(word)
    own = and_(Dialogue.published_at.is_not(None), Dialogue.stems.contains(stem, autoescape=True))
    title = (literal(" ") + Dialogue.sort_key).contains(f" {sort_key(word)}", autoescape=True)
    theme = exists().where(
        DialogueTheme.dialogue_id == Dialogue.id,
        DialogueTheme.theme_id == Theme.id,
        (literal(" ") + Theme.sort_key).contains(f" {sort_key(word)}", autoescape=True),
    )
    outcome = exists().where(
        Outcome.dialogue_id == Dialogue.id, is_shown_outcome(), Outcome.stems.contains(stem, autoescape=True)
    )
    return or_(own, title, theme, outcome)
