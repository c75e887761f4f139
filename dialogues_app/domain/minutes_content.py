"""What notes say, as plain values: composed from outcomes and contributions, seen by a reader, hashed, compared.

One source: the internal and the public notes are the same content, seen by different readers.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dialogues_app.domain.closing import standing
from dialogues_app.models import (
    THERE,
    AgendaItem,
    Attribution,
    Audience,
    Contribution,
    Dialogue,
    Objection,
    Organisation,
    Outcome,
    Participation,
    Seat,
)

Content = dict[str, Any]
FORM = 1  # of the content; raised when a key changes its meaning
_WIDTH = {Audience.PUBLIC: 0, Audience.PARTICIPANTS: 1, Audience.ORGANIZERS: 2}


@dataclass(frozen=True)
class Reader:
    """Who reads: the public, those present, or an organizer of a body (its slug)."""

    audience: Audience
    body: str = ""

    def may_read(self, part: Content) -> bool:
        """Whether the part is meant for this reader."""
        audience = Audience(part["audience"])
        if audience is Audience.BODY:
            return self.audience is Audience.ORGANIZERS and bool(self.body) and part["body"] == self.body
        return _WIDTH[audience] <= _WIDTH[self.audience]


PUBLIC = Reader(Audience.PUBLIC)
PRESENT = Reader(Audience.PARTICIPANTS)


def compose(dialogue: Dialogue, objections: Iterable[Objection] = ()) -> Content:
    """The notes as the dialogue stands now, with the objections that stand; everything, for no single reader."""
    about: dict[object, list[Content]] = {}
    for made in objections:
        if made.stands:
            about.setdefault(made.part, []).append(_objection(made))
    outcomes = standing(dialogue)
    places: list[AgendaItem | None] = [*dialogue.agenda, None]
    grouped = [(item, [one for one in outcomes if one.agenda_item is item]) for item in places]
    return {
        "form": FORM,
        "dialogue": _head(dialogue),
        "present": [_present(part) for part in dialogue.participations if part.presence in THERE],
        "items": [
            _item(item) | {"outcomes": [_outcome(one, about) for one in here]}
            for item, here in grouped
            if here
        ],
    }


def seen_by(content: Content, reader: Reader) -> Content:
    """The part of the content that is meant for this reader; what was said in passing is for organizers alone."""
    internal = reader.audience is Audience.ORGANIZERS
    items = []
    for item in content["items"]:
        outcomes = [
            outcome
            | {"said": outcome["said"] if internal else ""}
            | {"contributions": [said for said in outcome["contributions"] if reader.may_read(said)]}
            for outcome in item["outcomes"]
            if reader.may_read(outcome)
        ]
        title = item["title"] if reader.may_read(item) else ""
        if outcomes:
            items.append(item | {"title": title, "outcomes": outcomes})
    present = [one for one in content["present"] if reader.may_read(one)]
    return content | {"present": present, "items": items}


def still_open(content: Content, dialogue: Dialogue, reader: Reader) -> Content:
    """The content without what has since been marked or closed to this reader; for the public also what was withdrawn.

    What was approved or sent out keeps the audiences of its time; this asks for those of now.
    """
    public = reader.audience is Audience.PUBLIC
    open_keys = {
        key_of(part)
        for outcome in dialogue.outcomes
        for part in _with_contributions(outcome)
        if reader.may_read(_audience(part.audience, part.audience_body))
        and (part.withdrawn_at is None or not public)
    }
    items = []
    for item in content["items"]:
        outcomes = [
            outcome
            | {"contributions": [said for said in outcome["contributions"] if said["key"] in open_keys]}
            for outcome in item["outcomes"]
            if outcome["key"] in open_keys
        ]
        if outcomes:
            items.append(item | {"outcomes": outcomes})
    return content | {"items": items}


def _with_contributions(outcome: Outcome) -> list[Outcome | Contribution]:
    return [outcome, *outcome.contributions]


def parts(content: Content) -> Iterator[Content]:
    """Every outcome, each followed by its contributions."""
    for item in content["items"]:
        for outcome in item["outcomes"]:
            yield outcome
            yield from outcome["contributions"]


def key_of(part: Outcome | Contribution) -> str:
    """What a part is called in the notes: 3 for an outcome, 3.1 for the first statement behind it."""
    if isinstance(part, Outcome):
        return str(part.number)
    return f"{part.outcome.number}.{part.number}"


def canonical(content: Content) -> bytes:
    """The one form of the content that is hashed: JSON, keys sorted, no spaces, NFC, UTF-8."""
    return json.dumps(
        _normal(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(content: Content) -> str:
    """SHA-256 over the canonical form, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normal(key): _normal(one) for key, one in value.items()}
    return [_normal(one) for one in value] if isinstance(value, list) else value


def _head(dialogue: Dialogue) -> Content:
    held, meeting = dialogue.held, dialogue.meeting
    return {
        "slug": dialogue.slug,
        "title": dialogue.title,
        "themes": [theme.title for theme in dialogue.themes],
        "earliest": held.earliest.isoformat() if held.earliest else None,
        "latest": held.latest.isoformat() if held.latest else None,
        "wording": held.wording,
        "place": (meeting.place if meeting else "") or dialogue.place,
        "bodies": [body.organisation.label for body in dialogue.bodies],
        "references": [reference.number for reference in dialogue.references],
        "practice": dialogue.is_practice,
    }


def _present(part: Participation) -> Content:
    where = part.organisation.label if part.organisation else ""
    described = part.holding.seat.description if part.holding and not where else ""
    who = ", ".join(one for one in (part.capacity, where or described) if one)
    return {"who": who[:1].upper() + who[1:], "audience": part.audience.value, "body": ""}


def _item(item: AgendaItem | None) -> Content:
    if item is None:
        return {"title": "", "audience": Audience.PUBLIC.value, "body": ""}
    return {"title": item.title, **_audience(item.audience, item.audience_body)}


def _outcome(outcome: Outcome, about: dict[object, list[Content]]) -> Content:
    return {
        "key": key_of(outcome),
        "number": outcome.number,
        "type": outcome.type.value,
        "sentence": outcome.sentence,
        "said": outcome.said,
        "who": raised_by(outcome),
        "due": outcome.answer_due.isoformat() if outcome.answer_due else None,
        "contributions": [_contribution(said, about) for said in outcome.standing_contributions],
        "objections": about.get(outcome, []),
        "secrecy": _secrecy(outcome),
        **_audience(outcome.audience, outcome.audience_body),
    }


def _contribution(said: Contribution, about: dict[object, list[Content]]) -> Content:
    return {
        "key": key_of(said),
        "number": said.number,
        "text": said.text,
        "who": attributed(said),
        "objections": about.get(said, []),
        "secrecy": _secrecy(said),
        **_audience(said.audience, said.audience_body),
    }


def _objection(made: Objection) -> Content:
    seat = made.confirmation.holding.seat
    who = _where(seat, None) if made.attribution is Attribution.ORGANISATION else ""
    return {
        "who": who,
        "counter": made.counter_wording,
        "resolution": made.resolution.value,
        "reason": made.resolved_reason,
    }


def _secrecy(part: Outcome | Contribution) -> Content | None:
    mark = part.confidentiality
    if mark is None:
        return None
    return {"section": mark.section, "on": mark.marked_on.isoformat(), "authority": mark.authority}


def _audience(audience: Audience, body: Organisation | None) -> Content:
    return {"audience": audience.value, "body": body.slug if body else ""}


def raised_by(outcome: Outcome) -> str:
    """Who raised the outcome, as it may be shown beside it."""
    if outcome.raised_by:
        return outcome.raised_by
    seat = outcome.raised_by_seat
    if seat is None:
        return outcome.raised_by_organisation.label if outcome.raised_by_organisation else ""
    title = seat.holding.title if seat.holding else ""
    label = ", ".join(one for one in (title, _where(seat, None)) if one)
    return label[:1].upper() + label[1:]


def attributed(said: Contribution) -> str:
    """Who said it, as far as the speaker agreed: name and organisation, the organisation, or nothing."""
    if said.attribution is Attribution.NOBODY:
        return ""
    where = _where(said.seat, said.organisation)
    if said.attribution is Attribution.ORGANISATION:
        return where
    return ", ".join(one for one in (said.speaker, where) if one)


def _where(seat: Seat | None, organisation: Organisation | None) -> str:
    found = organisation or (seat.organisation if seat else None)
    if found is not None:
        return found.label
    return seat.description if seat else ""
