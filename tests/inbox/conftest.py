"""An invitation that has been sent, at the address that the mails of tests/itip/mails come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine
from sqlalchemy.orm import Session

from dialogues_app.domain.telling import Act, tell
from dialogues_app.inbox import Arrived, House, Receipt, receive
from dialogues_app.models import (
    CalendarEvent,
    Cause,
    DialogueStatus,
    EventStatus,
    Invitation,
    OutboxState,
    Revision,
)
from tests.factories import NOON, SLOT, a_dialogue, a_meeting, an_invitation, an_organizer
from tests.itip.letters import ATTENDEE, DOMAIN, SENT, TOKEN, UID, raw

TODAY = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)
HOUSE = House(DOMAIN, DOMAIN)
RECEIVED = datetime(2026, 9, 2, 8, 0, 5, tzinfo=UTC)
_numbers = count(1)

Receive = Callable[..., Receipt]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Six weeks before the meeting."""
    with time_machine.travel(TODAY, tick=True):
        yield


def sent(invitation: Invitation, revision: Revision, message_id: str) -> None:
    """The invitation has been handed over: what the outbox does when it settles a row."""
    row = next(one for one in invitation.outbox if one.revision is revision)
    row.state, row.sent_at, row.message_id = OutboxState.SENT, NOON, message_id
    row.dtstamp = revision.made_at
    if revision.asks_anew:
        invitation.asked_sequence = revision.sequence
    invitation.sent_sequence, invitation.sent_dtstamp = revision.sequence, revision.made_at
    invitation.sent_message_id = message_id
    invitation.first_message_id = invitation.first_message_id or message_id
    invitation.sent_method, invitation.sent_revision = revision.method, revision


def resent(session: Session, meeting: CalendarEvent) -> None:
    """Whatever waits has been handed over."""
    for row in [row for one in meeting.invitations for row in one.outbox if row.state is OutboxState.QUEUED]:
        assert row.invitation is not None
        assert row.revision is not None
        sent(row.invitation, row.revision, row.message_id)
    session.commit()


def an_invited_meeting(session: Session, *guests: Invitation) -> CalendarEvent:
    """A meeting to which these were invited on NOON, mails sent."""
    meeting = a_meeting(
        uid=UID,
        slot=SLOT,
        status=EventStatus.INVITED,
        dialogue=a_dialogue(status=DialogueStatus.INVITED),
        invitations=list(guests),
    )
    session.add(meeting.dialogue)
    revision = tell(meeting, guests, Act(Cause.INVITED, an_organizer(), NOON, timedelta()))
    session.flush()
    for number, guest in enumerate(guests, 1):
        sent(guest, revision, SENT if number == 1 else f"utskick-{number}")
    session.commit()
    return meeting


@pytest.fixture
def invitation(session: Session) -> Invitation:
    """Whose address the mails come to."""
    one = an_invitation(token=TOKEN, address=ATTENDEE)
    other = an_invitation(token="fedcba98765432100000", address="annan@foretag.example")
    an_invited_meeting(session, one, other)
    return one


def arrived(content: bytes, *, at: datetime = RECEIVED, key: str = "") -> Arrived:
    return Arrived(key=key or f"test:{next(_numbers)}", raw=content, received_at=at)


@pytest.fixture
def take(session: Session) -> Receive:
    """Receives a mail of tests/itip/mails by its name, or one that is given."""

    def receive_one(mail: str | bytes, **given: object) -> Receipt:
        content = raw(mail) if isinstance(mail, str) else mail
        receipt = receive(session, arrived(content, **given), HOUSE)  # type: ignore[arg-type]
        session.expire_all()
        return receipt

    return receive_one
