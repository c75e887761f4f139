"""The minister decides, staff prepare; approved is every outcome approved or withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues_app.domain import review
from dialogues_app.domain.outcomes import draft_of, revise_outcome, withdraw_outcome
from dialogues_app.domain.review import Choice
from dialogues_app.errors import IllegalTransition, Invalid, NotAllowed
from dialogues_app.models import Audience, DialogueStatus, Verdict
from tests.domain.recording import (
    DUE,
    LATE,
    a_held_dialogue,
    an_open_round,
    minister_account,
    outcomes_of,
    staff_account,
    the_minister_of,
)
from tests.factories import a_body, a_minister, after, an_organizer, an_outcome

APPROVE, RETURN = Choice(Verdict.APPROVED), Choice(Verdict.RETURNED, "Stäm av först.")
ORGANIZER = an_organizer()


def decide(round_, *choices, at=LATE):
    by = minister_account(round_.minister)
    review.draft_decisions(round_, dict(zip(outcomes_of(round_), choices, strict=True)), by=by)
    review.give_decisions(round_, by=by, at=at)


def test_a_round_asks_about_what_is_not_settled():
    dialogue = a_held_dialogue(
        outcomes=[an_outcome(), an_outcome(withdrawn_at=after(hours=1))], status=DialogueStatus.DOCUMENTED
    )

    round_ = review.open_round(dialogue, the_minister_of(dialogue), DUE, by=ORGANIZER, at=LATE)

    assert ([outcome.number for outcome in outcomes_of(round_)], dialogue.answer_by) == ([1], DUE)


def test_a_round_opened_twice_is_one():
    round_ = an_open_round()

    assert review.open_round(round_.dialogue, round_.minister, DUE, by=ORGANIZER, at=LATE) is round_


def test_only_the_leading_minister_is_asked():
    dialogue = a_held_dialogue(outcomes=[an_outcome()], status=DialogueStatus.DOCUMENTED)

    with pytest.raises(Invalid):
        review.open_round(dialogue, a_minister(), DUE, by=ORGANIZER, at=LATE)


@pytest.mark.parametrize(
    "status", [status for status in DialogueStatus if status is not DialogueStatus.DOCUMENTED]
)
def test_a_round_is_opened_only_on_closed_notes(status):
    dialogue = a_held_dialogue(outcomes=[an_outcome()], status=status)

    with pytest.raises(IllegalTransition):
        review.open_round(dialogue, the_minister_of(dialogue), DUE, by=ORGANIZER, at=LATE)


def test_what_is_private_to_another_body_is_not_shown_to_the_minister():
    private = an_outcome(audience=Audience.BODY, audience_body=a_body())
    dialogue = a_held_dialogue(outcomes=[private], status=DialogueStatus.DOCUMENTED)

    with pytest.raises(Invalid):
        review.open_round(dialogue, the_minister_of(dialogue), DUE, by=ORGANIZER, at=LATE)

    assert dialogue.rounds == []


def test_staff_prepare_and_nothing_is_decided():
    round_ = an_open_round("Ett.")

    review.prepare(
        round_,
        ["Det viktigaste.", "", "Det näst viktigaste."],
        {outcomes_of(round_)[0]: APPROVE},
        by=staff_account(round_.minister),
        at=LATE,
    )

    decision = round_.decisions[0]
    assert round_.summary == ["Det viktigaste.", "Det näst viktigaste."]
    assert (decision.suggestion, decision.verdict, round_.is_open) == (Verdict.APPROVED, None, True)
    assert (round_.prepared_label, round_.prepared_at) == ("Kansliet", LATE)


def test_the_summary_has_at_most_three_lines():
    round_ = an_open_round()

    with pytest.raises(Invalid):
        review.prepare(round_, ["a", "b", "c", "d"], {}, by=staff_account(round_.minister), at=LATE)


@pytest.mark.parametrize("verb", ["draft", "give", "rest"])
@pytest.mark.parametrize("who", ["staff", "organizer", "another minister"])
def test_nobody_but_the_minister_decides(verb, who):
    round_ = an_open_round()
    by = {
        "staff": staff_account(round_.minister),
        "organizer": ORGANIZER,
        "another minister": minister_account(a_minister()),
    }[who]

    with pytest.raises(NotAllowed):
        {
            "draft": lambda: review.draft_decisions(round_, {outcomes_of(round_)[0]: APPROVE}, by=by),
            "give": lambda: review.give_decisions(round_, by=by, at=LATE),
            "rest": lambda: review.approve_the_rest(round_, by=by),
        }[verb]()

    assert [decision.verdict for decision in round_.decisions] == [None, None]


@pytest.mark.parametrize("who", [minister_account, lambda person: staff_account(a_minister())])
def test_nobody_but_the_ministers_staff_prepare(who):
    round_ = an_open_round()

    with pytest.raises(NotAllowed):
        review.prepare(round_, ["Rad"], {}, by=who(round_.minister), at=LATE)


def test_all_approved_makes_the_dialogue_approved():
    round_ = an_open_round()

    decide(round_, APPROVE, APPROVE)

    assert (round_.dialogue.status, round_.decided_at) == (DialogueStatus.APPROVED, LATE)


def test_what_is_sent_back_waits_for_a_new_round_with_that_alone():
    round_ = an_open_round()
    dialogue, returned = round_.dialogue, outcomes_of(round_)[1]
    decide(round_, APPROVE, RETURN)
    assert dialogue.status is DialogueStatus.DOCUMENTED

    revise_outcome(
        returned, replace(draft_of(returned), sentence="Två, avstämt."), by=ORGANIZER, at=after(days=2)
    )
    second = review.open_round(dialogue, round_.minister, DUE, by=ORGANIZER, at=after(days=2))
    decide(second, APPROVE, at=after(days=3))

    assert (outcomes_of(second), second.number, dialogue.status) == ([returned], 2, DialogueStatus.APPROVED)


def test_a_new_wording_undoes_an_approval():
    round_ = an_open_round()
    approved = outcomes_of(round_)[0]
    decide(round_, APPROVE, RETURN)

    revise_outcome(approved, replace(draft_of(approved), sentence="Ändrat."), by=ORGANIZER, at=after(days=2))

    assert (approved.decision, approved.is_settled) == (None, False)


def test_withdrawing_what_was_sent_back_approves_the_dialogue():
    round_ = an_open_round()
    returned = outcomes_of(round_)[1]
    decide(round_, APPROVE, RETURN)

    withdraw_outcome(returned, reason="Parterna var inte eniga", by=ORGANIZER, at=after(days=2))

    assert round_.dialogue.status is DialogueStatus.APPROVED


def test_withdrawing_all_that_waits_closes_the_round():
    round_ = an_open_round("Ett.")

    withdraw_outcome(outcomes_of(round_)[0], reason="Dubblett", by=ORGANIZER, at=LATE)

    assert (round_.is_open, round_.dialogue.status) == (False, DialogueStatus.APPROVED)


@pytest.mark.parametrize("missing", [Choice(None), Choice(Verdict.RETURNED, "  ")])
def test_decisions_are_given_only_when_complete(missing):
    round_ = an_open_round()

    with pytest.raises(Invalid):
        decide(round_, APPROVE, missing)

    assert (round_.is_open, round_.dialogue.status) == (True, DialogueStatus.DOCUMENTED)


def test_decisions_given_twice_stand_as_first_given():
    round_ = an_open_round()
    decide(round_, APPROVE, APPROVE)

    review.give_decisions(round_, by=minister_account(round_.minister), at=after(days=5))

    given = [event for event in round_.dialogue.events if event.verb == "decisions_given"]
    assert (round_.decided_at, len(given)) == (LATE, 1)


def test_a_given_round_is_not_drafted_or_prepared_again():
    round_ = an_open_round("Ett.")
    decide(round_, APPROVE)

    with pytest.raises(IllegalTransition):
        review.draft_decisions(round_, {}, by=minister_account(round_.minister))
    with pytest.raises(IllegalTransition):
        review.prepare(round_, [], {}, by=staff_account(round_.minister), at=LATE)


def test_the_rest_are_approved_and_what_is_sent_back_stays_so():
    round_ = an_open_round("Ett.", "Två.", "Tre.")
    by = minister_account(round_.minister)
    review.draft_decisions(round_, {outcomes_of(round_)[1]: RETURN}, by=by)

    count = review.approve_the_rest(round_, by=by)

    verdicts = [decision.verdict for decision in round_.decisions]
    assert (count, verdicts) == (2, [Verdict.APPROVED, Verdict.RETURNED, Verdict.APPROVED])
