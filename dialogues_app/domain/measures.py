"""Verbs on measures: propose, state how they stand and who is responsible, follow up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dialogues_app.domain.answers import stated_today
from dialogues_app.errors import Invalid, ReasonRequired
from dialogues_app.models import (
    Actor,
    Audience,
    BodyRole,
    BodyStatement,
    Dialogue,
    Event,
    Figure,
    FollowUp,
    Measure,
    MeasureStatus,
    Organisation,
    PartialDate,
    Source,
    StatusStatement,
)

TITLE_LIMIT = 300
TEXT_LIMIT = 4000
UNKNOWN = PartialDate()
ENDED = (MeasureStatus.COMPLETED, MeasureStatus.STOPPED)


@dataclass(frozen=True)
class NewMeasure:
    """A measure to propose; `slug` is a free address, found by the caller."""

    title: str
    slug: str
    description: str = ""


@dataclass(frozen=True)
class Part:
    """What an organisation is to a measure."""

    organisation: Organisation
    role: BodyRole = BodyRole.RESPONSIBLE


@dataclass(frozen=True, kw_only=True)
class Said:
    """Since when a statement holds, what it rests on, and a note."""

    holds_since: PartialDate = UNKNOWN
    sources: tuple[Source, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What was seen of a measure: when, by whom, in figures, and where it can be read."""

    summary: str
    on: PartialDate
    kind: str = ""
    by_name: str = ""
    figures: tuple[tuple[str, Decimal, str], ...] = ()  # name, value, unit
    sources: tuple[Source, ...] = ()


def propose_measure(dialogue: Dialogue, proposed: NewMeasure, *, by: Actor, at: datetime) -> Measure:
    """There is a new measure, working material that was proposed in the dialogue; practice where that is practice."""
    title = " ".join(proposed.title.split())
    if not title:
        raise Invalid("title", "missing")
    if len(title) > TITLE_LIMIT:
        raise Invalid("title", "too_long", limit=TITLE_LIMIT)
    measure = Measure(
        title=title,
        slug=proposed.slug,
        description=_text(proposed.description, "description"),
        proposed_in=dialogue,
        is_practice=dialogue.is_practice,
        audience=Audience.ORGANIZERS,
    )
    dialogue.record("measure_proposed", by=by, at=at, subject_kind="measure", after={"title": title})
    return measure


def state_status(measure: Measure, status: MeasureStatus, said: Said, *, by: Actor, at: datetime) -> Event:
    """It is stated how the measure stands; what stood before stays readable.

    Raises Invalid for a completed one without a source. The event is returned for the caller to store.
    """
    if status is MeasureStatus.COMPLETED and not said.sources:
        raise Invalid("source", "required")
    made = StatusStatement(
        status=status,
        recorded_at=at,
        stated_by=by.label,
        note=_text(said.note, "note"),
        sources=list(said.sources),
    )
    made.holds_since, made.stated_on = said.holds_since, stated_today(at)
    measure.statuses.append(made)
    return _event(by, "status_stated", measure, at=at, after={"status": status.value})


def state_body(measure: Measure, part: Part, said: Said, *, by: Actor, at: datetime) -> Event:
    """It is stated what the organisation is to the measure; the event is returned for the caller to store."""
    standing = [made for made in measure.bodies if made.stands]
    if any(made.organisation is part.organisation and made.role is part.role for made in standing):
        raise Invalid("organisation", "already_stated")
    made = BodyStatement(
        organisation=part.organisation,
        role=part.role,
        recorded_at=at,
        stated_by=by.label,
        note=_text(said.note, "note"),
        sources=list(said.sources),
    )
    made.holds_since, made.stated_on = said.holds_since, stated_today(at)
    measure.bodies.append(made)
    after = {"organisation": part.organisation.name, "role": part.role.value}
    return _event(by, "body_stated", measure, at=at, after=after)


def withdraw_statement(
    made: StatusStatement | BodyStatement, *, reason: str, by: Actor, at: datetime
) -> Event:
    """The statement no longer stands; it stays readable with the reason. Raises ReasonRequired without one."""
    if not reason.strip():
        raise ReasonRequired
    made.withdraw(by=by.label, at=at, reason=reason.strip(), stated_on=stated_today(at))
    return _event(
        by,
        "statement_withdrawn",
        made.measure,
        at=at,
        after={"kind": made.__tablename__},
        reason=reason.strip(),
    )


def add_follow_up(measure: Measure, seen: Observation, *, by: Actor, at: datetime) -> Event:
    """The measure has a follow-up with its figures; the event is returned for the caller to store."""
    summary = _text(seen.summary, "summary")
    if not summary:
        raise Invalid("summary", "missing")
    if not seen.on.is_known:
        raise Invalid("on", "missing")
    follow_up = FollowUp(
        summary=summary,
        kind=seen.kind.strip(),
        by_name=seen.by_name.strip() or by.label,
        audience=measure.audience,
        figures=_figures(seen.figures),
        sources=list(seen.sources),
    )
    follow_up.on = seen.on
    measure.follow_ups.append(follow_up)
    return _event(by, "followed_up", measure, at=at, after={"summary": summary})


def is_delayed(measure: Measure, *, on: date) -> bool:
    """Whether the stated due date has passed and nothing has been stated or followed up since. Never stored."""
    due = measure.due_latest
    if due is None or due >= on:
        return False
    current = measure.current_status
    if current is not None and current.status in ENDED:
        return False
    later = [status.holds_latest or status.stated_latest for status in measure.statuses if status.stands]
    later += [follow_up.on_latest for follow_up in measure.follow_ups]
    return not any(day is not None and day > due for day in later)


def _figures(given: Sequence[tuple[str, Decimal, str]]) -> list[Figure]:
    if any(not name.strip() or not unit.strip() for name, _value, unit in given):
        raise Invalid("figures", "unnamed")
    return [Figure(name=name.strip(), value=value, unit=unit.strip()) for name, value, unit in given]


def _text(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > TEXT_LIMIT:
        raise Invalid(field, "too_long", limit=TEXT_LIMIT)
    return text


def _event(by: Actor, verb: str, measure: Measure, **what: Any) -> Event:
    return Event.by(by, verb, subject_kind="measure", subject_id=measure.id, **what)
