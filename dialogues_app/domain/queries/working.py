"""Queries of the working material: what was loaded, and followed up, that the public does not see yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from dialogues_app.models import (
    Audience,
    Dialogue,
    DialogueTheme,
    FollowUp,
    Link,
    Measure,
    Outcome,
    Participation,
)


def follow_ups() -> Select[FollowUp]:
    """Follow-ups of plans and of measures that are no practice, the newest first."""
    return (
        _working(FollowUp)
        .join(Measure, Measure.id == FollowUp.measure_id, isouter=True)
        .where(or_(FollowUp.measure_id.is_(None), Measure.is_practice.is_(False)))
        .options(joinedload(FollowUp.measure), joinedload(FollowUp.plan))
        .order_by(FollowUp.on_latest.desc(), FollowUp.id)
    )


def links() -> Select[Link]:
    """Loaded links that stand."""
    return (
        _loaded(Link)
        .where(Link.withdrawn_at.is_(None))
        .options(
            joinedload(Link.measure),
            joinedload(Link.plan),
            joinedload(Link.outcome).joinedload(Outcome.dialogue).options(*_name()),
            joinedload(Link.dialogue).options(*_name()),
        )
        .order_by(Link.id)
    )


def outcomes() -> Select[Outcome]:
    """Loaded outcomes; what an organizer keeps from the public by choice is no working material."""
    return (
        _loaded(Outcome)
        .options(joinedload(Outcome.dialogue).options(*_name()))
        .order_by(Outcome.dialogue_id, Outcome.number)
    )


def participations() -> Select[Participation]:
    """Loaded participations."""
    return (
        _loaded(Participation)
        .options(
            joinedload(Participation.dialogue).options(*_name()),
            joinedload(Participation.organisation),
            joinedload(Participation.person),
        )
        .order_by(Participation.dialogue_id, Participation.id)
    )


KINDS = {
    "uppfoljningar": follow_ups,
    "lankar": links,
    "utfall": outcomes,
    "deltaganden": participations,
}


def one(kind: str, record_id: int) -> Select[Any]:
    """The record of this kind and id, where it is working material."""
    wanted: Select[Any] = KINDS[kind]()
    model = wanted.column_descriptions[0]["entity"]
    return wanted.where(model.id == record_id).options(selectinload(model.sources))


def _name() -> list[_AbstractLoad]:
    """What a dialogue without a title is called by."""
    return [selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme)]


def _working(model: Any) -> Select[Any]:
    return select(model).where(model.audience == Audience.ORGANIZERS)


def _loaded(model: Any) -> Select[Any]:
    return _working(model).where(model.fact_key.is_not(None))
