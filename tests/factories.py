"""Factories: functions that make a valid object, in memory, with what a test gives put in place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from dialogues_app.models import (
    Actor,
    CalendarEvent,
    Dialogue,
    DialogueBody,
    DialogueStatus,
    Holding,
    Invitation,
    Measure,
    Organisation,
    OrganisationKind,
    Outcome,
    OutcomeType,
    Person,
    Post,
    PostKind,
    Role,
    Seat,
    SeatRole,
    Slot,
    Theme,
    User,
)

NOON = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
SLOT = Slot(datetime(2026, 10, 14, 7, 0, tzinfo=UTC), datetime(2026, 10, 14, 10, 0, tzinfo=UTC))
LATER = Slot(datetime(2026, 10, 21, 7, 0, tzinfo=UTC), datetime(2026, 10, 21, 10, 0, tzinfo=UTC))
_numbers = count(1)


def number() -> int:
    """A number that no other factory of this run got."""
    return next(_numbers)


def an_organisation(**given: Any) -> Organisation:
    n = number()
    return Organisation(
        **{"name": f"Organisation {n}", "slug": f"organisation-{n}", "kind": OrganisationKind.OTHER} | given
    )


def a_body(**given: Any) -> Organisation:
    """An organising body."""
    return an_organisation(**{"is_organiser": True, "kind": OrganisationKind.COOPERATION} | given)


def the_ministry(**given: Any) -> Organisation:
    """The organising body that is the ministry."""
    return an_organisation(
        **{"name": "Näringsdepartementet", "is_organiser": True, "kind": OrganisationKind.MINISTRY} | given
    )


def a_person(**given: Any) -> Person:
    n = number()
    return Person(**{"name": f"Person {n}", "slug": f"person-{n}"} | given)


def a_minister(**given: Any) -> Person:
    """A person who is a minister and may be named."""
    person = a_person(**given)
    person.posts.append(
        Post(person=person, title="näringsminister", kind=PostKind.MINISTER, named_in_public=True)
    )
    return person


def a_user(**given: Any) -> User:
    n = number()
    return User(
        **{
            "email": f"konto{n}@departementet.example",
            "label": "Handläggare",
            "role": Role.ORGANIZER,
            "created_at": NOON,
        }
        | given
    )


def an_organizer(**given: Any) -> Actor:
    """Somebody who plans, as an actor."""
    return Actor(**{"label": "Handläggare, Näringsdepartementet"} | given)


def a_theme(**given: Any) -> Theme:
    n = number()
    return Theme(**{"title": f"Tema {n}", "slug": f"tema-{n}"} | given)


def a_dialogue(**given: Any) -> Dialogue:
    """A dialogue in draft with one theme, led by the ministry."""
    themes = given.pop("themes", None)
    body = given.pop("body", None) or the_ministry(slug=f"naringsdepartementet-{number()}")
    dialogue = Dialogue(**{"slug": f"samtal-{number()}"} | given)
    dialogue.set_themes(themes if themes is not None else [a_theme()])
    dialogue.bodies.append(DialogueBody(organisation=body, leads=True))
    return dialogue


def a_meeting(**given: Any) -> CalendarEvent:
    """The meeting of a dialogue, with a slot, a place and the given invitations."""
    invitations = given.pop("invitations", [])
    slot = given.pop("slot", SLOT)
    dialogue = given.pop("dialogue", None) or a_dialogue(status=DialogueStatus.BOOKED)
    meeting = CalendarEvent(
        **{"uid": f"uid-{number()}", "title": "Industrisamtal", "place": "Rosenbad"} | given
    )
    meeting.slot = slot
    dialogue.calendar_events.append(meeting)
    for invitation in invitations:
        dialogue.seats.append(invitation.holding.seat)
        meeting.invitations.append(invitation)
    return meeting


def an_invitation(**given: Any) -> Invitation:
    """An invitation with its seat and holding; give `role`, `organisation` or `title` for those."""
    n = number()
    seat = Seat(role=given.pop("role", SeatRole.REQUIRED), organisation=given.pop("organisation", None))
    holding = Holding(title=given.pop("title", "Företrädare"), name=given.pop("holder", f"Namn {n}"))
    seat.holdings.append(holding)
    invitation = Invitation(
        **{
            "address": f"deltagare{n}@foretag.example",
            "name": f"Namn {n}",
            "token": f"token{n}",
            "link_id": f"link{n}",
            "created_at": NOON,
        }
        | given
    )
    holding.invitations.append(invitation)
    return invitation


def a_measure(**given: Any) -> Measure:
    n = number()
    return Measure(**{"title": f"Åtgärd {n}", "slug": f"atgard-{n}"} | given)


def an_outcome(**given: Any) -> Outcome:
    return Outcome(
        **{
            "number": number(),
            "type": OutcomeType.INPUT,
            "sentence": "Tillstånd behöver gå fortare.",
            "worded_at": NOON,
        }
        | given
    )


def after(**length: float) -> datetime:
    """An instant that long after NOON."""
    return NOON + timedelta(**length)


def on(text: str) -> date:
    """A day from YYYY-MM-DD."""
    return date.fromisoformat(text)
