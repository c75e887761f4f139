"""What goes out is shown before it does, person by person, and comes again when something has changed."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from dialogues_app.clock import now
from dialogues_app.domain import replies, scheduling
from dialogues_app.models import Channel, Dialogue, OutboxRow, OutboxState, PartStat
from tests.web.organizing import (
    BY,
    a_booked_dialogue,
    add_guest,
    an_organizer_signed_in,
    confirm,
    fill,
    identity,
    in_days,
    invite_all,
    send,
    text_of,
    three_bodies,
)


@pytest.fixture
def bodies(client, session):
    made = three_bodies(session)
    an_organizer_signed_in(client, session, made[0])
    return made


def path_of(dialogue: Dialogue, rest: str = "") -> str:
    return f"/arbete/samtal/{identity(dialogue)}{rest}"


def queued(session) -> list[str]:
    session.rollback()
    found = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    addresses = [row.recipient for row in found if row.state is OutboxState.QUEUED]
    session.rollback()
    return addresses


PLACE = {"place": "Kista", "link": "", "reason": "Större sal"}


def test_the_review_groups_those_who_get_the_same_and_names_those_who_get_nothing(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=3)
    invite_all(session, dialogue)
    first = dialogue.meeting.invitations[0]
    replies.answer(first, PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=now())
    add_guest(dialogue.meeting, 3)
    session.commit()

    page = text_of(fill(client, path_of(dialogue, "/plats"), **PLACE))

    assert "3 personer får mejl och kalendern uppdateras." in page
    assert "Platsen är ändrad från Rosenbad till Kista." in page
    assert "1 person får mejlet. Kalendern visar" in page
    assert "Svaret står kvar: kommer." in page
    assert "2 personer får mejlet." in page
    assert "Svaret står kvar: inget svar." in page
    assert "1 person. Har inte fått någon inbjudan. Samtalet finns inte i kalendern." in page
    assert queued(session) == []


def test_each_person_s_exact_mail_can_be_seen_and_nothing_is_stored(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    path, second = path_of(dialogue, "/plats"), dialogue.meeting.invitations[1]
    review = fill(client, path, **PLACE).get_data(as_text=True)

    page = send(client, path, review, **PLACE, visa=second.id)
    frame = send(client, path, review, **PLACE, visa=second.id, **{"del": "html"})
    back = send(client, path, page.get_data(as_text=True), **PLACE)

    assert f"svar+{second.token}@" in page.get_data(as_text=True)
    assert "METHOD:REQUEST" in page.get_data(as_text=True)
    assert "Till deltagare1@foretag.example" in text_of(page)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "har fått en ny plats" in frame.get_data(as_text=True)
    assert "Det här går ut" in text_of(back)
    assert queued(session) == []


def test_a_change_in_between_is_said_and_shown_again(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    path = path_of(dialogue, "/plats")
    review = fill(client, path, **PLACE)
    replies.answer(dialogue.meeting.invitations[0], PartStat.DECLINED, channel=Channel.PAGE, by=BY, at=now())
    session.commit()

    first = confirm(client, path, review)
    nothing_yet = queued(session)
    second = confirm(client, path, first)

    assert (first.status_code, nothing_yet) == (409, [])
    assert "Något har ändrats sedan du granskade. Inget är gjort." in text_of(first)
    assert "Svaret står kvar: kommer inte." in text_of(first)
    assert second.status_code == 303
    assert queued(session) == ["deltagare0@foretag.example", "deltagare1@foretag.example"]


def test_moved_and_moved_back_while_it_waits_tells_nobody_anything(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    meeting, old = dialogue.meeting, dialogue.meeting.slot
    hold = timedelta(hours=1)
    scheduling.reschedule(meeting, in_days(40), reason="Krock", by=BY, at=now(), hold=hold)
    session.commit()
    back = {
        "starts__datum": f"{old.starts_at:%Y-%m-%d}",
        "reason": "Krocken är löst",
    }
    page = client.get(path_of(dialogue, "/tid")).get_data(as_text=True)
    names = re.findall(r'name="((?:starts|ends)[^"]*)"[^>]*value="([^"]*)"', page)
    given = {name.replace("-", "__"): value for name, value in names}
    moved = f"{in_days(40).starts_at.date()}"
    restored = {name: value.replace(moved, f"{old.starts_at.date()}") for name, value in given.items()}

    review = fill(client, path_of(dialogue, "/tid"), **(restored | {"reason": back["reason"]}))

    page = text_of(review)
    assert "Ingen får mejl om det här." in page
    assert "2 personer. Har redan fått allt. Det finns inget nytt att berätta." in page


def test_the_sending_page_shows_the_mail_and_sends_only_what_it_showed(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    path = path_of(dialogue, "/utskick")
    page = client.get(path).get_data(as_text=True)
    session.rollback()
    dialogue.meeting.place = "Kista"
    session.commit()

    answer = send(client, path, page)

    assert answer.status_code == 409
    assert "Något har ändrats sedan du granskade" in text_of(answer)
    assert queued(session) == []
    assert send(client, path, answer.get_data(as_text=True)).status_code == 303
    assert len(queued(session)) == 2


def test_a_form_without_what_was_shown_sends_nothing(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    invite_all(session, dialogue)
    path = path_of(dialogue, "/plats")
    page = client.get(path).get_data(as_text=True)

    answer = send(client, path, page, **PLACE, steg="genomfor")

    assert (answer.status_code, queued(session)) == (409, [])


def test_five_hundred_get_one_example_each_kind_and_the_page_stays_fast(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=500)
    invite_all(session, dialogue)
    path = path_of(dialogue, "/plats")
    page = client.get(path).get_data(as_text=True)

    began = time.process_time()
    review = send(client, path, page, **PLACE)
    took = time.process_time() - began

    assert "500 personer får mejlet." in text_of(review)
    assert review.get_data(as_text=True).count("BEGIN:VCALENDAR") == 1
    assert took < 3  # seconds of CPU on a slow machine; about a fifth of that on a usual one


def test_who_was_promised_a_new_date_is_shown_the_mail_that_calls_it_off(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    meeting = dialogue.meeting
    revision = scheduling.postpone(meeting, reason="Sjukdom", by=BY, at=now(), hold=timedelta())
    for row in revision.outbox:
        row.state, row.invitation.sent_method = OutboxState.SENT, revision.method
        row.invitation.sent_revision = revision
    session.commit()
    path = path_of(dialogue, "/avbokning")

    review = fill(client, path, reason="Ingen dag passar")
    answer = confirm(client, path, review)

    assert "2 personer får mejlet. Samtalet stryks ur kalendern." in text_of(review)
    assert (answer.status_code, len(queued(session))) == (303, 2)
