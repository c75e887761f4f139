"""What the public may see of dialogues, and the queries of the pages about one dialogue, theme or minister."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from dialogues_app.models import (
    AgendaItem,
    Audience,
    CalendarEvent,
    Dialogue,
    DialogueBody,
    DialogueDate,
    DialogueStatus,
    DialogueTheme,
    EventKind,
    FormerSlug,
    Holding,
    Link,
    Measure,
    Outcome,
    Paper,
    Participation,
    Person,
    Seat,
    SlugKind,
    Theme,
    ThemeFocus,
)

OVER = (DialogueStatus.HELD, DialogueStatus.DOCUMENTED, DialogueStatus.APPROVED, DialogueStatus.PUBLISHED)


def is_shown() -> ColumnElement[bool]:
    """The first gate is open: the dialogue is announced or published, and no practice."""
    return and_(
        Dialogue.is_practice.is_(False),
        or_(Dialogue.announced_at.is_not(None), Dialogue.published_at.is_not(None)),
    )


def has_results() -> ColumnElement[bool]:
    """The second gate is open: the results of the dialogue are published, and it is no practice."""
    return and_(Dialogue.is_practice.is_(False), Dialogue.published_at.is_not(None))


def is_shown_outcome() -> ColumnElement[bool]:
    """The outcome is for the public, stands, and its dialogue is published."""
    published = select(Dialogue.id).where(has_results())
    return and_(
        Outcome.audience == Audience.PUBLIC,
        Outcome.withdrawn_at.is_(None),
        Outcome.dialogue_id.in_(published),
    )


def is_shown_measure() -> ColumnElement[bool]:
    """The measure is for the public, no practice, and not proposed in a dialogue that is still closed."""
    published = select(Dialogue.id).where(has_results())
    return and_(
        Measure.audience == Audience.PUBLIC,
        Measure.is_practice.is_(False),
        or_(Measure.proposed_in_id.is_(None), Measure.proposed_in_id.in_(published)),
    )


def is_shown_link() -> ColumnElement[bool]:
    """The link stands and is for the public, and so are both its ends."""
    published = select(Dialogue.id).where(has_results())
    return and_(
        Link.audience == Audience.PUBLIC,
        Link.withdrawn_at.is_(None),
        or_(Link.dialogue_id.is_(None), Link.dialogue_id.in_(published)),
        or_(Link.outcome_id.is_(None), Link.outcome_id.in_(select(Outcome.id).where(is_shown_outcome()))),
        or_(Link.measure_id.is_(None), Link.measure_id.in_(select(Measure.id).where(is_shown_measure()))),
    )


def one(slug: str, *, practice: bool = False) -> Select[Dialogue]:
    """The dialogue at this address as its page shows it; practice dialogues only where they may be seen."""
    gate = or_(Dialogue.announced_at.is_not(None), Dialogue.published_at.is_not(None))
    seen = gate if practice else is_shown()
    return select(Dialogue).where(Dialogue.slug == slug, seen).options(*page_parts()).order_by(Dialogue.id)


@cache
def page_parts() -> list[_AbstractLoad]:
    """Everything that the page of a dialogue tells, in a fixed number of queries."""
    return [
        *row_parts(),
        selectinload(Dialogue.bodies).joinedload(DialogueBody.organisation),
        selectinload(Dialogue.seats).options(
            joinedload(Seat.organisation),
            selectinload(Seat.holdings).joinedload(Holding.person).selectinload(Person.posts),
        ),
        selectinload(Dialogue.participations.and_(Participation.audience == Audience.PUBLIC)).options(
            joinedload(Participation.organisation),
            joinedload(Participation.person).selectinload(Person.posts),
            joinedload(Participation.holding).options(
                joinedload(Holding.seat).joinedload(Seat.organisation),
                joinedload(Holding.person).selectinload(Person.posts),
            ),
            selectinload(Participation.sources),
        ),
        selectinload(Dialogue.agenda.and_(AgendaItem.audience == Audience.PUBLIC)),
        selectinload(Dialogue.papers.and_(Paper.audience == Audience.PUBLIC)),
        selectinload(Dialogue.references),
        selectinload(Dialogue.sources),
        selectinload(Dialogue.outcomes.and_(is_public_row(Outcome), Outcome.withdrawn_at.is_(None))).options(
            *outcome_parts()
        ),
    ]


def is_public_row(kind: Any) -> ColumnElement[bool]:
    """The audience of the row is the public; the gates of its dialogue are asked for apart."""
    condition: ColumnElement[bool] = kind.audience == Audience.PUBLIC
    return condition


@cache
def outcome_parts() -> list[_AbstractLoad]:
    """What is told of an outcome: who raised it, who tells it, what it led to."""
    return [
        joinedload(Outcome.raised_by_organisation),
        joinedload(Outcome.raised_by_seat).joinedload(Seat.organisation),
        joinedload(Outcome.told_by),
        joinedload(Outcome.answer_owner),
        selectinload(Outcome.sources),
        selectinload(Outcome.links).options(*link_parts()),
    ]


@cache
def link_parts() -> list[_AbstractLoad]:
    """What is told of a link and of the matter it leads to."""
    measure = joinedload(Link.measure)
    return [
        selectinload(Link.sources),
        joinedload(Link.plan),
        measure.selectinload(Measure.statuses),
        measure.selectinload(Measure.follow_ups),
        measure.joinedload(Measure.proposed_in),
    ]


@cache
def export_parts() -> list[_AbstractLoad]:
    """What open data tells of each dialogue beside what a row tells."""
    return [
        selectinload(Dialogue.bodies).joinedload(DialogueBody.organisation),
        selectinload(Dialogue.seats).options(
            joinedload(Seat.organisation),
            selectinload(Seat.holdings).joinedload(Holding.person).selectinload(Person.posts),
        ),
        selectinload(Dialogue.sources),
        selectinload(Dialogue.outcomes.and_(is_public_row(Outcome), Outcome.withdrawn_at.is_(None))).options(
            *outcome_parts()
        ),
    ]


@cache
def row_parts() -> list[_AbstractLoad]:
    """What a row of a list of dialogues tells: themes with focus areas, dates with sources, the meeting."""
    return [
        selectinload(Dialogue.theme_places)
        .joinedload(DialogueTheme.theme)
        .selectinload(Theme.focus)
        .joinedload(ThemeFocus.focus_area),
        selectinload(Dialogue.dates).joinedload(DialogueDate.source),
        selectinload(Dialogue.calendar_events.and_(CalendarEvent.kind == EventKind.MEETING)),
    ]


def links_of_dialogue(dialogue: Dialogue) -> Select[Link]:
    """The public links that go from the dialogue itself, from none of its outcomes."""
    return (
        select(Link)
        .where(is_shown_link(), Link.dialogue_id == dialogue.id, Link.outcome_id.is_(None))
        .options(*link_parts())
        .order_by(Link.id)
    )


def links_of_all() -> Select[Link]:
    """The public links that go from the dialogues as a whole."""
    return (
        select(Link)
        .where(is_shown_link(), Link.dialogue_id.is_(None), Link.outcome_id.is_(None))
        .options(*link_parts())
        .order_by(Link.id)
    )


def neighbours(dialogue: Dialogue) -> Select[Dialogue]:
    """The public dialogues just before and just after, in time."""
    earlier = _next_to(Dialogue.held_latest < dialogue.held_earliest, Dialogue.held_latest.desc())
    later = _next_to(Dialogue.held_earliest > dialogue.held_latest, Dialogue.held_earliest)
    return (
        select(Dialogue)
        .where(or_(Dialogue.id == earlier, Dialogue.id == later))
        .options(*row_parts())
        .order_by(Dialogue.held_earliest, Dialogue.id)
    )


def _next_to(side: ColumnElement[bool], order: Any) -> Any:
    return select(Dialogue.id).where(is_shown(), side).order_by(order, Dialogue.id).limit(1).scalar_subquery()


def related(dialogue: Dialogue) -> Select[Dialogue]:
    """Other public dialogues that took up one of its themes, newest first."""
    shared = aliased(DialogueTheme)
    return (
        select(Dialogue)
        .where(
            is_shown(),
            Dialogue.id != dialogue.id,
            exists().where(
                shared.dialogue_id == Dialogue.id,
                shared.theme_id.in_([theme.id for theme in dialogue.themes]),
            ),
        )
        .options(*row_parts())
        .order_by(Dialogue.held_earliest.desc(), Dialogue.id)
        .limit(6)
    )


def former(kind: SlugKind, slug: str, owner: InstrumentedAttribute[str] | Any) -> Select[str]:
    """The present slug of the row that had this one before; `owner` is the slug column of its model."""
    return (
        select(owner)
        .join(FormerSlug, FormerSlug.target_id == owner.class_.id)
        .where(FormerSlug.kind == kind, FormerSlug.slug == slug)
        .order_by(owner)
    )
