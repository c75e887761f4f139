"""Queries of the organizers' register of measures."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.models import BodyStatement, FollowUp, Link, Measure, Outcome, PlanEntry, StatusStatement
from dialogues_app.models.text import stems


def register(text: str = "") -> Select[Measure]:
    """All measures, working material and practice too, whose words begin as these do, by title."""
    wanted = select(Measure)
    for stem in stems(text).split():
        wanted = wanted.where(Measure.stems.contains(f" {stem}", autoescape=True))
    return wanted.options(
        selectinload(Measure.statuses),
        selectinload(Measure.follow_ups),
        selectinload(Measure.bodies).joinedload(BodyStatement.organisation),
    ).order_by(Measure.sort_key, Measure.id)


def one(slug: str) -> Select[Measure]:
    """One measure with everything stated about it."""
    follow_ups = selectinload(Measure.follow_ups)
    links = selectinload(Measure.links)
    return (
        select(Measure)
        .where(Measure.slug == slug)
        .options(
            joinedload(Measure.proposed_in),
            selectinload(Measure.statuses).selectinload(StatusStatement.sources),
            selectinload(Measure.bodies).joinedload(BodyStatement.organisation),
            selectinload(Measure.plan_entries).joinedload(PlanEntry.plan),
            follow_ups.selectinload(FollowUp.figures),
            follow_ups.selectinload(FollowUp.sources),
            links.joinedload(Link.outcome).joinedload(Outcome.dialogue),
            links.joinedload(Link.dialogue),
        )
        .order_by(Measure.id)
    )
