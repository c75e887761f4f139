"""What the organizers' views look up: a dialogue or 404, its meeting, its guests, the menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, current_app, g, url_for
from sqlalchemy.orm import InstrumentedAttribute

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain import roster
from dialogues_app.domain.queries import guests as guest_queries
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import CalendarEvent, Dialogue, Organisation, Revision, Theme
from dialogues_app.models.text import slug as slugged
from dialogues_app.web.names import name_of
from dialogues_app.web.organizer.sendtimes import hold_by_choice


@dataclass(frozen=True)
class MenuLine:
    """One dialogue in the menu."""

    title: str
    path: str
    note: str


def find(dialogue_id: int) -> Dialogue:
    """The dialogue, or 404."""
    found: Dialogue | None = db.session.scalars(queries.dialogue(dialogue_id)).unique().one_or_none()
    return found or abort(404)


def meeting_of(dialogue: Dialogue) -> CalendarEvent:
    """The meeting of the dialogue; 404 while it has no time, for then there is nothing to change."""
    return dialogue.meeting or abort(404)


def guests_of(dialogue_ids: Sequence[int]) -> roster.Roster:
    """Who is invited to these dialogues, in four queries whatever their number."""
    if not dialogue_ids:
        return roster.Roster()
    return roster.put_together(
        seats=db.session.execute(guest_queries.seats(dialogue_ids)),
        answers=db.session.execute(guest_queries.answers(dialogue_ids)),
        mails=db.session.execute(guest_queries.mails(dialogue_ids)),
        proposals=db.session.execute(guest_queries.proposals(dialogue_ids)),
        at=now(),
    )


def waiting(meeting: CalendarEvent | None) -> Revision | None:
    """The newest change that can still be taken back."""
    if meeting is None:
        return None
    revision: Revision | None = db.session.scalars(queries.waiting(meeting.id, now())).first()
    return revision


def reached(dialogue: Dialogue) -> int:
    """How many may have the meeting in a calendar: the only ones who are told that it is off."""
    meeting = dialogue.meeting
    if meeting is None:
        return 0
    load_mails(meeting)
    return sum(invitation.is_told for invitation in meeting.active_invitations)


def load_mails(meeting: CalendarEvent) -> None:
    """Fetch what a verb that tells everyone asks of each invitation, in a handful of queries."""
    db.session.scalars(guest_queries.invitations_whole(meeting.id)).all()


def menu() -> list[MenuLine]:
    """The ongoing dialogues, each with its themes as a name where it has no title."""
    found: dict[int, tuple[str, list[str], str]] = {}
    for key, title, earliest, latest, theme in db.session.execute(queries.menu()):
        note = swedish.partial_date(earliest, latest)
        if earliest and earliest == latest:
            note = f"{earliest.day} {swedish.month_short(earliest)}"
        found.setdefault(key, (title, [], note))[1].extend([theme] if theme else [])
    return [
        MenuLine(name_of(title, themes), url_for("organizer.show", dialogue_id=key), note)
        for key, (title, themes, note) in found.items()
    ]


def bodies() -> list[Organisation]:
    """The organising bodies."""
    return list(db.session.scalars(queries.bodies()))


def own_body(candidates: Sequence[Organisation]) -> Organisation | None:
    """The body of whoever is signed in, else the first."""
    mine = g.user.body
    return mine if mine in candidates else next(iter(candidates), None)


def hold() -> timedelta:
    """How long a change waits before it is mailed."""
    return hold_by_choice(current_app.config["SETTINGS"].mail_hold)


def free_slug(column: InstrumentedAttribute[str], wanted: str) -> str:
    """A slug that no other row of that table has."""
    return verbs.free_slug(wanted, list(db.session.scalars(queries.slugs_like(column, wanted))))


def dialogue_slug(dialogue: Dialogue, starts_at: datetime) -> str:
    """The address of the dialogue with its day; the present one where it already is that."""
    base = verbs.slug_base(swedish.local(starts_at).date(), dialogue.title, dialogue.themes)
    if dialogue.slug == base or dialogue.slug.rpartition("-")[0] == base:
        return dialogue.slug
    return free_slug(Dialogue.slug, base)


def theme_slug(title: str) -> str:
    """A free address for a theme."""
    return free_slug(Theme.slug, slugged(title))
