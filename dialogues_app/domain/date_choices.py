"""The date choice as organizers shape it: open it, name candidates, say who is asked, set the rule."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dialogues_app.domain import invitations, scheduling
from dialogues_app.domain.addresses import is_practice_address, normalise_address
from dialogues_app.domain.invitations import Newcomer, replace_holder
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    MINISTERIAL,
    Actor,
    CalendarEvent,
    DateAsk,
    DateChoice,
    DateRule,
    DateSlot,
    Dialogue,
    DialogueStatus,
    EventKind,
    EventStatus,
    Holding,
    Need,
    Origin,
    OutboxState,
    Seat,
    Slot,
)

MOST_DATES, MOST_COUNT = 60, 50
USUAL_RULE = (Need.LEAD_MINISTER, Need.EACH_BODY)
OFF = (EventStatus.CANCELLED, EventStatus.HELD)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What somebody asked means to the choice."""

    required: bool = False
    scarce: bool = False
    counts_as: Need | None = None
    address: str = ""


def open_choice(dialogue: Dialogue, *, by: Actor, at: datetime) -> DateChoice:
    """The dialogue is in Datumval; the first time everybody seated is among those asked, under the usual rule."""
    choice = dialogue.date_choice
    if choice is None:
        choice = dialogue.date_choice = DateChoice(opened_at=at)
        choice.rules.extend(DateRule(need=need) for need in USUAL_RULE)
        join_seated(choice)
    if dialogue.status is not DialogueStatus.DATE_CHOICE:
        dialogue.move_to(DialogueStatus.DATE_CHOICE, by=by, at=at)
    dialogue.record("date_choice_opened", by=by, at=at)
    return choice


def add_date(choice: DateChoice, slot: Slot, *, by: Actor, at: datetime) -> DateSlot:
    """The time is a candidate; one that was withdrawn is one again, with the answers it had.

    Raises Invalid: `starts_at` is `past` or a candidate already (`duplicate`), `dates` are `too_many`.
    """
    _require_open(choice, "add date")
    if slot.starts_at <= at:
        raise Invalid("starts_at", "past")
    same = next((one for one in choice.slots if one.slot == slot), None)
    if same is not None and same.withdrawn_at is None:
        raise Invalid("starts_at", "duplicate")
    if len(choice.live_slots) >= MOST_DATES:
        raise Invalid("dates", "too_many", longest=MOST_DATES)
    if same is None:
        same = DateSlot(starts_at=slot.starts_at, ends_at=slot.ends_at)
        choice.slots.append(same)
    same.withdrawn_at = None
    _record(choice, "date_added", by=by, at=at, after=_times(same))
    return same


def withdraw_date(slot: DateSlot, *, reason: str, by: Actor, at: datetime, hold: timedelta) -> None:
    """The time is no candidate any more; its answers are kept, and a hold of it leaves the calendars."""
    _require_open(slot.choice, "withdraw date")
    if slot.withdrawn_at is not None:
        return
    slot.withdrawn_at = at
    _record(slot.choice, "date_withdrawn", by=by, at=at, before=_times(slot))
    let_go(slot, reason=reason, by=by, at=at, hold=hold)


def let_go(slot: DateSlot, *, reason: str, by: Actor, at: datetime, hold: timedelta) -> None:
    """The hold of this candidate, if one stands, is cancelled in the calendars it reached."""
    event: CalendarEvent | None = slot.event
    slot.event = None
    if event is not None and event.kind is EventKind.HOLD and event.status not in OFF:
        scheduling.cancel(event, reason=reason, by=by, at=at, hold=hold)


def add_person(choice: DateChoice, newcomer: Newcomer, part: Part, *, by: Actor, at: datetime) -> DateAsk:
    """Somebody has a seat and is asked once the question is sent.

    Raises Invalid: `address` is none, `duplicate` or `not_practice`; `name` is `missing` or `too_long`.
    """
    _require_open(choice, "add person")
    if not newcomer.name.strip() and not newcomer.title.strip():
        raise Invalid("name", "missing")
    address = checked_address(choice, part.address)
    seat = Seat(
        role=newcomer.role,
        organisation=newcomer.organisation,
        description=newcomer.description,
        position=len(choice.dialogue.seats),
        required_for_date=part.required,
    )
    choice.dialogue.seats.append(seat)
    ask = _ask_of(choice, replace_holder(seat, newcomer, Origin.INVITED, at=at), address)
    ask.is_scarce, ask.counts_as = part.scarce, part.counts_as
    _record(choice, "date_person_added", by=by, at=at)
    return ask


def revise_person(ask: DateAsk, part: Part, *, by: Actor, at: datetime) -> None:
    """The person means this to the choice; another address gets a link of its own, and the old link is dead."""
    _require_open(ask.choice, "revise person")
    address = checked_address(ask.choice, part.address, of=ask)
    if address != ask.address:
        ask.address, ask.asked_at, ask.reminded_at = address, None, None
        ask.link_generation += 1
        withdraw_mails(ask)
    ask.holding.seat.required_for_date = part.required
    ask.is_scarce, ask.counts_as = part.scarce, part.counts_as
    _record(ask.choice, "date_person_revised", by=by, at=at)


def remove_person(ask: DateAsk, *, reason: str, by: Actor, at: datetime, hold: timedelta) -> None:
    """The person is asked no more and leaves the table; a minister keeps the seat. Holds leave the calendar."""
    _require_open(ask.choice, "remove person")
    if ask.removed_at is not None:
        return
    ask.removed_at = at
    withdraw_mails(ask)
    for invitation in ask.holding.invitations:
        if invitation.removed_at is None and invitation.event.kind is EventKind.HOLD:
            invitations.remove(invitation, reason=reason, by=by, at=at, hold=hold)
    seat = ask.holding.seat
    seat.required_for_date = False
    if seat.role not in MINISTERIAL:
        seat.withdrawn_at = ask.holding.ended_at = at
    _record(ask.choice, "date_person_removed", by=by, at=at)


def set_rule(
    choice: DateChoice, wanted: Mapping[Need, int], answer_by: date | None, *, by: Actor, at: datetime
) -> None:
    """The rule has a line for each need with a count, and answers are asked for by that day.

    Raises Invalid (`count`: `out_of_range`).
    """
    _require_open(choice, "set rule")
    lines = {need: count for need, count in wanted.items() if count}
    if any(not 0 < count <= MOST_COUNT for count in lines.values()):
        raise Invalid("count", "out_of_range")
    kept = {rule.need: rule for rule in choice.rules}
    before = {rule.need.value: rule.count for rule in choice.rules}
    choice.rules[:] = [kept.get(need) or DateRule(need=need) for need in lines]
    for rule in choice.rules:
        rule.count = lines[rule.need]
    choice.answer_by = answer_by
    after = {need.value: count for need, count in lines.items()}
    _record(choice, "date_rule_set", by=by, at=at, before=before, after=after)


def join_seated(choice: DateChoice) -> None:
    """Whoever has a seat is among those asked, ministers as those who must be there; who was removed stays out."""
    known = {ask.holding for ask in choice.asks}
    for seat in choice.dialogue.seats:
        if seat.withdrawn_at is None and seat.holding is not None and seat.holding not in known:
            seat.required_for_date = seat.role in MINISTERIAL
            _ask_of(choice, seat.holding, None)


def checked_address(choice: DateChoice, text: str, *, of: DateAsk | None = None) -> str | None:
    """The address in its normal form once nothing speaks against it; None where there is none."""
    if not text.strip():
        return None
    address = normalise_address(text)
    if any(one.address == address for one in choice.asks if one is not of and one.removed_at is None):
        raise Invalid("address", "duplicate", given=text)
    for gone in choice.asks:
        if gone.address == address and gone is not of:
            gone.address = None  # a place in the table is one address's; the old link is dead anyway
    if choice.dialogue.is_practice and not is_practice_address(address):
        raise Invalid("address", "not_practice", given=text)
    return address


def withdraw_mails(ask: DateAsk) -> None:
    """Nothing that waits for this person goes out."""
    for row in ask.mails:
        if row.state is OutboxState.QUEUED:
            row.state = OutboxState.SUPERSEDED


def _ask_of(choice: DateChoice, holding: Holding, address: str | None) -> DateAsk:
    ask = DateAsk(holding=holding, address=address, link_id=secrets.token_urlsafe(16))
    choice.asks.append(ask)
    return ask


def _require_open(choice: DateChoice, verb: str) -> None:
    if not choice.is_open:
        raise IllegalTransition(subject="date choice", state=choice.dialogue.status.value, verb=verb)


def _times(slot: DateSlot) -> dict[str, str]:
    return {"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()}


def _record(choice: DateChoice, verb: str, *, by: Actor, at: datetime, **what: object) -> None:
    choice.dialogue.record(verb, by=by, at=at, subject_kind="date_choice", subject_id=choice.id, **what)
