"""Due reminders against a database and a real SMTP server: once each, whoever claims them, whatever the clock does."""

from __future__ import annotations

import subprocess
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from dialogues_app import clock, parts, reminding
from dialogues_app.config import ROOT, Settings
from dialogues_app.domain import invitations, quiet_hours, replies, scheduling
from dialogues_app.domain.times import local_day
from dialogues_app.models import (
    CalendarEvent,
    Channel,
    Invitation,
    MessageKind,
    OutboxRow,
    OutboxState,
    PartStat,
    Reminder,
    ReminderKind,
    ReminderState,
    Slot,
)
from tests.domain.test_quiet_hours import swedish
from tests.factories import a_dialogue
from tests.sink import Sink
from tests.worker import test_journey
from tests.worker.conftest import BY, NO_WAIT, invite
from tests.worker.test_journey import mails
from tests.worker.test_worker import end, until
from worker.delivery import Postman

pytestmark = pytest.mark.both_databases
valkey = test_journey.valkey  # the broker, as a fixture of this module too


def stored(
    session: Session, reply_by: date, starts: datetime, invited: datetime, count: int = 2
) -> CalendarEvent:
    """A dialogue whose invitations have arrived; nothing else waits in the outbox."""
    dialogue = a_dialogue(reply_by=reply_by, is_practice=False)
    session.add(dialogue)
    meeting = scheduling.set_slot(dialogue, Slot(starts, starts + timedelta(hours=3)), by=BY, at=invited)
    for number in range(count):
        newcomer = invitations.Newcomer(address=f"nr{number}@foretag.example", name=f"Namn {number}")
        invitations.add_participant(meeting, newcomer, by=BY, at=invited)
    revision = invitations.send(meeting, by=BY, at=invited, hold=NO_WAIT)
    session.flush()
    for row in revision.outbox:
        row.state, row.sent_at = OutboxState.SENT, invited
        assert row.invitation is not None
        row.invitation.sent_method, row.invitation.sent_sequence = revision.method, 0
        row.invitation.sent_revision = revision
    session.commit()
    return meeting


def reminded(session: Session) -> Counter[tuple[ReminderState, ReminderKind, int]]:
    rows = session.execute(select(Reminder.state, Reminder.kind, Reminder.days_before)).all()
    session.rollback()
    return Counter((state, kind, days) for state, kind, days in rows)


def reminder_mails(session: Session) -> list[OutboxRow]:
    found = session.scalars(
        select(OutboxRow).where(OutboxRow.kind == MessageKind.REMINDER).order_by(OutboxRow.id)
    ).all()
    return list(found)


@pytest.mark.parametrize(
    ("reply_by", "starts", "expected"),
    [
        # Easter Sunday 28 March 2027 begins summer time; good Friday and the Monday are red as well.
        (date(2027, 3, 31), "2027-04-14T09:00", ["2027-03-24T09:00", "2027-03-30T09:00", "2027-04-12T09:00"]),
        # On Sunday 31 October 2027 the hour from 2 to 3 comes twice.
        (
            date(2027, 11, 1),
            "2027-11-10T09:00",
            ["2027-10-25T09:00", "2027-10-29T09:00", "2027-11-01T07:30", "2027-11-08T09:00"],
        ),
    ],
)
def test_over_a_clock_change_each_reminder_goes_out_once_at_its_hour(
    session: Session, reply_by: date, starts: str, expected: list[str]
) -> None:
    meeting = stored(
        session,
        reply_by,
        swedish(starts),
        swedish("2027-03-01T12:00" if reply_by.month == 3 else "2027-10-01T12:00"),
    )
    yes = meeting.invitations[0]
    replies.answer(yes, PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=swedish("2027-03-02T12:00"))
    session.commit()

    at = swedish(expected[0]).replace(minute=7) - timedelta(days=1)
    sent: list[datetime] = []
    while at < swedish(starts):  # beat looks every half hour, in UTC, right through both nights
        if reminding.send_due(session, at=at):
            sent.append(at)
        at += timedelta(minutes=30)

    assert [_floor(one) for one in sent] == [swedish(text) for text in expected]
    assert len(reminder_mails(session)) == len(expected)
    assert not any(quiet_hours.is_quiet(one) for one in sent)


def _floor(at: datetime) -> datetime:
    """The half hour that the look lies in."""
    return at.replace(minute=at.minute // 30 * 30).astimezone(UTC)


def test_a_clock_that_jumps_back_sends_nothing_twice(session: Session) -> None:
    stored(session, date(2027, 3, 18), swedish("2027-04-14T09:00"), swedish("2027-03-01T12:00"))
    at = swedish("2027-03-11T09:05")

    counts = [reminding.send_due(session, at=at + timedelta(hours=hours)) for hours in (0, -1, 0, 1)]

    assert counts == [1, 0, 0, 0]
    assert len(reminder_mails(session)) == 2


def test_nothing_leaves_in_quiet_hours_and_it_leaves_when_they_end(session: Session) -> None:
    stored(session, date(2027, 3, 18), swedish("2027-04-14T09:00"), swedish("2027-03-01T12:00"))

    assert reminding.send_due(session, at=swedish("2027-03-11T20:30")) == 0
    assert reminding.send_due(session, at=swedish("2027-03-12T06:59")) == 0
    assert reminding.send_due(session, at=swedish("2027-03-12T07:01")) == 1


def test_two_that_look_at_the_same_moment_order_each_mail_once(session: Session, engine: Engine) -> None:
    stored(session, date(2027, 3, 18), swedish("2027-04-14T09:00"), swedish("2027-03-01T12:00"), count=20)
    at, together = swedish("2027-03-11T09:05"), threading.Barrier(4)
    counts: list[int] = []

    def look() -> None:
        with Session(engine) as own:
            together.wait()
            counts.append(reminding.send_due(own, at=at))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 0, 0, 1]
    assert len(reminder_mails(session)) == 20


def test_a_reminder_goes_out_over_smtp_and_an_answer_meanwhile_stops_it(
    session: Session, postman: Postman, sink: Sink
) -> None:
    meeting = invite(session, 3, reply_by=local_day(clock.now()) + timedelta(days=20))
    postman.drain(session)
    make_reminders_due(session)
    at = an_ordinary_noon()
    with time_machine.travel(at, tick=True):
        reminding.send_due(session, at=at)
    answered = session.get_one(Invitation, meeting.invitations[1].id)
    replies.answer(answered, PartStat.DECLINED, channel=Channel.PAGE, by=BY, at=clock.now())
    session.commit()
    session.execute(update(OutboxRow).values(not_before=clock.now() - timedelta(minutes=1)))
    session.commit()

    postman.drain(session)

    rows = {row.recipient: row.state for row in reminder_mails(session)}
    assert rows == {
        "nr0@foretag.example": OutboxState.SENT,
        "nr1@foretag.example": OutboxState.SUPERSEDED,
        "nr2@foretag.example": OutboxState.SENT,
    }
    assert [len(sink.to(f"nr{number}@foretag.example")) for number in range(3)] == [2, 1, 2]
    told = session.scalars(select(Invitation).order_by(Invitation.id)).first()
    assert told is not None
    assert (told.sent_sequence, told.sent_revision) == (0, meeting.revisions[0])


@pytest.mark.faults  # a minute and a half for each database; the race itself is tried above
@pytest.mark.usefixtures("valkey")
def test_two_beats_send_a_due_reminder_once(
    session: Session, product: Settings, environment: dict[str, str], sink: Sink, tmp_path: Path
) -> None:
    meeting = invite(session, 4, reply_by=local_day(clock.now()) + timedelta(days=20))
    Postman(product).drain(session)
    make_reminders_due(session)
    ahead = (an_ordinary_noon() - clock.now()).total_seconds()
    told = environment | {"SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "CLOCK_AHEAD": str(ahead)}
    command = [
        part.replace("worker.celery_app", "tests.worker.ahead") for part in parts.worker_with_beat(product)
    ]

    started, logs = [], [tmp_path / "worker1.log", tmp_path / "worker2.log"]
    for number, path in enumerate(logs):
        own = [f"{part}-{number}" if part.endswith("beat-schedule") else part for part in command]
        with path.open("ab") as log:
            started.append(subprocess.Popen(own, cwd=ROOT, env=told, stdout=log, stderr=log))
    try:
        until(lambda: len(sink.taken) == 8, 90)
        until(lambda: all(looks(log) > 1 for log in logs), 90)
    finally:
        for process in started:
            end(process)

    assert mails(sink) == {invitation.address: 2 for invitation in meeting.invitations}
    assert Counter(row.state for row in reminder_mails(session)) == {OutboxState.SENT: 4}


def looks(log: Path) -> int:
    """How often this beat has asked for a look at the reminders."""
    return log.read_text().count("Sending due task reminders.send_due")


def an_ordinary_noon() -> datetime:
    """Noon of the next ordinary day."""
    return quiet_hours.next_morning(clock.now()) + timedelta(hours=4)


def make_reminders_due(session: Session) -> None:
    """Time passes: the first nudge of each dialogue is due."""
    session.execute(
        update(Reminder)
        .where(Reminder.kind == ReminderKind.NUDGE, Reminder.days_before == 7)
        .values(due_at=clock.now() - timedelta(minutes=1)),
        execution_options={"synchronize_session": False},
    )
    session.commit()
    session.expire_all()
