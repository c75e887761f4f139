"""Outcomes: recorded once, reworded for the minister, withdrawn with a reason, answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dialogues_app.domain import answers, closing
from dialogues_app.domain.attendance import check_in
from dialogues_app.domain.measures import NewMeasure, propose_measure
from dialogues_app.domain.outcomes import (
    HARD_LIMIT,
    RECORDED_IN,
    Draft,
    draft_of,
    record_outcome,
    revise_outcome,
    withdraw_outcome,
)
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    AnswerState,
    Audience,
    DialogueStatus,
    LinkKind,
    OutcomeType,
    Presence,
    Verdict,
)
from tests.domain.recording import HARBOURS, a_held_dialogue, a_seat, an_open_round
from tests.factories import NOON, a_measure, a_meeting, after, an_organisation, an_organizer, an_outcome

ORGANIZER = an_organizer()


def draft(**given):
    return Draft(**{"type": OutcomeType.INPUT, "sentence": HARBOURS} | given)


def test_an_outcome_gets_the_next_number_and_a_line_in_the_trail():
    dialogue = a_held_dialogue(outcomes=[an_outcome()])

    outcome = record_outcome(dialogue, draft(said="En vd: vi väntar för länge."), by=ORGANIZER, at=NOON)

    assert (outcome.number, outcome.sentence, outcome.worded_at) == (2, HARBOURS, NOON)
    assert outcome.audience is Audience.ORGANIZERS
    assert [(event.verb, event.after["number"]) for event in dialogue.events] == [("outcome_recorded", 2)]


def test_a_doubled_send_is_one_outcome():
    dialogue = a_held_dialogue()

    first = record_outcome(dialogue, draft(client_key="k1"), by=ORGANIZER, at=NOON)
    second = record_outcome(dialogue, draft(client_key="k1"), by=ORGANIZER, at=after(seconds=5))

    assert second is first
    assert dialogue.outcomes == [first]


def test_a_number_is_never_used_again():
    dialogue = a_held_dialogue()
    first = record_outcome(dialogue, draft(), by=ORGANIZER, at=NOON)

    withdraw_outcome(first, reason="Dubblett", by=ORGANIZER, at=NOON)
    second = record_outcome(dialogue, draft(), by=ORGANIZER, at=NOON)

    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"sentence": " \n "}, "sentence", "missing"),
        ({"sentence": "x" * (HARD_LIMIT + 1)}, "sentence", "too_long"),
        ({"type": OutcomeType.OTHER}, "type", "only_loaded"),
        ({"audience": Audience.BODY}, "audience", "body_unnamed"),
        ({"seat": a_seat()}, "seat", "elsewhere"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_takes_no_number(given, field, code):
    dialogue = a_held_dialogue()

    with pytest.raises(Invalid) as refused:
        record_outcome(dialogue, draft(**given), by=ORGANIZER, at=NOON)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert (dialogue.outcomes, dialogue.last_outcome_number) == ([], 0)


@pytest.mark.parametrize("status", list(DialogueStatus))
def test_outcomes_are_recorded_from_the_booking_until_the_approval(status):
    dialogue = a_held_dialogue(status=status)

    if status in RECORDED_IN:
        record_outcome(dialogue, draft(), by=ORGANIZER, at=NOON)
        assert len(dialogue.outcomes) == 1
    else:
        with pytest.raises(IllegalTransition):
            record_outcome(dialogue, draft(), by=ORGANIZER, at=NOON)


def test_a_sentence_stays_one_line():
    outcome = record_outcome(
        a_held_dialogue(), draft(sentence=" En  mening\r\nutan radbrott. "), by=ORGANIZER, at=NOON
    )

    assert outcome.sentence == "En mening utan radbrott."


def test_a_date_promises_an_answer_by_the_leading_body():
    dialogue = a_held_dialogue()

    outcome = record_outcome(
        dialogue, draft(type=OutcomeType.COMMITMENT, due=date(2026, 12, 15)), by=ORGANIZER, at=NOON
    )

    assert (outcome.answer, outcome.answer_owner) == (AnswerState.AWAITING, dialogue.leading_body)


def test_a_new_sentence_counts_as_reworded_and_undoes_the_draft_of_an_open_round():
    round_ = an_open_round("Ett.")
    decision = round_.decisions[0]
    decision.verdict = Verdict.APPROVED

    changed = revise_outcome(
        decision.outcome,
        replace(draft_of(decision.outcome), sentence="Ett annat."),
        by=ORGANIZER,
        at=after(hours=2),
    )

    assert (changed, decision.verdict, decision.outcome.worded_at) == (True, None, after(hours=2))


def test_another_agenda_item_or_audience_does_not_count_as_reworded():
    outcome = an_outcome()
    a_held_dialogue(outcomes=[outcome])

    revise_outcome(
        outcome, replace(draft_of(outcome), audience=Audience.PUBLIC), by=ORGANIZER, at=after(hours=1)
    )

    assert (outcome.worded_at, outcome.audience) == (NOON, Audience.PUBLIC)


def test_saving_what_already_stands_leaves_no_trace():
    outcome = an_outcome()
    dialogue = a_held_dialogue(outcomes=[outcome])

    assert revise_outcome(outcome, draft_of(outcome), by=ORGANIZER, at=after(hours=1)) is False
    assert dialogue.events == []


def test_withdrawing_needs_a_reason():
    outcome = an_outcome()
    a_held_dialogue(outcomes=[outcome])

    with pytest.raises(ReasonRequired):
        withdraw_outcome(outcome, reason=" ", by=ORGANIZER, at=NOON)

    assert outcome.withdrawn_at is None


def test_a_measure_proposed_in_the_dialogue_was_led_to_and_another_got_input():
    dialogue = a_held_dialogue()
    proposed = propose_measure(dialogue, NewMeasure("En ny väg in", "en-ny-vag-in"), by=ORGANIZER, at=NOON)

    outcome = record_outcome(dialogue, draft(), (proposed, a_measure()), by=ORGANIZER, at=NOON)

    assert [link.kind for link in outcome.links] == [LinkKind.LED_TO, LinkKind.INPUT_TO]
    assert outcome.answer_state is AnswerState.LINKED


def test_a_link_is_withdrawn_never_removed():
    outcome = an_outcome()
    a_held_dialogue(outcomes=[outcome])
    target = answers.Target(kind=LinkKind.LED_TO, matter="Prop. 2016/17:50")
    made = answers.link(outcome, target, by=ORGANIZER, at=NOON)

    answers.unlink(made, reason="Fel proposition", by=ORGANIZER, at=after(days=1))
    again = answers.link(outcome, target, by=ORGANIZER, at=after(days=2))

    assert outcome.links == [made, again]
    assert (made.stands, made.withdrawn_reason, made.withdrawal_stated_on.earliest) == (
        False,
        "Fel proposition",
        date(2026, 9, 2),
    )


def test_the_same_link_twice_is_one():
    outcome = an_outcome()
    a_held_dialogue(outcomes=[outcome])
    target = answers.Target(kind=LinkKind.LED_TO, measure=a_measure())

    first = answers.link(outcome, target, by=ORGANIZER, at=NOON)

    assert answers.link(outcome, target, by=ORGANIZER, at=NOON) is first


def test_earnest_is_never_linked_to_practice():
    outcome = an_outcome()
    a_held_dialogue(outcomes=[outcome])

    with pytest.raises(Invalid):
        answers.link(
            outcome,
            answers.Target(kind=LinkKind.LED_TO, measure=a_measure(is_practice=True)),
            by=ORGANIZER,
            at=NOON,
        )


def test_a_link_is_stated_on_the_swedish_day():
    outcome = an_outcome()
    a_held_dialogue(outcomes=[outcome])

    made = answers.link(
        outcome, answers.Target(kind=LinkKind.LED_TO, matter="SOU"), by=ORGANIZER, at=after(hours=13)
    )

    assert made.stated_on.earliest == date(2026, 9, 2)  # 23.00 UTC is one o'clock the next day in Stockholm


def test_answers_after_the_approval_leave_the_approved_wording():
    outcome = an_outcome()
    a_held_dialogue(outcomes=[outcome], status=DialogueStatus.PUBLISHED)

    answers.answer_without_measure(outcome, reason="Frågan utreds redan", by=ORGANIZER, at=after(days=9))

    assert (outcome.answer_state, outcome.worded_at) == (AnswerState.WITHOUT_MEASURE, NOON)


def test_an_answer_can_be_awaited_from_an_owner():
    outcome = an_outcome()
    owner = an_organisation()
    a_held_dialogue(outcomes=[outcome])

    answers.await_answer(outcome, owner, date(2026, 12, 1), by=ORGANIZER, at=NOON)

    assert (outcome.answer_state, outcome.answer_owner, outcome.answer_due) == (
        AnswerState.AWAITING,
        owner,
        date(2026, 12, 1),
    )


def test_the_checks_tell_what_is_missing():
    promise = an_outcome(type=OutcomeType.COMMITMENT, said="Ministern: vi återkommer.")
    answered = an_outcome(answer=AnswerState.WITHOUT_MEASURE)
    dialogue = a_held_dialogue(outcomes=[promise, answered])

    found = closing.checks_before_closing(dialogue)

    assert [(finding.check, finding.outcomes, finding.blocks) for finding in found] == [
        (closing.Check.COMMITMENT_WITHOUT_DATE, (promise,), True),
        (closing.Check.UNANSWERED, (promise,), False),
        (closing.Check.WITHOUT_WORDS, (answered,), False),
        (closing.Check.ATTENDANCE_MISSING, (), False),
    ]


def test_nothing_is_missing_when_all_is_there():
    outcome = an_outcome(said="En vd: ja.", answer=AnswerState.WITHOUT_MEASURE)
    dialogue = a_held_dialogue(outcomes=[outcome])
    check_in(dialogue.seats[0].holdings[0], Presence.PRESENT, by=ORGANIZER, at=NOON)

    assert closing.checks_before_closing(dialogue) == []


def test_notes_with_a_commitment_without_date_stay_open():
    dialogue = a_held_dialogue(outcomes=[an_outcome(type=OutcomeType.COMMITMENT)])

    with pytest.raises(Invalid):
        closing.close_notes(dialogue, by=ORGANIZER, at=NOON)

    assert dialogue.status is DialogueStatus.HELD


def test_closing_the_notes_of_a_meeting_that_has_begun_makes_it_held_and_documented():
    dialogue = a_held_dialogue(outcomes=[an_outcome()], status=DialogueStatus.BOOKED)
    a_meeting(dialogue=dialogue)

    with pytest.raises(Invalid):
        closing.close_notes(dialogue, by=ORGANIZER, at=after(days=1))
    closing.close_notes(dialogue, by=ORGANIZER, at=after(days=50))

    steps = [event.after["status"] for event in dialogue.events if event.verb == "status_changed"]
    assert steps == ["held", "documented"]


def test_reopening_needs_a_reason_and_no_waiting_minister():
    dialogue = a_held_dialogue(outcomes=[an_outcome()], status=DialogueStatus.DOCUMENTED)

    with pytest.raises(ReasonRequired):
        closing.reopen_notes(dialogue, reason="", by=ORGANIZER, at=NOON)
    with pytest.raises(IllegalTransition):
        closing.reopen_notes(an_open_round().dialogue, reason="Fel namn", by=ORGANIZER, at=NOON)
    closing.reopen_notes(dialogue, reason="Ett utfall saknades", by=ORGANIZER, at=NOON)

    assert dialogue.status is DialogueStatus.HELD
