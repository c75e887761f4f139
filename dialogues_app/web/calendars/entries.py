"""Dialogues and invitations as entries of a calendar. No entry names a participant."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, Select

from dialogues_app import swedish
from dialogues_app.domain.queries import feeds as queries
from dialogues_app.extensions import db
from dialogues_app.itip.feed import Entry
from dialogues_app.models import (
    Dialogue,
    DialogueStatus,
    EventKind,
    EventStatus,
    Invitation,
    Method,
    PartStat,
)
from dialogues_app.web.calendars.blueprint import absolute
from dialogues_app.web.words import word

OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)
NOT_BLOCKING = (PartStat.DECLINED, PartStat.DELEGATED)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # when facts that no act of ours has touched last changed


def entries(query: Select[*tuple[Any, ...]], *, private: bool = False, **values: Any) -> list[Entry]:
    """The entries of these dialogues; only a private calendar tells what is not announced."""
    found: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in db.session.execute(query, values):
        found.setdefault(row.id, []).append(row)
    made = (_entry(rows, private=private) for rows in found.values())
    return [entry for entry in made if entry is not None]


def uid_without_meeting(dialogue_id: int, fact_key: str | None) -> str:
    """The UID of a dialogue that nobody can be invited to: the same for ever, and after a new load of the facts."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"industrisamtal:{fact_key or dialogue_id}"))


def told_entries(address: str) -> list[Entry]:
    """What this address was last told of its own dialogues: as its invitations, with its own answers."""
    return [_told(invitation) for invitation in db.session.scalars(queries.told_to(address)).unique()]


def _entry(rows: Sequence[Any], *, private: bool) -> Entry | None:
    """The entry of one dialogue, from its rows: one for each theme."""
    row, when = rows[0], _when(rows[0])
    if when is None:
        return None
    is_off = row.status is DialogueStatus.CANCELLED or row.event_status in OFF
    known = [row.announced_at, row.published_at, row.status_since, row.changed_at]
    known += [one.theme_changed_at for one in rows]
    themes = list(dict.fromkeys(one.theme for one in rows if one.theme))
    page = _page(row)
    place = ", ".join(part for part in (row.venue, row.place) if part)
    return Entry(
        uid=row.uid or uid_without_meeting(row.id, row.fact_key),
        summary=_summary(row.title or (private and row.event_title) or "", themes, row, is_off),
        stamp=max((at for at in known if at is not None), default=LONG_AGO),
        starts=when[0],
        ends=when[1],
        sequence=row.sequence or 0,
        place=(row.event_place if private else "") or place,
        description=_("Läs om samtalet: %(address)s", address=page) if page else "",
        url=page,
        cancelled=is_off,
        tentative=row.status in (DialogueStatus.DRAFT, DialogueStatus.DATE_CHOICE),
    )


def _when(row: Any) -> tuple[datetime | date, datetime | None] | None:
    """The hours of the meeting, else the day that is known; as on the page, a stated date is not overruled."""
    day: date | None = row.held_earliest
    is_day = day is not None and day == row.held_latest
    if row.starts_at and row.ends_at and (day is None or (is_day and day == _local_day(row.starts_at))):
        return row.starts_at, row.ends_at
    return (day, None) if is_day and day else None


def _local_day(at: datetime) -> date:
    return swedish.local(at).date()


def _page(row: Any) -> str:
    """The address of the public page, empty while there is none."""
    is_open = (row.announced_at or row.published_at) and not row.is_practice
    return absolute("public.dialogue", slug=row.slug) if is_open else ""


def _summary(title: str, themes: Iterable[str], row: Any, is_off: bool) -> str:
    matter = swedish.listing([swedish.lower_first(theme) for theme in themes])
    about = _("Industrisamtal om %(matter)s", matter=matter) if matter else _("Industrisamtal")
    name = title or about
    if row.is_practice:
        name = _("Övning: %(name)s", name=name)
    # Some calendars show an entry that is CANCELLED like any other.
    return _("Inställt: %(name)s", name=name) if is_off else name


def _told(invitation: Invitation) -> Entry:
    """As the last message sent to the invitation says, so that it is the same event as the invitation itself."""
    told, dialogue = invitation.sent_revision, invitation.event.dialogue
    if told is None:
        raise ValueError("only what has been told stands in a participant's calendar")
    is_off = told.method is Method.CANCEL
    answer = invitation.current_answer
    stamps = [invitation.sent_dtstamp or told.made_at] + ([answer.received_at] if answer else [])
    return Entry(
        uid=invitation.event.uid,
        summary=_summary(told.title, told.details.get("themes", []), dialogue, is_off),
        stamp=max(stamps),
        starts=told.starts_at,
        ends=told.ends_at,
        sequence=told.sequence,
        place=told.place,
        description=_description(invitation, dialogue),
        url=_page(dialogue),
        link=told.link,
        cancelled=is_off,
        tentative=told.event_kind is EventKind.HOLD,
        blocks=invitation.partstat not in NOT_BLOCKING,
    )


def _description(invitation: Invitation, dialogue: Dialogue) -> str:
    """The own answer in words: a PARTSTAT would need an ATTENDEE, and then programs offer to answer a feed."""
    told, page = invitation.sent_revision, _page(dialogue)
    lines = [_("Ditt svar: %(answer)s.", answer=word(invitation.partstat))]
    lines += [_("Video: %(link)s", link=told.link)] if told and told.link else []
    lines += [_("Läs om samtalet: %(address)s", address=page)] if page else []
    return "\n".join(lines)
