"""Two gates, opened by the ministry's organizers alone."""

from __future__ import annotations

import pytest

from dialogues_app.domain import publication
from dialogues_app.errors import IllegalTransition, Invalid, NotAllowed, ReasonRequired
from dialogues_app.models import Actor, AnswerState, Audience, DialogueBody, DialogueStatus
from tests.factories import NOON, a_body, a_dialogue, a_user, after, an_outcome, the_ministry

MINISTRY = the_ministry(slug="n")
BY = Actor.of(a_user(body=MINISTRY))


def a_ministry_dialogue(**given):
    return a_dialogue(body=MINISTRY, **given)


def test_announcing_opens_the_first_gate_with_actor_and_time():
    dialogue = a_ministry_dialogue()

    publication.announce(dialogue, by=BY, at=NOON)
    publication.announce(dialogue, by=BY, at=after(days=1))

    assert (dialogue.announced_at, dialogue.published_at) == (NOON, None)
    assert [(event.verb, event.at, event.actor) for event in dialogue.events] == [
        ("announced", NOON, BY.user)
    ]


@pytest.mark.parametrize("verb", ["announce", "publish"])
@pytest.mark.parametrize("body", [None, a_body(), the_ministry(slug="annat")])
def test_no_other_body_opens_a_gate(verb, body):
    dialogue = a_ministry_dialogue(status=DialogueStatus.APPROVED)
    if body is not None and not body.name.startswith("Närings"):
        dialogue.bodies.append(DialogueBody(organisation=body))

    with pytest.raises(NotAllowed):
        getattr(publication, verb)(dialogue, by=Actor.of(a_user(body=body)), at=NOON)

    assert (dialogue.announced_at, dialogue.published_at) == (None, None)


def test_an_announcement_is_withdrawn_with_a_reason():
    dialogue = a_ministry_dialogue(announced_at=NOON)

    with pytest.raises(ReasonRequired):
        publication.withdraw_announcement(dialogue, reason="", by=BY, at=NOON)
    publication.withdraw_announcement(dialogue, reason="Temat ändras", by=BY, at=NOON)

    assert (dialogue.announced_at, dialogue.events[-1].reason) == (None, "Temat ändras")


def test_what_is_cancelled_or_nameless_is_not_announced():
    with pytest.raises(IllegalTransition):
        publication.announce(a_ministry_dialogue(status=DialogueStatus.CANCELLED), by=BY, at=NOON)
    with pytest.raises(Invalid):
        publication.announce(a_ministry_dialogue(themes=[]), by=BY, at=NOON)


@pytest.mark.parametrize(
    "status", [status for status in DialogueStatus if status is not DialogueStatus.APPROVED]
)
def test_only_what_is_approved_is_published(status):
    dialogue = a_ministry_dialogue(status=status)

    with pytest.raises(IllegalTransition):
        publication.publish(dialogue, by=BY, at=NOON)


def test_publishing_opens_both_gates():
    dialogue = a_ministry_dialogue(status=DialogueStatus.APPROVED)

    publication.publish(dialogue, by=BY, at=NOON)

    assert (dialogue.status, dialogue.announced_at, dialogue.published_at) == (
        DialogueStatus.PUBLISHED,
        NOON,
        NOON,
    )


def test_a_public_outcome_without_an_answer_holds_publishing_back():
    dialogue = a_ministry_dialogue(status=DialogueStatus.APPROVED)
    outcome = an_outcome(audience=Audience.PUBLIC)
    dialogue.outcomes += [outcome, an_outcome()]

    with pytest.raises(Invalid):
        publication.publish(dialogue, by=BY, at=NOON)
    outcome.answer = AnswerState.WITHOUT_MEASURE
    publication.publish(dialogue, by=BY, at=NOON)

    assert dialogue.is_published


def test_results_are_taken_down_with_a_reason_and_the_announcement_stays():
    dialogue = a_ministry_dialogue(status=DialogueStatus.APPROVED)
    publication.publish(dialogue, by=BY, at=NOON)

    with pytest.raises(ReasonRequired):
        publication.unpublish(dialogue, reason=" ", by=BY, at=NOON)
    publication.unpublish(dialogue, reason="Ett namn ska bort", by=BY, at=after(hours=1))

    assert (dialogue.status, dialogue.published_at, dialogue.announced_at) == (
        DialogueStatus.APPROVED,
        None,
        NOON,
    )


def test_a_published_dialogue_keeps_its_announcement():
    dialogue = a_ministry_dialogue(status=DialogueStatus.APPROVED)
    publication.publish(dialogue, by=BY, at=NOON)

    with pytest.raises(IllegalTransition):
        publication.withdraw_announcement(dialogue, reason="Fel", by=BY, at=NOON)
