"""The mail that asks those present about the notes leaves by the outbox, once for each, and carries nothing of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.domain import minutes
from dialogues_app.models import Dialogue, MessageKind, OutboxRow, OutboxState
from tests.sink import Sink
from tests.web.noted import a_noted_case
from tests.worker.conftest import BY, NO_WAIT
from worker.delivery import Postman


@pytest.mark.both_databases
def test_each_of_those_present_gets_one_mail_with_an_own_link(
    session: Session, postman: Postman, sink: Sink
) -> None:
    case = a_noted_case(session, "Det här får inte stå i mejlet.")
    dialogue, at = session.get_one(Dialogue, case.id), clock.now() - timedelta(seconds=1)
    version = minutes.begin(dialogue, by=BY, at=at)
    last = (at + timedelta(days=14)).date()
    round_ = minutes.Round(last, NO_WAIT, lambda link: f"https://samtal.example/m/{link}")
    minutes.circulate(version, round_, by=BY, at=at)
    session.commit()
    expected = {asked.invitation.address: asked.link_id for asked in version.confirmations}
    session.rollback()

    postman.drain(session)
    postman.drain(session)

    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == MessageKind.MINUTES)).all()
    sent = [one for one in sink.taken if b"/m/" in one.raw and one.recipients[0] in expected]
    assert {row.state for row in rows} == {OutboxState.SENT}
    assert sorted(one.recipients[0] for one in sent) == sorted(expected)
    assert all(expected[one.recipients[0]].encode() in one.raw for one in sent)
    assert all("Det här får inte".encode() not in one.raw for one in sink.taken)
