"""The notes from the recording to the public PDF, as browsers without script."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.models import (
    Contribution,
    Dialogue,
    DialogueStatus,
    Minutes,
    MinutesState,
    OutboxRow,
    OutboxState,
)
from tests.web.browser import SITE, sign_in, submit
from tests.web.noted import a_noted_case
from tests.web.stored import Case, another_body
from tests.web.test_recording import queries_of

SAID = "Vi väntar för länge på besked."


@pytest.fixture
def case(client: FlaskClient, session: Session) -> Case:
    made = a_noted_case(session)
    sign_in(client, session, made.organizer)
    return made


def say(client: FlaskClient, case: Case, **values: object):
    given = {"outcome": "1", "text": SAID, "who": "", "attribution": "organisation", "audience": "public"}
    return submit(client, f"{case.path}/dokumentera/uttalanden", **given | values)


def said(session: Session) -> list[Contribution]:
    session.rollback()
    return list(session.scalars(select(Contribution).order_by(Contribution.id)))


def versions(session: Session) -> list[Minutes]:
    session.rollback()
    return list(session.scalars(select(Minutes).order_by(Minutes.number)))


def circulate(client: FlaskClient, case: Case, days: int = 14):
    day = swedish.local(now()).date() + timedelta(days=days)
    return submit(client, f"{case.path}/minnesanteckningar/utskick", respond_by=day.isoformat())


def links(session: Session) -> list[str]:
    session.rollback()
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "minutes").order_by(OutboxRow.id))
    found = [row.context["link"].removeprefix(SITE) for row in rows if row.state is OutboxState.QUEUED]
    session.rollback()
    return found


def test_a_statement_is_added_changed_compared_and_taken_back(
    client: FlaskClient, session: Session, case: Case
) -> None:
    seat = case.dialogue.seats[-1].id
    session.rollback()
    added = say(client, case, who=f"p{seat}")
    at = f"{case.path}/utfall/1/uttalanden/1"
    changed = submit(
        client,
        f"{at}/andra",
        text="Vi väntar två år på besked.",
        who=f"p{seat}",
        attribution="nobody",
        audience="public",
        version="1",
    )

    history = client.get(f"{case.path}/utfall/1/versioner").text
    room = client.get(f"{case.path}/dokumentera").text
    gone = submit(client, f"{at}/aterkalla", reason="Fel utfall")

    assert [answer.status_code for answer in (added, changed, gone)] == [303, 303, 303]
    assert "<del>" in history
    assert "Vi väntar två år på besked." in room
    assert said(session)[0].withdrawn_reason == "Fel utfall"


def test_a_doubled_statement_is_one_and_an_outcome_may_be_named_by_its_key(
    client: FlaskClient, session: Session, case: Case
) -> None:
    values = {"type": "input", "sentence": "Nytt.", "who": "", "item": "", "audience": "public", "key": "abc"}
    submit(client, f"{case.path}/dokumentera", **values)

    for _ in range(2):
        say(client, case, outcome="k:abc", key="sagt-1")

    assert [(one.outcome.number, one.number) for one in said(session)] == [(2, 1)]


def test_a_stale_statement_shows_both_texts(client: FlaskClient, session: Session, case: Case) -> None:
    say(client, case)
    path = f"{case.path}/utfall/1/uttalanden/1/andra"
    given = {"who": "", "attribution": "organisation", "audience": "public", "version": "1"}
    submit(client, path, **given, text="Den andras text.")

    stale = submit(client, path, **given, text="Min text.")

    assert stale.status_code == 409
    assert "Min text." in stale.text
    assert "Den andras text." in stale.text
    assert said(session)[0].text == "Den andras text."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": ""}, "Skriv det som sades."),
        ({"attribution": "name"}, "Skriv namnet"),
        ({"outcome": "99"}, "Välj ett utfall."),
    ],
)
def test_a_statement_that_cannot_be_saved_is_shown_again(
    client: FlaskClient, session: Session, case: Case, given: dict[str, str], sentence: str
) -> None:
    answer = say(client, case, **given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert said(session) == []


def test_a_marked_part_is_gone_for_other_bodies(client: FlaskClient, session: Session, case: Case) -> None:
    say(client, case)
    mark = f"{case.path}/utfall/1/uttalanden/1/sekretess"
    submit(client, mark, section="30 kap. 23 § OSL", marked_on="2026-09-01", authority="Departementet")
    mine = client.get(f"{case.path}/minnesanteckningar").text
    sign_in(client, session, another_body(session))

    pages = [client.get(f"{case.path}/{page}").text for page in ("dokumentera", "minnesanteckningar")]

    assert "Sekretessmarkering: 30 kap. 23 § OSL" in mine
    assert SAID in mine
    assert all(SAID not in page and "30 kap" not in page for page in pages)
    assert client.get(mark).status_code == 404


def test_a_mark_set_after_the_send_takes_effect_on_every_reading(
    client: FlaskClient, session: Session, case: Case
) -> None:
    say(client, case)
    circulate(client, case)
    for link in links(session):
        submit(client, link)
    submit(client, f"{case.path}/minnesanteckningar/godkannande")
    before = client.get(link).text
    given = {"section": "30 kap. 23 § OSL", "marked_on": "2026-09-01", "authority": "Departementet"}
    submit(client, f"{case.path}/utfall/1/uttalanden/1/sekretess", **given)
    mine = client.get(f"{case.path}/minnesanteckningar/versioner/1").text
    present = client.get(link).text
    sign_in(client, session, another_body(session))
    theirs = client.get(f"{case.path}/minnesanteckningar/versioner/1").text

    assert [SAID in page for page in (before, mine, present, theirs)] == [True, True, False, False]


def test_another_body_cannot_mark(client: FlaskClient, session: Session, case: Case) -> None:
    sign_in(client, session, another_body(session))

    answer = submit(
        client,
        f"{case.path}/utfall/1/sekretess",
        section="30 kap. 23 § OSL",
        marked_on="2026-09-01",
        authority="Almega",
    )

    assert answer.status_code == 403


def test_the_round_from_mail_to_approval(client: FlaskClient, session: Session, case: Case) -> None:
    say(client, case)
    look = client.get(f"{case.path}/minnesanteckningar/utskick").text
    sent = circulate(client, case)
    first, second = links(session)
    reader = client.application.test_client()

    before = reader.get(first)
    confirmed = submit(reader, first)
    objected = submit(
        reader,
        f"{second}/invandningar",
        page=second,
        **{"invandning-1.1": "Vi har väntat i två år."},
        shown="y",
    )
    again = submit(reader, f"{second}/invandningar", page="/logga-in", **{"invandning-1": "En gång till."})

    assert "Skicka 2 mejl" in look
    assert "Stämmer minnesanteckningarna? Tema" in look
    assert [one.status_code for one in (sent, before, confirmed, objected, again)] == [
        303,
        200,
        303,
        303,
        303,
    ]
    assert SAID in before.text
    assert "Du har bekräftat anteckningarna." in reader.get(first).text
    assert "Vi har väntat i två år." in reader.get(second).text
    objection = versions(session)[0].objections[0].id
    session.rollback()
    without_reason = submit(
        client, f"{case.path}/minnesanteckningar/invandningar/{objection}", choice="behall", reason=""
    )
    submit(
        client,
        f"{case.path}/minnesanteckningar/invandningar/{objection}",
        choice="behall",
        reason="Så sades det.",
    )
    approved = submit(client, f"{case.path}/minnesanteckningar/godkannande")
    assert (without_reason.status_code, approved.status_code) == (422, 303)
    version = versions(session)[0]
    assert (version.state, len(version.sha256)) == (MinutesState.APPROVED, 64)
    session.rollback()
    page = client.get(f"{case.path}/minnesanteckningar/versioner/1").text
    assert "stämmer med kontrollsumman" in page
    assert "Unionen invänder." in page
    assert "Så sades det." in page


def test_an_accepted_objection_changes_the_statement(
    client: FlaskClient, session: Session, case: Case
) -> None:
    say(client, case)
    circulate(client, case)
    link = links(session)[0]
    submit(client, f"{link}/invandningar", page=link, **{"invandning-1.1": "Två år."})
    objection = versions(session)[0].objections[0].id
    session.rollback()

    submit(
        client,
        f"{case.path}/minnesanteckningar/invandningar/{objection}",
        choice="andra",
        wording="Vi väntar två år.",
    )

    assert said(session)[0].text == "Vi väntar två år."
    session.rollback()
    with time_machine.travel(now() + timedelta(days=20), tick=False):
        sign_in(client, session, session.merge(case.organizer))
        submit(client, f"{case.path}/minnesanteckningar/godkannande")
        page = client.get(f"{case.path}/minnesanteckningar/versioner/1").text
    assert "Ändrat sedan utskicket" in page
    assert "invänder" not in page


def test_the_send_can_be_undone_within_the_waiting_time(
    client: FlaskClient, session: Session, case: Case
) -> None:
    circulate(client, case)
    link = links(session)[0]

    undone = submit(
        client, f"{case.path}/minnesanteckningar/utskick/angra", page=f"{case.path}/minnesanteckningar"
    )

    assert (undone.status_code, links(session)) == (303, [])
    assert client.get(link).status_code == 410
    assert versions(session)[0].state is MinutesState.DRAFT
    session.rollback()
    assert circulate(client, case).status_code == 303
    assert len(links(session)) == 2


def test_looking_at_a_link_changes_nothing_and_foreign_tokens_open_nothing(
    client: FlaskClient, session: Session, case: Case
) -> None:
    circulate(client, case)
    link = links(session)[0]
    token = link.removeprefix("/m/")

    for _ in range(20):
        client.get(link)
        client.head(link)

    assert [one.answered_at for one in versions(session)[0].confirmations] == [None, None]
    assert client.get(f"/s/{token}").status_code == 404
    assert client.get(f"/m/{token[:-1]}x").status_code == 404
    assert client.get(link).headers["Cache-Control"] == "no-store"


def test_after_the_last_day_the_page_says_so_and_takes_nothing(
    client: FlaskClient, session: Session, case: Case
) -> None:
    circulate(client, case, days=2)
    link = links(session)[0]

    with time_machine.travel(now() + timedelta(days=4), tick=False):
        page = client.get(link)
        submit(client, link, page="/logga-in")

    assert "Svarstiden är slut." in page.text
    assert versions(session)[0].confirmations[0].answered_at is None


def approve(client: FlaskClient, session: Session, case: Case) -> None:
    circulate(client, case)
    for link in links(session):
        submit(client, link)
    submit(client, f"{case.path}/minnesanteckningar/godkannande")


def publish(session: Session, case: Case) -> None:
    dialogue = session.get_one(Dialogue, case.id)
    dialogue.status, dialogue.announced_at, dialogue.published_at = DialogueStatus.PUBLISHED, now(), now()
    session.commit()


def test_a_correction_gives_the_reason_and_a_new_version(
    client: FlaskClient, session: Session, case: Case
) -> None:
    approve(client, session, case)

    without = submit(client, f"{case.path}/minnesanteckningar/rattelse", reason="")
    submit(client, f"{case.path}/minnesanteckningar/rattelse", reason="Fel årtal")
    say(client, case)
    submit(client, f"{case.path}/minnesanteckningar/godkannande")

    assert without.status_code == 422
    assert [(one.number, one.state, one.reason) for one in versions(session)] == [
        (1, MinutesState.APPROVED, ""),
        (2, MinutesState.APPROVED, "Fel årtal"),
    ]
    assert "Ändrat sedan förra versionen" in client.get(f"{case.path}/minnesanteckningar/versioner/2").text


def test_the_public_notes_need_both_approval_and_publication(
    client: FlaskClient, session: Session, case: Case
) -> None:
    slug = case.dialogue.slug
    page = f"/samtal/{slug}/minnesanteckningar"
    session.rollback()
    publish(session, case)
    unapproved = client.get(page).status_code
    dialogue = session.get_one(Dialogue, case.id)
    dialogue.status, dialogue.published_at = DialogueStatus.HELD, None
    session.commit()
    approve(client, session, case)
    unpublished = client.get(page).status_code, client.get(f"{page}.pdf").status_code
    publish(session, case)
    shown = client.get(page)

    assert (unapproved, unpublished, shown.status_code) == (404, (404, 404), 200)
    assert "Tillstånden tar för lång tid." in shown.text
    assert f'href="{page}"' in client.get(f"/samtal/{slug}").text


def test_the_pdf_is_tagged_swedish_and_alike_each_time(
    client: FlaskClient, session: Session, case: Case
) -> None:
    slug = case.dialogue.slug
    session.rollback()
    say(client, case, text="Grön 🌱 omställning <script> #evil[]")
    approve(client, session, case)
    publish(session, case)

    first, second = (client.get(f"/samtal/{slug}/minnesanteckningar.pdf") for _ in range(2))
    pdf = PdfReader(io.BytesIO(first.data))
    root, text = pdf.trailer["/Root"], "\n".join(page.extract_text() for page in pdf.pages)

    assert (first.status_code, first.content_type) == (200, "application/pdf")
    assert first.data == second.data
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("sv-SE", True)
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in first.data
    assert pdf.metadata is not None
    assert str(pdf.metadata.title).startswith("Minnesanteckningar: ")
    assert "Grön □ omställning <script> #evil[]" in text
    assert versions(session)[0].sha256 in text.replace("\n", "")
    assert "Sida 1 av" in text


@pytest.mark.parametrize(
    "page",
    ["minnesanteckningar", "minnesanteckningar/utskick", "minnesanteckningar/versioner/1", "dokumentera"],
)
def test_pages_cost_as_many_queries_for_three_statements_as_for_one(
    client: FlaskClient, session: Session, case: Case, page: str
) -> None:
    circulate(client, case)
    counts = []
    for times in (1, 2):
        for _ in range(times):
            say(client, case)
        counts.append(queries_of(client, f"{case.path}/{page}"))

    assert counts[0] == counts[1]
