"""The date choice in memory: candidates, people, answers, holds and the choice of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dialogues_app.domain import date_asking, date_booking, date_choices, dialogues
from dialogues_app.domain.date_choices import Part
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.errors import Conflict, IllegalTransition, Invalid
from dialogues_app.models import (
    Channel,
    DateAnswerKind,
    DateAsk,
    DateChoice,
    DialogueStatus,
    EventKind,
    EventStatus,
    MessageKind,
    Method,
    Need,
    OutboxState,
    Slot,
)
from tests.domain.test_scheduling import HOLD, settle
from tests.factories import (
    LATER,
    NOON,
    SLOT,
    a_dialogue,
    a_minister,
    after,
    an_organisation,
    an_organizer,
    on,
)

BY = an_organizer()
YES, IF_NEEDED, NO = DateAnswerKind.YES, DateAnswerKind.IF_NEEDED, DateAnswerKind.NO
THIRD = Slot(LATER.starts_at + timedelta(days=7), LATER.ends_at + timedelta(days=7))


def a_choice(**given: Any) -> DateChoice:
    """An open choice between SLOT and LATER."""
    choice = date_choices.open_choice(a_dialogue(**given), by=BY, at=NOON)
    for slot in (SLOT, LATER):
        date_choices.add_date(choice, slot, by=BY, at=NOON)
    return choice


def a_person(choice: DateChoice, name: str = "vd", **part: Any) -> DateAsk:
    newcomer = Newcomer(address="", title="Vd", organisation=an_organisation())
    told = Part(**{"address": f"{name}@foretag.example"} | part)
    return date_choices.add_person(choice, newcomer, told, by=BY, at=NOON)


def choose(choice: DateChoice, place: int, **given: Any) -> Any:
    told = {"reason": "Ett annat datum är valt.", "by": BY, "at": after(days=1), "hold": HOLD} | given
    return date_booking.choose(choice.live_slots[place], **told)


def reply(ask: DateAsk, *kinds: DateAnswerKind, **given: Any) -> list[Any]:
    told = {"channel": Channel.PAGE, "by": BY, "at": after(hours=2)} | given
    return date_asking.answer(ask, dict(zip(ask.choice.live_slots, kinds, strict=False)), **told)


def test_opening_asks_the_ministers_and_says_that_they_must_be_there() -> None:
    dialogue = a_dialogue()
    dialogues.set_ministers(dialogue, a_minister(), [], by=BY, at=NOON)

    choice = date_choices.open_choice(dialogue, by=BY, at=NOON)

    assert dialogue.status is DialogueStatus.DATE_CHOICE
    assert [ask.holding.seat.required_for_date for ask in choice.live_asks] == [True]
    assert {rule.need for rule in choice.rules} == {Need.LEAD_MINISTER, Need.EACH_BODY}


def test_a_minister_who_gets_a_seat_later_is_asked_too_and_who_was_removed_stays_out() -> None:
    choice = a_choice()
    gone = a_person(choice)
    date_choices.remove_person(gone, reason="Fel", by=BY, at=NOON, hold=HOLD)
    dialogues.set_ministers(choice.dialogue, a_minister(), [], by=BY, at=NOON)

    for _ in range(2):
        date_choices.join_seated(choice)

    assert [ask.holding.seat.required_for_date for ask in choice.live_asks] == [True]


def test_a_candidate_is_there_once_lies_ahead_and_comes_back_with_its_answers() -> None:
    choice = a_choice()
    ask = a_person(choice)
    reply(ask, YES)
    with pytest.raises(Invalid, match="duplicate"):
        date_choices.add_date(choice, SLOT, by=BY, at=NOON)
    with pytest.raises(Invalid, match="past"):
        date_choices.add_date(choice, THIRD, by=BY, at=after(days=100))

    date_choices.withdraw_date(choice.live_slots[0], reason="Krock", by=BY, at=NOON, hold=HOLD)
    assert [slot.slot for slot in choice.live_slots] == [LATER]
    date_choices.add_date(choice, SLOT, by=BY, at=NOON)

    assert ask.answer_to(choice.live_slots[0]).kind is YES  # type: ignore[union-attr]


def test_an_address_is_asked_once_and_its_new_one_kills_the_old_link() -> None:
    choice = a_choice()
    ask, other = a_person(choice), a_person(choice, "annan")
    date_asking.ask(choice, by=BY, at=NOON, hold=HOLD)
    with pytest.raises(Invalid, match="duplicate"):
        a_person(choice, "VD")
    with pytest.raises(Invalid, match="duplicate"):
        date_choices.revise_person(other, Part(address="vd@foretag.example"), by=BY, at=NOON)

    date_choices.revise_person(ask, Part(address="ny@foretag.example", required=True), by=BY, at=NOON)

    assert (ask.link_generation, ask.asked_at, ask.mails[0].state) == (1, None, OutboxState.SUPERSEDED)
    assert date_asking.unasked(choice) == [ask]
    assert ask.holding.seat.required_for_date


def test_a_practice_asks_practice_addresses_alone() -> None:
    choice = a_choice(is_practice=True)

    with pytest.raises(Invalid, match="not_practice"):
        date_choices.add_person(
            choice, Newcomer(address="", title="Vd"), Part(address="vd@scania.com"), by=BY, at=NOON
        )


def test_the_question_goes_to_each_once_and_the_reminder_to_the_silent_alone() -> None:
    choice = a_choice()
    quick, slow, half = (a_person(choice, name) for name in ("a", "b", "c"))
    a_person(choice, address="")

    rows = date_asking.ask(choice, by=BY, at=NOON, hold=HOLD)
    with pytest.raises(Invalid, match="people"):
        date_asking.ask(choice, by=BY, at=NOON, hold=HOLD)
    reply(quick, YES, NO)
    reply(half, YES)
    again = date_asking.remind(choice, by=BY, at=after(days=2), hold=HOLD)

    assert [row.date_ask for row in rows] == [quick, slow, half]
    assert {row.not_before for row in rows} == {NOON + HOLD}
    assert [(row.date_ask, row.kind) for row in again] == [
        (slow, MessageKind.DATE_REMINDER),
        (half, MessageKind.DATE_REMINDER),
    ]


def test_a_question_that_waits_can_be_taken_back() -> None:
    choice = a_choice()
    ask = a_person(choice)
    date_asking.ask(choice, by=BY, at=NOON, hold=HOLD)

    date_asking.take_back(choice, by=BY, at=NOON)

    assert (ask.asked_at, ask.mails[0].state) == (None, OutboxState.TAKEN_BACK)
    with pytest.raises(IllegalTransition):
        date_asking.take_back(choice, by=BY, at=NOON)


def test_every_answer_is_kept_and_the_newest_counts() -> None:
    choice = a_choice()
    ask = a_person(choice)

    reply(ask, YES, NO)
    reply(ask, NO, NO, channel=Channel.PHONE)

    assert [one.kind for one in ask.answers] == [YES, NO, NO]  # the repeated one made no row
    assert [ask.answer_to(slot).kind for slot in choice.live_slots] == [NO, NO]  # type: ignore[union-attr]
    assert ask.answers[-1].entered_label == BY.label


def test_what_comes_after_the_choice_is_kept_as_late_and_does_not_count_until_it_is_open_again() -> None:
    choice = a_choice()
    ask = a_person(choice)
    reply(ask, YES, NO)
    choose(choice, 0)

    reply(ask, NO, at=after(days=2))

    first = choice.live_slots[0]
    assert [(one.kind, one.is_late) for one in ask.answers_to(first)] == [(YES, False), (NO, True)]
    assert ask.answer_to(first).kind is YES  # type: ignore[union-attr]
    dialogues.step_back(
        choice.dialogue, DialogueStatus.DATE_CHOICE, reason="Fel dag", by=BY, at=after(days=3)
    )
    assert (choice.decided, ask.answer_to(first).kind) == (None, NO)  # type: ignore[union-attr]


def test_choosing_books_the_slot_and_lists_those_asked_for_invitations() -> None:
    choice = a_choice()
    a_person(choice)
    a_person(choice, address="")
    date_asking.ask(choice, by=BY, at=NOON, hold=timedelta(days=30))

    meeting = choose(choice, 1)

    dialogue = choice.dialogue
    assert (dialogue.status, dialogue.meeting, meeting.slot) == (DialogueStatus.BOOKED, meeting, LATER)
    assert choice.decided is choice.live_slots[1]
    assert [one.address for one in meeting.invitations] == ["vd@foretag.example"]
    assert meeting.revisions == []
    assert choice.asks[0].mails[0].state is OutboxState.SUPERSEDED


def test_the_second_to_choose_is_told_what_was_chosen() -> None:
    choice = a_choice()
    choose(choice, 0)

    with pytest.raises(Conflict) as refused:
        choose(choice, 1)

    assert refused.value.value is choice.live_slots[0]


def test_a_date_that_has_been_or_was_withdrawn_cannot_be_chosen() -> None:
    choice = a_choice()
    gone = choice.live_slots[0]
    date_choices.withdraw_date(gone, reason="Krock", by=BY, at=NOON, hold=HOLD)

    with pytest.raises(Invalid, match="withdrawn"):
        date_booking.choose(gone, reason="", by=BY, at=NOON, hold=HOLD)
    with pytest.raises(Invalid, match="past"):
        choose(choice, 0, at=after(days=100))


def a_held_choice() -> DateChoice:
    """Both candidates stand in the calendar of one whose time is scarce, and the mails have arrived."""
    choice = a_choice()
    a_person(choice, "knapp", scarce=True)
    a_person(choice, "annan")
    date_booking.send_holds(choice, by=BY, at=NOON, hold=HOLD)
    for slot in choice.live_slots:
        settle(slot.event)  # type: ignore[arg-type]
    return choice


def test_candidates_are_held_with_the_scarce_alone_and_only_once() -> None:
    choice = a_held_choice()

    events = [slot.event for slot in choice.live_slots]
    assert [(e.kind, e.status, e.sequence) for e in events if e] == [
        (EventKind.HOLD, EventStatus.INVITED, 0)
    ] * 2
    assert [[one.address for one in e.invitations] for e in events if e] == [["knapp@foretag.example"]] * 2
    assert choice.dialogue.meeting is None
    assert date_booking.unheld(choice, NOON) == 0
    with pytest.raises(Invalid, match="dates"):
        date_booking.send_holds(choice, by=BY, at=NOON, hold=HOLD)


def test_choosing_confirms_one_hold_under_its_uid_and_cancels_the_other_in_one_act() -> None:
    choice = a_held_choice()
    kept, other = (slot.event for slot in choice.live_slots)
    assert kept is not None
    assert other is not None
    uid = kept.uid

    meeting = choose(choice, 0)

    assert (meeting, meeting.uid, meeting.kind, meeting.sequence) == (kept, uid, EventKind.MEETING, 1)
    told = meeting.revisions[-1]
    assert (told.method, told.event_kind, told.sequence) == (Method.REQUEST, EventKind.MEETING, 1)
    off = other.revisions[-1]
    assert (other.status, off.method, off.sequence) == (EventStatus.CANCELLED, Method.CANCEL, 1)
    assert choice.dialogue.status is DialogueStatus.INVITED
    waiting = [one.address for one in meeting.active_invitations if not one.outbox]
    assert waiting == ["annan@foretag.example"]


def test_a_withdrawn_candidate_and_a_removed_person_leave_the_calendars() -> None:
    choice = a_held_choice()
    first, second = (slot.event for slot in choice.live_slots)
    assert first is not None
    assert second is not None

    date_choices.withdraw_date(choice.live_slots[0], reason="Krock", by=BY, at=after(hours=1), hold=HOLD)
    date_choices.remove_person(choice.live_asks[0], reason="Fel", by=BY, at=after(hours=1), hold=HOLD)

    assert first.status is EventStatus.CANCELLED
    assert first.revisions[-1].method is Method.CANCEL
    assert (second.status, second.active_invitations) == (EventStatus.INVITED, [])
    assert second.revisions[-1].method is Method.CANCEL


def test_the_rule_is_what_was_set_and_a_count_has_bounds() -> None:
    choice = a_choice()

    wanted = {Need.COMPANIES: 2, Need.UNIONS: 1, Need.AGENCIES: 0}
    date_choices.set_rule(choice, wanted, on("2026-09-20"), by=BY, at=NOON)

    assert {rule.need: rule.count for rule in choice.rules} == {Need.COMPANIES: 2, Need.UNIONS: 1}
    assert choice.answer_by == on("2026-09-20")
    with pytest.raises(Invalid, match="out_of_range"):
        date_choices.set_rule(choice, {Need.UNIONS: 51}, None, by=BY, at=NOON)


@pytest.mark.parametrize("status", [one for one in DialogueStatus if one is not DialogueStatus.DATE_CHOICE])
def test_nothing_is_shaped_once_the_choice_is_closed(status: DialogueStatus) -> None:
    choice = a_choice()
    ask = a_person(choice)
    choice.dialogue.status = status

    for act in (
        lambda: date_choices.add_date(choice, THIRD, by=BY, at=NOON),
        lambda: a_person(choice, "ny"),
        lambda: date_choices.set_rule(choice, {}, None, by=BY, at=NOON),
        lambda: date_choices.revise_person(ask, Part(), by=BY, at=NOON),
        lambda: date_asking.ask(choice, by=BY, at=NOON, hold=HOLD),
        lambda: date_booking.send_holds(choice, by=BY, at=NOON, hold=HOLD),
        lambda: choose(choice, 0),
    ):
        with pytest.raises((IllegalTransition, Conflict)):
            act()
