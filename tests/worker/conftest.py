"""A product whose mails go to the sink, and invitations that wait in its outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.config import Settings
from dialogues_app.domain import invitations, scheduling
from dialogues_app.models import Actor, CalendarEvent, Slot
from tests import sink as sinks
from tests.factories import a_dialogue
from worker.delivery import Postman

BY = Actor(label="Handläggare")
NO_WAIT = timedelta()


@pytest.fixture
def sink() -> Iterator[sinks.Sink]:
    with sinks.running(sinks.Sink()) as made:
        yield made


@pytest.fixture
def product(environment: dict[str, str], sink: sinks.Sink) -> Settings:
    """Settings that send to the sink."""
    return Settings.read(environment | {"SMTP_URL": f"smtp://127.0.0.1:{sink.port}"})


@pytest.fixture
def postman(product: Settings) -> Postman:
    return Postman(product)


def invite(session: Session, count: int, **given: object) -> CalendarEvent:
    """A dialogue in a month with this many invitations that wait in the outbox, due now."""
    at = clock.now()
    dialogue = a_dialogue(**given)
    session.add(dialogue)
    start = (at + timedelta(days=30)).replace(microsecond=0)
    slot = Slot(start, start + timedelta(hours=2))
    meeting = scheduling.set_slot(dialogue, slot, by=BY, at=at)
    for number in range(count):
        newcomer = invitations.Newcomer(address=f"nr{number}@foretag.example", name=f"Namn {number}")
        invitations.add_participant(meeting, newcomer, by=BY, at=at)
    invitations.send(meeting, by=BY, at=at, hold=NO_WAIT)
    session.commit()
    return meeting
