"""About the dialogues, the strategy and the board; accessibility and personal data."""

from __future__ import annotations

from datetime import date

from flask.typing import ResponseReturnValue

from dialogues_app.domain.queries import board as board_queries
from dialogues_app.domain.queries import measures as measure_queries
from dialogues_app.domain.queries import topics
from dialogues_app.extensions import db
from dialogues_app.web.access import open_to_all
from dialogues_app.web.public import bp
from dialogues_app.web.public.pages import contact, page

ASSESSED_ON = date(2026, 11, 24)  # the accessibility statement: change it when the pages are assessed anew


@bp.get("/om")
@open_to_all
def about() -> ResponseReturnValue:
    """Show what the dialogues are, what they do not replace, and the figures that are quoted."""
    plans = list(db.session.scalars(measure_queries.plans()))
    return page("about.html", plans=plans, seed=db.session.scalars(board_queries.seed_sources()).first())


@bp.get("/om/strategin")
@open_to_all
def strategy() -> ResponseReturnValue:
    """Show the strategy's challenges, focus areas and goals, and its plans."""
    return page(
        "strategy.html",
        plans=list(db.session.scalars(measure_queries.plans())),
        challenges=list(db.session.scalars(board_queries.challenges())),
        areas=list(db.session.scalars(topics.focus_areas())),
        seed=db.session.scalars(board_queries.seed_sources()).first(),
    )


@bp.get("/om/advisory-board")
@open_to_all
def advisory_board() -> ResponseReturnValue:
    """Show the boards with their periods and the members whose names are public."""
    return page(
        "advisory_board.html",
        terms=list(db.session.scalars(board_queries.boards())),
        members=list(db.session.scalars(board_queries.members())),
    )


@bp.get("/tillganglighet")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement."""
    return page("accessibility.html", contact=contact(), assessed=ASSESSED_ON)


@bp.get("/personuppgifter")
@open_to_all
def personal_data() -> ResponseReturnValue:
    """Show what we hold on people, why, for how long, and what they may ask for."""
    return page("personal_data.html", contact=contact())
