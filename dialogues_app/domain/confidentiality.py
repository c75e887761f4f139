"""Verbs on confidentiality marks (OSL 5 kap. 5 §): a warning that keeps a part to one body until it is lifted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dialogues_app.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired
from dialogues_app.models import (
    Actor,
    Audience,
    ConfidentialityMark,
    Contribution,
    OrganisationKind,
    Outcome,
)

SECTION_LIMIT = 200


@dataclass(frozen=True)
class Marking:
    """What stands on a mark: the section, the date, and the authority that set it."""

    section: str
    marked_on: date
    authority: str


def mark(part: Outcome | Contribution, marking: Marking, *, by: Actor, at: datetime) -> ConfidentialityMark:
    """Only the organizers of the marking body read the part; everywhere else it is gone.

    The law binds authorities, so only an organizer of a ministry marks. Raises Conflict where a mark stands.
    """
    body = by.body
    if body is None or body.kind is not OrganisationKind.MINISTRY:
        raise NotAllowed
    if part.confidentiality is not None:
        raise Conflict("mark")
    section, authority = " ".join(marking.section.split()), " ".join(marking.authority.split())
    for field, text in (("section", section), ("authority", authority)):
        if not text or len(text) > SECTION_LIMIT:
            raise Invalid(field, "missing" if not text else "too_long", limit=SECTION_LIMIT)
    made = ConfidentialityMark(
        body=body,
        section=section,
        marked_on=marking.marked_on,
        authority=authority,
        earlier_audience=part.audience,
        earlier_body=part.audience_body,
        marked_label=by.label,
    )
    part.confidentiality_marks.append(made)
    part.audience, part.audience_body = Audience.BODY, body
    _record(part, "marked_confidential", by=by, at=at, after={"section": section})
    return made


def lift(part: Outcome | Contribution, *, reason: str, by: Actor, at: datetime) -> None:
    """The mark no longer stands and the earlier audience reads the part again; each request is tried anew."""
    standing = part.confidentiality
    if standing is None:
        raise NotFound("mark")
    if by.body is not standing.body:
        raise NotAllowed
    if not reason.strip():
        raise ReasonRequired
    standing.lifted_at, standing.lifted_reason, standing.lifted_label = at, reason.strip(), by.label
    part.audience, part.audience_body = standing.earlier_audience, standing.earlier_body
    _record(part, "mark_lifted", by=by, at=at, reason=reason.strip())


def _record(part: Outcome | Contribution, verb: str, *, by: Actor, at: datetime, **what: object) -> None:
    kind = "outcome" if isinstance(part, Outcome) else "contribution"
    part.dialogue.record(verb, by=by, at=at, subject_kind=kind, subject_id=part.id, **what)
