"""Working material of the loaded history becomes public when an organizer of the ministry confirms it by a source."""

from __future__ import annotations

from datetime import datetime

from dialogues_app.errors import IllegalTransition, Invalid, NotAllowed
from dialogues_app.models import (
    Actor,
    Audience,
    Event,
    FollowUp,
    Link,
    Measure,
    OrganisationKind,
    Outcome,
    Participation,
    Role,
    Source,
)

Working = Measure | FollowUp | Outcome | Link | Participation


def confirm(record: Working, *, source: Source | None, by: Actor, at: datetime) -> Event:
    """The record is public, cites the source, and the audit trail says by which one it was confirmed.

    Its sources are shown with it. The event hangs on the record's dialogue; where it has none the caller adds it
    to its session. Raises NotAllowed for all but organizers of the ministry, Invalid without a source,
    IllegalTransition where it is public already or hangs on something that is not.
    """
    if not may_confirm(by):
        raise NotAllowed
    if source is None:
        raise Invalid("source", "required")
    kind = type(record).__name__.lower()
    if record.audience is not Audience.ORGANIZERS:
        raise IllegalTransition(subject=kind, state=record.audience.value, verb="confirm")
    if waits_for(record):
        raise IllegalTransition(subject=kind, state="tied to working material", verb="confirm")
    record.audience = Audience.PUBLIC
    _cite(record, source)
    return Event.by(
        by,
        "confirmed",
        at=at,
        subject_kind=type(record).__tablename__,
        subject_id=record.id,
        dialogue=None if isinstance(record, Measure | FollowUp) else record.dialogue,
        before={"audience": Audience.ORGANIZERS.value},
        after={"audience": Audience.PUBLIC.value, "source": source.title, "source_id": source.id},
    )


def _cite(record: Working, source: Source) -> None:
    """The record cites the source, and all its sources are shown with it."""
    if source not in record.sources:
        record.sources.append(source)
    for cited in record.sources:
        cited.is_public = True


def waits_for(record: Working) -> list[Measure | Outcome]:
    """What must be public before the record can be."""
    return [ground for ground in _grounds(record) if not ground.is_public]


def may_confirm(by: Actor) -> bool:
    """Whether the actor is an organizer of the ministry."""
    return (
        by.user is not None
        and by.user.role is Role.ORGANIZER
        and by.body is not None
        and by.body.is_organiser
        and by.body.kind is OrganisationKind.MINISTRY
    )


def _grounds(record: Working) -> list[Measure | Outcome]:
    """What the record tells something about: no public row hangs on a working one."""
    if isinstance(record, FollowUp):
        return [record.measure] if record.measure else []
    if isinstance(record, Link):
        return [end for end in (record.measure, record.outcome) if end is not None]
    return []
