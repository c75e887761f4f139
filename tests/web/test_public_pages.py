"""What the public may read, and what it may not: gates, audiences, names, sources, practice."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from dialogues_app.extensions import db
from dialogues_app.models import (
    AgendaItem,
    AnswerState,
    Audience,
    Basis,
    DialogueStatus,
    FormerSlug,
    Holding,
    LinkKind,
    MeasureStatus,
    Paper,
    Participation,
    PlanEntry,
    Post,
    PostKind,
    Seat,
    SlugKind,
    User,
)
from tests import factories, published
from tests.domain.test_queries_measures import a_plan
from tests.factories import NOON

MOST_QUERIES = 40  # of any public page while nothing of it is kept
Add = Callable[..., None]
PAGES = [
    *("/", "/samtal", "/teman", "/statsrad", "/atgarder", "/fran-samtal-till-atgard"),
    *("/om", "/om/strategin", "/om/advisory-board", "/tillganglighet", "/personuppgifter"),
    *("/samtal.csv", "/samtal.json", "/samtal.atom", "/atgarder.csv", "/fran-samtal-till-atgard.csv"),
]


@pytest.fixture
def add(session: Session) -> Add:
    def save(*rows: Any) -> None:
        session.add_all(rows)
        session.commit()

    return save


@pytest.fixture
def signed_in(app: Flask) -> FlaskClient:
    """A browser in which somebody is signed in."""
    user = User(email="a@departementet.example", label="Handläggare", role="organizer", created_at=NOON)

    def sign_in() -> None:
        g.user = user

    app.before_request_funcs.setdefault(None, []).append(sign_in)
    return app.test_client()


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_while_nothing_is_loaded(client: FlaskClient, path: str) -> None:
    body = text_of(client, path)

    assert "<script" not in body
    assert len(body.encode()) < 120_000


def test_zero_is_written_in_words(client: FlaskClient, add: Add) -> None:
    dialogue = published.a_published(slug="samtalet")
    published.with_outcome(dialogue)
    add(dialogue)

    for path in ("/", "/samtal/samtalet", "/fran-samtal-till-atgard"):
        body = text_of(client, path)
        assert "<b>0</b>" not in body
        assert "<b>Ingen</b><span>genomförd än</span>" in body


def test_an_announced_dialogue_shows_its_frame_and_no_results(client: FlaskClient, add: Add) -> None:
    dialogue = published.an_announced(
        slug="snart", title="Vätgas", place="Luleå", summary="HEMLIGT", purpose="HEMLIGT"
    )
    published.with_minister(dialogue, factories.a_minister(name="Statsråd Ett"))
    published.with_outcome(dialogue, sentence="HEMLIGT")
    dialogue.agenda.append(AgendaItem(title="HEMLIGT", audience=Audience.PUBLIC))
    dialogue.participations.append(Participation(capacity="HEMLIGT", audience=Audience.PUBLIC))
    dialogue.note = "HEMLIGT"
    add(dialogue)

    body = text_of(client, "/samtal/snart")
    assert ("Vätgas" in body, "Luleå" in body, "Statsråd Ett" in body) == (True, True, True)
    for path in ("/samtal/snart", *PAGES):
        assert "HEMLIGT" not in text_of(client, path)


def test_an_open_gate_shows_only_parts_for_the_public(client: FlaskClient, add: Add) -> None:
    dialogue = published.a_published(slug="samtalet")
    published.with_outcome(dialogue, sentence="Öppet utfall")
    measure = factories.a_measure(title="HEMLIGT")
    link = published.linked(published.with_outcome(dialogue), measure)
    for audience in (Audience.BODY, Audience.ORGANIZERS, Audience.PARTICIPANTS):
        published.with_outcome(dialogue, sentence="HEMLIGT", audience=audience)
        dialogue.agenda.append(AgendaItem(title="HEMLIGT", audience=audience))
        dialogue.participations.append(Participation(capacity="HEMLIGT", audience=audience))
    published.with_outcome(dialogue, sentence="HEMLIGT", withdrawn_at=NOON)
    dialogue.sources.append(published.a_source(title="HEMLIGT", is_public=False))
    add(dialogue, link)

    assert "Öppet utfall" in text_of(client, "/samtal/samtalet")
    for path in ("/samtal/samtalet", *PAGES):
        assert "HEMLIGT" not in text_of(client, path)


def test_names_are_shown_only_in_public_posts(client: FlaskClient, add: Add) -> None:
    board, company = factories.an_organisation(name="Rådet"), factories.an_organisation(name="Bolaget")
    person = factories.a_person(name="Kim Känd")
    Post(
        person=person, title="ledamot", kind=PostKind.COUNCIL_MEMBER, organisation=board, named_in_public=True
    )
    Post(person=person, title="vd", kind=PostKind.HEAD, organisation=company)
    dialogue = published.a_published(slug="samtalet")
    seat = Seat(organisation=company)
    seat.holdings.append(Holding(title="Företrädare", name="Hemlig Person"))
    dialogue.seats.append(seat)
    dialogue.participations.append(
        Participation(organisation=company, person=person, capacity="vd", audience=Audience.PUBLIC)
    )
    dialogue.participations.append(Participation(holding=seat.holdings[0], audience=Audience.PUBLIC))
    add(dialogue)

    body = text_of(client, "/samtal/samtalet")
    assert ("Bolaget, vd" in body, "Bolaget, Företrädare" in body) == (True, True)
    assert ("Kim Känd" in body, "Hemlig Person" in body) == (False, False)


def test_a_practice_dialogue_is_for_the_signed_in_and_in_no_list(
    client: FlaskClient, signed_in: FlaskClient, add: Add, app: Flask
) -> None:
    add(published.a_published(slug="ovning", title="Prova på", is_practice=True))

    page = signed_in.get("/samtal/ovning")
    assert (page.status_code, "Övning" in page.get_data(as_text=True)) == (200, True)
    assert page.headers["Cache-Control"] == "no-store"
    assert all("Prova på" not in text_of(signed_in, path) for path in PAGES)
    app.before_request_funcs[None].pop()
    assert client.get("/samtal/ovning").status_code == 404


def test_a_former_address_moves_for_good(client: FlaskClient, add: Add, session: Session) -> None:
    dialogue, theme = (
        published.a_published(slug="ny"),
        factories.a_theme(slug="nytt", audience=Audience.PUBLIC),
    )
    measure = published.a_public_measure(slug="ny-atgard")
    add(dialogue, theme, measure)
    add(
        FormerSlug(kind=SlugKind.DIALOGUE, slug="gammal", target_id=dialogue.id),
        FormerSlug(kind=SlugKind.THEME, slug="gammalt", target_id=theme.id),
        FormerSlug(kind=SlugKind.MEASURE, slug="gammal-atgard", target_id=measure.id),
    )

    for old, new in (
        ("/samtal/gammal", "/samtal/ny"),
        ("/teman/gammalt", "/teman/nytt"),
        ("/atgarder/gammal-atgard", "/atgarder/ny-atgard"),
    ):
        response = client.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, new)
        assert client.get(new).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/samtal/x",
        "/teman/x",
        "/statsrad/x",
        "/fokusomraden/x",
        "/atgarder/x",
        "/handlingsplaner/x",
        "/samtal.xml",
    ],
)
def test_an_unknown_address_is_a_swedish_404(client: FlaskClient, path: str) -> None:
    assert 'lang="sv"' in text_of(client, path, 404)


@pytest.mark.parametrize(
    "name", ["fokus", "tema", "statsrad", "departement", "niva", "typ", "q", "ordning", "antal", "sida"]
)
@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "' OR 1=1", "\x00", "%00", "-1", "9" * 400, "åäö", "\u202e"]
)
def test_odd_arguments_are_harmless(client: FlaskClient, name: str, value: str) -> None:
    for path in ("/samtal", "/atgarder", "/fran-samtal-till-atgard"):
        response = client.get(path, query_string={name: value})
        assert response.status_code == 200
        assert "<script" not in response.get_data(as_text=True)


@pytest.mark.parametrize("day", ["igår", "2018-13-01", "2018-5-1", "20180501", "2018-W01-1", "0000-01-01"])
def test_a_malformed_day_says_how_to_write_it(client: FlaskClient, day: str) -> None:
    body = client.get("/samtal", query_string={"fran": day}).get_data(as_text=True)

    assert "Skriv datumet som ÅÅÅÅ-MM-DD" in body
    assert 'aria-invalid="true"' in body
    assert f'value="{day}"' in body


@pytest.mark.parametrize(
    "period", [("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01")]
)
def test_the_ends_of_time_are_a_period(client: FlaskClient, period: tuple[str, str]) -> None:
    assert client.get("/samtal", query_string={"fran": period[0], "till": period[1]}).status_code == 200


def test_a_period_that_ends_before_it_begins_is_a_fault(client: FlaskClient) -> None:
    text_of(client, "/samtal?fran=2018-05-10&till=2018-05-01", 422)
    text_of(client, "/samtal.csv?fran=2018-05-10&till=2018-05-01", 400)


def test_what_is_only_possible_says_why(client: FlaskClient, add: Add) -> None:
    dialogue = published.a_published(dates=[("2018-05-01", "2018-05-31"), ("2018-05-03", "2018-05-03")])
    dialogue.dates[0].source.publisher, dialogue.dates[1].source.publisher = "Regeringskansliet", "Unionen"
    add(dialogue)

    body = text_of(client, "/samtal?fran=2018-05-10&till=2018-05-20")
    assert "Möjlig" in body
    assert "maj\xa02018 enligt Regeringskansliet; 3\xa0maj 2018 enligt Unionen" in body
    assert "Möjlig" not in text_of(client, "/samtal?fran=2018-05-01&till=2018-05-31")


def test_picked_filters_are_links_that_take_them_away(client: FlaskClient, add: Add) -> None:
    add(published.a_published(themes=[factories.a_theme(slug="dig", title="Digitalisering")]))

    body = text_of(client, "/samtal?tema=dig&q=digital")
    assert 'href="/samtal?q=digital">Digitalisering' in body
    assert 'href="/samtal?tema=dig">Sökord: digital' in body
    assert re.search(r'<h2 id="traffar" tabindex="-1" autofocus>1 samtal</h2>', body)


def test_pages_and_sizes_walk_the_whole_list(client: FlaskClient, add: Add) -> None:
    add(*(published.a_published(f"20{n:02}-01-01", title=f"Samtal nummer {n}") for n in range(1, 24)))

    seen = [text_of(client, f"/samtal?antal=10&sida={n}") for n in (1, 2, 3)]
    assert [len(re.findall(r">Samtal nummer \d+</a>", body)) for body in seen] == [10, 10, 3]
    assert "23 träffar" in seen[0]
    assert text_of(client, "/samtal?antal=10&sida=99").count('aria-current="page"') == seen[2].count(
        'aria-current="page"'
    )


def test_each_answer_of_an_outcome_is_told(client: FlaskClient, add: Add) -> None:
    dialogue = published.a_published(slug="samtalet")
    body = factories.a_body(name="Näringsdepartementet")
    published.with_outcome(dialogue, answer=AnswerState.WITHOUT_MEASURE, answer_reason="Marknaden löser det.")
    awaiting = published.with_outcome(
        dialogue, answer=AnswerState.AWAITING, answer_due=factories.on("2026-12-01")
    )
    awaiting.answer_owner = body
    published.with_outcome(dialogue, answer=AnswerState.UNKNOWN)
    measure = published.a_public_measure(title="Robotlyftet")
    link = published.linked(published.with_outcome(dialogue), measure, basis=Basis.ANNOUNCED)
    add(dialogue, link)

    page = text_of(client, "/samtal/samtalet")
    for words in (
        *(
            "Besvarat utan åtgärd.",
            "Marknaden löser det.",
            "Näringsdepartementet svarar senast 1\xa0december 2026.",
        ),
        *(
            "Uppgift saknas.",
            'id="utfall-4"',
            "Robotlyftet",
            "Ledde till:",
            '<span class="mark announced">aviserat</span>',
        ),
    ):
        assert words in page


def test_a_register_row_counts_plans_as_stated(client: FlaskClient, add: Add) -> None:
    plan = a_plan(title="Handlingsplan 1", slug="1", published_count=45)
    for given in ({"title": "Ett"}, {"title": "Två"}, {"title": "Dold", "audience": Audience.ORGANIZERS}):
        measure = published.a_public_measure(**given)
        measure.plan_entries.append(PlanEntry(plan=plan, recorded_at=NOON))
        add(measure)

    assert "Handlingsplan 1 <span>3 kända av 45</span>" in text_of(client, "/atgarder")
    body = text_of(client, "/atgarder?plan=1")
    assert ("Ett" in body, "Två" in body, "Dold" in body) == (True, True, False)
    assert "1 av dem är arbetsmaterial" in text_of(client, "/handlingsplaner/1")


def test_a_measure_tells_its_history_and_that_no_dialogue_is_behind_it(client: FlaskClient, add: Add) -> None:
    measure = published.a_public_measure(title="Industriklivet", slug="industriklivet")
    measure.statuses.append(published.a_status(status=MeasureStatus.PLANNED, holds="2017-08"))
    measure.statuses.append(
        published.a_status(status=MeasureStatus.COMPLETED, holds="2024", basis=Basis.INFERRED)
    )
    measure.statuses[1].sources.append(published.a_source(title="Riksrevisionen"))
    add(measure)

    body = text_of(client, "/atgarder/industriklivet")
    for words in (
        "Ingen källa kopplar åtgärden till ett industrisamtal.",
        "Planerad",
        "Genomförd",
        "härlett",
        "Riksrevisionen",
    ):
        assert words in body


def test_a_due_date_that_passed_in_silence_is_late(client: FlaskClient, add: Add) -> None:
    measure = published.a_public_measure(slug="sen")
    measure.due_earliest = measure.due_latest = factories.on("2017-03-31")
    measure.statuses.append(published.a_status(status=MeasureStatus.DECIDED, holds="2016-08"))
    add(measure)

    assert "Beslutad, försenad" in text_of(client, "/atgarder/sen")


def test_a_discussion_does_not_count_as_led_to(client: FlaskClient, add: Add) -> None:
    dialogue = published.a_published(slug="samtalet")
    measure = published.a_public_measure(slug="atgarden")
    add(dialogue, published.linked(published.with_outcome(dialogue), measure, LinkKind.INPUT_TO))

    assert "<b>Inget</b><span>har enligt källorna lett till en åtgärd</span>" in text_of(
        client, "/samtal/samtalet"
    )
    assert "Ingen källa säger att åtgärden kom till på grund av ett samtal." in text_of(
        client, "/atgarder/atgarden"
    )


def test_a_paper_is_saved_and_never_shown(client: FlaskClient, add: Add) -> None:
    dialogue = published.a_published(slug="samtalet")
    given = {"media_type": "text/html", "sha256": "0", "size": 5, "added_at": NOON, "content": b"<b>x"}
    dialogue.papers.append(Paper(title="PM", file_name="pm.html", audience=Audience.PUBLIC, **given))
    dialogue.papers.append(
        Paper(title="HEMLIGT", file_name="h.html", audience=Audience.PARTICIPANTS, **given)
    )
    add(dialogue)

    response = client.get(f"/samtal/samtalet/dokument/{dialogue.papers[0].id}")
    assert response.data == b"<b>x"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/samtal/samtalet/dokument/{dialogue.papers[1].id}").status_code == 404


def test_a_cancelled_dialogue_says_so(client: FlaskClient, add: Add) -> None:
    add(published.an_announced(slug="inget", status=DialogueStatus.CANCELLED))

    assert "Samtalet är inställt" in text_of(client, "/samtal/inget")
    assert "Inställt" in text_of(client, "/samtal")


def test_shorthand_of_the_collectors_never_shows(client: FlaskClient, add: Add) -> None:
    dialogue = published.a_published(slug="samtalet", note="Seed kallar detta det första (S002).")
    dialogue.sources.append(published.a_source(fact_key="S002", title="Pressmeddelandet"))
    hidden = published.a_published("2015-01-01", slug="annat", note="P-STENSTROM är bara aviserad (S008).")
    add(dialogue, hidden)

    assert "Regeringens sida kallar detta det första (källa" in text_of(client, "/samtal/samtalet")
    assert "P-STENSTROM" not in text_of(client, "/samtal/annat")


def test_text_is_never_markup(client: FlaskClient, add: Add) -> None:
    nasty = "<script>alert(1)</script>{{1234*4321}}"
    theme = factories.a_theme(title=nasty, slug="t", problem=nasty, audience=Audience.PUBLIC)
    dialogue = published.a_published(
        slug="d", themes=[theme], title=nasty, place=nasty, summary=nasty, note=nasty
    )
    published.with_outcome(dialogue, sentence=nasty, mark=nasty)
    dialogue.sources.append(
        published.a_source(title=nasty, url="javascript:alert(1)", publisher=nasty, note=nasty)
    )
    add(dialogue)

    for path in ("/", "/samtal", "/samtal/d", "/teman", "/teman/t", "/fran-samtal-till-atgard"):
        body = text_of(client, path)
        assert ("<script" in body, "javascript:" in body, "5332114" in body) == (False, False, False), path


def test_a_cache_asks_and_gets_a_304(client: FlaskClient, add: Add) -> None:
    add(published.a_published(slug="samtalet"))
    first = client.get("/samtal/samtalet")

    again = client.get("/samtal/samtalet", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code) == ("public, no-cache", 304)
    assert "Cookie" in first.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/samtal", "/teman", "/statsrad", "/atgarder", "/fran-samtal-till-atgard", "/om"),
        *("/teman/tema-0", "/fokusomraden/omr-0", "/atgarder/atgard-0"),
        *("/samtal.json", "/samtal.csv", "/samtal.atom", "/samtal/samtal-0.ics"),
        *("/atgarder.csv", "/fran-samtal-till-atgard.csv"),
    ],
)
def test_no_page_costs_more_queries_for_three_rows_than_for_one(app: Flask, add: Add, path: str) -> None:
    add(*a_row(0))
    one = queries_of(app, path)
    add(*a_row(1), *a_row(2))

    assert queries_of(app, path) == one
    assert one <= MOST_QUERIES


def test_a_dialogue_costs_the_same_with_one_outcome_and_with_three(
    app: Flask, add: Add, session: Session
) -> None:
    rows = [*a_row(0), *a_row(1)]
    add(*rows)
    one = queries_of(app, "/samtal/samtal-0")
    measures = [published.a_public_measure() for _ in range(2)]
    add(*(published.linked(published.with_outcome(rows[0]), measure) for measure in measures), *a_row(2))

    assert queries_of(app, "/samtal/samtal-0") == one
    assert one <= MOST_QUERIES


def a_row(n: int) -> list[Any]:
    """A dialogue with all that a page can tell of it."""
    area = published.a_focus_area(slug=f"omr-{n}")
    theme = published.a_theme_in(area, slug=f"tema-{n}", audience=Audience.PUBLIC)
    dialogue = published.a_published(f"201{n}-01-01", slug=f"samtal-{n}", themes=[theme])
    published.with_minister(dialogue, factories.a_minister(), factories.an_organisation())
    measure = published.a_public_measure(slug=f"atgard-{n}")
    measure.statuses.append(published.a_status(status=MeasureStatus.PLANNED, holds="2017"))
    link = published.linked(published.with_outcome(dialogue), measure)
    link.sources.append(published.a_source())
    factories.a_meeting(dialogue=dialogue)
    return [dialogue, link]


def queries_of(app: Flask, path: str) -> int:
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    assert app.test_client().get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_no_public_template_has_script_or_inline_style() -> None:
    for template in (Path(__file__).parents[2] / "templates/public").glob("*.html"):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", template.read_text(encoding="utf-8")), (
            template.name
        )
