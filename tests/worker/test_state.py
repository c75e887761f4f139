"""What holds for sending as a whole: pulse, pause, restore; and what is promised for a single mail."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import clock, mail, outbox
from dialogues_app.config import Settings
from dialogues_app.mailbox import Mailbox
from dialogues_app.models import (
    DeliveryState,
    Event,
    Invitation,
    MessageKind,
    OutboxRow,
    OutboxState,
    PauseCause,
)
from tests.sink import DROP, Sink
from tests.worker.conftest import BY, invite
from tests.worker.test_delivery import claimed, make_due, refuse, states
from worker import delivery
from worker.delivery import Postman

both = pytest.mark.both_databases


def sign_in_row() -> OutboxRow:
    at = clock.now()
    return OutboxRow(
        kind=MessageKind.SIGN_IN,
        cause="sign-in:1",
        recipient="handlaggare@departementet.example",
        message_id="inloggning-1",
        created_at=at,
        not_before=at,
        context={"link": "http://localhost:8000/logga-in/hemlig", "minutes": 10},
    )


@both
def test_in_a_pause_only_sign_in_mails_go_out(session: Session, postman: Postman, sink: Sink) -> None:
    outbox.pause(session, PauseCause.ORDERED, by=BY)
    invite(session, 2)
    session.add(sign_in_row())
    session.commit()

    postman.drain(session)

    assert states(session) == ["queued", "queued", "sent"]
    assert outbox.resume(session, by=BY)
    postman.drain(session)
    session.expire_all()
    assert states(session) == ["sent", "sent", "sent"]


@both
def test_the_trail_says_who_paused_and_who_resumed(session: Session) -> None:
    outbox.pause(session, PauseCause.ORDERED, by=BY)
    outbox.resume(session, by=BY)
    outbox.resume(session, by=BY)  # nothing to resume, nothing to tell

    told = [(event.verb, event.actor_label) for event in session.scalars(select(Event).order_by(Event.id))]
    assert told == [("mail_paused", BY.label), ("mail_resumed", BY.label)]


@both
def test_the_pulse_is_written_by_the_task(session: Session, postman: Postman) -> None:
    postman.drain(session)

    state = session.scalars(select(DeliveryState)).one()
    assert not state.is_silent(clock.now())
    assert state.is_silent(clock.now() + timedelta(seconds=61))


@both
def test_a_database_from_yesterday_sends_nothing_until_resumed_and_then_nothing_twice(
    session: Session, postman: Postman, sink: Sink, product: Settings
) -> None:
    invite(session, 3)
    postman.drain(session)
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    archive = Mailbox(product.archive.path)  # type: ignore[arg-type]
    for copy in sink.taken[:2]:
        archive.deliver(copy.raw, copy.sender, copy.recipients)
    for row in rows:  # the backup was made before they were sent
        row.state, row.content, row.attempts, row.sent_at = OutboxState.QUEUED, None, 0, None
        row.invitation.sent_revision = None  # type: ignore[union-attr]
        row.invitation.sent_method = None  # type: ignore[union-attr]
    state = session.scalars(select(DeliveryState)).one()
    state.mark = 0
    session.commit()
    outbox.restore.write(product.state_dir, 99)

    again = Postman(product)
    again.drain(session)

    session.expire_all()
    assert states(session) == ["queued", "queued", "queued"]
    assert state.pause_cause is PauseCause.RESTORED
    outbox.resume(session, by=BY)
    again.drain(session)
    session.expire_all()
    assert states(session) == ["sent", "sent", "sent"]
    assert [row.reconciled for row in rows] == [True, True, False]
    assert len(sink.taken) == 4


@both
def test_an_archive_that_knows_more_than_the_database_pauses_until_somebody_accepts_it(
    session: Session, product: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "archive"
    settings = Settings.read(
        environment
        | {
            "SMTP_URL": product.smtp_url,
            "ARCHIVE_URL": f"maildir://{elsewhere}?to=arkiv@industrisamtal.example",
        }
    )
    foreign = b"Message-ID: <0b6f@industrisamtal.example>\r\n\r\nHej\r\n"
    Mailbox(elsewhere).deliver(foreign, "retur@industrisamtal.example", ["arkiv@industrisamtal.example"])
    invite(session, 1)

    Postman(settings).drain(session)

    assert states(session) == ["queued"]
    outbox.resume(session, by=BY)
    Postman(settings).drain(session)
    session.expire_all()
    assert states(session) == ["sent"]


def test_a_deleted_row_is_no_restore(session: Session, postman: Postman, product: Settings) -> None:
    invite(session, 2)
    postman.drain(session)
    session.delete(session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first())
    session.commit()

    assert not outbox.restore.check(session, product)


@both
def test_a_250_that_is_followed_by_a_drop_is_a_250(session: Session, postman: Postman, sink: Sink) -> None:
    invite(session, 2)
    sink.behave = lambda stage, what: DROP if stage == "QUIT" else None

    postman.drain(session)
    make_due(session)
    postman.drain(session)

    assert (states(session), len(sink.taken)) == (["sent", "sent"], 2)


@both
def test_a_mail_that_cannot_be_made_is_parked_and_the_others_go_on(
    session: Session, postman: Postman, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(session, 3)
    render = postman.renderer.render

    def poisoned(revision, invitation, row):  # type: ignore[no-untyped-def]
        if row.recipient.startswith("nr1@"):
            raise RuntimeError("gift")
        return render(revision, invitation, row)

    monkeypatch.setattr(postman.renderer, "render", poisoned)
    for _ in range(delivery.TRIES_OF_POISON):
        postman.drain(session)
        make_due(session)

    assert states(session) == ["sent", "failed", "sent"]
    failed = session.scalars(select(OutboxRow).where(OutboxRow.state == OutboxState.FAILED)).one()
    assert failed.error == "RuntimeError: gift"
    monkeypatch.undo()
    assert outbox.retry(session, failed.id, clock.now())
    postman.drain(session)
    session.expire_all()
    assert states(session) == ["sent", "sent", "sent"]


def test_an_address_that_no_server_can_take_fails_alone(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 3)
    row = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()[1]
    row.recipient = "gösta@foretag.example"
    session.commit()

    postman.drain(session)

    session.expire_all()
    assert states(session) == ["sent", "failed", "sent"]
    assert (row.error_code, row.error) == (553, "5.6.7 Non-ASCII address")


@pytest.mark.parametrize(
    ("stage", "answer", "for_all"),
    [
        ("MAIL", "450 4.7.1 Too many mails from you", True),
        ("RCPT", "452 4.2.2 Mailbox full", False),
        ("RCPT", "450 4.2.0 Greylisted", False),
        ("RCPT", "452 4.3.1 Insufficient system storage", True),
        ("DATA", "421 4.7.0 Connection limit", True),
        ("DATA", "451 4.6.0 Content odd", False),
    ],
)
def test_what_the_server_says_of_itself_rests_all_and_what_it_says_of_a_mail_only_that(
    session: Session, postman: Postman, sink: Sink, stage: str, answer: str, *, for_all: bool
) -> None:
    invite(session, 3)
    refused: list[str] = []

    def behave(at: str, what: str) -> str | None:
        if at == stage and not refused:
            refused.append(what)
            return answer
        return None

    sink.behave = behave
    postman.drain(session)

    expected = ["queued"] * 3 if for_all else ["queued", "sent", "sent"]
    assert states(session) == expected
    assert (session.scalars(select(DeliveryState)).one().failing_since is not None) == for_all


@both
def test_connections_that_die_one_after_the_other_are_the_servers(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 12)
    sink.behave = lambda stage, what: DROP if stage == "RCPT" else None

    postman.drain(session)

    assert sink.sessions == delivery.DEATHS_IN_A_ROW
    assert session.scalars(select(DeliveryState)).one().failing_since is not None
    assert states(session) == ["queued"] * 12


@both
def test_the_rest_grows_with_each_failure_and_ends_with_the_first_success(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1)
    sink.behave = lambda stage, what: "421 4.3.2 Closing" if stage == "MAIL" else None
    lengths = []
    for _ in range(7):
        postman.drain(session)
        session.expire_all()
        state = session.scalars(select(DeliveryState)).one()
        lengths.append(state.rest_seconds)
        state.resting_until = clock.now() - timedelta(seconds=1)  # over, by the database's clock too
        session.commit()

    assert lengths == [5, 10, 20, 40, 80, 120, 120]
    sink.behave = lambda stage, what: None
    postman.drain(session)
    session.expire_all()
    assert (state.rest_seconds, state.failing_since, state.failure) == (0, None, "")


def test_a_letter_whose_lease_is_half_over_is_given_back_untouched(
    session: Session, product: Settings, sink: Sink
) -> None:
    postman = Postman(product)
    postman.lease = timedelta(seconds=8)
    invite(session, 4)
    sink.behave = lambda stage, what: time.sleep(4.1) if stage == "DATA" else None  # type: ignore[func-returns-value]
    postman.pace.size = 4

    with mail.connect(product.smtp) as smtp:
        postman.send_batch(session, smtp)

    assert states(session) == ["sent", "queued", "queued", "queued"]
    assert [row.attempts for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))] == [1, 0, 0, 0]


@both
def test_a_claim_that_is_lost_right_before_data_hands_nothing_over(
    session: Session, postman: Postman, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(session, 1)
    monkeypatch.setattr("worker.round.Round.holds", lambda self, letter: False)

    postman.drain(session)

    assert sink.taken == []


@both
def test_a_mail_without_a_copy_in_the_archive_is_settled_at_once(
    session: Session, postman: Postman, sink: Sink, product: Settings
) -> None:
    invite(session, 3)
    seen: list[list[str]] = []

    def behave(stage: str, what: str) -> str | None:
        if stage == "MAIL":
            with Session(session.get_bind()) as other:
                seen.append(
                    [row.value for row in other.scalars(select(OutboxRow.state).order_by(OutboxRow.id))]
                )
        if stage == "RCPT" and what == product.archive.address:
            return "550 5.1.1 No archive"
        return None

    sink.behave = behave
    postman.drain(session)

    assert seen == [["sending"] * 3, ["sent", "sending", "sending"], ["sent", "sent", "sending"]]
    assert not any(row.archived for row in session.scalars(select(OutboxRow)))


def test_a_letter_settled_by_another_leaves_the_invitation_alone(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 1)
    letter = claimed(session, postman)
    make_due(session)
    postman.drain(session)
    session.expire_all()
    told = session.scalars(select(Invitation.sent_dtstamp)).one()

    assert outbox.settle(session, [(letter, outbox.Verdict(outbox.Fate.SENT))]) == 0
    assert session.scalars(select(Invitation.sent_dtstamp)).one() == told


def test_a_refusal_of_one_leaves_the_session_open_for_the_next(
    session: Session, postman: Postman, sink: Sink
) -> None:
    invite(session, 30)
    sink.behave = refuse("RCPT", "nr7@foretag.example", "550 5.1.1 No such user")

    postman.drain(session)

    assert sink.sessions == 1
    assert len(sink.taken) == 29


def test_the_work_pages_say_that_sending_is_paused_and_an_organizer_resumes(app: Flask) -> None:
    from dialogues_app.extensions import db
    from dialogues_app.web.delivery import views

    with app.test_request_context("/arbete"):
        assert views.trouble() is None
        outbox.pause(db.session(), PauseCause.ORDERED, by=BY)
        found = views.trouble()
        assert found is not None
        assert (found.kind, found.by) == (views.Kind.PAUSED, "Handläggare")
        outbox.resume(db.session(), by=BY)
        outbox.failed(db.session(), "421 gone")
        outbox.look(db.session())
        assert views.trouble().kind is views.Kind.FAILING  # type: ignore[union-attr]
