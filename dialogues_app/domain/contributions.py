"""Verbs on what was said: add a numbered statement behind an outcome, change it, take it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogues_app.domain.outcomes import RECORDED_IN
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import Actor, Attribution, Audience, Contribution, Organisation, Outcome, Seat

TEXT_LIMIT = 4000
SPEAKER_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody said, who it was, and how much of that the speaker agreed to be told."""

    text: str
    seat: Seat | None = None
    organisation: Organisation | None = None
    attribution: Attribution = Attribution.ORGANISATION
    speaker: str = ""
    audience: Audience = Audience.ORGANIZERS
    audience_body: Organisation | None = None
    client_key: str | None = None


def draft_of(contribution: Contribution) -> Draft:
    """The statement as it is written now, to change one thing in."""
    return Draft(
        text=contribution.text,
        seat=contribution.seat,
        organisation=contribution.organisation,
        attribution=contribution.attribution,
        speaker=contribution.speaker,
        audience=contribution.audience,
        audience_body=contribution.audience_body,
    )


def add(outcome: Outcome, draft: Draft, *, by: Actor, at: datetime) -> Contribution:
    """The outcome has one more statement behind it; a doubled send gives the one already there."""
    _require_open(outcome, "add a statement to")
    known = added_before(outcome, draft.client_key)
    if known is not None:
        return known
    draft = _checked(outcome, draft)
    number = max((said.number for said in outcome.contributions), default=0) + 1
    made = Contribution(number=number, text=draft.text, worded_at=at, client_key=draft.client_key)
    outcome.contributions.append(made)
    _write(made, draft)
    outcome.dialogue.record(
        "contribution_added", by=by, at=at, subject_kind="contribution", after=_trail(made)
    )
    return made


def added_before(outcome: Outcome, client_key: str | None) -> Contribution | None:
    """The statement that the same browser form has already made."""
    if not client_key:
        return None
    return next((said for said in outcome.contributions if said.client_key == client_key), None)


def revise(contribution: Contribution, draft: Draft, *, by: Actor, at: datetime) -> bool:
    """The statement says what the draft says; False where nothing was changed."""
    _require_open(contribution.outcome, "revise a statement of")
    if contribution.withdrawn_at is not None:
        raise IllegalTransition(subject="contribution", state="withdrawn", verb="revise")
    draft = _checked(contribution.outcome, replace(draft, client_key=None))
    if draft == draft_of(contribution):
        return False
    if contribution.confidentiality and draft.audience is not contribution.audience:
        raise Invalid("audience", "marked")
    before = _trail(contribution)
    if draft.text != contribution.text:
        contribution.worded_at = at
    _write(contribution, draft)
    contribution.dialogue.record(
        "contribution_revised",
        by=by,
        at=at,
        subject_kind="contribution",
        subject_id=contribution.id,
        before=before,
        after=_trail(contribution),
    )
    return True


def withdraw(contribution: Contribution, *, reason: str, by: Actor, at: datetime) -> None:
    """The statement no longer stands; its number is never used again and the reason stays readable."""
    _require_open(contribution.outcome, "withdraw a statement of")
    if contribution.withdrawn_at is not None:
        return
    if not reason.strip():
        raise ReasonRequired
    contribution.withdrawn_at, contribution.withdrawn_reason = at, reason.strip()
    contribution.dialogue.record(
        "contribution_withdrawn",
        by=by,
        at=at,
        subject_kind="contribution",
        subject_id=contribution.id,
        before=_trail(contribution),
        reason=reason.strip(),
    )


def _require_open(outcome: Outcome, verb: str) -> None:
    if outcome.dialogue.status not in RECORDED_IN:
        raise IllegalTransition(subject="dialogue", state=outcome.dialogue.status.value, verb=verb)
    if outcome.withdrawn_at is not None:
        raise IllegalTransition(subject="outcome", state="withdrawn", verb=verb)


def _checked(outcome: Outcome, draft: Draft) -> Draft:
    text, speaker = draft.text.strip(), " ".join(draft.speaker.split())
    if not text:
        raise Invalid("text", "missing")
    for field, value, limit in (("text", text, TEXT_LIMIT), ("speaker", speaker, SPEAKER_LIMIT)):
        if len(value) > limit:
            raise Invalid(field, "too_long", limit=limit)
    if draft.seat is not None and draft.seat.dialogue is not outcome.dialogue:
        raise Invalid("seat", "elsewhere")
    if draft.attribution is Attribution.NAME and not speaker:
        raise Invalid("speaker", "missing")
    if (draft.audience is Audience.BODY) != (draft.audience_body is not None):
        raise Invalid("audience", "body_unnamed")
    if draft.attribution is not Attribution.NAME:
        speaker = ""  # a name that may not be told is not kept
    return replace(draft, text=text, speaker=speaker)


def _write(contribution: Contribution, draft: Draft) -> None:
    contribution.text, contribution.speaker = draft.text, draft.speaker
    contribution.seat, contribution.organisation = draft.seat, draft.organisation
    contribution.attribution = draft.attribution
    contribution.audience, contribution.audience_body = draft.audience, draft.audience_body


def _trail(contribution: Contribution) -> dict[str, object]:
    """What the audit trail keeps: the words and their number; who spoke by no name."""
    return {
        "outcome": contribution.outcome.number,
        "number": contribution.number,
        "text": contribution.text,
        "attribution": contribution.attribution.value,
        "audience": contribution.audience.value,
    }
