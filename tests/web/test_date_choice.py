"""Screen d and its acts, as an organizer drives them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import date_booking
from dialogues_app.extensions import db
from dialogues_app.models import (
    CalendarEvent,
    DateAsk,
    DateRule,
    DateSlot,
    Dialogue,
    DialogueStatus,
    EventKind,
    EventStatus,
    OutboxRow,
)
from tests.factories import a_user
from tests.web.browser import sign_in
from tests.web.dating import IF_NEEDED, NO, YES, an_open_choice, asked, choice_of, path_of, reply
from tests.web.organizing import (
    BY,
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    fill,
    send,
    text_of,
    three_bodies,
)


@pytest.fixture
def bodies(client: FlaskClient, session: Session) -> list[Any]:
    found = three_bodies(session)
    an_organizer_signed_in(client, session, found[0])
    return found


def in_swedish(slot: DateSlot) -> dict[str, str]:
    return {"starts-date": "2027-05-24", "starts-time": "13.00", "ends-time": "16.00"}


def test_a_draft_goes_from_the_workspace_to_an_open_choice(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = a_booked_dialogue(session, bodies)
    dialogue.status = DialogueStatus.DRAFT
    for one in list(dialogue.calendar_events):
        session.delete(one)
    session.commit()
    path = path_of(dialogue)

    assert f'href="{path}"' in client.get(path.removesuffix("/datumval")).get_data(as_text=True)
    answer = fill(client, path)

    assert (answer.status_code, answer.location) == (303, path)
    assert anew(session).get(Dialogue, dialogue.id).status is DialogueStatus.DATE_CHOICE  # type: ignore[union-attr]
    assert "Lägg till datum att välja på" in text_of(client.get(path))


def test_opening_is_a_post(client: FlaskClient, session: Session, bodies: list[Any]) -> None:
    dialogue = a_booked_dialogue(session, bodies)

    assert client.get(path_of(dialogue)).status_code == 200
    assert anew(session).scalar(select(func.count()).select_from(DateSlot)) == 0
    assert dialogue.date_choice is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts-date": "2027-05-24", "starts-time": "13.00", "ends-time": "16.00"}, ""),
        ({"starts-date": "2027-03-28", "starts-time": "02.30", "ends-time": "05.00"}, "finns inte"),
        ({"starts-date": "2027-10-31", "starts-time": "02.30", "ends-time": "05.00"}, "två gånger"),
        (
            {"starts-date": "2027-10-31", "starts-time": "02.30", "starts-fold": "1", "ends-time": "05.00"},
            "",
        ),
        ({"starts-date": "2027-05-24", "starts-time": "13.00", "ends-time": "12.00"}, "måste sluta"),
        ({"starts-date": "2020-05-24", "starts-time": "13.00", "ends-time": "16.00"}, "redan varit"),
        ({"starts-date": "24 maj", "starts-time": "13.00", "ends-time": "16.00"}, "ÅÅÅÅ-MM-DD"),
    ],
)
def test_a_candidate_is_a_time_in_stockholm(
    client: FlaskClient, session: Session, bodies: list[Any], typed: dict[str, str], said: str
) -> None:
    dialogue = an_open_choice(session, bodies, dates=0)

    answer = fill(client, f"{path_of(dialogue)}/datum", **typed)

    status = 422 if said else 303
    assert answer.status_code == status
    assert said in text_of(answer)
    count = anew(session).scalar(select(func.count()).select_from(DateSlot))
    assert count == (1 if status == 303 else 0)


def test_the_same_time_twice_is_told(client: FlaskClient, session: Session, bodies: list[Any]) -> None:
    dialogue = an_open_choice(session, bodies, dates=0)
    typed = {"starts-date": "2027-05-24", "starts-time": "13.00", "ends-time": "16.00"}
    fill(client, f"{path_of(dialogue)}/datum", **typed)

    answer = fill(client, f"{path_of(dialogue)}/datum", **typed)

    assert "finns redan bland datumen" in text_of(answer)


def test_holidays_and_weeks_stand_at_the_dates(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = an_open_choice(session, bodies, dates=0)
    fill(
        client,
        f"{path_of(dialogue)}/datum",
        **{"starts-date": "2027-05-06", "starts-time": "13.00", "ends-time": "16.00"},
    )

    page = text_of(client.get(path_of(dialogue)))

    assert "Kristi himmelsfärdsdag" in page
    assert "v.\u00a018" in client.get(path_of(dialogue)).get_data(as_text=True)


def test_people_are_added_one_by_one_and_pasted_all_or_none(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = an_open_choice(session, bodies, people=0)
    path = f"{path_of(dialogue)}/personer"

    added = fill(
        client, path, title="Vd", address="vd@foretag.example", required="y", counts_as="small_companies"
    )
    page = client.get(path).get_data(as_text=True)
    faulty = send(client, f"{path}/klistra", page, lines="A; Vd; X; a@b.example\nB; Vd; X; inte-en-adress")
    good = send(client, f"{path}/klistra", page, lines="A; Vd; X; a@b.example\nB; Vd; X; b@b.example")

    assert (added.status_code, faulty.status_code, good.status_code) == (303, 422, 303)
    assert "Rad 2:" in text_of(faulty)
    found = (
        anew(session).scalars(select(DateAsk).where(DateAsk.address.is_not(None)).order_by(DateAsk.id)).all()
    )
    assert [one.address for one in found] == ["vd@foretag.example", "a@b.example", "b@b.example"]
    assert found[0].holding.seat.required_for_date
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0


def test_the_question_is_looked_at_before_it_goes_to_each_with_a_link(
    app: Flask, client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = an_open_choice(session, bodies)
    path = f"{path_of(dialogue)}/fraga"

    look = client.get(path)
    nobody = anew(session).scalar(select(func.count()).select_from(OutboxRow))
    session.commit()
    answer = send(client, path, look.get_data(as_text=True))
    again = send(client, path, look.get_data(as_text=True))  # the double click

    assert nobody == 0
    assert "Fråga 3 personer" in text_of(look)
    assert "/d/" in look.get_data(as_text=True)
    assert answer.status_code == again.status_code == 303
    rows = anew(session).scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    assert [row.recipient for row in rows] == [f"deltagare{place}@foretag.example" for place in range(3)]
    assert "3 mejl väntar" in text_of(client.get(path_of(dialogue)))


def test_the_reminder_goes_to_the_silent_when_an_organizer_says_so(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = an_open_choice(session, bodies)
    first = asked(session, dialogue)[0]
    reply(session, first, YES, YES)

    page = text_of(client.get(path_of(dialogue)))
    fill(client, f"{path_of(dialogue)}/paminnelse")

    assert "Påminn två" in page
    rows = anew(session).scalars(select(OutboxRow.recipient).where(OutboxRow.kind == "date_reminder")).all()
    assert sorted(rows) == ["deltagare1@foretag.example", "deltagare2@foretag.example"]


def test_the_rule_is_rows_and_two_editors_meet(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = an_open_choice(session, bodies)
    path = f"{path_of(dialogue)}/krav"
    page, theirs = (client.get(path).get_data(as_text=True) for _ in range(2))

    first = send(client, path, page, lead_minister="y", companies="2", unions="1", small_companies="1")
    second = send(client, path, theirs, each_body="y")

    assert (first.status_code, second.status_code) == (303, 409)
    rules = anew(session).scalars(select(DateRule).order_by(DateRule.id)).all()
    assert {rule.need.value: rule.count for rule in rules} == {
        "lead_minister": 1,
        "companies": 2,
        "unions": 1,
        "small_companies": 1,
    }
    shown = text_of(client.get(path_of(dialogue)))
    assert "minst två företag" in shown


def answered_choice(session: Session, bodies: list[Any]) -> Dialogue:
    """Three coordinators and a minister: the first date suits all, the second blocks one."""
    dialogue = an_open_choice(session, bodies, from_bodies=True)
    people = asked(session, dialogue)
    for ask, kinds in zip(people, ((YES, YES), (YES, NO), (IF_NEEDED, YES)), strict=True):
        reply(session, ask, *kinds)
    minister = choice_of(dialogue).live_asks[0]
    reply(session, minister, YES, YES)
    return dialogue


def test_the_suggestion_is_explained_and_the_impossible_names_who_blocks(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = answered_choice(session, bodies)

    page = text_of(client.get(path_of(dialogue)))

    assert "Alla nödvändiga kan om det behövs, och det hänger på vd för Almega." in page
    assert "Vd för Industrirådet kan inte." in page
    assert "4 av 4 har svarat." in page


def test_every_answer_is_a_word_beside_its_shape(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = answered_choice(session, bodies)

    table = re.search(
        r'<table class="poll">(.*?)</table>', client.get(path_of(dialogue)).get_data(as_text=True), re.S
    )

    assert table is not None
    words = re.findall(r'<span class="vh">(Ja|Om det behövs|Nej|Inget svar)</span>', table[1])
    assert sorted(words) == sorted(["Ja"] * 6 + ["Nej", "Om det behövs"])
    assert table[1].count('scope="col"') == 2
    assert table[1].count('scope="row"') == 5


def test_a_minister_s_answer_is_entered_by_an_organizer(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = an_open_choice(session, bodies)
    choice = choice_of(dialogue)
    ask, slots = choice.live_asks[0], choice.live_slots

    fill(client, f"{path_of(dialogue)}/personer/{ask.id}/svar", **{f"d{slots[0].id}": "ja"})

    anew(session)
    assert [(one.kind, one.channel.value) for one in ask.answers] == [(YES, "phone")]
    assert ask.answers[0].entered_label


def test_booking_shows_the_consequence_and_then_books(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = answered_choice(session, bodies)
    slot, path, key = choice_of(dialogue).live_slots[0], path_of(dialogue), dialogue.id
    chosen = slot.id

    look = client.get(f"{path}/boka/{chosen}")
    still = anew(session).get(Dialogue, key).status  # type: ignore[union-attr]
    session.commit()
    answer = send(client, f"{path}/boka/{chosen}", look.get_data(as_text=True))

    assert still is DialogueStatus.DATE_CHOICE
    assert answer.status_code == 303
    found = anew(session).get(Dialogue, key)
    assert found is not None
    assert found.status is DialogueStatus.BOOKED
    assert found.meeting is not None
    assert found.meeting.slot == slot.slot
    workspace = text_of(client.get(answer.location))
    assert "Samtalet är bokat" in workspace
    assert "Skicka 3 inbjudningar" in workspace or "Bestäm platsen" in workspace


def test_the_second_of_two_organizers_gets_409_and_sees_which(
    app: Flask, client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = answered_choice(session, bodies)
    first, second = choice_of(dialogue).live_slots
    other = app.test_client()
    sign_in(other, session, a_user(body=bodies[1], label="Samordnare, Industrirådet"))
    pages = [(one, f"{path_of(dialogue)}/boka/{slot.id}") for one, slot in ((client, first), (other, second))]
    opened = [one.get(path).get_data(as_text=True) for one, path in pages]

    won, lost = (send(one, path, page) for (one, path), page in zip(pages, opened, strict=True))
    same = send(other, pages[0][1], opened[1])

    assert (won.status_code, lost.status_code, same.status_code) == (303, 409, 303)
    assert "Ett annat datum är redan valt" in text_of(lost)
    assert "Handläggare" in text_of(lost)
    events = anew(session).scalars(select(CalendarEvent).where(CalendarEvent.kind == EventKind.MEETING)).all()
    assert [one.slot for one in events] == [first.slot]


def test_holds_go_out_and_the_booked_one_is_confirmed(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = answered_choice(session, bodies)
    path = path_of(dialogue)

    held = fill(client, f"{path}/preliminart")
    events = anew(session).scalars(select(CalendarEvent).order_by(CalendarEvent.id)).all()
    assert [(one.kind, one.status) for one in events] == [(EventKind.HOLD, EventStatus.INVITED)] * 2
    slot = choice_of(dialogue).live_slots[0].id
    session.commit()
    booked = fill(client, f"{path}/boka/{slot}")

    assert (held.status_code, booked.status_code) == (303, 303)
    events = anew(session).scalars(select(CalendarEvent).order_by(CalendarEvent.id)).all()
    assert [(one.kind, one.status) for one in events] == [
        (EventKind.MEETING, EventStatus.INVITED),
        (EventKind.HOLD, EventStatus.CANCELLED),
    ]


def test_an_undone_booking_opens_the_choice_again(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = answered_choice(session, bodies)
    path, key = path_of(dialogue), dialogue.id
    slots = [slot.id for slot in choice_of(dialogue).live_slots]
    fill(client, f"{path}/preliminart")
    age_the_holds(session)
    fill(client, f"{path}/boka/{slots[0]}")

    undone = fill(client, f"/arbete/samtal/{key}/angra")

    assert undone.status_code == 303, text_of(undone)
    found = anew(session).get(Dialogue, key)
    assert found is not None
    assert found.status is DialogueStatus.DATE_CHOICE
    assert choice_of(found).decided is None
    session.commit()
    assert fill(client, f"{path}/boka/{slots[1]}").status_code == 303


def age_the_holds(session: Session) -> None:
    """The waiting time of what was sent is over."""
    for one in anew(session).scalars(select(CalendarEvent)).all():
        for revision in one.revisions:
            revision.released_at = now() - timedelta(minutes=1)
    session.commit()


def test_a_time_set_beside_the_choice_lets_the_holds_go(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = answered_choice(session, bodies)
    fill(client, f"{path_of(dialogue)}/preliminart")

    typed = {"starts-date": "2027-05-24", "starts-time": "13.00", "ends-time": "16.00"}
    answer = fill(client, f"/arbete/samtal/{dialogue.id}/tid", **typed)

    assert answer.status_code == 303
    kinds = (
        anew(session)
        .execute(select(CalendarEvent.kind, CalendarEvent.status).order_by(CalendarEvent.id))
        .all()
    )
    assert [tuple(one) for one in kinds] == [
        (EventKind.HOLD, EventStatus.CANCELLED),
        (EventKind.HOLD, EventStatus.CANCELLED),
        (EventKind.MEETING, EventStatus.DRAFT),
    ]


def test_late_answers_are_marked(client: FlaskClient, session: Session, bodies: list[Any]) -> None:
    dialogue = answered_choice(session, bodies)
    choice = choice_of(dialogue)
    date_booking.choose(choice.live_slots[0], reason="Annat", by=BY, at=now(), hold=timedelta())
    session.commit()
    reply(session, choice.live_asks[1], NO)

    page = text_of(client.get(path_of(dialogue)))

    assert "Nej, kom sent" in page
    assert "Valt datum" in page


def test_a_date_or_person_of_another_dialogue_is_not_found(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    mine, other = an_open_choice(session, bodies), an_open_choice(session, bodies)
    slot, ask = choice_of(other).live_slots[0], choice_of(other).live_asks[0]

    for path in (
        f"datum/{slot.id}",
        f"datum/{slot.id}/borttagning",
        f"boka/{slot.id}",
        f"personer/{ask.id}",
        f"personer/{ask.id}/svar",
        f"personer/{ask.id}/borttagning",
    ):
        assert client.get(f"{path_of(mine)}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/datum", "/personer", "/krav", "/fraga", "/paminnelse", "/preliminart"]
)
def test_no_page_asks_more_for_twelve_people_and_dates_than_for_two(
    app: Flask, client: FlaskClient, session: Session, bodies: list[Any], path: str
) -> None:
    small, big = (an_open_choice(session, bodies, people=size, dates=size) for size in (2, 12))
    for dialogue in (small, big):
        for ask in asked(session, dialogue):
            reply(session, ask, YES)

    counts = [queries(app, client, f"{path_of(dialogue)}{path}") for dialogue in (small, small, big)]

    assert counts[1] == counts[2]


def queries(app: Flask, client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_list_shows_what_is_being_chosen(
    client: FlaskClient, session: Session, bodies: list[Any]
) -> None:
    dialogue = an_open_choice(session, bodies)

    page = client.get("/arbete/datumval").get_data(as_text=True)

    assert f'href="{path_of(dialogue)}"' in page
