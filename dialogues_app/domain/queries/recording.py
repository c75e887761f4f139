"""Queries of the recording pages: one dialogue with all that is recorded about it, and measures to link."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from dialogues_app.models import (
    BodyStatement,
    Contribution,
    Decision,
    Dialogue,
    DialogueBody,
    DialogueTheme,
    Event,
    Holding,
    Link,
    Measure,
    Organisation,
    Outcome,
    Participation,
    PlanEntry,
    Seat,
    Theme,
    ThemeFocus,
)
from dialogues_app.models.text import stems

SUGGESTED = 8


def dialogue_to_record(dialogue_id: int) -> Select[Dialogue]:
    """The dialogue with seats, agenda, outcomes, links and rounds, in as many queries however much there is."""
    outcomes = selectinload(Dialogue.outcomes)
    said = outcomes.selectinload(Outcome.contributions)
    seats = selectinload(Dialogue.seats)
    themes = selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme)
    return (
        select(Dialogue)
        .where(Dialogue.id == dialogue_id)
        .options(
            themes.selectinload(Theme.focus).joinedload(ThemeFocus.focus_area),
            selectinload(Dialogue.bodies).joinedload(DialogueBody.organisation),
            seats.joinedload(Seat.organisation),
            seats.selectinload(Seat.holdings).joinedload(Holding.person),
            selectinload(Dialogue.agenda),
            selectinload(Dialogue.calendar_events),
            selectinload(Dialogue.participations).joinedload(Participation.organisation),
            selectinload(Dialogue.rounds),
            outcomes.selectinload(Outcome.links).joinedload(Link.measure),
            outcomes.selectinload(Outcome.links).joinedload(Link.plan),
            outcomes.selectinload(Outcome.decisions).joinedload(Decision.round),
            outcomes.selectinload(Outcome.confidentiality_marks),
            said.selectinload(Contribution.confidentiality_marks),
            said.joinedload(Contribution.organisation),
            outcomes.joinedload(Outcome.raised_by_organisation),
            outcomes.joinedload(Outcome.answer_owner),
        )
        .order_by(Dialogue.id)
    )


def measures_like(text: str, *, practice: bool) -> Select[Measure]:
    """The measures whose words begin as these do, by title; practice measures for practice dialogues alone."""
    wanted = select(Measure).where(*_linkable(practice=practice))
    for stem in stems(text).split():
        wanted = wanted.where(Measure.stems.contains(f" {stem}", autoescape=True))
    return wanted.options(
        selectinload(Measure.bodies).joinedload(BodyStatement.organisation),
        selectinload(Measure.plan_entries).joinedload(PlanEntry.plan),
    ).order_by(Measure.sort_key, Measure.id)


def _linkable(*, practice: bool) -> list[ColumnElement[bool]]:
    return [] if practice else [Measure.is_practice.is_(False)]


def slugs_like(slug: str) -> Select[str]:
    """The addresses of measures that are this one or this one with something after it."""
    return (
        select(Measure.slug)
        .where(or_(Measure.slug == slug, Measure.slug.startswith(f"{slug}-", autoescape=True)))
        .order_by(Measure.slug)
    )


def measures_by_slug(slugs: list[str], *, practice: bool) -> Select[Measure]:
    """The measures with these addresses."""
    return (
        select(Measure)
        .where(Measure.slug.in_(slugs), *_linkable(practice=practice))
        .order_by(Measure.sort_key, Measure.id)
    )


def organisations() -> Select[Organisation]:
    """All organisations, by name."""
    return select(Organisation).order_by(Organisation.sort_key, Organisation.id)


WORDED = ("outcome_recorded", "outcome_revised", "contribution_added", "contribution_revised")


def wordings(dialogue_id: int) -> Select[Event]:
    """Every change of words of outcomes and statements, oldest first."""
    return (
        select(Event)
        .where(Event.dialogue_id == dialogue_id, Event.verb.in_(WORDED))
        .order_by(Event.at, Event.id)
    )


def last_change(kind: str, key: int) -> Select[Event]:
    """What was last done with this record."""
    return (
        select(Event)
        .where(Event.subject_kind == kind, Event.subject_id == key)
        .order_by(Event.id.desc())
        .limit(1)
    )
