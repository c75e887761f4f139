"""The page of a date question: by link, without account or script, and looking changes nothing."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import date_booking, date_choices
from dialogues_app.links import Links
from dialogues_app.models import DateAnswer, DateAsk, Dialogue, DialogueStatus
from tests.web.browser import submit
from tests.web.dating import NO, YES, an_open_choice, asked, choice_of, link_to
from tests.web.organizing import BY, text_of, three_bodies


def a_question(session: Session) -> tuple[Dialogue, DateAsk, list[str]]:
    """A dialogue, one who has the question, and the names of the groups on the page."""
    dialogue = an_open_choice(session, three_bodies(session))
    ask = asked(session, dialogue)[0]
    return dialogue, ask, [f"d{slot.id}" for slot in choice_of(dialogue).live_slots]


def answers(session: Session) -> list[tuple[str, bool]]:
    session.rollback()
    rows = session.execute(select(DateAnswer.kind, DateAnswer.is_late).order_by(DateAnswer.id))
    return [(kind.value, late) for kind, late in rows]


def choose(session: Session, dialogue: Dialogue, place: int = 0) -> None:
    slot = choice_of(dialogue).live_slots[place]
    date_booking.choose(slot, reason="Annat", by=BY, at=now(), hold=timedelta())
    session.commit()


def test_an_answer_takes_one_tap_per_date_and_one_button_and_gives_a_receipt(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    _dialogue, ask, (first, second) = a_question(session)
    path = link_to(app, ask)

    page = client.get(path).get_data(as_text=True)
    answer = submit(client, path, **{first: "ja", second: "om-det-behovs"})

    assert "<script" not in page
    assert page.count('type="radio"') == 6
    assert (answer.status_code, answer.location) == (303, f"{path}/klart")
    receipt = text_of(client.get(answer.location))
    assert "Tack för ditt svar" in receipt
    assert "Om det behövs" in receipt
    assert answers(session) == [("yes", False), ("if_needed", False)]


def test_looking_changes_nothing_however_often(app: Flask, client: FlaskClient, session: Session) -> None:
    _dialogue, ask, _names = a_question(session)
    path = link_to(app, ask)

    for _ in range(100):
        assert client.get(path).status_code == client.head(path).status_code == 200

    assert answers(session) == []


def test_the_page_shows_what_was_answered_and_takes_another(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    _dialogue, ask, (first, second) = a_question(session)
    path = link_to(app, ask)
    submit(client, path, **{first: "ja"})

    page = client.get(path).get_data(as_text=True)
    submit(client, path, **{first: "nej", second: "ja"})

    assert 'value="ja" checked' in page
    assert "Ett datum saknar svar." not in text_of(client.get(f"{path}/klart"))
    assert answers(session) == [("yes", False), ("no", False), ("yes", False)]


def test_nothing_chosen_is_told_and_something_made_up_is_refused(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    _dialogue, ask, (first, _second) = a_question(session)
    path = link_to(app, ask)

    empty, made_up = submit(client, path), submit(client, path, **{first: "kanske"})

    assert (empty.status_code, made_up.status_code) == (422, 422)
    assert "minst ett datum" in text_of(empty)
    assert answers(session) == []


def test_a_token_of_another_purpose_or_of_nobody_opens_nothing(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    _dialogue, ask, _names = a_question(session)
    of_invitations = Links(app.config["SETTINGS"].secret_key).token(ask.link_id, ask.link_generation)

    assert client.get(f"/d/{of_invitations}").status_code == 404
    assert client.get(link_to(app, ask).replace("/d/", "/s/")).status_code == 404
    assert client.get("/d/finns-inte").status_code == 404
    assert client.get(link_to(app, ask, generation=7)).status_code == 410


def test_who_is_asked_no_more_finds_a_dead_link(app: Flask, client: FlaskClient, session: Session) -> None:
    _dialogue, ask, _names = a_question(session)
    date_choices.remove_person(ask, reason="Fel", by=BY, at=now(), hold=timedelta())
    session.commit()

    assert client.get(link_to(app, ask)).status_code == 410


def test_after_the_choice_the_page_says_which_date_and_keeps_a_late_answer(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    dialogue, ask, (first, _second) = a_question(session)
    path = link_to(app, ask)
    submit(client, path, **{first: "ja"})
    opened_before = client.get(path)
    choose(session, dialogue)

    late = client.post(
        path, data={"csrf_token": token_of(opened_before.get_data(as_text=True)), first: "nej"}
    )

    page = text_of(client.get(late.location, follow_redirects=True))
    assert "Datumet är bokat" in page
    assert "kom efter valet" in page
    assert 'type="radio"' not in client.get(path).get_data(as_text=True)
    assert answers(session) == [("yes", False), ("no", True)]


def token_of(page: str) -> str:
    from tests.web.organizing import csrf  # beside the form that a person has left open

    return csrf(page)


def test_a_cancelled_dialogue_says_so_and_takes_no_answer(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    dialogue, ask, (first, _second) = a_question(session)
    path = link_to(app, ask)
    page = client.get(path).get_data(as_text=True)
    dialogue.status = DialogueStatus.CANCELLED
    session.commit()

    answer = client.post(path, data={"csrf_token": token_of(page), first: "ja"})

    assert (answer.status_code, answers(session)) == (303, [])
    assert "Inställt" in text_of(client.get(path))


def test_nobody_reads_about_another(app: Flask, client: FlaskClient, session: Session) -> None:
    dialogue, ask, _names = a_question(session)
    others = [one for one in choice_of(dialogue).live_asks if one is not ask]

    page = client.get(link_to(app, ask)).get_data(as_text=True)

    assert [one.address for one in others if one.address and one.address in page] == []
    assert [one.holding.name for one in others if one.holding.name and one.holding.name in page] == []


def test_the_ledger_counts_no_answer_twice(app: Flask, client: FlaskClient, session: Session) -> None:
    _dialogue, ask, (first, _second) = a_question(session)

    for _ in range(2):
        submit(client, link_to(app, ask), **{first: "ja"})

    session.rollback()
    assert session.scalar(select(func.count()).select_from(DateAnswer)) == 1
    assert (YES.value, NO.value) == ("yes", "no")
