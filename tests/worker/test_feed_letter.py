"""The mail that tells a participant where the own calendar is: read by the invited mailbox, kept nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.domain import feeds
from dialogues_app.domain.accounts import Letterhead
from dialogues_app.models import Actor, MessageKind, OutboxRow, OutboxState
from tests.sink import Sink
from tests.worker.conftest import invite
from worker.delivery import Postman


@pytest.mark.both_databases
def test_the_address_reaches_the_mailbox_and_neither_archive_nor_database_keeps_it(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invitation = invite(session, 1).invitations[0]
    address = invitation.address
    head = Letterhead(link_to=lambda token: f"https://samtal.example/min/{token}", domain="samtal.example")
    at = clock.now() - timedelta(seconds=1)
    session.add(feeds.send_address(invitation, "hemligt", head, by=Actor(label="Företrädare"), at=at))
    session.commit()

    postman.drain(session)

    row = session.scalars(select(OutboxRow).where(OutboxRow.kind == MessageKind.FEED)).one()
    [mail] = [one for one in sink.taken if b"/min/hemligt" in one.raw]
    assert (row.state, row.content, row.context) == (OutboxState.SENT, None, {})
    assert mail.recipients == [address]
    assert b"Subject: Din kalender med industrisamtal" in mail.raw
