"""From dialogue to measure: one thread at a time, and every public outcome in a table."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.domain.queries import archive as archive_queries
from dialogues_app.domain.queries import dialogues as dialogue_queries
from dialogues_app.domain.queries import trace as queries
from dialogues_app.domain.queries.trace import Criteria
from dialogues_app.extensions import db
from dialogues_app.web.access import open_to_all
from dialogues_app.web.public import bp, exports, showing
from dialogues_app.web.public.archive import focus_areas
from dialogues_app.web.public.asking import SIZES, Asked, Page
from dialogues_app.web.public.pages import page

NAMES = ("fokus", "samtal")


@bp.get("/fran-samtal-till-atgard")
@open_to_all
def trace() -> ResponseReturnValue:
    """Show the chain, one thread, and the outcomes that answer to the address."""
    asked = Asked("public.trace", NAMES)
    criteria = Criteria(asked.get("fokus"), asked.get("samtal"))
    at = Page.of(asked, db.session.scalar(queries.total(criteria)) or 0)
    outcomes = db.session.scalars(queries.outcomes(criteria).limit(at.size).offset(at.offset)).unique()
    thread = db.session.scalars(queries.thread(criteria, _number())).unique().first()
    return page(
        "trace.html",
        asked=asked,
        at=at,
        sizes=SIZES,
        rows=[(outcome, showing.leads(outcome.links)) for outcome in outcomes],
        thread=(thread, showing.leads(thread.links)) if thread else None,
        chain=db.session.execute(archive_queries.chain()).one(),
        whole=showing.leads(list(db.session.scalars(dialogue_queries.links_of_all()))),
        area_choices=_area_choices(),
        dialogue_choices=list(db.session.scalars(queries.dialogues_with_outcomes())),
    )


@bp.get("/fran-samtal-till-atgard.csv")
@open_to_all
def trace_data() -> Response:
    """Give the same outcomes and links as open data, all of them."""
    asked = Asked("public.trace", NAMES)
    outcomes = db.session.scalars(
        queries.outcomes(Criteria(asked.get("fokus"), asked.get("samtal")))
    ).unique()
    return exports.trace_csv((outcome, showing.leads(outcome.links)) for outcome in outcomes)


def _number() -> int | None:
    """The outcome asked for by its number."""
    text = request.args.get("utfall", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _area_choices() -> list[tuple[str, str]]:
    areas = [(area.slug, area.name) for area in focus_areas()]
    return [*areas, (queries.CROSS_CUTTING, _("Tvärgående eller inte angivet"))]
