"""/samtal/<slug>.ics: one dialogue as a calendar file that anyone may fetch, by the same gates as its page."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from flask import Blueprint, Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.domain.queries import calendar as queries
from dialogues_app.extensions import db
from dialogues_app.itip.entries import Entry
from dialogues_app.itip.message import calendar_file
from dialogues_app.models import CalendarEvent, Dialogue, DialogueStatus, EventStatus
from dialogues_app.web.access import open_to_all
from dialogues_app.web.public import cache

bp = Blueprint("calendars", __name__)
OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)


@bp.get("/samtal/<slug>.ics")
@open_to_all
def dialogue(slug: str) -> ResponseReturnValue:
    """The dialogue as its day or its hours; 404 while it is not announced, or its day is not known."""
    found = db.session.scalars(queries.dialogue_of_slug(slug)).one_or_none()
    if found is None or not _is_visible(found):
        abort(404)
    entry = entry_of(found)
    if entry is None:
        abort(404)
    response = Response(calendar_file([entry]), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    response.last_modified = entry.stamp
    response.add_etag()
    return response


@bp.after_request
def answer_briefly(response: Response) -> Response:
    """Who has the file already is told so."""
    if response.status_code == 200:
        response.make_conditional(request)
    return response


cache.serve_from(bp)


def entry_of(dialogue: Dialogue) -> Entry | None:
    """The dialogue in a calendar: its meeting's hours, else its day; None where not even the day is known."""
    meeting, day = dialogue.meeting, dialogue.held
    starts: datetime | date
    ends: datetime | None = None
    if meeting is not None and meeting.slot is not None:
        starts, ends = meeting.slot.starts_at, meeting.slot.ends_at
    elif day.is_day and day.earliest is not None:
        starts = day.earliest
    else:
        return None
    return Entry(
        uid=meeting.uid if meeting else str(uuid.uuid5(uuid.NAMESPACE_URL, f"industrisamtal:{dialogue.id}")),
        summary=_name(dialogue),
        stamp=_changed_at(dialogue, meeting),
        starts=starts,
        ends=ends,
        sequence=meeting.sequence if meeting else 0,
        place=(meeting.place if meeting else "")
        or ", ".join(part for part in (dialogue.venue, dialogue.place) if part),
        url=url_for("calendars.dialogue", slug=dialogue.slug, _external=True).removesuffix(".ics"),
        cancelled=dialogue.status is DialogueStatus.CANCELLED or bool(meeting and meeting.status in OFF),
    )


def _is_visible(dialogue: Dialogue) -> bool:
    if dialogue.is_practice and g.get("user") is None:
        return False
    return dialogue.is_announced or dialogue.is_published


def _changed_at(dialogue: Dialogue, meeting: CalendarEvent | None) -> datetime:
    """When what the file says last changed; the same for every request."""
    told = [revision.made_at for revision in meeting.revisions] if meeting else []
    known = [dialogue.announced_at, dialogue.published_at, dialogue.status_since, *told]
    return max(at for at in known if at is not None)


def _name(dialogue: Dialogue) -> str:
    themes = swedish.listing([swedish.lower_first(theme.title) for theme in dialogue.themes])
    name = dialogue.title or (
        _("Industrisamtal om %(matter)s", matter=themes) if themes else _("Industrisamtal")
    )
    return _("Övning: %(name)s", name=name) if dialogue.is_practice else name
