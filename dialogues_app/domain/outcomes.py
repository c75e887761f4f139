"""Verbs on outcomes: record, revise, withdraw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogues_app.domain import answer_clock, answers, review
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    COMPOSED,
    Actor,
    AgendaItem,
    Audience,
    Dialogue,
    DialogueStatus,
    Measure,
    Organisation,
    Outcome,
    OutcomeType,
    Seat,
)

SOFT_LIMIT = 240  # the composer counts to here (design.md section 5)
HARD_LIMIT = 500
SAID_LIMIT = 4000
RAISED_BY_LIMIT = 200
RECORDED_IN = (
    DialogueStatus.BOOKED,
    DialogueStatus.INVITED,
    DialogueStatus.HELD,
    DialogueStatus.DOCUMENTED,
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is written about an outcome: the sentence, what was said behind it, who raised it, who may read it.

    `due` is when an answer is promised; a commitment lacks it until then (see closing.py).
    """

    type: OutcomeType
    sentence: str
    said: str = ""
    seat: Seat | None = None
    organisation: Organisation | None = None
    raised_by: str = ""
    told_by: Organisation | None = None
    agenda_item: AgendaItem | None = None
    due: date | None = None
    audience: Audience = Audience.ORGANIZERS
    audience_body: Organisation | None = None
    client_key: str | None = None


def draft_of(outcome: Outcome) -> Draft:
    """The outcome as it is written now, to change one thing in."""
    return Draft(
        type=outcome.type,
        sentence=outcome.sentence,
        said=outcome.said,
        seat=outcome.raised_by_seat,
        organisation=outcome.raised_by_organisation,
        raised_by=outcome.raised_by,
        told_by=outcome.told_by,
        agenda_item=outcome.agenda_item,
        due=outcome.answer_due,
        audience=outcome.audience,
        audience_body=outcome.audience_body,
    )


def record_outcome(
    dialogue: Dialogue, draft: Draft, measures: tuple[Measure, ...] = (), *, by: Actor, at: datetime
) -> Outcome:
    """The dialogue has one more outcome, linked to the measures; a doubled send gives the one already there."""
    _require_open(dialogue, "record an outcome")
    known = recorded_before(dialogue, draft.client_key)
    if known is not None:
        return known
    draft = _checked(dialogue, draft)
    outcome = Outcome(
        number=dialogue.next_outcome_number(),
        type=draft.type,
        sentence=draft.sentence,
        worded_at=at,
        client_key=draft.client_key,
    )
    dialogue.outcomes.append(outcome)
    _write(outcome, draft)
    answer_clock.plan(outcome, at=at)
    dialogue.record("outcome_recorded", by=by, at=at, subject_kind="outcome", after=_trail(outcome))
    for measure in measures:
        target = answers.Target(kind=answers.kind_for(measure, dialogue), measure=measure)
        answers.link(outcome, target, by=by, at=at)
    return outcome


def recorded_before(dialogue: Dialogue, client_key: str | None) -> Outcome | None:
    """The outcome that the same browser form has already made."""
    if not client_key:
        return None
    return next((outcome for outcome in dialogue.outcomes if outcome.client_key == client_key), None)


def revise_outcome(outcome: Outcome, draft: Draft, *, by: Actor, at: datetime) -> bool:
    """The outcome says what the draft says; False where nothing was changed.

    What the minister decides on counts as reworded: a decision on the earlier wording no longer stands.
    """
    _require_open(outcome.dialogue, "revise an outcome")
    _require_standing(outcome, "revise")
    draft = _checked(outcome.dialogue, replace(draft, client_key=None))
    if draft == draft_of(outcome):
        return False
    if outcome.confidentiality and draft.audience is not outcome.audience:
        raise Invalid("audience", "marked")
    before, decided_on = _trail(outcome), _decided_on(outcome)
    _write(outcome, draft)
    answer_clock.plan(outcome, at=at)
    if _decided_on(outcome) != decided_on:
        answers.reword(outcome, at=at)
    outcome.dialogue.record(
        "outcome_revised",
        by=by,
        at=at,
        subject_kind="outcome",
        subject_id=outcome.id,
        before=before,
        after=_trail(outcome),
    )
    return True


def withdraw_outcome(outcome: Outcome, *, reason: str, by: Actor, at: datetime) -> None:
    """The outcome no longer counts; its number is never used again and the reason stays readable.

    Raises ReasonRequired without a reason. Where it was the last that waited, the dialogue is approved.
    """
    _require_open(outcome.dialogue, "withdraw an outcome")
    if outcome.withdrawn_at is not None:
        return
    if not reason.strip():
        raise ReasonRequired
    outcome.withdrawn_at, outcome.withdrawn_reason = at, reason.strip()
    answer_clock.plan(outcome, at=at)
    outcome.dialogue.record(
        "outcome_withdrawn",
        by=by,
        at=at,
        subject_kind="outcome",
        subject_id=outcome.id,
        before=_trail(outcome),
        reason=reason.strip(),
    )
    review.approve_when_settled(outcome.dialogue, by=by, at=at)


def _require_open(dialogue: Dialogue, verb: str) -> None:
    if dialogue.status not in RECORDED_IN:
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb=verb)


def _require_standing(outcome: Outcome, verb: str) -> None:
    if outcome.withdrawn_at is not None:
        raise IllegalTransition(subject="outcome", state="withdrawn", verb=verb)


def _checked(dialogue: Dialogue, draft: Draft) -> Draft:
    sentence = " ".join(draft.sentence.split())
    if not sentence:
        raise Invalid("sentence", "missing")
    if draft.type not in COMPOSED:
        raise Invalid("type", "only_loaded")
    for field, text, limit in (
        ("sentence", sentence, HARD_LIMIT),
        ("said", draft.said, SAID_LIMIT),
        ("raised_by", draft.raised_by, RAISED_BY_LIMIT),
    ):
        if len(text) > limit:
            raise Invalid(field, "too_long", limit=limit)
    if draft.seat is not None and draft.seat.dialogue is not dialogue:
        raise Invalid("seat", "elsewhere")
    if draft.agenda_item is not None and draft.agenda_item.dialogue is not dialogue:
        raise Invalid("agenda_item", "elsewhere")
    if (draft.audience is Audience.BODY) != (draft.audience_body is not None):
        raise Invalid("audience", "body_unnamed")
    return replace(draft, sentence=sentence, said=draft.said.strip(), raised_by=draft.raised_by.strip())


def _write(outcome: Outcome, draft: Draft) -> None:
    outcome.type, outcome.sentence, outcome.said = draft.type, draft.sentence, draft.said
    outcome.raised_by_seat, outcome.raised_by_organisation = draft.seat, draft.organisation
    outcome.raised_by, outcome.told_by = draft.raised_by, draft.told_by
    outcome.agenda_item = draft.agenda_item
    outcome.audience, outcome.audience_body = draft.audience, draft.audience_body
    answers.promise(outcome, draft.due)


def _decided_on(outcome: Outcome) -> tuple[object, ...]:
    """What the minister reads and decides on."""
    return outcome.type, outcome.sentence, outcome.said, outcome.answer_due


def _trail(outcome: Outcome) -> dict[str, object]:
    """What the audit trail keeps: the texts, and who raised it by key only (personal fields are not copied)."""
    return {
        "number": outcome.number,
        "type": outcome.type.value,
        "sentence": outcome.sentence,
        "said": outcome.said,
        "audience": outcome.audience.value,
        "due": outcome.answer_due.isoformat() if outcome.answer_due else None,
    }
