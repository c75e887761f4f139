"""What was said behind an outcome, attributed as agreed; confidentiality marks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues_app.domain import confidentiality, contributions, outcomes
from dialogues_app.domain.closing import Check, checks_before_closing
from dialogues_app.domain.minutes_content import attributed
from dialogues_app.errors import Conflict, IllegalTransition, Invalid, NotAllowed, ReasonRequired
from dialogues_app.models import Actor, Attribution, Audience, DialogueStatus, Outcome
from tests.domain.recording import a_held_dialogue, a_seat
from tests.factories import NOON, a_body, after, an_organisation, an_organizer, an_outcome, on, the_ministry

BY = an_organizer()
MARKING = confidentiality.Marking("30 kap. 23 § OSL", on("2026-09-01"), "Näringsdepartementet")


def an_outcome_with_a_seat() -> Outcome:
    outcome = an_outcome(audience=Audience.PUBLIC)
    dialogue = a_held_dialogue(outcomes=[outcome])
    dialogue.seats.append(a_seat(organisation=an_organisation(name="IF Metall"), title="Företrädare"))
    return outcome


def a_draft(outcome: Outcome, **given: object) -> contributions.Draft:
    seat = outcome.dialogue.seats[-1]
    return replace(contributions.Draft(text="Vi väntar för länge.", seat=seat), **given)  # type: ignore[arg-type]


def test_statements_are_numbered_behind_their_outcome_and_numbers_are_never_used_again() -> None:
    outcome = an_outcome_with_a_seat()
    first = contributions.add(outcome, a_draft(outcome), by=BY, at=NOON)
    second = contributions.add(outcome, a_draft(outcome), by=BY, at=NOON)

    contributions.withdraw(second, reason="Dubblett", by=BY, at=after(minutes=1))
    third = contributions.add(outcome, a_draft(outcome), by=BY, at=after(minutes=2))

    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert outcome.standing_contributions == [first, third]


def test_a_doubled_send_is_one_statement() -> None:
    outcome = an_outcome_with_a_seat()

    made = [contributions.add(outcome, a_draft(outcome, client_key="k1"), by=BY, at=NOON) for _ in range(2)]

    assert made[0] is made[1]
    assert len(outcome.contributions) == 1


@pytest.mark.parametrize(
    ("attribution", "shown", "kept"),
    [
        (Attribution.NAME, "Förnamn Efternamn, IF Metall", "Förnamn Efternamn"),
        (Attribution.ORGANISATION, "IF Metall", ""),
        (Attribution.NOBODY, "", ""),
    ],
)
def test_the_speaker_is_told_as_far_as_agreed_and_no_name_is_kept_without_a_yes(
    attribution: Attribution, shown: str, kept: str
) -> None:
    outcome = an_outcome_with_a_seat()

    said = contributions.add(
        outcome, a_draft(outcome, attribution=attribution, speaker="Förnamn Efternamn"), by=BY, at=NOON
    )

    assert (attributed(said), said.speaker, said.seat) == (shown, kept, outcome.dialogue.seats[-1])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"attribution": Attribution.NAME}, "speaker"),
        ({"audience": Audience.BODY}, "audience"),
        ({"seat": a_seat(dialogue=a_held_dialogue())}, "seat"),
    ],
)
def test_what_breaks_a_rule_is_refused(given: dict[str, object], field: str) -> None:
    outcome = an_outcome_with_a_seat()

    with pytest.raises(Invalid) as refused:
        contributions.add(outcome, a_draft(outcome, **given), by=BY, at=NOON)

    assert refused.value.field == field
    assert outcome.contributions == []


def test_closed_notes_take_no_statement() -> None:
    outcome = an_outcome_with_a_seat()
    outcome.dialogue.status = DialogueStatus.APPROVED

    with pytest.raises(IllegalTransition):
        contributions.add(outcome, a_draft(outcome), by=BY, at=NOON)


def test_a_statement_is_what_was_said_behind_the_outcome() -> None:
    outcome = an_outcome_with_a_seat()
    missing = [finding.check for finding in checks_before_closing(outcome.dialogue)]

    contributions.add(outcome, a_draft(outcome), by=BY, at=NOON)

    assert Check.WITHOUT_WORDS in missing
    assert Check.WITHOUT_WORDS not in [one.check for one in checks_before_closing(outcome.dialogue)]


def test_a_mark_keeps_the_part_to_the_ministry_until_it_is_lifted() -> None:
    outcome, ministry = an_outcome_with_a_seat(), the_ministry()
    by = Actor(label="Handläggare", body=ministry)

    confidentiality.mark(outcome, MARKING, by=by, at=NOON)
    marked = (outcome.audience, outcome.audience_body, outcome.is_public)
    draft = replace(outcomes.draft_of(outcome), audience=Audience.PUBLIC, audience_body=None)
    with pytest.raises(Invalid):
        outcomes.revise_outcome(outcome, draft, by=by, at=NOON)
    with pytest.raises(Conflict):
        confidentiality.mark(outcome, MARKING, by=by, at=NOON)
    with pytest.raises(ReasonRequired):
        confidentiality.lift(outcome, reason=" ", by=by, at=NOON)
    confidentiality.lift(outcome, reason="Prövad och utlämnad", by=by, at=after(days=1))

    assert marked == (Audience.BODY, ministry, False)
    assert (outcome.audience, outcome.audience_body, outcome.confidentiality) == (Audience.PUBLIC, None, None)
    assert [mark.section for mark in outcome.confidentiality_marks] == ["30 kap. 23 § OSL"]


def test_only_the_ministry_marks_and_only_the_body_that_marked_lifts() -> None:
    outcome = an_outcome_with_a_seat()
    private = Actor(label="Samordnare", body=a_body())

    with pytest.raises(NotAllowed):
        confidentiality.mark(outcome, MARKING, by=private, at=NOON)
    confidentiality.mark(outcome, MARKING, by=Actor(label="H", body=the_ministry()), at=NOON)
    with pytest.raises(NotAllowed):
        confidentiality.lift(outcome, reason="Nej", by=private, at=NOON)

    assert outcome.confidentiality is not None
