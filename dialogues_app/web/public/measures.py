"""The register of measures, each measure with the history of what was said of it, and the plans."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import clock, swedish
from dialogues_app.domain.queries import measures as queries
from dialogues_app.domain.queries import topics
from dialogues_app.domain.queries.measures import NO_PLAN_SET, OTHERS, Criteria
from dialogues_app.extensions import db
from dialogues_app.models import FocusArea, Measure, MeasureStatus, SlugKind
from dialogues_app.web.access import open_to_all
from dialogues_app.web.public import bp, exports, showing
from dialogues_app.web.public.asking import SIZES, Asked, Page
from dialogues_app.web.public.pages import found_or_moved, page
from dialogues_app.web.words import word

NAMES = ("plan", "fokus", "ansvarig", "lage", "q")
TONES = {
    MeasureStatus.COMPLETED: "ok",
    MeasureStatus.IN_PROGRESS: "info",
    MeasureStatus.DECIDED: "q3",
    MeasureStatus.PLANNED: "idle",
    MeasureStatus.STOPPED: "bad",
}


@bp.get("/atgarder")
@open_to_all
def measures() -> ResponseReturnValue:
    """Show the measures that answer to the address, grouped by focus area."""
    asked = Asked("public.measures", NAMES)
    criteria = criteria_of(asked)
    at = Page.of(asked, db.session.scalar(queries.total(criteria)) or 0)
    rows = db.session.scalars(queries.measures(criteria).limit(at.size).offset(at.offset)).all()
    return page(
        "measures.html",
        asked=asked,
        at=at,
        sizes=SIZES,
        groups=[(area, list(group)) for area, group in groupby(rows, key=first_area)],
        tabs=tabs(asked),
        shares=shares(criteria),
        today=swedish.local(clock.now()).date(),
        **choices(),
    )


@bp.get("/atgarder.csv")
@open_to_all
def measures_data() -> Response:
    """Give the same measures as open data, all of them."""
    rows = db.session.scalars(queries.measures(criteria_of(Asked("public.measures", NAMES)))).all()
    return exports.measures_csv(list(rows))


@bp.get("/atgarder/<slug>")
@open_to_all
def measure(slug: str) -> ResponseReturnValue:
    """Show a measure: what is stated about it, by whom, and where it comes from."""
    found = found_or_moved(queries.one(slug), SlugKind.MEASURE, slug, Measure.slug, "public.measure")
    return page(
        "measure.html",
        measure=found,
        today=swedish.local(clock.now()).date(),
        leads=showing.leads(found.links),
    )


@bp.get("/handlingsplaner/<slug>")
@open_to_all
def plan(slug: str) -> ResponseReturnValue:
    """Show a plan or the strategy: what it says it has, what is known of that, and its follow-ups."""
    found = db.session.scalars(queries.plan(slug)).unique().first()
    if found is None:
        abort(404)
    known = dict(db.session.execute(queries.known()).all())
    shown = db.session.scalar(queries.total(Criteria(tab=slug))) or 0
    return page("plan.html", plan=found, known=known.get(found.id, 0), shown=shown)


def criteria_of(asked: Asked) -> Criteria:
    """The criteria that the address says."""
    known = {status.value for status in MeasureStatus}
    status = asked.get("lage") if asked.get("lage") in known else ""
    return Criteria(asked.get("plan"), asked.get("fokus"), asked.get("ansvarig"), status, asked.get("q"))


def tabs(asked: Asked) -> list[tuple[str, str, bool, str]]:
    """(text, address, chosen, note): all, each plan with known rows apart from its own count, no plan set, others."""
    known = dict(db.session.execute(queries.known()).all())
    shown = [tuple(row) for row in db.session.execute(queries.shown_per_tab())]
    guessed = sum(count for plan_id, guess, count in shown if plan_id is None and guess)
    others = sum(count for plan_id, guess, count in shown if plan_id is None and not guess)
    plans = db.session.scalars(queries.action_plans()).all()
    rows: list[tuple[str, str, str]] = [("", _("Alla"), str(sum(count for *_rest, count in shown)))]
    rows += [(one.slug, one.title, known_of(known.get(one.id, 0), one.published_count)) for one in plans]
    rows += [
        (NO_PLAN_SET, _("Smart industri, plan inte fastställd"), str(guessed)),
        (OTHERS, _("Andra"), str(others)),
    ]
    now = asked.get("plan")
    return [
        (text, asked.href(plan=slug or None), slug == now, note)
        for slug, text, note in rows
        if note != "0" or slug in ("", now)
    ]


def known_of(known: int, published: int | None) -> str:
    """How many measures of a plan are known one by one, apart from the number it says it has."""
    if published is None:
        return str(_("%(known)s kända", known=known))
    return str(_("%(known)s kända av %(published)s", known=known, published=published))


def shares(criteria: Criteria) -> list[tuple[str, int, str]]:
    """(word, count, tone) of each present status among the measures shown."""
    counts: dict[MeasureStatus, int] = {}
    for status, count in db.session.execute(queries.statuses(criteria)):
        known = MeasureStatus(status) if status else MeasureStatus.UNKNOWN
        counts[known] = counts.get(known, 0) + count
    ordered = (*TONES, MeasureStatus.PLANNED, MeasureStatus.UNKNOWN)
    return [
        (str(word(status)), counts.pop(status), TONES.get(status, "q4"))
        for status in ordered
        if status in counts
    ]


def choices() -> dict[str, Any]:
    """What the form lets one choose from: (value, text) each."""
    areas = db.session.scalars(topics.focus_areas())
    cross_cutting = (queries.CROSS_CUTTING, _("Tvärgående eller inte angivet"))
    return {
        "area_choices": [*((area.slug, area.name) for area in areas), cross_cutting],
        "body_choices": [(body.slug, body.name) for body in db.session.scalars(queries.responsible_bodies())],
        "status_choices": [(status.value, showing.capital(word(status))) for status in MeasureStatus],
    }


def first_area(measure: Measure) -> FocusArea | None:
    """The focus area that a measure is listed under; None is cross-cutting or not stated."""
    areas = [focus.focus_area for focus in measure.focus]
    return min(areas, key=lambda area: area.position, default=None)
