"""A change that joins one that still waits: what the pages say of it, and what an undo restores."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialogues_app.models import Dialogue
from dialogues_app.swedish import local
from tests.web.organizing import (
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    confirm,
    fill,
    identity,
    in_days,
    invite_all,
    text_of,
    three_bodies,
)


@pytest.fixture
def dialogue(client: FlaskClient, session: Session) -> Dialogue:
    """Two are invited and have the mail."""
    bodies = three_bodies(session)
    an_organizer_signed_in(client, session, bodies[0])
    made = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, made)
    return made


def path_of(dialogue: Dialogue, rest: str = "") -> str:
    return f"/arbete/samtal/{identity(dialogue)}{rest}"


def do(client: FlaskClient, path: str, **values: str):
    return confirm(client, path, fill(client, path, **values))


def move(client: FlaskClient, dialogue: Dialogue):
    slot = in_days(40)
    return do(
        client,
        path_of(dialogue, "/tid"),
        starts__date=local(slot.starts_at).date().isoformat(),
        starts__time=local(slot.starts_at).strftime("%H.%M"),
        ends__date=local(slot.ends_at).date().isoformat(),
        ends__time=local(slot.ends_at).strftime("%H.%M"),
        reason="Votering",
    )


def test_who_has_the_mail_is_told_of_a_cancellation_though_a_move_still_waits(client, dialogue):
    move(client, dialogue)

    review = fill(client, path_of(dialogue, "/avbokning"), reason="Extra val")
    done = confirm(client, path_of(dialogue, "/avbokning"), review)

    assert "2 personer får mejl och kalendern uppdateras." in text_of(review)
    assert "Mejlen går ut om 60 sekunder." in text_of(client.get(done.location))


def test_an_undo_gives_place_and_address_back(client, session, dialogue):
    slug = anew(session).get(Dialogue, identity(dialogue)).slug
    session.rollback()
    do(client, path_of(dialogue, "/plats"), place="Scania, Södertälje", reason="Större sal")
    move(client, dialogue)
    moved = anew(session).get(Dialogue, identity(dialogue))
    between = (moved.place, moved.slug)
    session.rollback()

    fill(client, path_of(dialogue, "/angra"))

    found = anew(session).get(Dialogue, identity(dialogue))
    assert between[0] == "Scania, Södertälje"
    assert between[1].startswith(local(in_days(40).starts_at).date().isoformat())
    assert (found.place, found.meeting.place) == ("Rosenbad", "Rosenbad")
    assert found.slug.startswith(local(in_days(30).starts_at).date().isoformat())
    assert slug != between[1]


def test_a_move_to_a_time_that_has_been_is_refused_before_the_review(client, dialogue):
    answer = fill(
        client,
        path_of(dialogue, "/tid"),
        starts__date="2020-04-15",
        starts__time="09.00",
        ends__date="",
        ends__time="11.00",
        reason="Votering",
    )

    assert answer.status_code == 422
    assert "Tiden har redan varit." in text_of(answer)
