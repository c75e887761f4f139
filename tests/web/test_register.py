"""The register: lists, posts with periods, addresses that bounce, files in and out, merges that can be undone."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select

from dialogues_app.clock import now
from dialogues_app.models import (
    ContactAddress,
    Event,
    FormerSlug,
    ImportDraft,
    Merge,
    Organisation,
    Person,
    Post,
    PostKind,
    RegisterKind,
    Seat,
    Side,
    Source,
    SourceKind,
)
from tests.factories import a_person, an_organisation
from tests.web.organizing import (
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    confirm,
    csrf,
    fill,
    hidden,
    invite_all,
    text_of,
    three_bodies,
)
from tests.web.test_organizer_workspace import queries_of

REGISTER = "/arbete/register"
HEAD = "namn;kortnamn;slag;part;storlek;bransch;region"


@pytest.fixture
def bodies(client, session):
    found = three_bodies(session)
    an_organizer_signed_in(client, session, found[0])
    return found


def upload(client, text, kind="organisations", encoding="utf-8"):
    page = client.get(f"{REGISTER}/import").get_data(as_text=True)
    data = {"csrf_token": csrf(page), **hidden(page), "kind": kind}
    return client.post(
        f"{REGISTER}/import", data=data | {"file": (io.BytesIO(text.encode(encoding)), "register.csv")}
    )


def total(session, model=Organisation):
    found = anew(session).scalar(select(func.count()).select_from(model))
    session.rollback()  # SQLite has one writer
    return found


def rows_of_2000():
    """2,000 rows, 37 of them wrong in three ways."""
    rows = [f"Företag {n};;company;foretag;small;Stål;Norrland" for n in range(2000)]
    for n in range(0, 37 * 50, 50):
        rows[n] = {
            0: f"Företag {n};;company;foretag;jättestor;;",
            1: ";;company;foretag;small;;",
            2: f"Företag {n};;company;sidan;small;;",
        }[n // 50 % 3]
    return "\n".join([HEAD, *rows])


def test_two_thousand_rows_with_37_bad_ones_store_nothing_and_name_each_bad_row(client, session, bodies):
    before = total(session)

    review = client.get(upload(client, rows_of_2000()).location)

    page = text_of(review)
    assert "Rätta 37 rader" in page
    assert "1963 andra rader stämmer" in page
    assert len(re.findall(r"<tr>", review.get_data(as_text=True))) == 37 + 1  # with the heading
    assert "storlek: värdet finns inte i registret" in page
    assert "Inför" not in page
    assert total(session) == before


def test_a_review_with_bad_rows_cannot_be_confirmed_by_hand(client, session, bodies):
    before = total(session)
    where = upload(client, f"{HEAD}\nEtt bolag;;company;;;;\n;;company;;;;").location
    form = client.get(f"{REGISTER}/import").get_data(as_text=True)

    answer = client.post(where, data={"csrf_token": csrf(form)})

    assert (answer.status_code, total(session)) == (422, before)


def test_two_thousand_good_rows_are_read_in_at_once_and_the_file_is_gone(client, session, bodies):
    before = total(session)
    where = upload(client, "\n".join([HEAD, *(f"Bolag {n};;company;;;;" for n in range(2000))])).location

    answer = fill(client, where)

    assert (answer.status_code, total(session), total(session, ImportDraft)) == (303, before + 2000, 0)
    events = session.scalars(select(Event).where(Event.verb == "register_imported")).all()
    assert [event.after["count"] for event in events] == [2000]
    assert client.post(where).status_code in (400, 404)


def test_what_the_file_does_not_state_stays_unknown(client, session, bodies):
    fill(client, upload(client, "namn\nSmå Stålföretagens Fackförbund AB").location)

    made = anew(session).scalars(select(Organisation).where(Organisation.name.like("Små Stål%"))).one()

    assert (made.side, made.size_class, made.sector, made.region, made.kind.value) == (
        None,
        None,
        "",
        "",
        "other",
    )


@pytest.mark.parametrize(
    ("text", "encoding", "sentence"),
    [
        ("", "utf-8", "Filen är tom."),
        ("titel;ort\nA;B", "utf-8", "Rubrikraden stämmer inte."),
        (f'{HEAD}\n"Ett bolag;;', "utf-8", "Filen går inte att läsa som CSV."),
        ("namn\nÅkeri", "latin-1", "Filen är inte i UTF-8."),
        ("namn\n" + "A\n" * 5001, "utf-8", "Filen har fler än 5000 rader."),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(  # noqa: PLR0917
    client, session, bodies, text, encoding, sentence
):
    answer = upload(client, text, encoding=encoding)

    assert (answer.status_code, total(session, ImportDraft)) == (422, 0)
    assert sentence in text_of(answer)


def test_another_persons_file_is_not_found(app, client, session, bodies):
    where = upload(client, f"{HEAD}\nEtt bolag;;company;;;;").location
    other = app.test_client()
    an_organizer_signed_in(other, session, bodies[1])

    assert other.get(where).status_code == 404


def test_people_come_with_posts_periods_and_addresses(client, session, bodies):
    session.add(an_organisation(name="Unionen"))
    session.commit()
    text = "namn;titel;organisation;fran;till;adress\nFöreträdare A;Vd;unionen;2020;2023-06;A@Unionen.example"

    fill(client, upload(client, text, "people").location)

    person = anew(session).scalars(select(Person).where(Person.name == "Företrädare A")).one()
    post = person.posts[0]
    assert (post.organisation.name, str(post.from_earliest), str(post.to_latest)) == (
        "Unionen",
        "2020-01-01",
        "2023-06-30",
    )
    assert session.scalars(select(ContactAddress.address)).all() == ["a@unionen.example"]
    session.rollback()
    again = text_of(client.get(upload(client, text, "people").location))
    assert "Allt i filen finns redan" in again


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("A;Vd;Okänd;;;", "organisation: värdet finns inte i registret"),
        ("A;Vd;;2023;2020;", "till: uppdraget slutar innan det börjar"),
        ("A;Vd;;igår;;", "fran: skriv datumet som"),
        ("A;Vd;;;;inte en adress", "adress: adressen går inte att mejla till"),
        ("A;Vd;;;;b@x.example\nB;Vd;;;;B@x.example", "adress: samma uppgift står på en tidigare rad"),
    ],
)
def test_a_bad_row_about_a_person_says_what_is_wrong(client, bodies, row, fault):
    where = upload(client, f"namn;titel;organisation;fran;till;adress\n{row}", "people").location

    assert fault in text_of(client.get(where))


def test_a_file_out_is_safe_for_a_spreadsheet_and_can_be_read_in_again(client, session, bodies):
    session.add(an_organisation(name='=HYPERLINK("x")', side=Side.COMPANIES))
    session.commit()

    out = client.get(f"{REGISTER}/organisationer.csv").get_data(as_text=True)
    review = text_of(client.get(upload(client, out).location))

    assert '"\'=HYPERLINK(""x"")"' in out
    assert "Allt i filen finns redan" in review


def test_the_list_is_searched_by_swedish_stems_and_paged(app, client, session, bodies):
    session.add_all([an_organisation(name=f"Åkeriföretaget {n:03}") for n in range(60)])
    session.add(an_organisation(name="Något annat"))
    session.commit()

    first = text_of(client.get(f"{REGISTER}?q=åkeriföretag"))

    assert "60 träffar" in first
    assert "Åkeriföretaget 000" in first
    assert "Något annat" not in first
    assert "Åkeriföretaget 059" in text_of(client.get(f"{REGISTER}?q=åkeriföretag&sida=2"))


def test_an_address_shows_that_mails_to_it_bounce(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    invite_all(session, dialogue)
    invitation = dialogue.meeting.invitations[0]
    invitation.bounced_at, invitation.bounce_reason = now(), "mailbox unavailable"
    person = a_person()
    session.add_all([person, ContactAddress(person=person, address=invitation.address, created_at=now())])
    session.commit()

    page = text_of(client.get(f"{REGISTER}/personer/{person.id}"))

    assert "Mejlet studsade" in page
    assert "mailbox unavailable" in page


def test_a_post_ends_and_never_before_it_began(client, session, bodies):
    person = a_person()
    Post(person=person, title="Vd", kind=PostKind.OTHER)
    session.add(person)
    session.commit()
    here = f"{REGISTER}/personer/{person.id}"
    fill(client, f"{here}/uppdrag", title="Ordförande", held_from="2020-03", held_to="")
    post_id = anew(session).scalars(select(Post.id).where(Post.title == "Ordförande")).one()
    session.rollback()

    refused = fill(client, f"{here}/uppdrag/{post_id}/avslut", held_to="2019")
    done = fill(client, f"{here}/uppdrag/{post_id}/avslut", held_to="2024-05-01")

    assert (refused.status_code, done.status_code) == (422, 303)
    assert str(anew(session).get_one(Post, post_id).to_latest) == "2024-05-01"


def a_duplicate(session):
    """(kept, gone) with a seat, a post and a source that both have."""
    kept, gone = (
        an_organisation(name="Unionen"),
        an_organisation(name="Unionen (dubblett)", side=Side.EMPLOYEES),
    )
    person = a_person()
    Post(person=person, title="Vd", kind=PostKind.OTHER, organisation=gone)
    source = Source(title="Källa", kind=SourceKind.PRESS)
    session.add_all([kept, gone, person])
    kept.sources.append(source)
    gone.sources.append(source)
    session.commit()
    return kept, gone, person


@pytest.mark.both_databases
def test_a_merge_moves_everything_and_undo_puts_it_back(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    kept, gone, person = a_duplicate(session)
    dialogue.seats.append(Seat(organisation=gone))
    session.commit()
    kept_id, gone_id, slug = kept.id, gone.id, gone.slug
    path = f"{REGISTER}/organisationer/{kept_id}/sammanslagning"

    merged = confirm(client, path, fill(client, path, other=gone_id))
    owners = set(anew(session).scalars(select(Post.organisation_id).where(Post.person_id == person.id)))
    owners |= set(session.scalars(select(Seat.organisation_id)))
    gone_now = session.get(Organisation, gone_id)
    leads_to = session.scalars(select(FormerSlug.target_id).where(FormerSlug.slug == slug)).all()
    merge_id = session.scalars(select(Merge.id)).one()
    session.rollback()
    undone = fill(client, f"{REGISTER}/sammanslagningar/{merge_id}/angra")

    assert (merged.status_code, owners, gone_now, leads_to) == (303, {kept_id}, None, [kept_id])
    assert undone.status_code == 303
    back = anew(session).get_one(Organisation, gone_id)
    assert (back.name, back.side, back.slug) == ("Unionen (dubblett)", Side.EMPLOYEES, slug)
    assert set(session.scalars(select(Seat.organisation_id))) == {gone_id}
    assert session.scalars(select(FormerSlug)).all() == []
    session.rollback()
    assert client.get(f"{REGISTER}/sammanslagningar/{merge_id}/angra").status_code == 404


def test_people_are_merged_too(client, session, bodies):
    kept, gone = a_person(name="Företrädare"), a_person(name="Företrädare (dubblett)")
    Post(person=gone, title="Vd", kind=PostKind.OTHER)
    session.add_all([kept, gone])
    session.commit()
    path = f"{REGISTER}/personer/{kept.id}/sammanslagning"

    confirm(client, path, fill(client, path, other=gone.id))

    assert [post.title for post in anew(session).get_one(Person, kept.id).posts] == ["Vd"]
    assert [merge.kind for merge in session.scalars(select(Merge))] == [RegisterKind.PEOPLE]


def test_an_organiser_is_never_merged_away(client, session, bodies):
    kept = an_organisation()
    session.add(kept)
    session.commit()
    path = f"{REGISTER}/organisationer/{kept.id}/sammanslagning"

    answer = fill(client, path, other=bodies[0].id)

    assert answer.status_code == 422
    assert total(session, Merge) == 0


def test_longer_lists_cost_no_more_queries(app, client, session, bodies):
    session.add_all([a_person(), an_organisation()])
    session.commit()
    paths = (REGISTER, f"{REGISTER}/personer", f"{REGISTER}/personer.csv")
    few = [queries_of(app, client, path) for path in paths]
    session.add_all([one for _ in range(10) for one in (a_person(), an_organisation())])
    session.commit()

    assert [queries_of(app, client, path) for path in paths] == few
