"""Verbs on the notes of a dialogue: one round of confirmation, objections, approval, correction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dialogues_app.domain import contributions, minutes_content, outcomes
from dialogues_app.domain.times import local_day
from dialogues_app.errors import Conflict, IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    THERE,
    Actor,
    Attribution,
    Confirmation,
    Contribution,
    Dialogue,
    DialogueStatus,
    Invitation,
    MessageKind,
    Minutes,
    MinutesState,
    Objection,
    OutboxRow,
    OutboxState,
    Outcome,
    Resolution,
)

COUNTER_LIMIT = 4000
REASON_LIMIT = 1000
MADE_IN = (
    DialogueStatus.HELD,
    DialogueStatus.DOCUMENTED,
    DialogueStatus.APPROVED,
    DialogueStatus.PUBLISHED,
)


@dataclass(frozen=True)
class Round:
    """Until when those present may answer, how long the mails wait, and the address of a link."""

    respond_by: date
    hold: timedelta
    link_to: Callable[[str], str]


@dataclass(frozen=True)
class Counter:
    """How a part should read, as somebody present sees it, and how far that person may be told."""

    wording: str
    attribution: Attribution = Attribution.NOBODY


def current(dialogue: Dialogue) -> Minutes | None:
    """The newest version."""
    return dialogue.minutes[-1] if dialogue.minutes else None


def approved(dialogue: Dialogue) -> Minutes | None:
    """The newest version that is approved: the one that counts."""
    return next((one for one in reversed(dialogue.minutes) if one.state is MinutesState.APPROVED), None)


def begin(dialogue: Dialogue, *, by: Actor, at: datetime) -> Minutes:
    """There is a first version, as a draft; the one that is there where there is one."""
    known = current(dialogue)
    if known is not None:
        return known
    if dialogue.status not in MADE_IN:
        raise IllegalTransition(subject="dialogue", state=dialogue.status.value, verb="write notes of")
    made = Minutes(number=1, created_at=at, created_label=by.label)
    dialogue.minutes.append(made)
    return made


def to_ask(dialogue: Dialogue) -> list[Invitation]:
    """One invitation for each of those present who has an address."""
    asked: dict[str, Invitation] = {}
    for part in dialogue.participations:
        if part.presence in THERE and part.holding is not None:
            for invitation in part.holding.invitations:
                if invitation.event is dialogue.meeting and invitation.removed_at is None:
                    asked.setdefault(invitation.address, invitation)
    return list(asked.values())


def without_address(dialogue: Dialogue) -> int:
    """How many of those present cannot be asked by mail."""
    there = sum(1 for part in dialogue.participations if part.presence in THERE)
    return there - len(to_ask(dialogue))


def circulate(version: Minutes, round_: Round, *, by: Actor, at: datetime) -> None:
    """Those present are asked once, by mail, about the notes as they stand now.

    Raises Invalid where nobody can be asked, nothing is recorded, or the deadline has passed.
    """
    dialogue = version.dialogue
    _require(version, MinutesState.DRAFT, verb="circulate")
    content = minutes_content.compose(dialogue)
    invited = _checked_round(dialogue, content, round_, at=at)
    version.state, version.circulated = MinutesState.CIRCULATED, content
    version.circulated_at, version.released_at = at, at + round_.hold
    version.respond_by = round_.respond_by
    cause = f"minutes:{version.number}:{secrets.token_hex(4)}"
    for invitation in invited:
        asked = Confirmation(invitation=invitation, link_id=secrets.token_urlsafe(16), asked_at=at)
        version.confirmations.append(asked)
        asked.outbox = _letter(asked, cause, round_, at=at)
    dialogue.record(
        "minutes_circulated",
        by=by,
        at=at,
        subject_kind="minutes",
        subject_id=version.id,
        after={"version": version.number, "count": len(invited)},
    )


def take_back(version: Minutes, *, by: Actor, at: datetime) -> None:
    """Nobody was asked: the mails that waited are not sent, and the version is a draft again."""
    _require(version, MinutesState.CIRCULATED, verb="take back")
    if version.released_at is None or version.released_at <= at:
        raise IllegalTransition(subject="minutes", state="sent", verb="take back")
    for asked in version.confirmations:
        if asked.outbox is not None and asked.outbox.state is OutboxState.QUEUED:
            asked.outbox.state = OutboxState.TAKEN_BACK
    version.confirmations.clear()
    version.state, version.circulated, version.respond_by = MinutesState.DRAFT, {}, None
    version.circulated_at = version.released_at = None
    version.dialogue.record("minutes_taken_back", by=by, at=at, subject_kind="minutes", subject_id=version.id)


def is_open(asked: Confirmation, *, at: datetime) -> bool:
    """Whether this person may still answer: once, in the round, until the end of its last day."""
    version = asked.minutes
    return (
        version.state is MinutesState.CIRCULATED
        and asked.answered_at is None
        and version.respond_by is not None
        and local_day(at) <= version.respond_by
    )


def confirm(asked: Confirmation, *, by: Actor, at: datetime) -> None:
    """This person says that the notes are right. A second press changes nothing."""
    if asked.confirmed:
        return
    _require_open(asked, at)
    asked.confirmed, asked.answered_at = True, at
    _record(asked, "minutes_confirmed", by=by, at=at)


def object_to(
    asked: Confirmation, counters: Mapping[Outcome | Contribution, Counter], *, by: Actor, at: datetime
) -> list[Objection]:
    """This person objects to these parts, each with a counter-wording; that is the one answer of the round."""
    _require_open(asked, at)
    if not counters:
        raise Invalid("counters", "missing")
    present, version = minutes_content.PRESENT, asked.minutes
    shown = minutes_content.seen_by(version.circulated, present)
    shown = minutes_content.still_open(shown, version.dialogue, present)
    words = {part["key"]: part.get("text") or part.get("sentence") for part in minutes_content.parts(shown)}
    for part, counter in counters.items():
        key = minutes_content.key_of(part)
        if part.dialogue is not version.dialogue or key not in words:
            raise Invalid("part", "elsewhere")
        wording = counter.wording.strip()
        if not wording or len(wording) > COUNTER_LIMIT:
            raise Invalid("counter", "missing" if not wording else "too_long", key=key, limit=COUNTER_LIMIT)
        made = Objection(
            words=words[key] or "", counter_wording=wording, made_at=at, attribution=counter.attribution
        )
        if isinstance(part, Outcome):
            made.outcome = part
        else:
            made.contribution = part
        asked.objections.append(made)
    asked.confirmed, asked.answered_at = False, at
    _record(asked, "minutes_objected", by=by, at=at, count=len(counters))
    return asked.objections


def accept(objection: Objection, wording: str, *, by: Actor, at: datetime) -> None:
    """The part reads as agreed: by the counter-wording, or what the organizers made of it. Typed in one place."""
    _require_unresolved(objection)
    part = objection.part
    if isinstance(part, Outcome):
        outcomes.revise_outcome(part, replace(outcomes.draft_of(part), sentence=wording), by=by, at=at)
    else:
        contributions.revise(part, replace(contributions.draft_of(part), text=wording), by=by, at=at)
    _resolve(objection, Resolution.ACCEPTED, "", by=by, at=at)


def decline(objection: Objection, *, reason: str, by: Actor, at: datetime) -> None:
    """The words stay, and the objection stays visible beside them with the organizers' reason."""
    _require_unresolved(objection)
    if not reason.strip():
        raise ReasonRequired
    if len(reason.strip()) > REASON_LIMIT:
        raise Invalid("reason", "too_long", limit=REASON_LIMIT)
    _resolve(objection, Resolution.DECLINED, reason.strip(), by=by, at=at)


def round_is_over(version: Minutes, *, at: datetime) -> bool:
    """Whether everybody has answered or the last day has passed."""
    if version.respond_by is None:
        return False
    answered = all(asked.answered_at is not None for asked in version.confirmations)
    return answered or local_day(at) > version.respond_by


def approve(version: Minutes, *, by: Actor, at: datetime) -> None:
    """The version is locked with a hash over its content; objections that nobody accepted stand in it.

    The first version needs a round that is over; a correction may be approved at once, for it says why.
    """
    if version.state is MinutesState.APPROVED:
        raise Conflict("minutes", version.number)
    if version.state is MinutesState.DRAFT and version.number == 1:
        raise Invalid("minutes", "not_circulated")
    if version.state is MinutesState.CIRCULATED and not round_is_over(version, at=at):
        raise Invalid("minutes", "round_open")
    objections = [made for one in version.dialogue.minutes for made in one.objections]
    version.content = minutes_content.compose(version.dialogue, objections)
    version.sha256 = minutes_content.digest(version.content)
    version.state, version.approved_at, version.approved_label = MinutesState.APPROVED, at, by.label
    version.dialogue.record(
        "minutes_approved",
        by=by,
        at=at,
        subject_kind="minutes",
        subject_id=version.id,
        after={"version": version.number, "sha256": version.sha256},
    )


def correct(dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> Minutes:
    """There is a new version to correct the approved one, with the reason; the approved one stays as it is."""
    last = current(dialogue)
    if last is None or last.state is not MinutesState.APPROVED:
        raise IllegalTransition(subject="minutes", state=last.state if last else "none", verb="correct")
    if not reason.strip():
        raise ReasonRequired
    made = Minutes(
        number=last.number + 1, created_at=at, created_label=by.label, reason=reason.strip()[:REASON_LIMIT]
    )
    dialogue.minutes.append(made)
    dialogue.record(
        "minutes_reopened",
        by=by,
        at=at,
        subject_kind="minutes",
        after={"version": made.number},
        reason=reason.strip(),
    )
    return made


def is_unchanged(version: Minutes) -> bool:
    """Whether the content still has the hash it was approved with."""
    return bool(version.sha256) and minutes_content.digest(version.content) == version.sha256


def _checked_round(
    dialogue: Dialogue, content: minutes_content.Content, round_: Round, *, at: datetime
) -> list[Invitation]:
    invited = to_ask(dialogue)
    if not invited:
        raise Invalid("minutes", "nobody")
    if not content["items"]:
        raise Invalid("minutes", "empty")
    if round_.respond_by <= local_day(at):
        raise Invalid("respond_by", "past")
    return invited


def _letter(asked: Confirmation, cause: str, round_: Round, *, at: datetime) -> OutboxRow:
    dialogue = asked.minutes.dialogue
    return OutboxRow(
        kind=MessageKind.MINUTES,
        cause=cause,
        recipient=asked.invitation.address,
        message_id=str(uuid.uuid4()),
        created_at=at,
        not_before=at + round_.hold,
        is_practice=dialogue.is_practice,
        invitation=asked.invitation,
        context={
            "link": round_.link_to(asked.link_id),
            "themes": [dialogue.title] if dialogue.title else [theme.title for theme in dialogue.themes],
            "respond_by": round_.respond_by.isoformat(),
        },
    )


def _resolve(objection: Objection, resolution: Resolution, reason: str, *, by: Actor, at: datetime) -> None:
    objection.resolution, objection.resolved_reason = resolution, reason
    objection.resolved_at, objection.resolved_label = at, by.label
    objection.part.dialogue.record(
        "objection_resolved",
        by=by,
        at=at,
        subject_kind="objection",
        subject_id=objection.id,
        after={"resolution": resolution.value},
        reason=reason,
    )


def _record(asked: Confirmation, verb: str, *, by: Actor, at: datetime, **after: object) -> None:
    asked.minutes.dialogue.record(
        verb, by=by, at=at, subject_kind="confirmation", subject_id=asked.id, after=after
    )


def _require(version: Minutes, state: MinutesState, *, verb: str) -> None:
    if version.state is not state:
        raise IllegalTransition(subject="minutes", state=version.state.value, verb=verb)


def _require_open(asked: Confirmation, at: datetime) -> None:
    if not is_open(asked, at=at):
        raise IllegalTransition(subject="confirmation", state="closed", verb="answer")


def _require_unresolved(objection: Objection) -> None:
    state = objection.confirmation.minutes.state
    if objection.resolution is not Resolution.OPEN or state is MinutesState.APPROVED:
        raise IllegalTransition(subject="objection", state=objection.resolution.value, verb="resolve")
