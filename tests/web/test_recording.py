"""Screen f and what follows it, as a browser without script, and as the script that saves in place."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from dialogues_app.extensions import db
from dialogues_app.models import (
    AnswerState,
    Audience,
    Dialogue,
    DialogueStatus,
    LinkKind,
    Measure,
    Outcome,
    OutcomeType,
    Presence,
    Seat,
)
from tests.factories import NOON, an_outcome
from tests.web.browser import sign_in, submit, token
from tests.web.stored import Case, a_case, another_body

KEY = re.compile(r'name="key"[^>]*value="([^"]+)"')
SEEN_BY_ALL = (
    "/atgarder",
    "/atgarder/industriklivet",
    "/fran-samtal-till-atgard",
    "/atgarder.csv",
    "/samtal.json",
)
HARBOURS = "Hamnarna behöver en samlad plan."


@pytest.fixture
def case(client: FlaskClient, session: Session) -> Case:
    """A dialogue that goes on, with an organizer of the ministry signed in."""
    made = a_case(session)
    sign_in(client, session, made.organizer)
    return made


def record(client: FlaskClient, case: Case, **values: object):
    given = {"type": "input", "sentence": HARBOURS, "who": "", "item": "", "audience": "public"} | values
    return submit(client, f"{case.path}/dokumentera", **given)


def outcomes(session: Session) -> list[Outcome]:
    session.rollback()
    return list(session.scalars(select(Outcome).order_by(Outcome.number)))


def test_an_outcome_is_recorded_in_one_form(client: FlaskClient, session: Session, case: Case) -> None:
    seat = case.dialogue.seats[1].id
    session.rollback()

    answer = record(
        client, case, who=f"p{seat}", said="Vi väntar för länge.", type="commitment", due="2026-12-15"
    )

    saved = outcomes(session)[0]
    assert answer.status_code == 303
    assert (saved.type, saved.sentence, saved.raised_by_seat_id) == (OutcomeType.COMMITMENT, HARBOURS, seat)
    assert (saved.said, saved.answer, saved.audience) == (
        "Vi väntar för länge.",
        AnswerState.AWAITING,
        Audience.PUBLIC,
    )
    assert HARBOURS in client.get(f"{case.path}/dokumentera").text


def test_the_same_form_sent_twice_makes_one_outcome(
    client: FlaskClient, session: Session, case: Case
) -> None:
    page = client.get(f"{case.path}/dokumentera").text
    key = KEY.search(page)
    assert key is not None

    first = record(client, case, key=key[1], new_measure="En plan för hamnarna")
    second = record(client, case, key=key[1], new_measure="En plan för hamnarna")

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(outcomes(session)) == 1
    assert session.scalars(select(Measure.title).where(Measure.proposed_in_id == case.id)).all() == [
        "En plan för hamnarna"
    ]


def test_measures_are_found_linked_and_proposed(client: FlaskClient, session: Session, case: Case) -> None:
    found = client.get(f"{case.path}/dokumentera/atgarder?q=industri").json
    record(client, case, measure="industriklivet", new_measure="En väg in")

    links = outcomes(session)[0].links
    assert [row["slug"] for row in found["measures"]] == ["industriklivet"]
    assert [(link.measure.title, link.kind) for link in links] == [
        ("Industriklivet", LinkKind.INPUT_TO),
        ("En väg in", LinkKind.LED_TO),
    ]


def test_a_practice_links_a_real_measure_and_nobody_outside_sees_it(
    client: FlaskClient, session: Session
) -> None:
    case = a_case(session, is_practice=True, announced_at=NOON, published_at=NOON)
    session.scalars(select(Measure)).one().audience = Audience.PUBLIC
    session.commit()
    before = [client.get(path).text for path in SEEN_BY_ALL]
    sign_in(client, session, case.organizer)

    record(client, case, measure="industriklivet")

    [link] = outcomes(session)[0].links
    assert link.measure is not None
    assert link.measure.title == "Industriklivet"
    session.rollback()
    assert "Övning" in client.get(f"{case.path}/dokumentera").text
    client.delete_cookie("signed-in")
    assert [client.get(path).text for path in SEEN_BY_ALL] == before


def test_an_earnest_dialogue_never_finds_a_practice_measure(
    client: FlaskClient, session: Session, case: Case
) -> None:
    session.scalars(select(Measure)).one().is_practice = True
    session.commit()

    record(client, case, measure="industriklivet")

    assert client.get(f"{case.path}/dokumentera/atgarder?q=industri").json == {"measures": []}
    assert outcomes(session)[0].links == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"sentence": ""}, "Skriv utfallet i en mening."),
        ({"type": ""}, "Välj vilken typ av utfall det är."),
        ({"sentence": "x" * 501}, "Korta texten med 1 tecken."),
        ({"sentence": "a\u202eb"}, "Ta bort dolda styrtecken."),
        ({"due": "15/12"}, "Skriv datumet som ÅÅÅÅ-MM-DD"),
        ({"who": "p999999"}, "Inte ett giltigt val"),
    ],
)
def test_what_cannot_be_saved_is_shown_again(
    client: FlaskClient, session: Session, case: Case, given: dict[str, str], sentence: str
) -> None:
    answer = record(client, case, **{"said": "Det här får inte försvinna."} | given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Det här får inte försvinna." in answer.text
    assert outcomes(session) == []


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=CMD()", "Grön 🌱 omställning", "שלום"])
def test_odd_text_is_kept_and_shown_safely(
    client: FlaskClient, session: Session, case: Case, text: str
) -> None:
    record(client, case, sentence=text)

    page = client.get(f"{case.path}/dokumentera").text
    assert outcomes(session)[0].sentence == text
    assert "<script>alert" not in page


def test_a_script_gets_the_room_without_the_frame(client: FlaskClient, session: Session, case: Case) -> None:
    csrf = token(client, f"{case.path}/dokumentera")
    values = {
        "type": "input",
        "sentence": HARBOURS,
        "who": "",
        "item": "",
        "audience": "public",
        "csrf_token": csrf,
    }

    answer = client.post(f"{case.path}/dokumentera", data=values, headers={"HX-Request": "true"})
    refused = client.post(
        f"{case.path}/dokumentera", data=values | {"sentence": ""}, headers={"HX-Request": "true"}
    )

    assert (answer.status_code, refused.status_code) == (200, 422)
    assert "<html" not in answer.text + refused.text
    assert HARBOURS in answer.text
    assert "Skriv utfallet i en mening." in refused.text


def test_a_stale_form_shows_both_texts_and_saves_knowingly(
    client: FlaskClient, session: Session, case: Case
) -> None:
    record(client, case)
    path = f"{case.path}/utfall/1/andra"
    given = {"type": "input", "who": "", "item": "", "audience": "public"}
    submit(client, path, **given, sentence="Den andras text.", version="1")

    stale = submit(client, path, **given, sentence="Min text.", version="1")
    kept = outcomes(session)[0].sentence
    session.rollback()
    shown = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert shown is not None
    again = submit(client, path, **given, sentence="Min text.", version=shown[1])

    assert (stale.status_code, kept, again.status_code) == (409, "Den andras text.", 303)
    assert "Min text." in stale.text
    assert "Den andras text." in stale.text
    assert outcomes(session)[0].sentence == "Min text."


def test_an_outcome_is_withdrawn_with_a_reason(client: FlaskClient, session: Session, case: Case) -> None:
    record(client, case)

    refused = submit(client, f"{case.path}/utfall/1/aterkalla", reason="")
    submit(client, f"{case.path}/utfall/1/aterkalla", reason="Dubblett")

    assert refused.status_code == 422
    assert outcomes(session)[0].withdrawn_reason == "Dubblett"


def test_an_outcome_is_answered_in_three_ways(client: FlaskClient, session: Session, case: Case) -> None:
    record(client, case)
    page = f"{case.path}/utfall/1/svar"
    owner = case.ministry.id
    session.rollback()

    empty = submit(client, f"{case.path}/utfall/1/lankar", page=page, kind="led_to", measure="")
    waits = submit(client, f"{case.path}/utfall/1/vantar", page=page, owner=owner, due="2027-01-15")
    without = submit(client, f"{case.path}/utfall/1/utan-atgard", page=page, reason="Utreds redan")
    linked = submit(
        client, f"{case.path}/utfall/1/lankar", page=page, kind="led_to", matter="Prop. 2026/27:1"
    )

    assert (empty.status_code, waits.status_code, without.status_code, linked.status_code) == (
        422,
        303,
        303,
        303,
    )
    outcome = outcomes(session)[0]
    assert (outcome.answer_state, outcome.answer_reason) == (AnswerState.LINKED, "Utreds redan")
    assert [(link.kind, link.other_target) for link in outcome.links] == [
        (LinkKind.LED_TO, "Prop. 2026/27:1")
    ]

    link = outcome.links[0].id
    session.rollback()
    submit(client, f"{case.path}/utfall/1/lankar/{link}/ta-bort", reason="Fel år")

    assert outcomes(session)[0].answer_state is AnswerState.WITHOUT_MEASURE


def test_attendance_is_ticked_and_what_another_saved_stays(
    client: FlaskClient, session: Session, case: Case
) -> None:
    first, second = (seat.holdings[0].id for seat in case.dialogue.seats)
    session.rollback()
    room, save = f"{case.path}/dokumentera", f"{case.path}/narvaro"

    submit(client, save, page=room, listed=[first, second], there=[first])
    submit(
        client, save, page=room, listed=[first, second], there=[second]
    )  # shown before the first was saved
    submit(client, save, page=room, listed=[first, second], shown=[first, second], there=[second])

    session.rollback()
    dialogue = session.get_one(Dialogue, case.id)
    told = {row.holding_id: row.presence for row in dialogue.participations}
    assert told == {first: Presence.ABSENT, second: Presence.PRESENT}


def test_the_rest_are_said_to_be_absent(client: FlaskClient, session: Session, case: Case) -> None:
    first, second = (seat.holdings[0].id for seat in case.dialogue.seats)
    session.rollback()

    submit(
        client, f"{case.path}/narvaro", page=f"{case.path}/dokumentera", listed=[first, second], rest="absent"
    )

    session.rollback()
    presences = [row.presence for row in session.get_one(Dialogue, case.id).participations]
    assert presences == [Presence.ABSENT, Presence.ABSENT]


def test_somebody_uninvited_is_added(client: FlaskClient, session: Session, case: Case) -> None:
    submit(client, f"{case.path}/narvaro/ny", title="Ombud", organisation="", name="")

    assert "Ombud" in client.get(f"{case.path}/dokumentera").text


def test_closing_waits_for_the_date_of_a_commitment(
    client: FlaskClient, session: Session, case: Case
) -> None:
    record(client, case, type="commitment")
    close = f"{case.path}/dokumentera/avsluta"

    held_back = submit(client, close)
    submit(
        client,
        f"{case.path}/utfall/1/andra",
        type="commitment",
        sentence=HARBOURS,
        who="",
        item="",
        audience="public",
        due="2027-01-15",
    )
    closed = submit(client, close)

    session.rollback()
    assert (held_back.status_code, closed.status_code) == (422, 303)
    assert "Ett åtagande saknar datum." in held_back.text
    assert session.get_one(Dialogue, case.id).status is DialogueStatus.DOCUMENTED


def test_another_bodys_private_outcome_is_not_found(
    client: FlaskClient, session: Session, case: Case
) -> None:
    record(client, case, audience="body", sentence="Bara för departementet.")
    sign_in(client, session, another_body(session))

    page = client.get(f"{case.path}/dokumentera").text

    assert "Bara för departementet." not in page
    for path in ("andra", "aterkalla", "svar"):
        assert client.get(f"{case.path}/utfall/1/{path}").status_code == 404
    assert "Bara för departementet." not in client.get(f"{case.path}/publicera").text
    assert "Bara för departementet." not in client.get(f"{case.path}/dokumentera/avsluta").text


def test_what_does_not_exist_is_not_found(client: FlaskClient, case: Case) -> None:
    for path in ("utfall/9/andra", "utfall/9/svar", "utfall/1/lankar/9/ta-bort"):
        assert client.get(f"{case.path}/{path}").status_code == 404
    assert client.get("/arbete/samtal/999/dokumentera").status_code == 404


def test_the_gates_are_the_ministrys(client: FlaskClient, session: Session, case: Case) -> None:
    announced = submit(client, f"{case.path}/avisera")
    early = submit(client, f"{case.path}/publicera", page=f"{case.path}/dokumentera")
    sign_in(client, session, another_body(session))
    other = submit(client, f"{case.path}/avisera/aterta", page=f"{case.path}/dokumentera", reason="Nej")

    session.rollback()
    dialogue = session.get_one(Dialogue, case.id)
    assert (announced.status_code, early.status_code, other.status_code) == (303, 409, 403)
    assert (dialogue.is_announced, dialogue.is_published) == (True, False)


def test_publishing_shows_what_becomes_public_first(client: FlaskClient, session: Session) -> None:
    case = a_case(session, "Hemligt än så länge.", status=DialogueStatus.APPROVED)
    open_one = an_outcome(sentence="Öppet för alla.", audience=Audience.PUBLIC, number=2)
    case.dialogue.outcomes.append(open_one)
    session.commit()
    sign_in(client, session, case.organizer)

    unanswered = submit(client, f"{case.path}/publicera", page=f"{case.path}/dokumentera")
    submit(client, f"{case.path}/utfall/2/utan-atgard", page=f"{case.path}/utfall/2/svar", reason="Utreds")
    preview = client.get(f"{case.path}/publicera").text
    published = submit(client, f"{case.path}/publicera")
    taken_down = submit(client, f"{case.path}/publicera/aterta", reason="Ett namn ska bort")

    session.rollback()
    dialogue = session.get_one(Dialogue, case.id)
    assert [answer.status_code for answer in (unanswered, published, taken_down)] == [409, 303, 303]
    assert "Ett utfall blir offentligt" in preview
    assert "Ett utfall stannar hos oss" in preview
    assert (dialogue.status, dialogue.is_published) == (DialogueStatus.APPROVED, False)


@pytest.mark.parametrize(
    "page", ["dokumentera", "dokumentera/avsluta", "granskning", "publicera", "utfall/1/svar"]
)
def test_pages_cost_as_many_queries_for_three_outcomes_as_for_one(
    client: FlaskClient, session: Session, case: Case, page: str
) -> None:
    counts = []
    for times in (1, 2):
        for _ in range(times):
            record(client, case, measure="industriklivet")
        counts.append(queries_of(client, f"{case.path}/{page}"))

    assert counts[0] == counts[1]


def queries_of(client: FlaskClient, path: str) -> int:
    """How many statements one GET costs."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    with client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_walk_in_and_a_proposed_measure_sent_twice_are_one(
    client: FlaskClient, session: Session, case: Case
) -> None:
    record(client, case)
    before = session.scalar(select(func.count(Seat.id)))
    session.rollback()
    new, links = f"{case.path}/narvaro/ny", f"{case.path}/utfall/1"
    keys = [KEY.search(client.get(page).text) for page in (new, f"{links}/svar")]
    assert keys[0] is not None
    assert keys[1] is not None

    for _ in range(2):
        submit(client, new, key=keys[0][1], title="Rektor", organisation="")
        link = {"measure": "", "new_measure": "En ny väg in", "matter": "", "kind": "led_to"}
        submit(client, f"{links}/lankar", page=f"{links}/svar", key=keys[1][1], **link)

    assert session.scalar(select(func.count(Seat.id))) == (before or 0) + 1
    titles = session.scalars(select(Measure.title).where(Measure.title == "En ny väg in")).all()
    assert titles == ["En ny väg in"]
