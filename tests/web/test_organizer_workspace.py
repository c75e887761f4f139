"""The workspace and the overview: one next step, counts that add up, and the same number of queries for any number."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import replies
from dialogues_app.extensions import db
from dialogues_app.models import AgendaItem, Audience, Channel, DialogueStatus, OutboxState, PartStat
from tests.web.organizing import (
    BY,
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    fill,
    identity,
    in_days,
    invite_all,
    send,
    text_of,
    three_bodies,
)


@pytest.fixture
def bodies(client: FlaskClient, session: Session):
    found = three_bodies(session)
    an_organizer_signed_in(client, session, found[0])
    return found


def queries_of(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements a page asks."""
    client.get(path)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_conn, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return len(asked)


def answer(session, dialogue, place, partstat, comment=""):
    invitation = dialogue.meeting.invitations[place]
    replies.answer(invitation, partstat, channel=Channel.PAGE, comment=comment, by=BY, at=now())
    session.commit()


def test_who_plans_nothing_sees_what_will_be_here_and_the_one_thing_to_do(client, bodies):
    page = text_of(client.get("/arbete"))

    assert "Inget att göra just nu" in page
    assert "Inga samtal på gång" in page
    assert 'href="/arbete/samtal/nytt"' in client.get("/arbete").get_data(as_text=True)


def test_the_overview_tells_what_to_do_for_each_dialogue_and_at_which_body(client, session, bodies):
    a_booked_dialogue(session, bodies, guests=2)
    a_booked_dialogue(session, [bodies[2], bodies[0]])

    page = text_of(client.get("/arbete"))

    assert "Två saker att göra" in page
    assert page.count("Skicka 2 inbjudningar") == 2
    assert page.count("Bestäm vilka som ska bjudas in") == 2
    assert "2 inte inbjudna än" in page


def test_the_counts_add_up_to_the_number_invited(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=5)
    invite_all(session, dialogue)
    for place, partstat in enumerate(
        (PartStat.ACCEPTED, PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)
    ):
        answer(session, dialogue, place, partstat)

    page = text_of(client.get(f"/arbete/samtal/{dialogue.id}"))

    assert "Kommer 2 Kanske 1 Kommer inte 1 Inget svar 1 5 inbjudna" in page


def test_the_workspace_shows_answer_channel_comment_and_delivery(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=3)
    invite_all(session, dialogue)
    answer(session, dialogue, 0, PartStat.TENTATIVE, "Kommer kl. 13.30")
    meeting = dialogue.meeting
    meeting.invitations[1].bounced_at, meeting.invitations[1].bounce_reason = now(), "5.1.1"
    meeting.invitations[2].outbox[0].state = OutboxState.FAILED
    session.commit()

    page = text_of(client.get(f"/arbete/samtal/{dialogue.id}"))

    assert "på svarssidan" in page
    assert "Kommer kl. 13.30" in page
    assert "Mejlet studsade" in page
    assert "Mejlet gick inte fram" in page
    assert "Rätta 2 e-postadresser som inte fungerar" in page


@pytest.mark.parametrize("path", ["", "/deltagare", "/utskick", "/program", "/historik"])
def test_a_page_asks_as_much_for_three_as_for_one(app, client, session, bodies, path):
    one, three = (a_booked_dialogue(session, bodies, guests=guests) for guests in (1, 3))
    for dialogue in (one, three):
        invite_all(session, dialogue)
        for place in range(len(dialogue.meeting.invitations)):
            answer(session, dialogue, place, PartStat.ACCEPTED)

    counts = [queries_of(app, client, f"/arbete/samtal/{dialogue.id}{path}") for dialogue in (one, three)]

    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/arbete", "/arbete/samtal", "/arbete/teman"])
def test_a_list_asks_as_much_for_three_dialogues_as_for_one(app, client, session, bodies, path):
    a_booked_dialogue(session, bodies, guests=1)
    first = queries_of(app, client, path)
    for _ in range(2):
        a_booked_dialogue(session, bodies, guests=2)

    assert queries_of(app, client, path) == first


def test_500_participants_cost_no_more_queries_than_one(app, client, session, bodies):
    small, large = (
        a_booked_dialogue(session, bodies, guests=1),
        a_booked_dialogue(session, bodies, guests=500),
    )
    for dialogue in (small, large):
        invite_all(session, dialogue)

    counts = [queries_of(app, client, f"/arbete/samtal/{dialogue.id}") for dialogue in (small, large)]

    assert counts[0] == counts[1]
    assert "500 inbjudna" in text_of(client.get(f"/arbete/samtal/{large.id}"))


def test_an_item_for_one_body_is_seen_by_its_organizers_alone(app, client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    item = AgendaItem(title="Talepunkter", audience=Audience.BODY, audience_body=bodies[0])
    dialogue.agenda.append(item)
    session.commit()
    path = f"/arbete/samtal/{dialogue.id}/program"
    other = app.test_client()
    an_organizer_signed_in(other, session, bodies[1])

    seen = ["Talepunkter" in text_of(browser.get(path)) for browser in (client, other)]
    answers = [browser.get(f"{path}/{item.id}").status_code for browser in (client, other)]

    assert (seen, answers) == ([True, False], [200, 404])


def test_the_programme_is_added_to_and_put_in_order(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    path = f"/arbete/samtal/{dialogue.id}/program"
    for title in ("Välkomna", "Paus"):
        fill(client, path, title=title, minutes="15")
    last = anew(session).query(AgendaItem).filter_by(title="Paus").one().id
    session.rollback()

    send(client, f"{path}/{last}/ordning", client.get(path).get_data(as_text=True), at="upp")

    page = text_of(client.get(path))
    assert page.index("Paus") < page.index("Välkomna")


@pytest.mark.parametrize(
    "path", ["/arbete/samtal/999", "/arbete/samtal/99999999999999999999", "/arbete/teman/999"]
)
def test_an_unknown_dialogue_is_not_found(client, bodies, path):
    assert client.get(path).status_code == 404


def test_held_is_offered_when_the_time_is_over_and_set_by_a_person(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1, slot=in_days(-2))
    path = f"/arbete/samtal/{dialogue.id}"

    offered = "Bekräfta att samtalet är hållet" in text_of(client.get(path))
    answer_ = fill(client, f"{path}/status", status="held")

    assert (offered, answer_.status_code) == (True, 303)
    assert anew(session).get(type(dialogue), identity(dialogue)).status is DialogueStatus.HELD
    session.rollback()
    assert fill(client, f"{path}/status", status="booked").status_code == 422
    assert fill(client, f"{path}/status", status="booked", reason="Fel samtal.").status_code == 303


def test_the_time_left_and_the_way_back_show_while_a_change_waits(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue, hold=60, sent=False)

    page = client.get(f"/arbete/samtal/{dialogue.id}")

    assert "sekunder kvar" in text_of(page)
    assert f'href="/arbete/samtal/{dialogue.id}/angra"' in page.get_data(as_text=True)
    assert timedelta() < dialogue.meeting.revisions[-1].released_at - now() <= timedelta(seconds=60)


def test_the_next_step_has_one_way_to_be_left_for_later(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)

    page = client.get(f"/arbete/samtal/{dialogue.id}").get_data(as_text=True)

    step = page[page.index('class="next"') :].partition("</section>")[0]
    assert step.count("<a ") == 2
    assert 'href="/arbete"' in step
    assert "Gör det senare" in step


def test_a_dialogue_without_title_and_theme_has_a_name_in_the_list(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    dialogue.set_themes([])
    session.commit()

    assert "Industrisamtal utan angivet tema" in text_of(client.get("/arbete/samtal"))
