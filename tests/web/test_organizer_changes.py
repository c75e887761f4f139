"""Participants, sending, moving, cancelling, taking back; stale forms; doubled sends."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import replies
from dialogues_app.models import (
    Answer,
    Channel,
    Dialogue,
    DialogueStatus,
    EventStatus,
    Invitation,
    Method,
    Organisation,
    OutboxRow,
    OutboxState,
    Proposal,
    Seat,
)
from dialogues_app.swedish import local
from tests.factories import a_minister, a_theme
from tests.web.organizing import (
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    confirm,
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
    an_organizer_signed_in(client, session, found[0], label="Samordnare")
    return found


def path_of(dialogue, rest=""):
    return f"/arbete/samtal/{identity(dialogue)}{rest}"


def rows(session):
    return anew(session).scalars(select(OutboxRow).order_by(OutboxRow.id)).all()


def again(session, dialogue):
    return anew(session).get(Dialogue, identity(dialogue))


def new_time(days=40, **given):
    slot = in_days(days)
    return {
        "starts__date": local(slot.starts_at).date().isoformat(),
        "starts__time": local(slot.starts_at).strftime("%H.%M"),
        "ends__date": local(slot.ends_at).date().isoformat(),
        "ends__time": local(slot.ends_at).strftime("%H.%M"),
    } | given


def test_a_participant_is_added_with_a_new_organisation_and_nobody_is_mailed(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, practice=False)
    guest = {"organisation": "Nya Bolaget", "title": "Vd", "name": "Anna", "address": "Anna@Bolaget.SE"}

    answer = fill(client, path_of(dialogue, "/deltagare"), **guest)

    invitation = anew(session).scalars(select(Invitation)).one()
    assert answer.status_code == 303
    assert (invitation.address, invitation.name) == ("anna@bolaget.se", "Anna")
    assert invitation.holding.seat.organisation.name == "Nya Bolaget"
    assert rows(session) == []


def test_a_practice_participant_leaves_the_register_of_organisations_as_it_was(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)

    fill(
        client, path_of(dialogue, "/deltagare"), organisation="Påhittat AB", title="Vd", address="a@b.example"
    )

    seat = anew(session).scalars(select(Seat)).one()
    assert (seat.organisation, seat.description) == (None, "Påhittat AB")
    assert session.scalar(select(func.count()).select_from(Organisation)) == 3


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"address": "inte en adress"}, "Skriv e-postadressen som namn@exempel.se"),
        ({"address": "åke@foretag.example"}, "Be om en adress utan åäö"),
        ({"address": "deltagare0@foretag.example"}, "Den adressen är redan inbjuden"),
        ({"address": "a@riktig.se"}, "I en övning går det bara att bjuda in adresser som slutar på .example"),
        ({"name": "x" * 301}, "Korta texten med 1 tecken"),
        ({"name": "", "title": ""}, "Skriv ett namn, eller en roll"),
        ({"name": "A\r\nBcc: b@c.example"}, "Skriv allt på en rad"),
    ],
)
def test_a_participant_who_cannot_be_is_refused(client, session, bodies, given, sentence):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    guest = {"organisation": "", "title": "Vd", "name": "Anna", "address": "anna@foretag.example"} | given

    answer = fill(client, path_of(dialogue, "/deltagare"), **guest)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert session.scalar(select(func.count()).select_from(Invitation)) == 1


PASTE = "Anna; Vd; Bolaget; anna@foretag.example\nBo\tSkyddsombud\tIF Metall\tbo@facket.example\n"


def test_pasted_lines_are_shown_before_they_are_added_all_at_once(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    path = path_of(dialogue, "/deltagare/klistra")

    preview = fill(client, path, lines=PASTE + "C;Vd;D;deltagare0@foretag.example\n", role="required")
    none_yet = anew(session).scalar(select(func.count()).select_from(Invitation))
    session.rollback()
    answer = confirm(client, path, preview)

    assert "1 dubblett hoppas över" in text_of(preview)
    assert (preview.status_code, none_yet, answer.status_code) == (200, 1, 303)
    found = anew(session).scalars(select(Invitation.address).order_by(Invitation.id)).all()
    assert found == ["deltagare0@foretag.example", "anna@foretag.example", "bo@facket.example"]


def test_one_bad_line_keeps_all_lines_out_and_says_what_is_wrong(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    path = path_of(dialogue, "/deltagare/klistra")

    preview = fill(client, path, lines=PASTE + "Cecilia; Vd; Bolaget\n", role="required")
    forced = send(
        client, path, preview.get_data(as_text=True), lines=PASTE + "C;V;B", role="required", steg="genomfor"
    )

    for answer in (preview, forced):
        assert "Rad 3: Raden ska ha fyra delar" in text_of(answer)
        assert 'value="genomfor"' not in answer.get_data(as_text=True)
    assert "Cecilia; Vd; Bolaget" in preview.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_the_exact_mail_is_seen_before_anything_goes_out(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invitation = dialogue.meeting.invitations[0]
    base = path_of(dialogue, f"/deltagare/{invitation.id}/mejl")

    page, html = client.get(base), client.get(f"{base}.html")

    assert "Så här ser mejlet ut om det skickas nu" in text_of(page)
    assert "METHOD:REQUEST" in page.get_data(as_text=True)
    assert f"svar+{invitation.token}@" in page.get_data(as_text=True)
    assert "deltagare1@foretag.example" not in page.get_data(as_text=True)
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "Rosenbad" in html.get_data(as_text=True)
    assert rows(session) == []


def test_sending_mails_everyone_once_however_often_the_button_is_pressed(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=3)
    path = path_of(dialogue, "/utskick")
    page = client.get(path).get_data(as_text=True)
    assert "Skicka 3 inbjudningar" in page

    answers = [send(client, path, page) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [row.recipient for row in rows(session)] == [f"deltagare{n}@foretag.example" for n in range(3)]
    found = again(session, dialogue)
    assert (found.status, found.meeting.status) == (DialogueStatus.INVITED, EventStatus.INVITED)
    session.rollback()
    assert "Skickar inbjudningar: 0 av 3" in text_of(client.get(path))


def test_partial_success_is_told_as_such(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=3)
    invite_all(session, dialogue)
    row = dialogue.meeting.invitations[0].outbox[0]
    row.state, row.error = OutboxState.FAILED, "550 okänd mottagare"
    session.commit()

    page = text_of(client.get(path_of(dialogue, "/utskick")))
    fragment = client.get(path_of(dialogue, "/utskick/lage"), headers={"HX-Request": "true"}).get_data(
        as_text=True
    )

    assert "2 av 3 är skickade. 1 gick inte fram." in page
    assert "550 okänd mottagare" in page
    assert "2 av 3 är skickade." in fragment
    assert "<html" not in fragment


def test_a_draft_gets_its_time_at_once_and_nobody_is_mailed(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)

    answer = fill(client, path_of(dialogue, "/tid"), **new_time())

    found = again(session, dialogue)
    assert (answer.status_code, found.meeting.slot) == (303, in_days(40))
    assert found.slug.startswith(local(in_days(40).starts_at).date().isoformat())
    assert rows(session) == []


def test_a_move_is_written_out_with_its_consequence_before_it_is_done(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    path = path_of(dialogue, "/tid")

    without = fill(client, path, **new_time())
    review = fill(client, path, **new_time(reason="Votering"))
    untouched = again(session, dialogue).meeting.slot
    session.rollback()
    answer = confirm(client, path, review)

    assert "Skriv varför" in text_of(without)
    assert "2 personer får mejl och kalendern uppdateras." in text_of(review)
    assert (untouched, answer.status_code) == (in_days(30), 303)
    found = again(session, dialogue)
    assert (found.meeting.slot, found.is_moved, found.meeting.sequence) == (in_days(40), True, 1)
    assert [row.state for row in rows(session)] == [OutboxState.SENT] * 2 + [OutboxState.QUEUED] * 2


def test_the_change_button_of_the_review_gives_the_form_back_as_it_was(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    invite_all(session, dialogue)
    path = path_of(dialogue, "/tid")
    review = fill(client, path, **new_time(reason="Votering i kammaren")).get_data(as_text=True)

    answer = send(client, path, review, **new_time(reason="Votering i kammaren"), steg="andra")

    assert answer.status_code == 200
    assert "Votering i kammaren</textarea>" in answer.get_data(as_text=True)


def test_a_move_is_taken_back_whole_while_it_waits(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    path = path_of(dialogue, "/tid")
    confirm(client, path, fill(client, path, **new_time(reason="Votering")))

    answer = fill(client, path_of(dialogue, "/angra"))

    found = again(session, dialogue)
    assert (answer.status_code, found.meeting.slot, found.is_moved) == (303, in_days(30), False)
    assert [row.state for row in rows(session)] == [OutboxState.SENT] * 2 + [OutboxState.TAKEN_BACK] * 2
    session.rollback()
    assert client.get(path_of(dialogue, "/angra")).status_code == 303


def test_a_cancelled_dialogue_is_taken_up_again(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    off, on = path_of(dialogue, "/avbokning"), path_of(dialogue, "/ateruppta")

    review = fill(client, off, reason="Extra val")
    confirm(client, off, review)
    cancelled = again(session, dialogue).status
    session.rollback()
    page = text_of(client.get(path_of(dialogue)))
    confirm(client, on, fill(client, on, **new_time(reason="Ny regering")))

    assert "2 personer får mejl och kalendern uppdateras." in text_of(review)
    assert (cancelled, again(session, dialogue).status) == (DialogueStatus.CANCELLED, DialogueStatus.INVITED)
    assert "Samtalet är inställt" in page


def test_a_postponed_dialogue_waits_for_a_new_time(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    path = path_of(dialogue, "/uppskjutning")

    confirm(client, path, fill(client, path, reason="Sjukdom"))

    found = again(session, dialogue)
    assert (found.status, found.meeting.status) == (DialogueStatus.BOOKED, EventStatus.POSTPONED)
    assert found.meeting.revisions[-1].method is Method.CANCEL
    session.rollback()
    assert "Bestäm en ny tid" in text_of(client.get(path_of(dialogue)))


def test_saving_the_particulars_keeps_the_order_of_the_themes(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    dialogue.set_themes([a_theme(title="Ö sist"), a_theme(title="A först")])
    session.commit()
    path = path_of(dialogue, "/uppgifter")
    ids = [theme.id for theme in dialogue.themes]

    fill(
        client,
        path,
        themes=ids[::-1],
        new_themes="B ny",
        bodies=[body.id for body in bodies],
        leading=bodies[0].id,
    )

    assert [theme.title for theme in again(session, dialogue).themes] == ["Ö sist", "A först", "B ny"]


def test_a_stale_form_shows_both_texts_and_keeps_what_was_typed(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    path = path_of(dialogue, "/uppgifter")
    values = {
        "themes": [theme.id for theme in dialogue.themes],
        "bodies": [body.id for body in bodies],
        "leading": bodies[0].id,
    }
    page = client.get(path).get_data(as_text=True)
    fill(client, path, title="Den andras namn", purpose="Den andras syfte", **values)

    answer = send(client, path, page, title="Mitt namn", purpose="Mitt syfte", **values)
    body = answer.get_data(as_text=True)
    saved = send(client, path, body, title="Mitt namn", purpose="Mitt syfte", **values)

    assert answer.status_code == 409
    for text in ("Den andras namn", "Den andras syfte", "Mitt namn", "Mitt syfte", "Samordnare"):
        assert text in text_of(answer)
    assert 'value="Mitt namn"' in body
    assert saved.status_code == 303
    assert again(session, dialogue).title == "Mitt namn"


def test_a_stale_move_shows_both_times(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies)
    path = path_of(dialogue, "/tid")
    page = client.get(path).get_data(as_text=True)
    fill(client, path, **new_time(50))

    answer = send(client, path, page, **new_time(40))

    assert answer.status_code == 409
    assert new_time(50)["starts__date"] in text_of(answer)
    assert f'value="{new_time(40)["starts__date"]}"' in answer.get_data(as_text=True)
    assert again(session, dialogue).meeting.slot == in_days(50)


def test_a_meeting_is_not_moved_to_a_time_that_has_been(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)

    answer = fill(client, path_of(dialogue, "/tid"), **new_time(-3))

    assert answer.status_code == 422
    assert "Tiden har redan varit" in text_of(answer)


def test_an_answer_by_telephone_carries_the_name_of_who_entered_it(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    invite_all(session, dialogue)
    key = dialogue.meeting.invitations[0].id

    fill(client, path_of(dialogue, f"/deltagare/{key}/svar"), partstat="ACCEPTED", comment="Ringde")

    answer = anew(session).scalars(select(Answer)).one()
    assert (answer.channel, answer.entered_label, answer.comment) == (Channel.PHONE, "Samordnare", "Ringde")
    session.rollback()
    assert "per telefon, infört av Samordnare" in text_of(client.get(path_of(dialogue)))


def test_a_bounced_address_is_corrected_by_a_new_invitation(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    invite_all(session, dialogue)
    key = dialogue.meeting.invitations[0].id

    path = path_of(dialogue, f"/deltagare/{key}/adress")

    review = fill(client, path, address="ratt@foretag.example")
    answer = confirm(client, path, review)

    assert "2 personer får mejl" in text_of(review)
    assert answer.status_code == 303
    standing = again(session, dialogue).meeting.active_invitations
    assert [invitation.address for invitation in standing] == ["ratt@foretag.example"]
    assert client.get(path_of(dialogue, f"/deltagare/{key}")).status_code == 404


def test_a_removal_tells_the_one_it_is_about(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    key = dialogue.meeting.invitations[0].id
    path = path_of(dialogue, f"/deltagare/{key}/borttagning")

    confirm(client, path, fill(client, path, reason="Platsen går till en annan."))

    assert [row.recipient for row in rows(session)][2:] == ["deltagare0@foretag.example"]
    assert len(again(session, dialogue).meeting.active_invitations) == 1


@pytest.mark.parametrize(
    ("besked", "address"), [("ja", "platschef@foretag.example"), ("nej", "deltagare0@foretag.example")]
)
def test_a_proposed_substitute_is_invited_or_not(client, session, bodies, besked, address):
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    invite_all(session, dialogue)
    invitation = dialogue.meeting.invitations[0]
    replies.propose_substitute(invitation, "Platschefen", "platschef@foretag.example", "", at=now())
    session.commit()
    key = session.scalars(select(Proposal.id)).one()
    session.rollback()
    assert "Platschefen" in text_of(client.get(path_of(dialogue)))

    path = path_of(dialogue, f"/forslag/{key}")
    answer = fill(client, path, besked=besked)
    if besked == "ja":
        answer = confirm(client, path, answer)

    assert answer.status_code == 303
    standing = again(session, dialogue).meeting.active_invitations
    assert [one.address for one in standing] == [address]


def test_a_resent_invitation_mails_that_one_person_again(client, session, bodies):
    dialogue = a_booked_dialogue(session, bodies, guests=2)
    invite_all(session, dialogue)
    key = dialogue.meeting.invitations[1].id

    fill(client, path_of(dialogue, f"/deltagare/{key}/igen"))

    assert [row.recipient for row in rows(session)][2:] == ["deltagare1@foretag.example"]


def test_a_minister_gets_an_address_and_is_invited_with_the_others(client, session, bodies):
    minister = a_minister(name="Ada")
    session.add(minister)
    dialogue = a_booked_dialogue(session, bodies, guests=1)
    fill(client, path_of(dialogue, "/statsrad"), chair=minister.id)
    holding = again(session, dialogue).seats[-1].holding.id
    session.rollback()

    fill(client, path_of(dialogue, f"/deltagare/stol/{holding}"), address="ada@departementet.example")

    assert "Skicka 2 inbjudningar" in text_of(client.get(path_of(dialogue, "/utskick")))


def test_another_dialogues_participant_is_not_found_here(client, session, bodies):
    mine, other = (a_booked_dialogue(session, bodies, guests=1) for _ in range(2))
    key = other.meeting.invitations[0].id

    paths = [
        path_of(mine, f"/deltagare/{key}{rest}")
        for rest in ("", "/adress", "/svar", "/igen", "/borttagning", "/mejl")
    ]

    assert [client.get(path).status_code for path in paths] == [404] * 6
