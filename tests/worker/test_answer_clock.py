"""Promised answers against a database: each reminder once, at its hour, whoever looks and whatever the clock does."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dialogues_app import answer_reminding
from dialogues_app.domain import answers, outcomes, quiet_hours
from dialogues_app.models import (
    AnswerReminder,
    Audience,
    Dialogue,
    DialogueStatus,
    Event,
    MessageKind,
    Organisation,
    OutboxRow,
    Outcome,
    ReminderState,
)
from tests.domain.test_quiet_hours import swedish
from tests.factories import a_body, a_measure, a_user, an_organisation, an_organizer, on, the_ministry
from tests.speaking import a_decided_dialogue, raise_point

pytestmark = pytest.mark.both_databases
BY = an_organizer()
MARCH = swedish("2027-03-01T12:00")
ADDRESS = "registrator@tillvaxtverket.example"


def stored(session: Session, due: date, promised: datetime = MARCH, **given: Any) -> Outcome:
    """An outcome that an agency without accounts answers by the date, in a dialogue led by the ministry."""
    ministry, other = the_ministry(), a_body(name="Almega")
    session.add_all([ministry, other, a_user(body=ministry, email="leder@departementet.example")])
    session.add(a_user(body=other, email="samordnare@almega.example"))
    address = given.pop("address", ADDRESS)
    owner = given.pop("owner", None) or an_organisation(name="Tillväxtverket")
    dialogue = a_decided_dialogue(body=ministry, **given)
    outcome = raise_point(dialogue)
    session.add(dialogue)
    session.flush()
    answers.await_answer(outcome, owner, due, by=BY, at=promised)
    answers.remind_at(outcome, address)
    session.commit()
    return outcome


def look(session: Session, at: datetime) -> int:
    return answer_reminding.send_due(session, "https://samtal.example", "samtal.example", at=at)


def mails(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    session.rollback()
    assert {row.kind for row in rows} <= {MessageKind.ANSWER_REMINDER}
    return [(row.context["stage"], row.recipient) for row in rows]


def looks_until(session: Session, begin: datetime, end: datetime) -> list[datetime]:
    """When something was sent, where beat looks every half hour, in UTC, seven minutes past."""
    at, sent = begin.replace(minute=7), []
    while at < end:
        if look(session, at):
            sent.append(at.replace(minute=at.minute // 30 * 30))
        at += timedelta(minutes=30)
    return sent


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        # Summer time begins on Easter Sunday 28 March 2027, the day after; the Monday is red too.
        (on("2027-03-27"), ["2027-03-20T09:00", "2027-03-30T07:30", "2027-04-03T09:00"]),
        # On Sunday 31 October 2027 the hour from 2 to 3 comes twice; All Saints' Day is Saturday 6 November.
        (on("2027-10-30"), ["2027-10-23T09:00", "2027-11-01T07:30", "2027-11-08T07:30"]),
        # Christmas: the 24th to the 26th are red, and so are New Year's Eve and Day.
        (on("2027-12-24"), ["2027-12-17T09:00", "2027-12-27T07:30", "2028-01-03T07:30"]),
    ],
)
def test_over_clock_changes_and_holidays_each_goes_out_once_at_its_hour(
    session: Session, due: date, expected: list[str]
) -> None:
    promised = swedish(f"{due - timedelta(days=20)}T12:00")
    stored(session, due, promised)
    windows = [swedish(text) for text in expected]

    sent = [
        one
        for at in windows
        for one in looks_until(session, at - timedelta(hours=60), at + timedelta(hours=14))
    ]

    assert sent == windows
    assert mails(session) == [
        ("before", ADDRESS),
        ("after", ADDRESS),
        ("escalation", "leder@departementet.example"),
    ]
    assert not any(quiet_hours.is_quiet(one) for one in sent)


def test_two_that_look_at_the_same_moment_order_each_mail_once(session: Session, engine: Engine) -> None:
    stored(session, on("2027-03-18"))
    at, together = swedish("2027-03-11T09:05"), threading.Barrier(4)
    counts: list[int] = []

    def once() -> None:
        with Session(engine) as own:
            together.wait()
            counts.append(look(own, at))

    threads = [threading.Thread(target=once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 0, 0, 1]
    assert mails(session) == [("before", ADDRESS)]


def test_a_clock_that_jumps_back_sends_nothing_twice(session: Session) -> None:
    stored(session, on("2027-03-18"))
    at = swedish("2027-03-11T09:05")

    counts = [look(session, at + timedelta(hours=hours)) for hours in (0, -1, 0, 1)]

    assert counts == [1, 0, 0, 0]


def test_nothing_leaves_in_quiet_hours_and_it_leaves_when_they_end(session: Session) -> None:
    stored(session, on("2027-03-18"))

    assert look(session, swedish("2027-03-11T20:30")) == 0
    assert look(session, swedish("2027-03-12T06:59")) == 0
    assert look(session, swedish("2027-03-12T07:01")) == 1


def test_after_a_standstill_the_owner_is_not_told_that_the_date_is_near(session: Session) -> None:
    stored(session, on("2027-03-18"))

    look(session, swedish("2027-03-22T09:05"))

    assert mails(session) == [("after", ADDRESS)]


def test_an_answer_in_time_ends_it(session: Session) -> None:
    outcome = stored(session, on("2027-03-18"))
    answers.link(
        outcome,
        answers.Target(kind=answers.LinkKind.LED_TO, measure=a_measure()),
        by=BY,
        at=swedish("2027-03-12T10:00"),
    )
    session.commit()

    look(session, swedish("2027-03-30T10:00"))

    assert mails(session) == []
    states = set(session.scalars(select(AnswerReminder.state)))
    assert states == {ReminderState.WITHDRAWN}


def test_a_link_that_is_taken_back_sets_the_clock_going_again(session: Session) -> None:
    outcome = stored(session, on("2027-03-18"))
    at = swedish("2027-03-02T10:00")
    made = answers.link(
        outcome, answers.Target(kind=answers.LinkKind.LED_TO, measure=a_measure()), by=BY, at=at
    )
    answers.unlink(made, reason="Fel åtgärd.", by=BY, at=at)
    session.commit()

    look(session, swedish("2027-03-11T09:05"))

    assert mails(session) == [("before", ADDRESS)]


def test_another_date_is_reminded_of_instead(session: Session) -> None:
    outcome = stored(session, on("2027-03-18"))
    owner = outcome.answer_owner
    assert isinstance(owner, Organisation)
    answers.await_answer(outcome, owner, on("2027-04-20"), by=BY, at=MARCH)
    answers.remind_at(outcome, ADDRESS)
    session.commit()

    assert look(session, swedish("2027-04-01T10:00")) == 0
    assert look(session, swedish("2027-04-13T10:00")) == 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"address": ""}, "leder@departementet.example"),  # nobody knows where the owner reads mail
        ({"status": DialogueStatus.DOCUMENTED}, "leder@departementet.example"),  # still a draft
    ],
)
def test_an_owner_whom_no_mail_may_reach_is_spoken_for_by_those_who_lead(
    session: Session, given: dict[str, Any], expected: str
) -> None:
    stored(session, on("2027-03-18"), **given)

    look(session, swedish("2027-03-11T09:05"))

    assert mails(session) == [("before", expected)]


def test_what_is_kept_to_one_body_is_mailed_to_that_body_alone(session: Session) -> None:
    outcome = stored(session, on("2027-03-18"), address="")
    almega = session.scalars(select(Organisation).where(Organisation.name == "Almega")).one()
    outcome.audience, outcome.audience_body, outcome.answer_owner = Audience.BODY, almega, almega
    session.commit()

    look(session, swedish("2027-03-11T09:05"))
    look(session, swedish("2027-03-26T12:00"))  # a red day
    look(session, swedish("2027-03-30T12:00"))

    assert mails(session) == [(stage, "samordnare@almega.example") for stage in ("before", "after")]


def test_a_cancelled_dialogue_reminds_nobody(session: Session) -> None:
    outcome = stored(session, on("2027-03-18"))
    outcome.dialogue.status = DialogueStatus.CANCELLED
    session.commit()

    look(session, swedish("2027-03-11T09:05"))

    assert mails(session) == []


def test_the_trail_tells_of_the_clock_and_practice_stays_practice(session: Session) -> None:
    stored(session, on("2027-03-18"), is_practice=True)

    look(session, swedish("2027-03-30T09:05"))

    rows = session.scalars(select(OutboxRow)).all()
    assert {row.is_practice for row in rows} == {True}
    verbs = session.scalars(select(Event.verb).where(Event.verb.like("answer_%")).order_by(Event.id)).all()
    assert list(verbs) == ["answer_reminded", "answer_escalated"]


def test_a_commitment_recorded_with_a_date_has_its_clock(session: Session) -> None:
    dialogue: Dialogue = a_decided_dialogue(body=the_ministry(), status=DialogueStatus.HELD)
    session.add(dialogue)
    session.flush()
    draft = outcomes.Draft(
        type=outcomes.OutcomeType.COMMITMENT, sentence="Vi gör en plan.", due=on("2027-03-18")
    )
    outcome = outcomes.record_outcome(dialogue, draft, by=BY, at=MARCH)
    session.commit()

    assert [one.due_at for one in outcome.answer_reminders] == [
        swedish(text) for text in ("2027-03-11T09:00", "2027-03-19T09:00", "2027-03-25T09:00")
    ]
