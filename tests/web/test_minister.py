"""Mina ärenden, screen g, check page and receipt; staff prepare on the same address and never decide."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialogues_app.clock import now
from dialogues_app.domain.outcomes import draft_of, revise_outcome
from dialogues_app.models import (
    Actor,
    AnswerState,
    Audience,
    Decision,
    DecisionRound,
    Dialogue,
    DialogueStatus,
    MeasureStatus,
    PartialDate,
    Role,
    Verdict,
)
from tests import published
from tests.factories import a_minister, a_theme, a_user
from tests.web.browser import sign_in, submit, token
from tests.web.stored import Case, a_waiting_case
from tests.web.test_recording import queries_of

SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')


@pytest.fixture
def waiting(client: FlaskClient, session: Session) -> tuple[Case, str]:
    """Two outcomes that wait for the minister, who is signed in."""
    case, number = a_waiting_case(session)
    sign_in(client, session, case.minister)
    return case, f"/granska/{number}"


def decide(
    client: FlaskClient, path: str, *verdicts: str, gor: str = "granska", **comments: str
) -> TestResponse:
    """Send screen g with these verdicts, in the order of the outcomes."""
    page = client.get(path).text
    seen = SEEN.search(page)
    assert seen is not None
    choices = {f"verdict_{n}": verdict for n, verdict in enumerate(verdicts, start=1) if verdict}
    return submit(client, path, seen=seen[1], gor=gor, **choices, **comments)


def confirm(client: FlaskClient, path: str) -> TestResponse:
    """Press the button of the check page."""
    page = client.get(f"{path}/besked").text
    seen = SEEN.search(page)
    assert seen is not None
    return submit(client, f"{path}/besked", seen=seen[1])


def verdicts(session: Session) -> list[Verdict | None]:
    session.rollback()
    found = [decision.verdict for decision in session.scalars(select(Decision).order_by(Decision.id))]
    session.rollback()
    return found


def status(session: Session, case: Case) -> DialogueStatus:
    session.rollback()
    found = session.get_one(Dialogue, case.id).status
    session.rollback()
    return found


def test_the_minister_approves_all_and_the_dialogue_is_approved(
    client: FlaskClient, session: Session, waiting: tuple[Case, str]
) -> None:
    case, path = waiting
    assert "2 utfall att ta ställning till" in client.get("/granska").text

    chosen = decide(client, path, "approved", "approved")
    before = status(session, case)
    given = confirm(client, path)

    assert (chosen.location, given.location) == (f"{path}/besked", f"{path}/klart")
    assert (before, status(session, case)) == (DialogueStatus.DOCUMENTED, DialogueStatus.APPROVED)
    assert "Beskedet är lämnat" in client.get(f"{path}/klart").text
    assert "Inget väntar på dig" in client.get("/granska").text


def test_sending_back_needs_a_comment_and_keeps_the_draft(
    client: FlaskClient, session: Session, waiting: tuple[Case, str]
) -> None:
    case, path = waiting

    refused = decide(client, path, "approved", "returned")
    accepted = decide(client, path, "approved", "returned", comment_2="Stäm av med parterna.")
    confirm(client, path)

    assert (refused.status_code, accepted.status_code) == (422, 303)
    assert "Skriv vad som ska ändras i utfall 2." in refused.text
    assert "err-sum" in refused.text
    assert verdicts(session) == [Verdict.APPROVED, Verdict.RETURNED]
    assert status(session, case) is DialogueStatus.DOCUMENTED
    assert "Stäm av med parterna." in client.get(f"{path}/klart").text


def test_an_undecided_outcome_holds_the_check_page_back(
    client: FlaskClient, session: Session, waiting: tuple[Case, str]
) -> None:
    _case, path = waiting

    refused = decide(client, path, "approved", "")

    assert refused.status_code == 422
    assert "Välj besked om utfall 2." in refused.text
    assert client.get(f"{path}/besked").location == path
    assert verdicts(session) == [Verdict.APPROVED, None]


def test_the_rest_are_approved_in_one_press(
    client: FlaskClient, session: Session, waiting: tuple[Case, str]
) -> None:
    _case, path = waiting

    decide(client, path, "returned", "", gor="ovriga", comment_1="Ändra ordet.")

    assert verdicts(session) == [Verdict.RETURNED, Verdict.APPROVED]


def test_nothing_is_approved_unread(client: FlaskClient, session: Session, waiting: tuple[Case, str]) -> None:
    _case, path = waiting

    refused = decide(client, path, "", "", gor="ovriga")

    assert refused.status_code == 422
    assert "Ta ställning till minst ett utfall först." in refused.text
    assert verdicts(session) == [None, None]


def test_a_draft_decides_nothing(client: FlaskClient, session: Session, waiting: tuple[Case, str]) -> None:
    case, path = waiting

    decide(client, path, "approved", "", gor="spara")

    session.rollback()
    assert session.scalars(select(DecisionRound.decided_at)).all() == [None]
    assert status(session, case) is DialogueStatus.DOCUMENTED


def test_a_get_decides_nothing(client: FlaskClient, session: Session, waiting: tuple[Case, str]) -> None:
    _case, path = waiting
    decide(client, path, "approved", "approved")

    for address in (path, f"{path}/besked", f"{path}/klart"):
        client.get(address)

    session.rollback()
    assert session.scalars(select(DecisionRound.decided_at)).all() == [None]


def test_pressing_twice_is_one_decision(
    client: FlaskClient, session: Session, waiting: tuple[Case, str]
) -> None:
    _case, path = waiting
    decide(client, path, "approved", "approved")
    csrf, seen = token(client, f"{path}/besked"), SEEN.search(client.get(f"{path}/besked").text)
    assert seen is not None

    answers = [client.post(f"{path}/besked", data={"csrf_token": csrf, "seen": seen[1]}) for _ in range(2)]

    assert [answer.location for answer in answers] == [f"{path}/klart"] * 2
    session.rollback()
    rounds = session.scalars(select(DecisionRound)).all()
    assert [event.verb for event in rounds[0].dialogue.events].count("decisions_given") == 1


@pytest.mark.parametrize("page", ["", "/besked"])
def test_a_new_wording_is_read_before_it_is_decided(
    client: FlaskClient, session: Session, waiting: tuple[Case, str], page: str
) -> None:
    case, path = waiting
    decide(client, path, "approved", "approved")
    seen = SEEN.search(client.get(f"{path}/besked").text)
    assert seen is not None
    outcome = session.get_one(Dialogue, case.id).outcomes[0]
    changed = replace(draft_of(outcome), sentence="En annan lydelse.")
    revise_outcome(outcome, changed, by=Actor(label="Handläggare"), at=now())
    session.commit()

    answer = submit(client, f"{path}{page}", page=path, seen=seen[1], gor="granska", verdict_1="approved")

    assert answer.status_code == 409
    assert "En annan lydelse." in answer.text
    assert verdicts(session) == [None, Verdict.APPROVED]


def test_staff_prepare_and_never_decide(client: FlaskClient, session: Session) -> None:
    case, number = a_waiting_case(session)
    path = f"/granska/{number}"
    sign_in(client, session, case.staff)

    page = client.get(path).text
    submit(
        client,
        path,
        line_1="Viktigast är hamnarna.",
        verdict_1="returned",
        comment_1="Oklart.",
        gor="granska",
    )

    assert "Lämna besked" not in page
    assert client.get(f"{path}/besked").status_code == 403
    assert verdicts(session) == [None, None]

    sign_in(client, session, case.minister)
    read = client.get(path).text

    assert "Viktigast är hamnarna." in read
    assert "Kansliet föreslår: skicka tillbaka." in read
    assert "checked" not in read


def test_another_ministers_matter_is_not_found(
    client: FlaskClient, session: Session, waiting: tuple[Case, str]
) -> None:
    _case, path = waiting
    stranger = a_minister(name="En annan")
    sign_in(client, session, a_user(role=Role.MINISTER, person=stranger))

    assert [client.get(f"{path}{page}").status_code for page in ("", "/besked", "/klart")] == [404] * 3
    assert "Inget väntar på dig" in client.get("/granska").text


def test_an_organizer_is_told_no(client: FlaskClient, session: Session) -> None:
    case, number = a_waiting_case(session)
    sign_in(client, session, case.organizer)

    assert client.get(f"/granska/{number}").status_code == 403


def test_screen_g_costs_as_many_queries_for_three_outcomes_as_for_one(
    client: FlaskClient, session: Session
) -> None:
    counts = []
    for texts in (("Ett.",), ("Ett.", "Två.", "Tre.")):
        for table in reversed(Decision.metadata.sorted_tables):
            session.execute(table.delete())
        session.commit()
        session.expunge_all()
        case, number = a_waiting_case(session, *texts)
        sign_in(client, session, case.minister)
        counts.append(queries_of(client, f"/granska/{number}"))

    assert counts[0] == counts[1]


def test_screen_g_tells_how_it_went_after_the_last_dialogue_on_the_same_themes(
    client: FlaskClient, session: Session, waiting: tuple[Case, str]
) -> None:
    case, path = waiting
    theme = a_theme(title="Hamnar")
    earlier, earliest, other = (
        published.a_published(day) for day in ("2017-06-02", "2016-01-01", "2018-01-01")
    )
    for dialogue in (earlier, earliest, case.dialogue):
        dialogue.set_themes([theme])
    case.dialogue.held = PartialDate.parse("2026-11-23")
    kept = published.with_outcome(earlier, sentence="Investerare behöver en väg in.")
    published.with_outcome(earlier, sentence="Arbetsmaterial.", audience=Audience.ORGANIZERS)
    published.with_outcome(earlier, sentence="Mark tar tid.", answer=AnswerState.WITHOUT_MEASURE)
    published.with_outcome(earliest, sentence="För länge sedan.")
    published.with_outcome(other, sentence="Annat tema.")
    measure = published.a_public_measure(title="Robotlyftet", slug="robotlyftet")
    measure.statuses.append(published.a_status(status=MeasureStatus.COMPLETED, holds="2017-10-02"))
    session.add_all([earlier, earliest, other, published.linked(kept, measure)])
    session.commit()

    page = client.get(path).text

    page = page.replace("\xa0", " ")
    section = page[page.index("Så gick det sedan förra samtalet") : page.index('class="decide')]
    for words in ("Investerare behöver en väg in.", "Robotlyftet", "Genomförd", "2 okt", "Mark tar tid."):
        assert words in section
    for words in ("Arbetsmaterial.", "För länge sedan.", "Annat tema."):
        assert words not in page


def test_screen_g_says_nothing_of_a_dialogue_before_where_there_is_none(
    client: FlaskClient, waiting: tuple[Case, str]
) -> None:
    assert "Så gick det sedan" not in client.get(waiting[1]).text
