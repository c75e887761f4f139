"""Two people who save at the same moment, on both databases: nothing is lost, no number is given twice."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.models import Contribution, Outcome
from tests.web.browser import sign_in, token
from tests.web.noted import a_noted_case
from tests.web.stored import another_body

EACH = 6


@pytest.mark.both_databases
def test_two_note_takers_at_once_lose_nothing(app: Flask, session: Session) -> None:
    case = a_noted_case(session)
    room, clients = f"{case.path}/dokumentera", [app.test_client(), app.test_client()]
    for client, user in zip(clients, (case.organizer, another_body(session)), strict=True):
        sign_in(client, session, user)
    tokens = [token(client, room) for client in clients]
    answers: list[int] = []
    start = threading.Barrier(2)

    def write(place: int) -> None:
        start.wait()
        for number in range(EACH):
            shared = {
                "csrf_token": tokens[place],
                "audience": "public",
                "who": "",
                "key": f"{place}-{number}",
            }
            outcome = shared | {"type": "input", "sentence": f"{place} skrev {number}.", "item": ""}
            said = shared | {"outcome": "1", "text": f"{place} hörde {number}.", "attribution": "nobody"}
            for path, values in ((room, outcome), (f"{room}/uttalanden", said)):
                answers.append(clients[place].post(path, data=values).status_code)

    writers = [threading.Thread(target=write, args=(place,)) for place in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    session.rollback()
    saved = session.scalars(select(Outcome).order_by(Outcome.number)).all()[1:]
    said = session.scalars(select(Contribution).order_by(Contribution.number)).all()
    assert set(answers) == {303}
    assert [one.number for one in saved] == list(range(2, 2 + 2 * EACH))
    assert [one.number for one in said] == list(range(1, 1 + 2 * EACH))
    written = sorted(re.sub(r"\D", "", one.sentence) for one in saved)
    assert written == sorted(f"{place}{number}" for place in (0, 1) for number in range(EACH))
