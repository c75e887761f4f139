"""The text of the invitation: the organizer chooses whether those who have it are told."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.models import Cause, Dialogue, OutboxRow
from tests.web.organizing import (
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    confirm,
    fill,
    identity,
    invite_all,
    send,
    text_of,
    three_bodies,
)

TEXT = "Ta med ett exempel.\nVi börjar i tid."


@pytest.fixture
def dialogue(client: FlaskClient, session: Session) -> Dialogue:
    bodies = three_bodies(session)
    an_organizer_signed_in(client, session, bodies[0])
    return a_booked_dialogue(session, bodies, guests=2)


def path_of(dialogue: Dialogue) -> str:
    return f"/arbete/samtal/{identity(dialogue)}/inbjudan"


def waiting(session: Session) -> list[OutboxRow]:
    rows = anew(session).scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    return [row for row in rows if row.revision and row.revision.cause is Cause.REWORDED]


def meeting_of(session: Session, dialogue: Dialogue):
    meeting = anew(session).get_one(Dialogue, identity(dialogue)).meeting
    assert meeting is not None
    return meeting


def test_a_draft_is_reworded_in_one_step(client, session, dialogue):
    answer = fill(client, path_of(dialogue), title="Samtal om stål", text=TEXT)

    meeting = meeting_of(session, dialogue)
    assert (answer.status_code, meeting.title, meeting.text) == (303, "Samtal om stål", TEXT)
    assert waiting(session) == []


def test_who_has_the_invitation_is_told_where_the_organizer_says_so(client, session, dialogue):
    invite_all(session, dialogue)

    review = fill(client, path_of(dialogue), title="", text=TEXT, tell="y", reason="Fler frågor")
    answer = confirm(client, path_of(dialogue), review)

    assert "2 personer får mejl och kalendern uppdateras." in text_of(review)
    assert answer.status_code == 303
    assert [(row.revision.reason, row.revision.text) for row in waiting(session)] == [
        ("Fler frågor", TEXT)
    ] * 2
    assert meeting_of(session, dialogue).sequence == 0


def test_nobody_is_told_otherwise(client, session, dialogue):
    invite_all(session, dialogue)

    answer = fill(client, path_of(dialogue), title="", text=TEXT)

    assert answer.status_code == 303
    assert (waiting(session), meeting_of(session, dialogue).text) == ([], TEXT)


def test_telling_needs_a_reason(client, session, dialogue):
    invite_all(session, dialogue)

    answer = fill(client, path_of(dialogue), title="", text=TEXT, tell="y", reason=" ")

    assert answer.status_code == 422
    assert "Skriv varför." in text_of(answer)
    assert meeting_of(session, dialogue).text == ""


def test_a_stale_form_shows_both_texts(client, session, dialogue):
    page = client.get(path_of(dialogue)).get_data(as_text=True)
    fill(client, path_of(dialogue), title="", text="Den första")

    answer = send(client, path_of(dialogue), page, title="", text="Den andra")

    assert answer.status_code == 409
    assert "Den första" in text_of(answer)
    assert "Den andra" in text_of(answer)
