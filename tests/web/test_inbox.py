"""/arbete/inkorg: what waits for a person, decided by one press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.inbox import Arrived, House, receive
from dialogues_app.models import (
    Dialogue,
    InboundMail,
    Invitation,
    MailboxState,
    Proposal,
    ProposalState,
    Role,
)
from tests.factories import a_user
from tests.itip.letters import DOMAIN, a_reply, raw
from tests.web.browser import sign_in, submit
from tests.web.organizing import (
    a_booked_dialogue,
    an_organizer_signed_in,
    confirm,
    fill,
    identity,
    invite_all,
    three_bodies,
)

PATH = "/arbete/inkorg"
HOUSE = House(DOMAIN, DOMAIN)


@pytest.fixture
def dialogue(client: FlaskClient, session: Session) -> Dialogue:
    """A dialogue with two invited, and an organizer at the browser."""
    bodies = three_bodies(session)
    an_organizer_signed_in(client, session, bodies[0])
    made = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, made)
    return made


@pytest.fixture
def invitation(session: Session, dialogue: Dialogue) -> Invitation:
    assert dialogue.meeting is not None
    return dialogue.meeting.invitations[0]


def bring(session: Session, content: bytes) -> InboundMail:
    """The mail has come in."""
    at = now() - timedelta(minutes=1)
    receive(session, Arrived(key=f"test:{now().timestamp()}", raw=content, received_at=at), HOUSE)
    mail = session.scalars(select(InboundMail).order_by(InboundMail.id.desc())).first()
    assert mail is not None
    session.commit()
    return mail


def an_answer(invitation: Invitation, **given: str) -> bytes:
    return a_reply(token=invitation.token, uid=invitation.event.uid, **given)  # type: ignore[arg-type]


def test_an_empty_inbox_says_so(client: FlaskClient, dialogue: Dialogue) -> None:
    page = client.get(PATH)

    assert page.status_code == 200
    assert "Inget att ta ställning till" in page.text


def test_an_answer_under_another_address_counts_by_one_press(
    client: FlaskClient, session: Session, invitation: Invitation
) -> None:
    mail = bring(session, an_answer(invitation, attendee="namn@privat.example"))

    page = client.get(PATH).text
    answered = submit(client, f"{PATH}/{mail.id}/svar", page=PATH, inbjudan=str(invitation.id))

    assert "Räkna som svar från Namn 0" in page
    assert (answered.status_code, answered.location) == (303, PATH)
    assert "Svaret räknas som svar från Namn 0." in client.get(PATH).text
    session.expire_all()
    assert invitation.partstat.value == "ACCEPTED"


def test_a_mail_decided_by_somebody_else_is_not_decided_again(
    client: FlaskClient, session: Session, invitation: Invitation
) -> None:
    mail = bring(session, an_answer(invitation, attendee="namn@privat.example"))
    bring(session, an_answer(invitation, attendee="kvar@privat.example", name="kvar"))
    submit(client, f"{PATH}/{mail.id}/avfardat", page=PATH)

    submit(client, f"{PATH}/{mail.id}/avfardat", page=PATH)

    assert "Någon annan har redan tagit hand om mejlet." in client.get(PATH).text


def test_who_answered_uninvited_can_be_invited(
    client: FlaskClient, session: Session, invitation: Invitation
) -> None:
    mail = bring(session, an_answer(invitation, attendee="ny@foretag.example"))

    assert submit(client, f"{PATH}/{mail.id}/inbjudan", page=PATH).status_code == 303

    session.expire_all()
    assert [one.address for one in invitation.event.invitations][2:] == ["ny@foretag.example"]


def test_a_practice_invites_nobody_real(
    client: FlaskClient, session: Session, invitation: Invitation
) -> None:
    mail = bring(session, an_answer(invitation, attendee="ny@foretag.se"))

    submit(client, f"{PATH}/{mail.id}/inbjudan", page=PATH)

    assert "I en övning går det bara att bjuda in adresser som slutar på .example." in client.get(PATH).text
    session.expire_all()
    assert len(invitation.event.invitations) == 2


def test_text_from_outside_is_text(client: FlaskClient, session: Session, invitation: Invitation) -> None:
    words = raw("words").replace(b"svar+0a1b2c3d4e5f60718293", f"svar+{invitation.token}".encode())
    mark = b"<svg onload=alert(1)>{{7*7}}"
    bring(session, words.replace(b"Hej!", mark).replace(b"Subject: Svar", b"Subject: " + mark))

    page = client.get(PATH).text

    assert "<svg onload" not in page
    assert page.count("&lt;svg onload=alert(1)&gt;{{7*7}}") == 2


def test_the_mail_is_fetched_as_a_file_byte_for_byte(
    client: FlaskClient, session: Session, invitation: Invitation
) -> None:
    content = an_answer(invitation, attendee="namn@privat.example")
    mail = bring(session, content)

    answer = client.get(f"{PATH}/{mail.id}/mejl")

    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("message/rfc822", "nosniff")


def test_a_proposed_time_is_declined_with_a_reason(
    client: FlaskClient, session: Session, invitation: Invitation
) -> None:
    starts = (now() + timedelta(days=40)).strftime("%Y%m%dT%H0000Z")
    content = an_answer(invitation, attendee=invitation.address).replace(b"METHOD:REPLY", b"METHOD:COUNTER")
    bring(session, content.replace(b"SEQUENCE", f"DTSTART:{starts}\r\nDURATION:PT2H\r\nSEQUENCE".encode(), 1))
    proposal = session.scalars(select(Proposal)).one()
    proposal_id = proposal.id
    path = f"{PATH}/tid/{proposal_id}"
    session.commit()

    workspace = client.get(f"/arbete/samtal/{identity(invitation.event.dialogue)}").text
    session.rollback()
    assert "föreslår en annan tid" in workspace
    assert f"/forslag/{proposal_id}" in workspace
    empty = fill(client, path, besked="nej")
    review = fill(client, path, besked="nej", reason="Lokalen är upptagen")
    session.rollback()
    declined = confirm(client, path, review)

    assert f'href="{path}"' in client.get(PATH).text or declined.status_code == 303
    assert empty.status_code == 422
    assert (declined.status_code, declined.location) == (303, PATH)
    session.expire_all()
    assert proposal.state is ProposalState.DECLINED
    assert "Förslaget har redan fått besked" in client.get(path).text


def test_a_mailbox_that_cannot_be_read_is_told_of(
    client: FlaskClient, session: Session, dialogue: Dialogue
) -> None:
    session.add(MailboxState(mailbox="imap", failing_since=now() - timedelta(minutes=16)))
    session.commit()

    assert "Inkorgen går inte att läsa" in client.get(PATH).text


@pytest.mark.parametrize("role", ["minister", "staff", "administrator"])
def test_only_organizers_read_what_people_wrote(role: str, client: FlaskClient, session: Session) -> None:
    sign_in(client, session, a_user(role=Role(role)))

    assert client.get(PATH).status_code == 403


def test_the_list_costs_as_many_queries_for_one_mail_as_for_three(
    client: FlaskClient, session: Session, invitation: Invitation
) -> None:
    counts = []
    for number in range(3):
        bring(session, an_answer(invitation, attendee=f"nr{number}@privat.example", name=f"n{number}"))
        if number in (0, 2):
            counts.append(_queries(client))

    assert counts[0] == counts[1]


def _queries(client: FlaskClient) -> int:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert client.get(PATH).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len([one for one in asked if one.startswith("SELECT")])
