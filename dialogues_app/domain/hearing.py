"""Back to the one who spoke: how an outcome stands for a participant, and telling what has changed since the last time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dialogues_app.domain import quiet_hours
from dialogues_app.domain.answer_clock import DECIDED
from dialogues_app.domain.times import local_day
from dialogues_app.models import (
    Actor,
    AnswerState,
    Audience,
    Event,
    FollowUp,
    Link,
    Listener,
    Measure,
    MessageKind,
    OutboxRow,
    OutboxState,
    Outcome,
    Source,
    Telling,
)

HOUR = time(9)  # on the clock in Sweden, the same summer and winter
TOLD = (Audience.PARTICIPANTS, Audience.PUBLIC)
State = dict[str, Any]
NOTHING_YET: State = {"answer": AnswerState.OPEN.value, "reason": "", "owner": "", "due": "", "links": []}


@dataclass(frozen=True)
class Postmark:
    """What a digest needs to know of its house: the private page and the way out, both secret, and the domain."""

    page: str  # empty where the person has taken the page away
    stop: str
    domain: str


def next_look(at: datetime) -> datetime:
    """The first 9.00 in Sweden that lies ahead, on a day that is not red."""
    day = local_day(at)
    while quiet_hours.on_clock(day, HOUR) <= at or quiet_hours.is_red(day):
        day += timedelta(days=1)
    return quiet_hours.on_clock(day, HOUR)


def is_told(outcome: Outcome) -> bool:
    """Whether those who raised it may know how it is answered: it is meant for them, and the minister has decided."""
    return (
        outcome.withdrawn_at is None
        and outcome.audience in TOLD
        and outcome.dialogue.status in DECIDED
        and outcome.answer is not AnswerState.UNKNOWN
    )


def state_of(outcome: Outcome) -> State:
    """How the outcome is answered, in plain values: what a participant may see of it and no more."""
    links = [link for link in outcome.links if is_shown(link)]
    answer = AnswerState.LINKED if any(link.answers for link in links) else outcome.answer
    promised = answer is AnswerState.AWAITING
    return {
        "answer": answer.value,
        "reason": outcome.answer_reason if answer is AnswerState.WITHOUT_MEASURE else "",
        "owner": outcome.answer_owner.name if promised and outcome.answer_owner else "",
        "due": outcome.answer_due.isoformat() if promised and outcome.answer_due else "",
        "links": [_link(link) for link in sorted(links, key=lambda one: one.id or 0)],
    }


def is_shown(link: Link) -> bool:
    """Whether a participant may see the link: it stands, and neither it nor its measure is working material."""
    if not link.stands or link.audience not in TOLD:
        return False
    measure, outcome = link.measure, link.outcome
    if measure is None or outcome is None:
        return outcome is not None
    if measure.is_practice and not outcome.dialogue.is_practice:
        return False
    proposed = measure.proposed_in
    is_open = proposed is None or proposed.is_published or proposed is outcome.dialogue
    return measure.audience in TOLD and is_open


def tell(
    listener: Listener, outcomes: Sequence[Outcome], told: Mapping[int, State], *, at: datetime
) -> list[Telling]:
    """What has changed since the listener was last told counts as told, and is returned.

    `outcomes` are those that the listener's words led to, `told` the last telling of each by the outcome's id.
    """
    news = []
    for outcome in outcomes:
        before = told.get(outcome.id, NOTHING_YET)
        if is_told(outcome) and (now := state_of(outcome)) != before:
            news.append(Telling(outcome=outcome, at=at, state=now, before=before))
    listener.tellings.extend(news)
    return news


def mail(listener: Listener, news: Sequence[Telling], mark: Postmark, *, at: datetime) -> OutboxRow:
    """One mail with all the news; to be stored."""
    name = secrets.token_hex(16)
    row = OutboxRow(
        kind=MessageKind.DIGEST,
        cause=f"digest:{name}",
        recipient=listener.address,
        message_id=f"<{name}@{mark.domain}>",
        created_at=at,
        not_before=at,
        is_practice=listener.is_practice,
        context={"items": [_item(one) for one in news], "page": mark.page, "unsubscribe": mark.stop},
    )
    for telling in news:
        telling.mail = row
    return row


def stop(listener: Listener, *, by: Actor, at: datetime) -> Event | None:
    """No digest is mailed any more; returns the trace to be stored, None where that was so."""
    if listener.stopped_at is not None:
        return None
    listener.stopped_at = at
    return Event.by(by, "digest_stopped", at=at, subject_kind="listener", subject_id=listener.id)


def take_back(mails: Iterable[OutboxRow]) -> None:
    """The digests that still wait do not go out."""
    for row in mails:
        if row.state is OutboxState.QUEUED:
            row.state = OutboxState.TAKEN_BACK


def resume(listener: Listener, *, by: Actor, at: datetime) -> Event | None:
    """Digests are mailed again, of what changes from now on; returns the trace to be stored, None where that was so."""
    if listener.stopped_at is None:
        return None
    listener.stopped_at = None
    return Event.by(by, "digest_resumed", at=at, subject_kind="listener", subject_id=listener.id)


def _item(telling: Telling) -> dict[str, Any]:
    outcome = telling.outcome
    dialogue = outcome.dialogue
    in_public = outcome.is_public and dialogue.is_published and not dialogue.is_practice
    return {
        "sentence": outcome.sentence,
        "number": outcome.number,
        "title": dialogue.title,
        "themes": [theme.title for theme in dialogue.themes],
        "slug": dialogue.slug if in_public else "",
        "state": telling.state,
        "before": telling.before,
    }


def _link(link: Link) -> State:
    measure = link.measure
    title = measure.title if measure else link.plan.title if link.plan else link.other_target
    return {
        "kind": link.kind.value,
        "title": title,
        "reason": link.reason,
        "slug": measure.slug if measure is not None and _has_page(measure) else "",
        "sources": _sources(link.sources),
        "status": _status(measure) if measure else None,
        "seen": _seen(measure) if measure else None,
    }


def _has_page(measure: Measure) -> bool:
    published = measure.proposed_in is None or measure.proposed_in.is_published
    return measure.is_public and not measure.is_practice and published


def _status(measure: Measure) -> State | None:
    status = measure.current_status
    if status is None:
        return None
    said = status.stated_on if status.stated_on.is_known else status.holds_since
    return {
        "status": status.status.value,
        "on": _days(said.earliest, said.latest, said.wording),
        "sources": _sources(status.sources),
    }


def _seen(measure: Measure) -> State | None:
    shown = [one for one in measure.follow_ups if one.audience in TOLD]
    last: FollowUp | None = max(shown, key=lambda one: (one.on_latest or date.min, one.id or 0), default=None)
    if last is None:
        return None
    on = _days(last.on_earliest, last.on_latest, last.on_wording)
    return {"summary": last.summary, "on": on, "by": last.by_name, "sources": _sources(last.sources)}


def _days(earliest: date | None, latest: date | None, wording: str) -> list[str]:
    return [earliest.isoformat() if earliest else "", latest.isoformat() if latest else "", wording]


def _sources(sources: Sequence[Source]) -> list[dict[str, str]]:
    shown = sorted((one for one in sources if one.is_public), key=lambda one: one.id or 0)
    return [{"title": one.title, "url": one.url, "publisher": one.publisher} for one in shown]
