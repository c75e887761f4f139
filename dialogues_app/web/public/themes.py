"""Themes, focus areas and ministers: one list and one page each, by the same pattern."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from dialogues_app.domain.queries import measures as measure_queries
from dialogues_app.domain.queries import topics as queries
from dialogues_app.extensions import db
from dialogues_app.models import AnswerState, FocusArea, Outcome, Person, SlugKind, Theme
from dialogues_app.web.access import open_to_all
from dialogues_app.web.public import bp, showing
from dialogues_app.web.public.archive import listing
from dialogues_app.web.public.pages import found_or_moved, page

UNANSWERED = (AnswerState.AWAITING, AnswerState.OPEN, AnswerState.UNKNOWN)
MOST_OUTCOMES = 60


@bp.get("/teman")
@open_to_all
def themes() -> ResponseReturnValue:
    """Show the coming themes, then those that dialogues have taken up."""
    taken = dict(db.session.execute(queries.themes_taken_up()).all())
    rows = list(db.session.scalars(queries.seen_themes()))
    coming = [theme for theme in rows if theme.id not in taken]
    return page(
        "themes.html", coming=coming, rows=[theme for theme in rows if theme.id in taken], counts=taken
    )


@bp.get("/teman/<slug>")
@open_to_all
def theme(slug: str) -> ResponseReturnValue:
    """Show a theme: its problem and questions, its dialogues, what was raised and what is unanswered."""
    query = queries.seen_themes().where(Theme.slug == slug)
    found = found_or_moved(query, SlugKind.THEME, slug, Theme.slug, "public.theme")
    outcomes = list(db.session.scalars(queries.outcomes_on(found.id).limit(MOST_OUTCOMES)))
    raised = [(outcome, showing.leads(outcome.links)) for outcome in outcomes]
    open_ones = [outcome for outcome, leads in raised if is_unanswered(outcome, leads)]
    shown = listing("public.theme", slug, theme=slug)
    return page("theme.html", theme=found, listing=shown, raised=raised, unanswered=open_ones)


@bp.get("/fokusomraden/<slug>")
@open_to_all
def focus_area(slug: str) -> ResponseReturnValue:
    """Show a focus area: goal and challenge, its dialogues, and how many measures lie there."""
    query = queries.focus_areas().where(FocusArea.slug == slug)
    found = found_or_moved(query, SlugKind.FOCUS_AREA, slug, FocusArea.slug, "public.focus_area")
    criteria = measure_queries.Criteria(focus=slug)
    count = db.session.scalar(measure_queries.total(criteria)) or 0
    return page(
        "focus_area.html", area=found, measures=count, listing=listing("public.focus_area", slug, focus=slug)
    )


@bp.get("/statsrad")
@open_to_all
def ministers() -> ResponseReturnValue:
    """Show the ministers who took part, and in how many dialogues."""
    counts = dict(db.session.execute(queries.dialogues_per_minister()).all())
    return page("ministers.html", rows=list(db.session.scalars(queries.ministers())), counts=counts)


@bp.get("/statsrad/<slug>")
@open_to_all
def minister(slug: str) -> ResponseReturnValue:
    """Show a minister: the public posts and the dialogues."""
    query = queries.ministers().where(Person.slug == slug)
    found = found_or_moved(query, SlugKind.PERSON, slug, Person.slug, "public.minister")
    return page("minister.html", person=found, listing=listing("public.minister", slug, minister=slug))


def is_unanswered(outcome: Outcome, leads: list[showing.Lead]) -> bool:
    """Whether nobody has answered the outcome as far as the public can see."""
    answered = any(lead.link.answers for lead in leads)
    return not answered and outcome.answer in (*UNANSWERED, AnswerState.LINKED)
