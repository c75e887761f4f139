"""A dialogue as it stands in the database when the meeting begins, and the accounts around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import review
from dialogues_app.models import (
    Actor,
    AgendaItem,
    Dialogue,
    DialogueStatus,
    Organisation,
    Person,
    Role,
    SeatRole,
    Slot,
    User,
)
from tests.domain.recording import a_held_dialogue, a_seat
from tests.factories import (
    NOON,
    a_body,
    a_measure,
    a_meeting,
    a_minister,
    a_user,
    an_organisation,
    an_outcome,
    the_ministry,
)


@dataclass
class Case:
    """What a test needs of one dialogue: its id, and unsaved accounts to sign in."""

    id: int
    organizer: User
    minister: User
    staff: User
    dialogue: Dialogue
    ministry: Organisation

    @property
    def path(self) -> str:
        """The address of its recording pages."""
        return f"/arbete/samtal/{self.id}"


def a_case(session: Session, *sentences: str, **given: Any) -> Case:
    """A dialogue that went on an hour ago, with a minister, a union, two agenda items and the outcomes."""
    ministry = the_ministry(slug="naringsdepartementet")
    minister = a_minister(name="Mikael Damberg")
    dialogue = a_held_dialogue(
        **{
            "body": ministry,
            "minister": minister,
            "outcomes": [an_outcome(sentence=text) for text in sentences],
        }
        | given
    )
    begins = now() - timedelta(hours=1)
    a_meeting(dialogue=dialogue, slot=Slot(begins, begins + timedelta(hours=3)))
    union = an_organisation(name="IF Metall", slug="if-metall")
    dialogue.seats.append(a_seat(organisation=union, title="Företrädare", role=SeatRole.REQUIRED))
    for place, title in enumerate(("Läget i hamnarna", "Vi stämmer av utfallen")):
        dialogue.agenda.append(AgendaItem(title=title, position=place, minutes=60))
    session.add_all(
        [dialogue, a_measure(title="Industriklivet", slug="industriklivet"), a_body(name="Industrirådet")]
    )
    session.commit()
    accounts = _accounts(ministry, minister)
    return Case(dialogue.id, *accounts, dialogue=dialogue, ministry=ministry)


def a_waiting_case(session: Session, *sentences: str, **given: Any) -> tuple[Case, int]:
    """A documented case whose outcomes wait for the minister, and the number of the round."""
    case = a_case(session, *(sentences or ("Ett.", "Två.")), status=DialogueStatus.DOCUMENTED, **given)
    minister = case.minister.person
    assert minister is not None
    opened = review.open_round(case.dialogue, minister, None, by=Actor(label="Handläggare"), at=NOON)
    session.commit()
    return case, opened.id


def another_body(session: Session) -> User:
    """An organizer of another body."""
    body = a_body(name="Almega", slug="almega")
    session.add(body)
    session.commit()
    return a_user(body=body, label="Samordnare, Almega")


def _accounts(ministry: Organisation, minister: Person) -> tuple[User, User, User]:
    return (
        a_user(body=ministry, label="Handläggare, Näringsdepartementet"),
        a_user(role=Role.MINISTER, person=minister, label="Näringsministern"),
        a_user(role=Role.STAFF, person=minister, label="Kansliet"),
    )
