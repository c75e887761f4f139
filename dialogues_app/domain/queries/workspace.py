"""What the organizers' pages ask for: as many queries for 500 participants as for one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Select, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from dialogues_app.models import (
    MINISTERIAL,
    CalendarEvent,
    Dialogue,
    DialogueBody,
    DialogueStatus,
    DialogueTheme,
    Event,
    Feed,
    FormerSlug,
    Holding,
    InboundMail,
    Invitation,
    Measure,
    Organisation,
    Person,
    Post,
    PostKind,
    Revision,
    Seat,
    SeatRole,
    SlugKind,
    Submission,
    Theme,
    ThemeFocus,
)

FINISHED = (DialogueStatus.PUBLISHED, DialogueStatus.CANCELLED)
IN_MENU = 6


def dialogues() -> Select[Dialogue]:
    """All dialogues with what a list shows of them: those without a date first, then the newest."""
    return (
        select(Dialogue)
        .options(
            selectinload(Dialogue.theme_places)
            .joinedload(DialogueTheme.theme)
            .selectinload(Theme.focus)
            .joinedload(ThemeFocus.focus_area),
            selectinload(Dialogue.bodies).joinedload(DialogueBody.organisation),
            selectinload(Dialogue.calendar_events),
            selectinload(Dialogue.rounds),
            selectinload(Dialogue.date_choice),
        )
        .order_by(Dialogue.held_earliest.is_not(None), Dialogue.held_earliest.desc(), Dialogue.id.desc())
    )


def ongoing() -> Select[Dialogue]:
    """Those that somebody still has something to do for, loaded facts apart."""
    return dialogues().where(Dialogue.status.not_in(FINISHED))


def dialogue_count() -> Select[int]:
    """How many dialogues there are in all."""
    return select(func.count()).select_from(Dialogue)


def dialogue(dialogue_id: int) -> Select[Dialogue]:
    """One dialogue with what every page about it needs; participants are asked for apart."""
    return dialogues().where(Dialogue.id == dialogue_id).options(selectinload(Dialogue.references))


def menu() -> Select[int, str, Any, Any, str | None]:
    """(id, title, earliest, latest, theme) of the ongoing dialogues nearest in time, a row per theme, for the menu."""
    in_time = (Dialogue.held_earliest.is_(None), Dialogue.held_earliest, Dialogue.id)
    near = select(Dialogue.id).where(Dialogue.status.not_in(FINISHED)).order_by(*in_time).limit(IN_MENU)
    return (
        select(Dialogue.id, Dialogue.title, Dialogue.held_earliest, Dialogue.held_latest, Theme.title)
        .outerjoin(DialogueTheme, DialogueTheme.dialogue_id == Dialogue.id)
        .outerjoin(Theme, Theme.id == DialogueTheme.theme_id)
        .where(Dialogue.id.in_(near))
        .order_by(*in_time, DialogueTheme.position)
    )


def seated_ministers(dialogue_id: int) -> Select[str]:
    """The names of the ministers with seats, the chair first; none of the other seats is loaded."""
    holds = (
        select(func.max(Holding.id))
        .where(Holding.seat_id == Seat.id, Holding.ended_at.is_(None))
        .correlate(Seat)
        .scalar_subquery()
    )
    return (
        select(Person.name)
        .join(Holding, Holding.person_id == Person.id)
        .join(Seat, Seat.id == Holding.seat_id)
        .where(
            Seat.dialogue_id == dialogue_id,
            Seat.role.in_(MINISTERIAL),
            Seat.withdrawn_at.is_(None),
            Holding.id == holds,
        )
        .order_by(Seat.role != SeatRole.CHAIR, Seat.position, Seat.id)
    )


def events(dialogue_id: int) -> Select[Event]:
    """The audit trail of a dialogue, newest first."""
    return (
        select(Event)
        .where(Event.dialogue_id == dialogue_id)
        .options(joinedload(Event.body))
        .order_by(Event.at.desc(), Event.id.desc())
    )


def event_count(dialogue_id: int) -> Select[int]:
    """How many events the audit trail of a dialogue holds."""
    return select(func.count()).select_from(Event).where(Event.dialogue_id == dialogue_id)


def steps_taken(dialogue_id: int) -> Select[Event]:
    """The steps of a dialogue in the order they were taken."""
    return (
        select(Event)
        .where(Event.dialogue_id == dialogue_id, Event.verb.in_(("opened", "status_changed")))
        .order_by(Event.at, Event.id)
    )


def last_event(dialogue_id: int) -> Select[Event]:
    """What last happened to a dialogue."""
    return events(dialogue_id).limit(1)


def last_theme_event(theme_id: int) -> Select[Event]:
    """What last happened to a theme."""
    return (
        select(Event)
        .where(Event.subject_kind == "theme", Event.subject_id == theme_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    )


def waiting(event_id: int, at: datetime) -> Select[Revision]:
    """The changes of a calendar event that can still be taken back, newest first."""
    return (
        select(Revision)
        .where(Revision.event_id == event_id, Revision.released_at > at, Revision.taken_back_at.is_(None))
        .order_by(Revision.id.desc())
    )


def bodies() -> Select[Organisation]:
    """The organising bodies."""
    return select(Organisation).where(Organisation.is_organiser).order_by(Organisation.id)


def organisations() -> Select[Organisation]:
    """The register of organisations."""
    return select(Organisation).order_by(Organisation.sort_key, Organisation.id)


def ministers(*, practice: bool = True) -> Select[Person]:
    """People who hold or held a ministerial post, those of today first; that of the practice where it may sit."""
    held = select(Post.person_id).where(Post.kind == PostKind.MINISTER)
    now = select(Post.person_id).where(
        Post.kind == PostKind.MINISTER, Post.to_latest.is_(None), Post.to_wording == ""
    )
    wanted = select(Person) if practice else select(Person).where(Person.is_practice.is_(False))
    return (
        wanted.where(Person.id.in_(held))
        .options(selectinload(Person.posts))
        .order_by(Person.id.not_in(now), Person.sort_key, Person.id)
    )


def themes() -> Select[Theme]:
    """All themes with their focus areas, practice ones last."""
    return (
        select(Theme)
        .options(selectinload(Theme.focus).joinedload(ThemeFocus.focus_area))
        .order_by(Theme.is_practice, Theme.sort_key, Theme.id)
    )


def slugs_like(column: InstrumentedAttribute[str], base: str) -> Select[str]:
    """The taken slugs that begin as this one."""
    return (
        select(column)
        .where(or_(column == base, column.startswith(f"{base}-", autoescape=True)))
        .order_by(column)
    )


def removal(dialogue_id: int) -> list[Delete]:
    """What takes a practice dialogue out of the database, in this order; the tables below it follow by cascade."""
    here = CalendarEvent.dialogue_id == dialogue_id
    invited = select(Invitation.address).join(Invitation.event)
    proposed = select(Measure.id).where(Measure.proposed_in_id == dialogue_id)
    page = f"/arbete/samtal/{dialogue_id}"
    led_there = or_(Submission.location == page, Submission.location.regexp_match(f"^{page}[/?#]"))
    theirs = select(Invitation.id).join(Invitation.event).where(here)
    about_it = or_(InboundMail.dialogue_id == dialogue_id, InboundMail.invitation_id.in_(theirs))
    return [
        delete(Submission).where(led_there),
        delete(InboundMail).where(about_it),
        delete(FormerSlug).where(FormerSlug.kind == SlugKind.MEASURE, FormerSlug.target_id.in_(proposed)),
        delete(FormerSlug).where(FormerSlug.kind == SlugKind.DIALOGUE, FormerSlug.target_id == dialogue_id),
        # a feed of somebody who is invited to nothing else goes too
        delete(Feed).where(Feed.address.in_(invited.where(here)), Feed.address.not_in(invited.where(~here))),
        delete(Measure).where(Measure.proposed_in_id == dialogue_id),
        delete(Dialogue).where(Dialogue.id == dialogue_id, Dialogue.is_practice),
        delete(Theme).where(Theme.is_practice, Theme.id.not_in(select(DialogueTheme.theme_id))),
    ]
