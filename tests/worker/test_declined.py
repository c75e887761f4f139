"""A declined time leaves through the real worker's hands, together with whatever else is due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.domain import proposals, scheduling
from dialogues_app.models import CalendarEvent, MessageKind, OutboxRow, OutboxState, Slot
from tests.calendars import calendar_part
from tests.sink import Sink
from tests.worker.conftest import BY, NO_WAIT, invite
from worker.delivery import Postman


def declined(session: Session, postman: Postman) -> CalendarEvent:
    """Two are invited; one has proposed the next day, and the answer no waits to be sent."""
    meeting = invite(session, 2)
    postman.drain(session)
    session.expire_all()
    slot, at = meeting.slot, clock.now() - timedelta(seconds=1)
    assert slot is not None
    later = Slot(slot.starts_at + timedelta(days=1), slot.ends_at + timedelta(days=1))
    asked = proposals.propose_time(
        meeting.invitations[0], later, sequence=0, comment="", message_id="", at=at
    )
    assert asked is not None
    proposals.decline_counter(asked, reason="Lokalen är bokad.", by=BY, at=at, hold=NO_WAIT)
    session.commit()
    return meeting


def row_of(session: Session) -> OutboxRow:
    return session.scalars(select(OutboxRow).where(OutboxRow.kind == MessageKind.DECLINECOUNTER)).one()


@pytest.mark.both_databases
def test_a_declined_time_reaches_the_proposer_alone(session: Session, postman: Postman, sink: Sink) -> None:
    address, had = declined(session, postman).invitations[0].address, len(sink.taken)
    session.rollback()
    session.expunge_all()  # a worker has nothing in its hands beforehand

    postman.drain(session)

    assert row_of(session).state is OutboxState.SENT
    [mail] = sink.taken[had:]
    assert mail.recipients[0] == address
    assert b"METHOD:DECLINECOUNTER" in (calendar_part(mail.raw) or b"")


def test_nobody_is_told_that_a_time_stands_once_the_meeting_is_off(
    session: Session, postman: Postman, sink: Sink
) -> None:
    meeting, at = declined(session, postman), clock.now() - timedelta(seconds=1)
    had = len(sink.taken)
    scheduling.cancel(meeting, reason="Sjukdom.", by=BY, at=at, hold=NO_WAIT)
    session.commit()

    postman.drain(session)

    assert row_of(session).state is OutboxState.SUPERSEDED
    assert sorted(mail.recipients[0] for mail in sink.taken[had:]) == [
        "nr0@foretag.example",
        "nr1@foretag.example",
    ]
