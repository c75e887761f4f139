"""The question of when, and its answers: mails with a personal link, and a ledger of what each person said."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    Channel,
    DateAnswer,
    DateAnswerKind,
    DateAsk,
    DateChoice,
    DateSlot,
    DialogueStatus,
    MessageKind,
    OutboxRow,
    OutboxState,
)

# ruff: noqa: PLR0913  (an answer carries who gave it, how and when)


def unasked(choice: DateChoice) -> list[DateAsk]:
    """Those with an address who have not got the question."""
    return [ask for ask in choice.live_asks if ask.address and ask.asked_at is None]


def silent(choice: DateChoice) -> list[DateAsk]:
    """Those who have got the question and lack an answer to at least one candidate."""
    return [ask for ask in choice.live_asks if ask.address and ask.asked_at is not None and ask.is_silent]


def ask(choice: DateChoice, *, by: Actor, at: datetime, hold: timedelta) -> list[OutboxRow]:
    """Everyone not yet asked gets the question with a link, once the waiting time is over.

    Raises Invalid: `dates` are `none`, `people` are `none`.
    """
    receivers = unasked(choice)
    rows = _mail(choice, receivers, MessageKind.DATE_QUESTION, at=at, hold=hold)
    for one in receivers:
        one.asked_at = at
    _record(choice, "dates_asked", by=by, at=at, after={"count": len(rows)})
    return rows


def remind(choice: DateChoice, *, by: Actor, at: datetime, hold: timedelta) -> list[OutboxRow]:
    """Everyone who lacks an answer gets the question once more. Raises Invalid as `ask` does."""
    receivers = silent(choice)
    rows = _mail(choice, receivers, MessageKind.DATE_REMINDER, at=at, hold=hold)
    for one in receivers:
        one.reminded_at = at
    _record(choice, "dates_reminded", by=by, at=at, after={"count": len(rows)})
    return rows


def answer(
    ask: DateAsk,
    given: Mapping[DateSlot, DateAnswerKind],
    *,
    channel: Channel,
    by: Actor,
    at: datetime,
) -> list[DateAnswer]:
    """One more answer for each candidate that is answered otherwise than before; what came late says so.

    Raises IllegalTransition for one who is asked no more, or where the dialogue is cancelled.
    """
    choice = ask.choice
    status = choice.dialogue.status
    if ask.removed_at is not None or status is DialogueStatus.CANCELLED:
        raise IllegalTransition(subject="date choice", state=status.value, verb="answer")
    made = []
    for slot, kind in given.items():
        if slot.choice is not choice:
            raise Invalid("date", "unknown")
        last = ask.answers_to(slot)[-1:]
        if last and last[0].kind is kind:
            continue
        made.append(_answer(ask, slot, kind, channel, by=by, at=at))
    if made:
        told = {"count": len(made), "late": made[0].is_late, "channel": channel.value}
        _record(choice, "dates_answered", by=by, at=at, after=told)
    return made


def take_back(choice: DateChoice, *, by: Actor, at: datetime) -> int:
    """The mails that still wait go to nobody, and their receivers are as before; how many they were.

    Raises IllegalTransition once nothing waits.
    """
    count = 0
    for one in choice.asks:
        for row in one.mails:
            if row.state is OutboxState.QUEUED and row.not_before > at and not row.attempts:
                row.state = OutboxState.TAKEN_BACK
                count += 1
                if row.kind is MessageKind.DATE_QUESTION:
                    one.asked_at = None
                else:
                    one.reminded_at = None
    if not count:
        raise IllegalTransition(subject="date question", state="sent", verb="take back")
    _record(choice, "date_mails_taken_back", by=by, at=at, after={"count": count})
    return count


def draft(ask: DateAsk, kind: MessageKind, *, at: datetime, hold: timedelta) -> OutboxRow:
    """The mail to this person: what it says is written down now and never changes."""
    return OutboxRow(
        kind=kind,
        cause=f"{kind.value}:{uuid.uuid4().hex}",
        recipient=ask.address or "",
        message_id=str(uuid.uuid4()),
        created_at=at,
        not_before=at + hold,
        is_practice=ask.choice.dialogue.is_practice,
        context=_context(ask),
    )


def _answer(
    ask: DateAsk, slot: DateSlot, kind: DateAnswerKind, channel: Channel, *, by: Actor, at: datetime
) -> DateAnswer:
    phoned = channel is Channel.PHONE
    made = DateAnswer(
        slot=slot,
        kind=kind,
        given_at=at,
        channel=channel,
        is_late=not ask.choice.is_open,
        entered_label=by.label if phoned else "",
        entered_by=by.user if phoned else None,
    )
    ask.answers.append(made)
    return made


def _mail(
    choice: DateChoice, receivers: Iterable[DateAsk], kind: MessageKind, *, at: datetime, hold: timedelta
) -> list[OutboxRow]:
    if not choice.is_open:
        raise IllegalTransition(subject="date choice", state=choice.dialogue.status.value, verb=kind.value)
    if not choice.live_slots:
        raise Invalid("dates", "none")
    rows = []
    for one in receivers:
        for earlier in one.mails:
            if earlier.state is OutboxState.QUEUED:
                earlier.state = OutboxState.SUPERSEDED
        row = draft(one, kind, at=at, hold=hold)
        one.mails.append(row)
        rows.append(row)
    if not rows:
        raise Invalid("people", "none")
    return rows


def _context(ask: DateAsk) -> dict[str, Any]:
    choice, dialogue = ask.choice, ask.choice.dialogue
    seat = ask.holding.seat
    return {
        "link": [ask.link_id, ask.link_generation],
        "title": dialogue.title,
        "themes": [theme.title for theme in dialogue.themes],
        "bodies": [body.organisation.name for body in dialogue.bodies],
        "place": dialogue.place,
        "answer_by": choice.answer_by.isoformat() if choice.answer_by else "",
        "capacity": ask.holding.title or seat.description,
        "organisation": seat.organisation.name if seat.organisation else "",
        "slots": [[one.starts_at.isoformat(), one.ends_at.isoformat()] for one in choice.live_slots],
    }


def _record(choice: DateChoice, verb: str, *, by: Actor, at: datetime, after: dict[str, Any]) -> None:
    choice.dialogue.record(verb, by=by, at=at, subject_kind="date_choice", subject_id=choice.id, after=after)
