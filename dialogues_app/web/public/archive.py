"""The start page and the archive: filtered, counted, listed, and as open data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.domain.queries import archive as queries
from dialogues_app.domain.queries import dialogues as dialogue_queries
from dialogues_app.domain.queries import facets, topics
from dialogues_app.domain.queries import measures as measure_queries
from dialogues_app.domain.queries.archive import Choice, Criteria
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue, FocusArea, Level
from dialogues_app.web.access import open_to_all
from dialogues_app.web.public import bp, exports, timeline
from dialogues_app.web.public.asking import SIZES, Asked, Page
from dialogues_app.web.public.pages import page
from dialogues_app.web.public.showing import moment
from dialogues_app.web.words import word

NAMES = ("q", "fokus", "tema", "statsrad", "departement", "niva", "typ", "fran", "till", "ordning")
FACETS = {
    "fokus": "focus",
    "tema": "theme",
    "statsrad": "minister",
    "departement": "ministry",
    "niva": "level",
    "typ": "kind",
}
OLDEST = "aldst"


@dataclass
class Listing:
    """One page of dialogues with everything that stands around it."""

    asked: Asked
    criteria: Criteria
    page: Page
    rows: list[Dialogue]
    counts: dict[int, tuple[int, int, int, int]]
    certain: int
    groups: list[tuple[str, str, list[dict[str, Any]]]]

    sizes = SIZES

    def is_possible(self, dialogue: Dialogue) -> bool:
        """Whether the dialogue only may lie in the period asked for."""
        return not queries.is_certain(dialogue, self.criteria)

    @property
    def picked(self) -> list[tuple[str, str]]:
        """The chosen filters in words, each with the address of the list without it."""
        chosen = {
            choice["name"]: choice["text"]
            for _t, _n, choices in self.groups
            for choice in choices
            if choice["chosen"]
        }
        typed = {"q": _("Sökord: %(words)s"), "fran": _("Från %(words)s"), "till": _("Till %(words)s")}
        found = [
            (name, chosen.get(name, value)) for name, value in self.asked.values.items() if name in FACETS
        ]
        found += [
            (name, text % {"words": self.asked.get(name)})
            for name, text in typed.items()
            if self.asked.get(name)
        ]
        return [(text, self.asked.href(**{name: None})) for name, text in found]

    @property
    def by_year(self) -> list[tuple[str, list[Dialogue]]]:
        """The rows under their years, as they come."""
        years: dict[str, list[Dialogue]] = {}
        for dialogue in self.rows:
            years.setdefault(moment(dialogue).year, []).append(dialogue)
        return list(years.items())


@bp.get("/")
@open_to_all
def start() -> ResponseReturnValue:
    """Show the chain, the timeline and the newest dialogues."""
    chain = db.session.execute(queries.chain()).one()
    plans = db.session.scalars(measure_queries.plans()).all()
    drawn = timeline.draw(db.session.scalars(queries.timeline()).all(), focus_areas(), plans)
    return page("start.html", chain=chain, drawn=drawn, listing=listing("public.archive"))


@bp.get("/samtal")
@open_to_all
def archive() -> ResponseReturnValue:
    """Show the dialogues that answer to the address."""
    shown = listing("public.archive")
    return page("archive.html", listing=shown), 422 if shown.asked.faults else 200


@bp.get("/samtal.<any(csv, json, atom):kind>")
@open_to_all
def archive_data(kind: str) -> Response:
    """Give the same dialogues as open data, all of them."""
    asked = Asked("public.archive", NAMES)
    criteria = criteria_of(asked)
    if asked.faults:
        abort(400, description=asked.faults[0][1])
    rows = db.session.scalars(queries.dialogues(criteria).options(*dialogue_queries.export_parts())).all()
    return exports.DIALOGUES[kind](list(rows))


def criteria_of(asked: Asked) -> Criteria:
    """The criteria that the address says; a period that ends before it begins is a fault."""
    since, until = asked.day("fran"), asked.day("till")
    if since and until and until < since:
        asked.faults.append(("till", _("Skriv ett slutdatum som ligger efter startdatumet.")))
        since = until = None
    facets = {field: asked.get(name) for name, field in FACETS.items()}
    return Criteria(
        **facets, since=since, until=until, q=asked.get("q"), oldest_first=asked.get("ordning") == OLDEST
    )


def listing(endpoint: str, slug: str = "", **fixed: str) -> Listing:
    """One page of the archive, with counts; `fixed` are criteria that the page at `slug` itself sets."""
    asked = Asked(endpoint, ("ordning",), {"slug": slug}) if fixed else Asked(endpoint, NAMES)
    criteria = replace(criteria_of(asked), **fixed)  # type: ignore[arg-type]
    at = Page.of(asked, db.session.scalar(queries.total(criteria)) or 0)
    rows = list(db.session.scalars(queries.dialogues(criteria).limit(at.size).offset(at.offset)))
    certain = (db.session.scalar(queries.certain_total(criteria)) or 0) if criteria.has_period else at.total
    groups = [] if fixed else [_group(asked, criteria, name) for name in FACETS]
    return Listing(asked, criteria, at, rows, counts_of(rows), certain, groups)


def counts_of(rows: list[Dialogue]) -> dict[int, tuple[int, int, int, int]]:
    """Outcomes, led to a measure, linked, completed: per dialogue of these rows."""
    found = db.session.execute(queries.outcome_counts([row.id for row in rows]))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in found}


def focus_areas() -> list[FocusArea]:
    """The focus areas in the strategy's order."""
    return list(db.session.scalars(topics.focus_areas()))


def _group(asked: Asked, criteria: Criteria, name: str) -> tuple[str, str, list[dict[str, Any]]]:
    field = FACETS[name]
    found = [Choice(*row) for row in db.session.execute(queries.facet(field, criteria))]
    keys = {area.slug: area.mark_key for area in focus_areas()} if field == "focus" else {}
    titles = {
        "fokus": _("Fokusområde"),
        "tema": _("Tema"),
        "statsrad": _("Statsråd"),
        "departement": _("Departement"),
        "niva": _("Nivå"),
        "typ": _("Typ"),
    }
    return titles[name], name, [_choice(asked, name, choice, keys) for choice in found]


def _choice(asked: Asked, name: str, choice: Choice, keys: dict[str, str]) -> dict[str, Any]:
    chosen = asked.get(name) == choice.value
    return {
        "name": name,
        "text": _label(name, choice),
        "count": choice.count,
        "href": asked.href(**{name: None if chosen else choice.value}),
        "chosen": chosen,
        "key": keys.get(choice.value, "tv" if name == "fokus" else ""),
    }


def _label(name: str, choice: Choice) -> str:
    if name == "niva":
        return str(word(Level(choice.value)))
    own = {
        facets.CROSS_CUTTING: _("Tvärgående eller inte angivet"),
        facets.EVERY_DIALOGUE: _("Industrisamtal"),
        facets.WITH_SEMINAR: _("Med expertseminarium"),
    }
    return own.get(choice.value, choice.label) if name in ("fokus", "typ") else choice.label


def atom_address() -> str:
    """Where the feed of the dialogues is."""
    return url_for("public.archive_data", kind="atom")
