"""/samtal.ics, /samtal/<slug>.ics and /teman/<slug>.ics: what is announced, by the same gates as the pages."""

from __future__ import annotations

from flask import Response, abort
from flask_babel import gettext as _

from dialogues_app.domain.queries import archive as archive_queries
from dialogues_app.domain.queries import feeds as queries
from dialogues_app.domain.queries import topics
from dialogues_app.models import Dialogue, SlugKind, Theme
from dialogues_app.web.access import open_to_all
from dialogues_app.web.calendars.blueprint import answer, bp
from dialogues_app.web.calendars.entries import entries
from dialogues_app.web.public.archive import NAMES, criteria_of
from dialogues_app.web.public.asking import Asked
from dialogues_app.web.public.pages import found_or_moved, moved_or_missing


@bp.get("/samtal.ics")
@open_to_all
def archive() -> Response:
    """All announced dialogues, or those that answer to the address."""
    asked = Asked("calendars.archive", NAMES)
    criteria = criteria_of(asked)
    if asked.faults:
        abort(400, description=asked.faults[0][1])
    wanted = queries.occasions().where(Dialogue.id.in_(archive_queries.matching(criteria)))
    name = _("Industrisamtal, ett urval") if asked.values else _("Industrisamtal")
    return answer(entries(wanted if asked.values else queries.shown()), name=name, file_name="industrisamtal")


@bp.get("/samtal/<slug>.ics")
@open_to_all
def dialogue(slug: str) -> Response:
    """The dialogue as its hours or its day; 404 while it is not announced, or its day is not known."""
    found = entries(queries.shown_at_slug(), slug=slug)
    if not found:
        moved_or_missing(SlugKind.DIALOGUE, slug, Dialogue.slug, "calendars.dialogue")
    return answer(found, name=found[0].summary, file_name=slug)


@bp.get("/teman/<slug>.ics")
@open_to_all
def theme(slug: str) -> Response:
    """The announced dialogues on one theme."""
    query = topics.seen_themes().where(Theme.slug == slug)
    found = found_or_moved(query, SlugKind.THEME, slug, Theme.slug, "calendars.theme")
    name = _("Industrisamtal om %(matter)s", matter=found.title)
    return answer(entries(queries.shown_on_theme(), theme_id=found.id), name=name, file_name=slug)
