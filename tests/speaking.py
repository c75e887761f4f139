"""A dialogue whose participants were invited, and outcomes that their words led to."""

from __future__ import annotations

from typing import Any

from dialogues_app.models import (
    Audience,
    Dialogue,
    DialogueStatus,
    Invitation,
    Link,
    LinkKind,
    Measure,
    Organisation,
    Outcome,
    PartialDate,
    Seat,
)
from tests.factories import NOON, a_dialogue, a_meeting, an_invitation, an_outcome, on


def a_decided_dialogue(*invitations: Invitation, **given: Any) -> Dialogue:
    """A dialogue that the minister has decided on, with the people of these invitations in their seats."""
    dialogue = a_dialogue(**{"status": DialogueStatus.APPROVED} | given)
    a_meeting(dialogue=dialogue, invitations=list(invitations))
    return dialogue


def a_speaker(address: str, organisation: Organisation | None = None) -> Invitation:
    """Somebody who was invited to a seat of the organisation."""
    return an_invitation(address=address, organisation=organisation)


def seat_of(invitation: Invitation) -> Seat:
    return invitation.holding.seat


def raise_point(dialogue: Dialogue, **given: Any) -> Outcome:
    """An outcome for the participants; give `raised_by_seat` or `raised_by_organisation`."""
    outcome = an_outcome(**{"audience": Audience.PARTICIPANTS, "number": len(dialogue.outcomes) + 1} | given)
    dialogue.outcomes.append(outcome)
    return outcome


def led_to(outcome: Outcome, measure: Measure, **given: Any) -> Link:
    """A link that stands and that the participants may see."""
    link = Link(
        **{"kind": LinkKind.LED_TO, "recorded_at": NOON, "audience": Audience.PUBLIC, "measure": measure}
        | given
    )
    link.stated_on = PartialDate.day(on("2026-09-01"))
    outcome.links.append(link)
    return link
