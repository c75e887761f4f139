"""The answer page: two taps from the mail, and nothing that a scanner's GET could change."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.config import Settings
from dialogues_app.domain import invitations, scheduling
from dialogues_app.links import Links
from dialogues_app.models import Answer, Channel, Event, Invitation, PartStat, Proposal, Slot
from tests.factories import a_dialogue, an_organisation, an_organizer

HOLD = timedelta(seconds=60)


@pytest.fixture
def invitation(session: Session) -> Invitation:
    """Somebody invited to a dialogue in a month."""
    at = clock.now()
    dialogue = a_dialogue()
    session.add(dialogue)
    start = (at + timedelta(days=30)).replace(microsecond=0)
    meeting = scheduling.set_slot(dialogue, Slot(start, start + timedelta(hours=2)), by=an_organizer(), at=at)
    newcomer = invitations.Newcomer(
        address="vd@foretag.example",
        name="Namn Namnsson",
        title="Företrädare",
        organisation=an_organisation(name="IF Metall"),
    )
    made = invitations.add_participant(meeting, newcomer, by=an_organizer(), at=at)
    invitations.send(meeting, by=an_organizer(), at=at, hold=timedelta())
    session.commit()
    return made


@pytest.fixture
def address(session: Session, invitation: Invitation, settings: Settings) -> str:
    """The answer link."""
    token = Links(settings.secret_key).token(invitation.link_id, invitation.link_generation)
    session.rollback()  # SQLite has one writer, and now it is the client
    return f"/s/{token}"


@pytest.fixture
def submit(client: FlaskClient) -> Callable[..., object]:
    """Posts a form as a browser would: fetched first, with its token."""

    def post(address: str, **fields: str) -> object:
        page = client.get(address).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        return client.post(address, data={"csrf_token": found.group(1) if found else "", **fields})

    return post


def count(session: Session, model: type) -> int:
    found = session.scalar(select(func.count()).select_from(model))
    session.rollback()
    return found or 0


def test_the_link_of_a_button_shows_that_answer_and_changes_nothing(
    client: FlaskClient, session: Session, address: str
) -> None:
    before = count(session, Event)

    for _ in range(3):
        page = client.get(f"{address}?svar=nej")
        client.head(f"{address}?svar=nej")

    assert page.status_code == 200
    assert re.search(r'value="nej" checked', page.text)
    assert "företrädare för IF Metall" in page.text
    assert (count(session, Answer), count(session, Event)) == (0, before)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "<script" not in page.text


def test_the_page_names_neither_the_person_nor_the_address(client: FlaskClient, address: str) -> None:
    page = client.get(address).text

    assert "Namn Namnsson" not in page
    assert "vd@foretag.example" not in page


def test_an_answer_is_kept_and_can_be_changed(
    client: FlaskClient, session: Session, address: str, submit: Callable[..., object]
) -> None:
    first = submit(address, svar="ja", meddelande="Jag behöver teckentolk.")
    submit(address, svar="ja", meddelande="Jag behöver teckentolk.")
    submit(address, svar="nej", meddelande="")

    assert (first.status_code, first.headers["Location"]) == (303, f"{address}/klart")
    answers = session.scalars(select(Answer).order_by(Answer.id)).all()
    assert [(one.partstat, one.channel, one.comment) for one in answers] == [
        (PartStat.ACCEPTED, Channel.PAGE, "Jag behöver teckentolk."),
        (PartStat.DECLINED, Channel.PAGE, ""),
    ]
    assert answers[0].invitation.partstat is PartStat.DECLINED
    assert "Nej, jag kan inte" in client.get(f"{address}/klart").text


def test_an_answer_without_a_choice_is_asked_for_again(
    session: Session, address: str, submit: Callable[..., object]
) -> None:
    response = submit(address, meddelande="Hej")

    assert response.status_code == 422
    assert "Välj ja, kanske eller nej." in response.text
    assert "Hej" in response.text
    assert count(session, Answer) == 0


def test_a_substitute_is_proposed_and_nobody_is_invited(
    session: Session, address: str, submit: Callable[..., object]
) -> None:
    response = submit(
        f"{address}/ersattare", namn="Någon Annan", adress="annan@Företag.example", meddelande=""
    )

    assert response.status_code == 303
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.name, proposal.address) == ("Någon Annan", "annan@xn--fretag-wxa.example")
    assert count(session, Invitation) == 1


def test_ones_own_address_is_no_substitute(address: str, submit: Callable[..., object]) -> None:
    response = submit(f"{address}/ersattare", namn="Jag själv", adress="VD@foretag.example")

    assert response.status_code == 422
    assert "Det är din egen adress." in response.text


def test_the_calendar_file_has_no_method_and_the_uid_of_the_mail(
    client: FlaskClient, invitation: Invitation, address: str
) -> None:
    uid = invitation.event.uid

    response = client.get(f"{address}.ics")

    calendar = Calendar.from_ical(response.data)
    assert response.mimetype == "text/calendar"
    assert (calendar.get("METHOD"), calendar.events[0]["UID"]) == (None, uid)
    assert "ATTENDEE" not in calendar.events[0]


def test_after_the_reply_date_the_page_says_so_and_takes_the_answer(
    client: FlaskClient, session: Session, invitation: Invitation, address: str, submit: Callable[..., object]
) -> None:
    invitation.event.dialogue.reply_by = (clock.now() - timedelta(days=2)).date()
    session.commit()

    assert "Sista svarsdag var" in client.get(address).text
    assert submit(address, svar="ja").status_code == 303


def test_a_cancelled_dialogue_says_so_and_takes_no_answer(
    client: FlaskClient, session: Session, invitation: Invitation, address: str
) -> None:
    by, at = an_organizer(), clock.now()
    scheduling.cancel(invitation.event, reason="Sjukdom", by=by, at=at, hold=HOLD)
    session.commit()

    page = client.get(address)

    assert (page.status_code, "<h1>Inställt</h1>" in page.text, "<form" in page.text) == (200, True, False)


@pytest.mark.parametrize("announced", [True, False])
def test_a_revoked_link_is_gone_and_leads_to_what_is_public(
    client: FlaskClient, session: Session, invitation: Invitation, address: str, *, announced: bool
) -> None:
    dialogue = invitation.event.dialogue
    dialogue.announced_at = clock.now() if announced else None
    slug = dialogue.slug
    invitations.remove(invitation, reason="Dubbel plats", by=an_organizer(), at=clock.now(), hold=HOLD)
    session.commit()

    page = client.get(address)

    assert (page.status_code, f"/samtal/{slug}" in page.text) == (410, announced)


def test_a_replaced_link_is_gone(
    client: FlaskClient, session: Session, invitation: Invitation, address: str
) -> None:
    invitation.link_generation += 1
    session.commit()

    assert client.get(address).status_code == 410


def test_a_link_lives_fourteen_days_after_the_meeting(
    client: FlaskClient, session: Session, invitation: Invitation, address: str
) -> None:
    event, now = invitation.event, clock.now()
    event.slot = Slot(now - timedelta(days=13, hours=2), now - timedelta(days=13))
    session.commit()
    assert client.get(address).status_code == 200

    event.slot = Slot(now - timedelta(days=14, hours=2), now - timedelta(days=14, minutes=1))
    session.commit()
    assert client.get(address).status_code == 410


@pytest.mark.parametrize("token", ["x", "a.b", "WyJhIiwwXQ.AAAA"])
def test_a_forged_link_is_unknown(client: FlaskClient, token: str) -> None:
    assert client.get(f"/s/{token}").status_code == 404


def test_the_public_calendar_file_follows_the_gates(
    client: FlaskClient, app: Flask, session: Session, invitation: Invitation
) -> None:
    dialogue = invitation.event.dialogue
    slug = dialogue.slug
    session.rollback()
    assert client.get(f"/samtal/{slug}.ics").status_code == 404

    dialogue.announced_at = clock.now()
    session.commit()
    response = client.get(f"/samtal/{slug}.ics")

    assert response.status_code == 200
    assert b"METHOD" not in response.data
    again = client.get(f"/samtal/{slug}.ics", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
