"""A dialogue begins: the form, what it refuses, what it keeps, and one thing made of two clicks."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.models import (
    Dialogue,
    DialogueStatus,
    Event,
    OutboxRow,
    PartialDate,
    SeatRole,
    Theme,
)
from dialogues_app.swedish import local
from tests.factories import a_minister, a_theme
from tests.web.organizing import an_organizer_signed_in, anew, confirm, fill, send, text_of, three_bodies

NEW = "/arbete/samtal/nytt"


@pytest.fixture
def bodies(client: FlaskClient, session: Session):
    found = three_bodies(session)
    an_organizer_signed_in(client, session, found[0])
    return found


def a_day(days: int = 30) -> str:
    return (local(now()).date() + timedelta(days=days)).isoformat()


def the_dialogue(session: Session) -> Dialogue:
    return anew(session).scalars(select(Dialogue)).one()


def filled(bodies, **given):
    return {
        "new_themes": "Cybersäkerhet",
        "bodies": [body.id for body in bodies],
        "leading": bodies[0].id,
        "practice": "y",
    } | given


def test_a_dialogue_with_time_place_and_ministers_is_booked_and_nobody_is_mailed(client, session, bodies):
    theme, minister, other = a_theme(title="Kompetens"), a_minister(name="Ada"), a_minister(name="Bo")
    session.add_all([theme, minister, other])
    session.commit()

    values = filled(
        bodies,
        themes=[theme.id],
        chair=minister.id,
        ministers=[other.id],
        starts__date=a_day(),
        starts__time="13.00",
        ends__time="16.00",
        place="Rosenbad",
        reply_by=a_day(20),
    )
    answer = fill(client, NEW, **values)

    dialogue = the_dialogue(session)
    assert (answer.status_code, answer.location) == (303, f"/arbete/samtal/{dialogue.id}")
    assert (dialogue.status, dialogue.is_practice) == (DialogueStatus.BOOKED, True)
    assert [one.title for one in dialogue.themes] == ["Kompetens", "Cybersäkerhet"]
    assert dialogue.reply_by is not None
    assert dialogue.reply_by.isoformat() == a_day(20)
    assert dialogue.slug == f"{a_day()}-kompetens-cybersakerhet"
    assert [(seat.role, seat.holding.person.name) for seat in dialogue.seats] == [
        (SeatRole.CHAIR, "Ada"),
        (SeatRole.MINISTER, "Bo"),
    ]
    assert local(dialogue.meeting.starts_at).strftime("%H.%M") == "13.00"
    assert (dialogue.meeting.ends_at - dialogue.meeting.starts_at, dialogue.meeting.place) == (
        timedelta(hours=3),
        "Rosenbad",
    )
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0


def test_a_dialogue_without_a_time_gets_one_later_and_keeps_its_place(client, session, bodies):
    location = fill(client, NEW, **filled(bodies, place="Rosenbad")).location
    time = {"starts__date": a_day(), "starts__time": "13.00", "ends__time": "16.00"}

    answer = fill(client, f"{location}/tid", **time)

    dialogue = the_dialogue(session)
    assert (answer.status_code, dialogue.status) == (303, DialogueStatus.BOOKED)
    assert (dialogue.meeting.place, dialogue.slug) == ("Rosenbad", f"{a_day()}-cybersakerhet")


def test_a_dialogue_without_a_time_is_called_off_and_taken_up_again(client, session, bodies):
    location = fill(client, NEW, **filled(bodies)).location
    time = {"starts__date": a_day(), "starts__time": "13.00", "ends__time": "16.00"}

    confirm(client, f"{location}/avbokning", fill(client, f"{location}/avbokning", reason="Ingen tid."))
    off = the_dialogue(session).status
    session.rollback()
    fill(client, f"{location}/ateruppta", reason="Nu finns tid.", **time)

    assert (off, the_dialogue(session).status) == (DialogueStatus.CANCELLED, DialogueStatus.BOOKED)


def test_a_form_sent_twice_makes_one_dialogue(client, session, bodies):
    page = client.get(NEW).get_data(as_text=True)

    first = send(client, NEW, page, **filled(bodies))
    second = send(client, NEW, page, **filled(bodies))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == f"/arbete/samtal/{the_dialogue(session).id}"


def test_two_dialogues_of_one_name_get_two_addresses(client, session, bodies):
    for _ in range(2):
        fill(client, NEW, **filled(bodies))

    assert session.scalars(select(Dialogue.slug).order_by(Dialogue.id)).all() == [
        "cybersakerhet",
        "cybersakerhet-2",
    ]
    assert len(session.scalars(select(Theme)).all()) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"new_themes": ""}, "Välj minst ett tema, eller skriv ett namn på samtalet."),
        ({"title": "å" * 301}, "Korta texten med 1 tecken."),
        ({"title": "dold\x07ton"}, "Ta bort dolda styrtecken."),
        ({"purpose": "vänd\u202etext"}, "Ta bort dolda styrtecken."),
        ({"new_themes": "x" * 301}, "Korta temat."),
        ({"bodies": None}, "Välj minst en arrangör."),
        ({"starts__date": "2030-06-01", "starts__time": "13.00"}, "Skriv när samtalet slutar."),
        (
            {"starts__date": "2030-06-01", "starts__time": "13.00", "ends__time": "12.00"},
            "Samtalet måste sluta efter att det har börjat.",
        ),
        (
            {"starts__date": "2020-06-01", "starts__time": "13.00", "ends__time": "14.00"},
            "Tiden har redan varit. Välj en tid framåt.",
        ),
        (
            {"starts__date": "2030-03-31", "starts__time": "02.30", "ends__time": "04.00"},
            "finns inte. Välj en annan tid.",
        ),
        (
            {"starts__date": "2030-10-27", "starts__time": "02.30", "ends__time": "04.00"},
            "Vilken av de två tiderna?",
        ),
        (
            {"starts__date": "2030-13-27", "starts__time": "02.30", "ends__time": "04.00"},
            "finns inte. Kontrollera",
        ),
        (
            {
                "starts__date": "2030-06-01",
                "starts__time": "13.00",
                "ends__time": "14.00",
                "reply_by": "2030-06-02",
            },
            "Välj en dag som inte ligger efter samtalet.",
        ),
        ({"chair": "99999"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_everything_typed_is_kept(
    client, session, bodies, given, sentence
):
    values = filled(bodies, place="Rosenbad <b>") | given
    if sentence == "Not a valid choice":
        sentence = "Rätta en sak"

    answer = fill(client, NEW, **values)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Rosenbad &lt;b&gt;" in answer.get_data(as_text=True)
    assert session.scalars(select(Dialogue)).all() == []


def test_the_doubled_hour_is_kept_as_the_person_chose(client, session, bodies):
    hour = {"starts__date": "2030-10-27", "starts__time": "02.30", "starts__fold": "1", "ends__time": "04.00"}

    fill(client, NEW, **filled(bodies, **hour))

    assert the_dialogue(session).meeting.starts_at.strftime("%H.%M") == "01.30"


def test_strange_but_harmless_text_is_stored_and_shown_as_text(client, session, bodies):
    title = "<script>alert(1)</script> =SUM(A1) 🤖 سلام"

    answer = fill(client, NEW, **filled(bodies, title=title))
    page = client.get(answer.location).get_data(as_text=True)

    assert the_dialogue(session).title == title
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =SUM(A1) 🤖 سلام" in page


@pytest.mark.parametrize("text", ["2018-05-22", "2018-05", "2018"])
def test_a_held_dialogue_is_entered_with_a_date_as_exact_as_it_is_known(client, session, bodies, text):
    answer = fill(client, f"{NEW}/hallet", **filled(bodies, held=text))

    dialogue = the_dialogue(session)
    assert (answer.status_code, dialogue.status, dialogue.held) == (
        303,
        DialogueStatus.HELD,
        PartialDate.parse(text),
    )


def test_a_theme_opened_for_a_practice_dialogue_is_practice_too(client, session, bodies):
    fill(client, NEW, **filled(bodies))
    fill(client, NEW, **filled(bodies, new_themes="På riktigt", practice=None))

    assert session.execute(select(Theme.title, Theme.is_practice).order_by(Theme.id)).all() == [
        ("Cybersäkerhet", True),
        ("På riktigt", False),
    ]


def test_deleting_a_practice_dialogue_leaves_one_event_and_its_reason(client, session, bodies):
    location = fill(client, NEW, **filled(bodies)).location
    session.rollback()
    before = set(session.scalars(select(Event.id)))
    session.rollback()

    path = f"{location}/radera"
    answer = confirm(client, path, fill(client, path, reason="Färdigövat."))

    assert answer.status_code == 303
    assert session.scalars(select(Dialogue)).all() == session.scalars(select(Theme)).all() == []
    left = session.scalars(select(Event).where(Event.verb != "signed_in")).all()
    assert [(event.verb, event.reason) for event in left if event.id not in before or event.dialogue_id] == [
        ("practice_deleted", "Färdigövat.")
    ]
    assert client.get(location).status_code == 404


def test_a_dialogue_that_is_no_practice_cannot_be_deleted(client, session, bodies):
    location = fill(client, NEW, **filled(bodies, practice=None)).location

    assert client.get(f"{location}/radera").status_code == 404
