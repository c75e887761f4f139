"""The pages about seats: from an empty table to named people, by link and by hand, and the balance."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from dialogues_app.clock import now
from dialogues_app.domain import balance, nominations, seat_plan
from dialogues_app.domain.balance import SME, Aim
from dialogues_app.domain.filling import act_of
from dialogues_app.domain.nominations import Contact
from dialogues_app.domain.seat_plan import Wish
from dialogues_app.links import NOMINATIONS, Links
from dialogues_app.models import (
    Dimension,
    Nomination,
    NominationState,
    OutboxRow,
    Reserve,
    Seat,
    Side,
    SizeClass,
)
from tests.factories import an_organisation
from tests.web.organizing import (
    BY,
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    fill,
    identity,
    invite_all,
    send,
    text_of,
    three_bodies,
)
from tests.web.test_organizer_workspace import queries_of

HOLD = act_of(BY, now(), now() - now()).hold
NOMINEE = {
    "name": "Företrädare",
    "title": "Förhandlare",
    "address": "foretradare@unionen.example",
    "named_by": "Kontakten",
}


@pytest.fixture
def bodies(client, session):
    found = three_bodies(session)
    an_organizer_signed_in(client, session, found[0])
    return found


@pytest.fixture
def dialogue(session, bodies):
    return a_booked_dialogue(session, bodies)


@pytest.fixture
def seat(session, dialogue):
    union = an_organisation(name="Unionen", side=Side.EMPLOYEES)
    made = seat_plan.lay_out(dialogue, Wish(organisation=union), 1, by=BY, at=now())[0]
    session.commit()
    return made


def base(dialogue):
    return f"/arbete/samtal/{identity(dialogue)}"


def path_of(app, nomination):
    settings = app.config["SETTINGS"]
    links = Links(settings.secret_key, settings.secret_key_old, salt=NOMINATIONS)
    return f"/n/{links.token(nomination.link_id, nomination.link_generation)}"


def asked(app, session, seat):
    """(the nomination, the address of its page)."""
    made = nominations.ask(seat, Contact(address="kontakt@unionen.example"), by=BY, at=now(), hold=HOLD)
    session.commit()
    return made, path_of(app, made)


def test_an_organizer_lays_out_two_seats_of_a_sort(client, session, dialogue):
    answer = fill(
        client,
        f"{base(dialogue)}/stolar",
        description="litet eller medelstort företag",
        sizes=["small", "medium"],
        count=2,
    )

    assert answer.status_code == 303
    page = text_of(client.get(answer.location))
    assert "2 platser" in page
    assert "Tom 2" in page
    seats = anew(session).scalars(select(Seat)).all()
    assert [seat.need.sizes for seat in seats] == [["small", "medium"]] * 2


def test_a_seat_for_nobody_is_sent_back_with_a_sentence(client, session, dialogue):
    answer = fill(client, f"{base(dialogue)}/stolar", count=1)

    assert answer.status_code == 422
    assert "Välj en organisation, eller beskriv vem platsen är till för." in text_of(answer)
    assert anew(session).scalars(select(Seat)).all() == []


def test_an_organisation_names_somebody_by_its_link_and_an_organizer_agrees(
    app, client, session, dialogue, seat
):
    here = f"{base(dialogue)}/stolar/{seat.id}"
    fill(client, f"{here}/fraga", address="kontakt@unionen.example", answer_by="")
    nomination = anew(session).scalars(select(Nomination)).one()
    path, key, seat_id = path_of(app, nomination), nomination.id, nomination.seat_id
    session.rollback()

    outside = app.test_client()
    answer = fill(outside, path, **NOMINEE)
    receipt = text_of(outside.get(answer.location))
    listed = text_of(client.get(f"{base(dialogue)}/stolar"))
    decision = f"{here}/nomineringar/{key}/besked"
    agreed = send(client, decision, client.get(decision).get_data(as_text=True), besked="ja")

    assert (answer.status_code, agreed.status_code) == (303, 303)
    assert "Tack för nomineringen" in receipt
    assert "Företrädare" not in receipt
    assert "Nominerad" in listed
    assert "Ge besked" in listed
    assert "foretradare@unionen.example" in {
        row.address for row in anew(session).get_one(Seat, seat_id).holding.invitations
    }


def test_looking_at_the_link_changes_nothing(app, client, session, seat):
    nomination, path = asked(app, session, seat)

    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200

    assert anew(session).get_one(Nomination, nomination.id).state is NominationState.ASKED


def test_a_link_used_twice_says_that_somebody_is_named_and_the_last_name_holds(app, client, session, seat):
    nomination, path = asked(app, session, seat)
    fill(client, path, **NOMINEE)

    again = text_of(client.get(path))
    fill(client, path, **NOMINEE | {"address": "nasta@unionen.example"})

    assert "Ni har redan namngett någon" in again
    assert "foretradare@unionen.example" not in again  # a link can be forwarded
    assert anew(session).get_one(Nomination, nomination.id).address == "nasta@unionen.example"


def test_a_link_forwarded_is_noticed_by_the_one_who_was_asked(app, client, session, seat):
    _nomination, path = asked(app, session, seat)

    fill(client, path, **NOMINEE)

    rows = anew(session).scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    assert [(row.kind.value, row.recipient) for row in rows] == [
        ("nomination", "kontakt@unionen.example"),
        ("nomination_receipt", "kontakt@unionen.example"),
    ]


def test_a_link_taken_back_or_of_another_purpose_opens_nothing(app, client, session, seat):
    nomination, path = asked(app, session, seat)
    settings = app.config["SETTINGS"]
    answer_link = Links(settings.secret_key).token(nomination.link_id, 0)
    nominations.withdraw(nomination, by=BY, at=now())
    session.commit()

    gone = client.get(path)

    assert (gone.status_code, client.get(f"/n/{answer_link}").status_code) == (410, 404)
    assert "Länken har slutat gälla" in text_of(gone)


def test_after_the_decision_the_page_says_so_and_takes_no_name(app, client, session, seat):
    nomination, path = asked(app, session, seat)
    fill(client, path, **NOMINEE)
    form = client.get(path).get_data(as_text=True)
    nominations.accept(anew(session).get_one(Nomination, nomination.id), by=BY, at=now(), hold=HOLD)
    session.commit()

    late = send(client, path, form, **NOMINEE | {"address": "nasta@unionen.example"})

    assert "Platsen är avgjord" in text_of(client.get(late.location))
    assert anew(session).get_one(Nomination, nomination.id).address == "foretradare@unionen.example"


def test_naming_somebody_already_seated_is_refused_with_a_sentence(app, client, session, dialogue, seat):
    other = seat_plan.lay_out(dialogue, Wish(description="en till"), 1, by=BY, at=now())[0]
    named = nominations.Nominee(name="Någon", address="foretradare@unionen.example")
    nominations.nominate(other, named, by=BY, at=now(), hold=HOLD)
    _nomination, path = asked(app, session, seat)

    answer = fill(client, path, **NOMINEE)

    assert answer.status_code == 422
    assert "har redan en plats i samtalet" in text_of(answer)


def test_an_organisation_may_say_that_nobody_comes(app, client, session, seat):
    nomination, path = asked(app, session, seat)

    answer = fill(client, f"{path}/ingen", reason="Vi har fullt upp.")

    assert "ingen kommer från er" in text_of(client.get(answer.location))
    assert anew(session).get_one(Nomination, nomination.id).state is NominationState.NOBODY


def test_the_reserve_list_is_kept_and_a_reserve_gets_the_seat_that_was_refused(
    app, client, session, dialogue, seat
):
    nomination, _path = asked(app, session, seat)
    fill(client, f"{base(dialogue)}/reserver", title="Reserven", address="reserv@x.example", name="")
    nominations.send_nobody(anew(session).get_one(Nomination, nomination.id), "", at=now())
    session.commit()
    reserve_id, seat_id = session.scalars(select(Reserve.id)).one(), seat.id
    session.rollback()
    listed = text_of(client.get(f"{base(dialogue)}/stolar"))

    called = fill(client, f"{base(dialogue)}/stolar/{seat_id}/reserv/{reserve_id}")

    assert "Fråga reserven Reserven" in listed
    assert called.status_code == 303
    assert anew(session).get_one(Seat, seat_id).holding.title == "Reserven"


def test_the_seats_of_one_dialogue_are_not_reached_through_another(client, session, bodies, dialogue, seat):
    other = a_booked_dialogue(session, bodies)

    answers = [
        client.get(f"{base(other)}/stolar/{seat.id}{tail}").status_code
        for tail in ("", "/fraga", "/namn", "/borttagning")
    ]

    assert answers == [404] * 4


def test_a_gap_is_drawn_and_written_on_the_page_in_the_workspace_and_in_the_file(
    client, session, dialogue, seat
):
    balance.set_target(dialogue, Aim(Dimension.SIZE, SME, 2), by=BY, at=now())
    session.commit()

    page = client.get(f"{base(dialogue)}/balans").get_data(as_text=True)
    workspace = client.get(base(dialogue)).get_data(as_text=True)
    file = client.get(f"{base(dialogue)}/balans.csv").get_data(as_text=True)

    for shown in (page, workspace):
        assert "Små och medelstora företag: 0 av minst 2" in shown
        assert re.search(r'<rect class="gap"', shown)
        assert "style=" not in shown.split("<main", 1)[1]
    assert "Företagets storlek,små och medelstora företag,0,0,0,2" in file


def test_whom_to_ask_next_comes_from_the_register_with_the_reason(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, practice=False)
    session.add_all(
        [
            an_organisation(name="Litet bolag", size_class=SizeClass.SMALL, region="Norrland"),
            an_organisation(name="Stort bolag", size_class=SizeClass.LARGE, region="Norrland"),
        ]
    )
    balance.set_target(dialogue, Aim(Dimension.SIZE, SME, 1), by=BY, at=now())
    balance.set_target(dialogue, Aim(Dimension.REGION, "Norrland", 1), by=BY, at=now())
    session.commit()

    page = text_of(client.get(f"{base(dialogue)}/balans"))

    assert "Litet bolag Finns i registret. Fyller på: små och medelstora företag och Norrland." in page
    assert "Stort bolag" not in page


def test_more_seats_cost_no_more_queries(app, client, session, bodies):
    few = a_booked_dialogue(session, bodies, guests=1)
    many = a_booked_dialogue(session, bodies, guests=6)
    for one in (few, many):
        invite_all(session, one)

    for tail in ("/stolar", "/balans"):
        assert queries_of(app, client, base(few) + tail) == queries_of(app, client, base(many) + tail)
