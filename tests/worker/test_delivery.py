"""Delivery against a real SMTP server: what goes out, what is tried again, what is given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialogues_app import clock, outbox
from dialogues_app.domain import invitations, scheduling
from dialogues_app.mailbox import Mailbox
from dialogues_app.models import (
    CalendarEvent,
    Cause,
    DeliveryState,
    Invitation,
    MessageKind,
    OutboxRow,
    OutboxState,
    Slot,
)
from tests.sink import DROP, KEEP_AND_DROP, Sink
from tests.worker.conftest import BY, NO_WAIT, invite
from worker.delivery import Postman

pytestmark = pytest.mark.both_databases


def states(session: Session) -> list[str]:
    return [row.state.value for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))]


def make_due(session: Session) -> None:
    """Time passes: everything that waits is due, and every lease is over."""
    past = clock.now() - timedelta(minutes=1)
    session.execute(
        update(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED).values(not_before=past),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(OutboxRow).where(OutboxRow.state == OutboxState.SENDING).values(claimed_until=past),
        execution_options={"synchronize_session": False},
    )
    session.commit()
    session.expire_all()


def refuse(stage: str, address: str, answer: str) -> Callable[[str, str], str | None]:
    return lambda at, what: answer if (at, what) == (stage, address) else None


def later(meeting: CalendarEvent) -> Slot:
    assert meeting.slot is not None
    week = timedelta(days=7)
    return Slot(meeting.slot.starts_at + week, meeting.slot.ends_at + week)


def test_each_invitation_is_delivered_once_with_a_copy_to_the_archive(
    session: Session, postman: Postman, sink: Sink
) -> None:
    meeting = invite(session, 3)

    postman.drain(session)

    assert states(session) == ["sent", "sent", "sent"]
    assert sink.sessions == 1
    assert sorted(mail.recipients for mail in sink.taken) == [
        [f"nr{number}@foretag.example", "arkiv@industrisamtal.example"] for number in range(3)
    ]
    invitation = meeting.invitations[0]
    session.refresh(invitation)
    mail = sink.to(invitation.address)[0]
    assert mail.sender == f"retur+{invitation.token}@industrisamtal.example"
    assert mail.message_id == f"<{invitation.first_message_id}@industrisamtal.example>"
    assert (invitation.sent_sequence, invitation.sent_revision) == (0, meeting.revisions[0])


def test_one_refused_address_holds_nobody_up(session: Session, postman: Postman, sink: Sink) -> None:
    invite(session, 3)
    sink.behave = refuse("RCPT", "nr1@foretag.example", "550 5.1.1 No such user")

    postman.drain(session)

    assert states(session) == ["sent", "failed", "sent"]
    failed = session.scalars(select(OutboxRow).where(OutboxRow.state == OutboxState.FAILED)).one()
    assert (failed.error_code, failed.error) == (550, "5.1.1 No such user")


def test_a_temporary_no_is_tried_again_within_two_minutes_with_the_same_bytes(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1)
    sink.behave = refuse("RCPT", "nr0@foretag.example", "450 4.2.1 Greylisted")
    before = clock.now()
    postman.drain(session)
    row = session.scalars(select(OutboxRow)).one()
    content = row.content

    assert (row.state, row.attempts, row.error_code) == (OutboxState.QUEUED, 1, 450)
    assert before < row.not_before <= before + timedelta(minutes=2)

    sink.behave = lambda stage, what: None
    make_due(session)
    postman.drain(session)

    session.refresh(row)
    assert (row.state, row.error) == (OutboxState.SENT, "")
    assert sink.taken[0].raw == content


def test_a_server_that_is_away_takes_no_attempt_from_any_row(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 3)
    sink.behave = lambda stage, what: "421 4.3.2 Too many connections" if stage == "MAIL" else None

    postman.drain(session)

    assert states(session) == ["queued", "queued", "queued"]
    assert [row.attempts for row in session.scalars(select(OutboxRow))] == [0, 0, 0]
    assert sink.sessions == 1
    delivery = session.scalars(select(DeliveryState)).one()
    assert delivery.failure == "421 4.3.2 Too many connections"
    assert delivery.resting_until is not None
    assert timedelta() < delivery.resting_until - clock.now() <= timedelta(seconds=5)


def test_a_connection_that_dies_in_data_is_reconciled_before_it_is_sent_again(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1)
    sink.behave = lambda stage, what: DROP if stage == "DATA" else None
    postman.drain(session)
    row = session.scalars(select(OutboxRow)).one()

    assert row.state is OutboxState.SENDING
    assert sink.taken == []

    sink.behave = lambda stage, what: None
    make_due(session)
    postman.drain(session)

    session.refresh(row)
    assert (row.state, row.reconciled, len(sink.taken)) == (OutboxState.SENT, False, 1)


def test_a_mail_that_was_kept_without_an_answer_is_not_sent_twice(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1)
    sink.behave = lambda stage, what: KEEP_AND_DROP if stage == "DATA" else None
    postman.drain(session)
    kept = sink.taken[0]
    archive = Mailbox(postman.settings.archive.path)  # type: ignore[arg-type]
    archive.deliver(kept.raw, kept.sender, kept.recipients)

    make_due(session)
    postman.drain(session)

    row = session.scalars(select(OutboxRow)).one()
    assert (row.state, row.reconciled, len(sink.taken)) == (OutboxState.SENT, True, 1)


def claimed(session: Session, postman: Postman) -> outbox.Letter:
    """One row in the hands of a worker, with its bytes stored."""
    batch = outbox.claim(session, lease=postman.lease)
    assert batch is not None
    [letter] = outbox.freeze(session, batch, postman.renderer)
    return letter


def test_a_worker_killed_between_250_and_commit_leaves_a_row_that_is_reconciled(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1)
    letter = claimed(session, postman)
    assert letter.content is not None
    Mailbox(postman.settings.mailbox_dir).deliver(letter.content, letter.sender, [letter.recipient])

    make_due(session)
    postman.drain(session)

    assert states(session) == ["sent"]
    assert sink.taken == []


def test_a_change_taken_back_within_the_waiting_time_mails_nobody(
    session: Session, postman: Postman, sink: Sink
) -> None:
    meeting = invite(session, 2)
    postman.drain(session)
    at, before = clock.now(), meeting.slot
    hold = timedelta(seconds=60)
    scheduling.reschedule(meeting, later(meeting), reason="Krock", by=BY, at=at, hold=hold)
    session.commit()
    scheduling.take_back(meeting, by=BY, at=at + timedelta(seconds=30))
    session.commit()

    make_due(session)
    postman.drain(session)

    assert states(session) == ["sent", "sent", "taken_back", "taken_back"]
    assert (meeting.slot, meeting.sequence, len(sink.taken)) == (before, 1, 2)


def test_only_the_newest_change_goes_out(session: Session, postman: Postman, sink: Sink) -> None:
    meeting = invite(session, 1)
    postman.drain(session)
    at = clock.now()
    scheduling.reschedule(meeting, later(meeting), reason="Krock", by=BY, at=at, hold=NO_WAIT)
    scheduling.change_place(meeting, "Södertälje", "", reason="", by=BY, at=at, hold=NO_WAIT)
    session.commit()

    postman.drain(session)

    assert states(session) == ["sent", "superseded", "sent"]
    invitation = meeting.invitations[0]
    session.refresh(invitation)
    assert (invitation.sent_sequence, invitation.asked_sequence) == (2, 2)


def test_a_change_that_was_changed_back_mails_nobody(session: Session, postman: Postman, sink: Sink) -> None:
    meeting = invite(session, 1)
    postman.drain(session)
    at, before = clock.now(), meeting.slot
    assert before is not None
    scheduling.reschedule(meeting, later(meeting), reason="Krock", by=BY, at=at, hold=NO_WAIT)
    scheduling.reschedule(meeting, before, reason="Ändå inte", by=BY, at=at, hold=NO_WAIT)
    session.commit()

    postman.drain(session)

    assert states(session) == ["sent", "superseded", "superseded"]
    assert len(sink.taken) == 1


def test_one_who_is_removed_before_the_first_mail_gets_none(
    session: Session, postman: Postman, sink: Sink
) -> None:
    meeting = invite(session, 2)
    invitations.remove(meeting.invitations[0], reason="", by=BY, at=clock.now(), hold=NO_WAIT)
    session.commit()

    postman.drain(session)

    assert states(session) == ["superseded", "sent"]
    assert [mail.recipients[0] for mail in sink.taken] == ["nr1@foretag.example"]


def test_only_the_removed_one_is_told_of_the_removal(session: Session, postman: Postman, sink: Sink) -> None:
    meeting = invite(session, 2)
    postman.drain(session)
    invitations.remove(meeting.invitations[0], reason="Dubbel plats", by=BY, at=clock.now(), hold=NO_WAIT)
    session.commit()

    postman.drain(session)

    assert [mail.recipients[0] for mail in sink.taken[2:]] == ["nr0@foretag.example"]
    assert b"METHOD:CANCEL" in sink.taken[2].message.get_payload()[1].get_payload(decode=True)  # type: ignore[union-attr,index]
    row = session.scalars(select(OutboxRow).where(OutboxRow.kind == MessageKind.CANCEL)).one()
    assert row.revision is not None
    assert (row.revision.cause, row.revision.sequence) == (Cause.REMOVED, 1)


def test_a_claimed_row_is_nobody_elses_until_the_lease_is_over(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1)
    first = claimed(session, postman)

    assert outbox.claim(session) is None
    assert outbox.still_holds(session, first.row_id, first.token)

    make_due(session)
    second = claimed(session, postman)
    assert second.taken_over
    assert second.content == first.content
    assert not outbox.still_holds(session, first.row_id, first.token)
    assert outbox.settle(session, [(first, outbox.Verdict(outbox.Fate.SENT))]) == 0
    assert states(session) == ["sending"]
    assert session.scalars(select(Invitation.sent_sequence)).all() == [None]


def test_a_practice_mail_reaches_the_built_in_mailbox_only(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1, is_practice=True)

    postman.drain(session)

    assert states(session) == ["sent"]
    assert sink.taken == []
    assert [mail.recipients for mail in Mailbox(postman.settings.mailbox_dir).messages()] == [
        ("nr0@foretag.example",)
    ]


def test_an_invitation_is_not_sent_once_its_meeting_has_begun(
    session: Session, postman: Postman, sink: Sink
) -> None:
    meeting = invite(session, 1)
    hour = timedelta(hours=1)
    for thing in (meeting, meeting.revisions[0]):
        thing.starts_at = clock.now() - hour
    session.commit()

    postman.drain(session)

    assert (states(session), sink.taken) == (["failed"], [])


def test_a_sign_in_mail_is_never_archived_and_leaves_nothing_behind(
    session: Session, postman: Postman, sink: Sink
) -> None:
    at = clock.now()
    row = OutboxRow(
        kind=MessageKind.SIGN_IN,
        cause="sign-in:1",
        recipient="handlaggare@departementet.example",
        message_id="inloggning-1",
        created_at=at,
        not_before=at,
        context={"link": "http://localhost:8000/logga-in/hemlig", "minutes": 10},
    )
    session.add(row)
    session.commit()

    postman.drain(session)

    session.refresh(row)
    assert [mail.recipients for mail in sink.taken] == [["handlaggare@departementet.example"]]
    assert (row.state, row.content, row.context) == (OutboxState.SENT, None, {})
