"""Factories for what is recorded and reviewed: a held dialogue with a lead minister, accounts, a round."""

from __future__ import annotations

from datetime import date
from typing import Any

from dialogues_app.domain import review
from dialogues_app.models import (
    Actor,
    DecisionRound,
    Dialogue,
    DialogueStatus,
    Holding,
    Outcome,
    OutcomeType,
    Person,
    Role,
    Seat,
    SeatRole,
)
from tests.factories import NOON, a_dialogue, a_minister, a_user, after, an_organizer, an_outcome

DUE = date(2026, 9, 20)
HARBOURS = "Hamnarna behöver en samlad plan."


def a_seat(**given: Any) -> Seat:
    """A seat with a holder; give `title`, `person` or `name` for the holder."""
    holder = {key: given.pop(key) for key in ("title", "person", "name") if key in given}
    seat = Seat(**given)
    seat.holdings.append(Holding(**{"title": "Företrädare"} | holder))
    return seat


def a_held_dialogue(**given: Any) -> Dialogue:
    """A dialogue that was held under a minister, with the given outcomes."""
    outcomes = given.pop("outcomes", [])
    minister = given.pop("minister", None) or a_minister()
    dialogue = a_dialogue(**{"status": DialogueStatus.HELD} | given)
    dialogue.seats.append(a_seat(role=SeatRole.CHAIR, person=minister, title="näringsminister"))
    for number, outcome in enumerate(outcomes, start=1):
        outcome.number = number
        dialogue.outcomes.append(outcome)
    dialogue.last_outcome_number = len(outcomes)
    return dialogue


def the_minister_of(dialogue: Dialogue) -> Person:
    """The minister who leads it."""
    minister = review.lead_minister(dialogue)
    if minister is None:
        raise AssertionError("the dialogue has no leading minister")
    return minister


def minister_account(person: Person) -> Actor:
    """The minister, signed in."""
    return Actor.of(a_user(role=Role.MINISTER, person=person, label="Näringsministern"))


def staff_account(person: Person) -> Actor:
    """Somebody of the minister's staff, signed in."""
    return Actor.of(a_user(role=Role.STAFF, person=person, label="Kansliet"))


def an_open_round(*sentences: str) -> DecisionRound:
    """A round on a documented dialogue with an outcome of each sentence."""
    outcomes = [an_outcome(sentence=text, type=OutcomeType.INPUT) for text in sentences or ("Ett.", "Två.")]
    dialogue = a_held_dialogue(outcomes=outcomes, status=DialogueStatus.DOCUMENTED)
    return review.open_round(dialogue, the_minister_of(dialogue), DUE, by=an_organizer(), at=after(hours=1))


def outcomes_of(round_: DecisionRound) -> list[Outcome]:
    """The outcomes that the round asks about."""
    return [decision.outcome for decision in round_.to_decide]


LATE = after(days=1)
START = NOON
