"""What the organizers' pages ask for: as many queries for 500 participants as for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Select, and_, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from dialogues_app.models import (
    CALENDAR_KINDS,
    Answer,
    CalendarEvent,
    Dialogue,
    DialogueBody,
    DialogueStatus,
    DialogueTheme,
    Event,
    EventKind,
    FormerSlug,
    Holding,
    Invitation,
    Measure,
    Organisation,
    OutboxRow,
    OutboxState,
    Person,
    Post,
    PostKind,
    Proposal,
    ProposalState,
    Revision,
    Seat,
    SlugKind,
    Theme,
    ThemeFocus,
)

FINISHED = (DialogueStatus.PUBLISHED, DialogueStatus.CANCELLED)
GONE = (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)


def dialogues() -> Select[tuple[Dialogue]]:
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
        )
        .order_by(Dialogue.held_earliest.is_not(None), Dialogue.held_earliest.desc(), Dialogue.id.desc())
    )


def ongoing() -> Select[tuple[Dialogue]]:
    """Those that somebody still has something to do for, loaded facts apart."""
    return dialogues().where(Dialogue.status.not_in(FINISHED))


def dialogue_count() -> Select[tuple[int]]:
    """How many dialogues there are in all."""
    return select(func.count()).select_from(Dialogue)


def dialogue(dialogue_id: int) -> Select[tuple[Dialogue]]:
    """One dialogue with what every page about it needs; participants are asked for apart."""
    return dialogues().where(Dialogue.id == dialogue_id).options(selectinload(Dialogue.references))


def menu() -> Select[tuple[int, str, Any, Any, str | None]]:
    """(id, title, earliest, latest, theme) of the ongoing dialogues, a row per theme, for the menu."""
    return (
        select(Dialogue.id, Dialogue.title, Dialogue.held_earliest, Dialogue.held_latest, Theme.title)
        .outerjoin(DialogueTheme, DialogueTheme.dialogue_id == Dialogue.id)
        .outerjoin(Theme, Theme.id == DialogueTheme.theme_id)
        .where(Dialogue.status.not_in(FINISHED))
        .order_by(Dialogue.held_earliest.is_(None), Dialogue.held_earliest, Dialogue.id, DialogueTheme.position)
    )


def seats(dialogue_ids: Sequence[int]) -> Select[Any]:
    """Who holds a seat in these dialogues, with the meeting's invitation where there is one: plain rows."""
    meetings = select(CalendarEvent.id).where(
        CalendarEvent.dialogue_id.in_(dialogue_ids), CalendarEvent.kind == EventKind.MEETING
    )
    invited = and_(
        Invitation.holding_id == Holding.id, Invitation.removed_at.is_(None), Invitation.event_id.in_(meetings)
    )
    return (
        select(
            Seat.dialogue_id,
            Seat.role,
            Seat.description,
            Holding.id.label("holding_id"),
            Holding.title,
            Holding.name.label("holder"),
            Holding.origin,
            Organisation.name.label("organisation"),
            Organisation.short_name,
            Organisation.side,
            Invitation.id.label("invitation_id"),
            Invitation.name,
            Invitation.address,
            Invitation.asked_sequence,
            Invitation.bounced_at,
            Invitation.bounce_reason,
        )
        .join(Holding, Holding.seat_id == Seat.id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Invitation, invited)
        .where(Seat.dialogue_id.in_(dialogue_ids), Seat.withdrawn_at.is_(None), Holding.ended_at.is_(None))
        .order_by(Seat.position, Seat.id, Holding.id, Invitation.id)
    )


def answers(dialogue_ids: Sequence[int]) -> Select[Any]:
    """The answers that may count in these dialogues, as plain rows."""
    return (
        select(
            Answer.invitation_id,
            Answer.partstat,
            Answer.channel,
            Answer.sequence,
            Answer.dtstamp,
            Answer.received_at,
            Answer.comment,
            Answer.entered_label,
        )
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .join(CalendarEvent, CalendarEvent.id == Invitation.event_id)
        .where(_in_meetings(dialogue_ids), Answer.counts, Invitation.removed_at.is_(None))
        .order_by(Answer.id)
    )


def mails(dialogue_ids: Sequence[int]) -> Select[Any]:
    """The newest calendar mail to each invitation in these dialogues, as plain rows."""
    newest = (
        select(func.max(OutboxRow.id))
        .join(Invitation, Invitation.id == OutboxRow.invitation_id)
        .join(CalendarEvent, CalendarEvent.id == Invitation.event_id)
        .where(_in_meetings(dialogue_ids), OutboxRow.kind.in_(CALENDAR_KINDS), OutboxRow.state.not_in(GONE))
        .group_by(OutboxRow.invitation_id)
    )
    columns = (
        OutboxRow.invitation_id,
        OutboxRow.kind,
        OutboxRow.state,
        OutboxRow.not_before,
        OutboxRow.sent_at,
        OutboxRow.attempts,
        OutboxRow.error_code,
        OutboxRow.error,
    )
    return select(*columns).where(OutboxRow.id.in_(newest)).order_by(OutboxRow.id)


def proposals(dialogue_ids: Sequence[int]) -> Select[Any]:
    """The proposals that wait for a decision in these dialogues, as plain rows."""
    return (
        select(
            Proposal.id,
            Proposal.invitation_id,
            Proposal.kind,
            Proposal.name,
            Proposal.address,
            Proposal.comment,
            Proposal.starts_at,
            Proposal.ends_at,
        )
        .join(Invitation, Invitation.id == Proposal.invitation_id)
        .join(CalendarEvent, CalendarEvent.id == Invitation.event_id)
        .where(_in_meetings(dialogue_ids), Proposal.state == ProposalState.OPEN, Invitation.removed_at.is_(None))
        .order_by(Proposal.id)
    )


def events(dialogue_id: int) -> Select[tuple[Event]]:
    """The audit trail of a dialogue, newest first."""
    return (
        select(Event)
        .where(Event.dialogue_id == dialogue_id)
        .options(joinedload(Event.body))
        .order_by(Event.at.desc(), Event.id.desc())
    )


def event_count(dialogue_id: int) -> Select[tuple[int]]:
    """How many events the audit trail of a dialogue holds."""
    return select(func.count()).select_from(Event).where(Event.dialogue_id == dialogue_id)


def steps_taken(dialogue_id: int) -> Select[tuple[Event]]:
    """The steps of a dialogue in the order they were taken."""
    return (
        select(Event)
        .where(Event.dialogue_id == dialogue_id, Event.verb.in_(("opened", "status_changed")))
        .order_by(Event.at, Event.id)
    )


def last_event(dialogue_id: int) -> Select[tuple[Event]]:
    """What last happened to a dialogue."""
    return events(dialogue_id).limit(1)


def last_theme_event(theme_id: int) -> Select[tuple[Event]]:
    """What last happened to a theme."""
    return (
        select(Event)
        .where(Event.subject_kind == "theme", Event.subject_id == theme_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    )


def waiting(event_id: int, at: datetime) -> Select[tuple[Revision]]:
    """The changes of a calendar event that can still be taken back, newest first."""
    return (
        select(Revision)
        .where(Revision.event_id == event_id, Revision.released_at > at, Revision.taken_back_at.is_(None))
        .order_by(Revision.id.desc())
    )


def invitations_whole(event_id: int) -> Select[tuple[Invitation]]:
    """The invitations of a calendar event with their mails, answers and holders."""
    return (
        select(Invitation)
        .where(Invitation.event_id == event_id)
        .options(
            selectinload(Invitation.outbox).joinedload(OutboxRow.revision),
            selectinload(Invitation.answers),
            joinedload(Invitation.holding).joinedload(Holding.seat).joinedload(Seat.organisation),
            joinedload(Invitation.event),
        )
        .order_by(Invitation.id)
    )


def sending(event_id: int) -> Select[tuple[OutboxState, int]]:
    """How many mails of the newest change are in each state."""
    newest = (
        select(func.max(Revision.id))
        .join(OutboxRow, OutboxRow.revision_id == Revision.id)
        .where(Revision.event_id == event_id, Revision.taken_back_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(OutboxRow.state, func.count())
        .where(OutboxRow.revision_id == newest, OutboxRow.state.not_in(GONE))
        .group_by(OutboxRow.state)
        .order_by(OutboxRow.state)
    )


def bodies() -> Select[tuple[Organisation]]:
    """The organising bodies."""
    return select(Organisation).where(Organisation.is_organiser).order_by(Organisation.id)


def organisations() -> Select[tuple[Organisation]]:
    """The register of organisations."""
    return select(Organisation).order_by(Organisation.sort_key, Organisation.id)


def ministers() -> Select[tuple[Person]]:
    """People who hold or held a ministerial post, those of today first."""
    held = select(Post.person_id).where(Post.kind == PostKind.MINISTER)
    now = select(Post.person_id).where(
        Post.kind == PostKind.MINISTER, Post.to_latest.is_(None), Post.to_wording == ""
    )
    return (
        select(Person)
        .where(Person.id.in_(held))
        .options(selectinload(Person.posts))
        .order_by(Person.id.not_in(now), Person.sort_key, Person.id)
    )


def themes() -> Select[tuple[Theme]]:
    """All themes with their focus areas, practice ones last."""
    return (
        select(Theme)
        .options(selectinload(Theme.focus).joinedload(ThemeFocus.focus_area))
        .order_by(Theme.is_practice, Theme.sort_key, Theme.id)
    )


def slugs_like(column: InstrumentedAttribute[str], base: str) -> Select[tuple[str]]:
    """The taken slugs that begin as this one."""
    return select(column).where(or_(column == base, column.startswith(f"{base}-", autoescape=True))).order_by(column)


def removal(dialogue_id: int) -> list[Delete]:
    """What takes a practice dialogue out of the database, in this order; the tables below it follow by cascade."""
    proposed = select(Measure.id).where(Measure.proposed_in_id == dialogue_id)
    return [
        delete(FormerSlug).where(FormerSlug.kind == SlugKind.MEASURE, FormerSlug.target_id.in_(proposed)),
        delete(FormerSlug).where(FormerSlug.kind == SlugKind.DIALOGUE, FormerSlug.target_id == dialogue_id),
        delete(Measure).where(Measure.proposed_in_id == dialogue_id),
        delete(Dialogue).where(Dialogue.id == dialogue_id, Dialogue.is_practice),
        delete(Theme).where(Theme.is_practice, Theme.id.not_in(select(DialogueTheme.theme_id))),
    ]


def _in_meetings(dialogue_ids: Sequence[int]) -> Any:
    return and_(CalendarEvent.dialogue_id.in_(dialogue_ids), CalendarEvent.kind == EventKind.MEETING)
