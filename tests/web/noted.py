"""A dialogue that was held, with those present and their addresses, as it stands in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from dialogues_app.models import Audience, Participation, Presence
from tests.factories import NOON, an_invitation, an_organisation
from tests.web.stored import Case, a_case


def a_noted_case(session: Session, *sentences: str, **given: Any) -> Case:
    """A case whose outcomes are public, with two organisations present that have an address."""
    case = a_case(session, *(sentences or ("Tillstånden tar för lång tid.",)), **given)
    dialogue = case.dialogue
    for outcome in dialogue.outcomes:
        outcome.audience = Audience.PUBLIC
    meeting = dialogue.meeting
    if meeting is None:
        raise AssertionError("the case has a meeting")
    with session.no_autoflush:
        for name in ("Jernkontoret", "Unionen"):
            invitation = an_invitation(
                organisation=an_organisation(name=name, slug=name.lower()), sent_dtstamp=NOON
            )
            meeting.invitations.append(invitation)
            dialogue.seats.append(invitation.holding.seat)
            dialogue.participations.append(
                Participation(
                    holding=invitation.holding,
                    presence=Presence.PRESENT,
                    capacity="Företrädare",
                    organisation=invitation.holding.seat.organisation,
                    audience=Audience.PUBLIC,
                )
            )
    session.commit()
    return case
