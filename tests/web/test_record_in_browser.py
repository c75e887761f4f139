"""Screen f in a real browser: twelve outcomes by keyboard, two minutes without network, two note-takers, sign-out."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from dialogues_app.clock import now
from dialogues_app.domain import accounts
from dialogues_app.models import Contribution, Outcome, User
from tests.web.browser import sign_in
from tests.web.noted import a_noted_case
from tests.web.stored import Case, another_body
from tests.web.test_minutes import circulate, links, say

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def case(session: Session) -> Case:
    return a_noted_case(session)


def signed_in(browser: Browser, site: str, session: Session, user: User) -> BrowserContext:
    """A browser of its own with a session of this account."""
    session.add(user)
    key = accounts.start_session(user, at=now())
    session.commit()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "signed-in", "value": key, "url": site}])
    return context


@pytest.fixture
def context(browser: Browser, site: str, session: Session, case: Case) -> Iterator[BrowserContext]:
    made = signed_in(browser, site, session, case.organizer)
    yield made
    made.close()


@pytest.fixture
def room(context: BrowserContext, case: Case) -> Page:
    page = context.new_page()
    page.goto(f"{case.path}/dokumentera")
    return page


def sentences(session: Session) -> list[str]:
    session.rollback()
    found = list(session.scalars(select(Outcome.sentence).order_by(Outcome.number)))
    session.rollback()
    return found[1:]  # the case has one from the start


def write(page: Page, sentence: str) -> None:
    """One outcome by the keyboard alone."""
    page.keyboard.type(sentence)
    page.keyboard.press("Control+Enter")


def test_twelve_outcomes_by_keyboard_alone(room: Page, session: Session) -> None:
    room.locator("#sentence").focus()  # where the Tab order begins: the composer stands first
    for number in range(1, 13):
        room.keyboard.press(f"Alt+{(number - 1) % 4 + 1}")
        write(room, f"Utfall nummer {number}.")
        room.locator(".entry", has_text=f"Utfall nummer {number}.").wait_for()
        expect(room.locator("#sentence")).to_be_focused()

    session.rollback()
    saved = list(session.scalars(select(Outcome).order_by(Outcome.number)))[1:]
    assert [one.sentence for one in saved] == [f"Utfall nummer {number}." for number in range(1, 13)]
    assert [one.type.value for one in saved] == ["input", "position", "commitment", "question"] * 3


def test_a_measure_and_a_person_are_chosen_by_keyboard(room: Page, session: Session) -> None:
    room.locator("#sentence").focus()
    room.keyboard.press("Alt+1")
    room.keyboard.type("Staten behöver dela risken #indust")
    room.locator("#forslag li").first.wait_for()
    room.keyboard.press("Enter")
    room.keyboard.type(" @unionen")
    room.locator("#forslag li").first.wait_for()
    room.keyboard.press("Enter")
    room.keyboard.press("Control+Enter")
    room.locator(".entry", has_text="Staten behöver dela risken").wait_for()

    session.rollback()
    saved = session.scalars(select(Outcome).order_by(Outcome.number.desc())).first()
    assert saved is not None
    assert [link.measure.title for link in saved.links if link.measure] == ["Industriklivet"]
    assert saved.raised_by_seat is not None
    assert saved.raised_by_seat.organisation is not None
    assert saved.raised_by_seat.organisation.name == "Unionen"


def test_what_was_said_is_written_by_keyboard(room: Page, session: Session) -> None:
    room.keyboard.press("Alt+u")
    expect(room.locator("#s-text")).to_be_focused()
    write(room, "Vi väntar för länge.")
    room.locator(".said-list li", has_text="Vi väntar för länge.").wait_for(state="attached")

    session.rollback()
    assert [(one.number, one.text) for one in session.scalars(select(Contribution))] == [
        (1, "Vi väntar för länge.")
    ]


def test_two_minutes_without_network_lose_nothing_and_double_nothing(
    context: BrowserContext, case: Case, session: Session
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(f"{case.path}/dokumentera")
    page.locator("#sentence").focus()
    page.keyboard.press("Alt+1")
    write(page, "Före avbrottet.")
    page.locator(".entry", has_text="Före avbrottet.").wait_for()

    context.set_offline(True)
    for number in range(1, 4):
        page.keyboard.press("Alt+2")
        write(page, f"Under avbrottet {number}.")
    page.keyboard.press("Alt+u")
    write(page, "Sagt under avbrottet.")
    page.keyboard.press("Alt+1")
    page.keyboard.type("Halvskrivet när nätet kommer")
    page.clock.fast_forward("02:00")
    expect(page.locator("#vantar")).to_be_visible()
    expect(page.locator("#kon li")).to_have_count(4)
    before = sentences(session)
    context.set_offline(False)
    page.clock.run_for(10_000)
    page.locator(".entry", has_text="Under avbrottet 3.").wait_for()
    page.locator(".said-list li", has_text="Sagt under avbrottet.").wait_for()

    assert before == ["Före avbrottet."]
    assert sentences(session) == [
        "Före avbrottet.",
        *(f"Under avbrottet {number}." for number in range(1, 4)),
    ]
    said = session.scalars(select(Contribution)).all()
    assert [(one.text, one.outcome.sentence) for one in said] == [
        ("Sagt under avbrottet.", "Under avbrottet 3.")
    ]
    session.rollback()
    expect(page.locator("#sentence")).to_have_value("Halvskrivet när nätet kommer")
    expect(page.locator("#vantar")).to_be_hidden()


def test_an_answer_that_is_lost_on_its_way_back_makes_no_second_outcome(room: Page, session: Session) -> None:
    lost = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())  # the server has it; the browser never hears
            route.abort()
        else:
            route.continue_()

    room.route("**/dokumentera*", lose)
    room.locator("#sentence").focus()
    room.keyboard.press("Alt+1")
    write(room, "Sparat men inte bekräftat.")
    expect(room.locator("#vantar")).to_be_visible()
    held = room.evaluate("Object.keys(sessionStorage).filter(k => k.endsWith(':queue')).length")
    room.locator(".entry", has_text="Sparat men inte bekräftat.").wait_for()

    assert (len(lost), held) == (1, 1)
    assert sentences(session) == ["Sparat men inte bekräftat."]


def test_what_waits_survives_a_reload(room: Page, context: BrowserContext, session: Session) -> None:
    room.locator("#sentence").focus()
    room.keyboard.press("Alt+1")
    context.set_offline(True)
    write(room, "Sparat före omladdningen.")
    expect(room.locator("#vantar")).to_be_visible()
    context.set_offline(False)
    room.reload()
    room.locator(".entry", has_text="Sparat före omladdningen.").wait_for()

    assert sentences(session) == ["Sparat före omladdningen."]


def test_what_is_refused_is_kept_and_can_be_fetched_back(room: Page, session: Session) -> None:
    room.locator("#sentence").focus()
    room.keyboard.press("Alt+1")
    room.evaluate("document.getElementById('sentence').removeAttribute('maxlength')")
    room.locator("#sentence").fill("x" * 501)
    room.keyboard.press("Control+Enter")
    room.keyboard.type("Nästa, som redan är på väg")
    room.locator("#avvisade li, .err-sum").first.wait_for()

    assert sentences(session) == []
    assert (
        "x" * 501
        in room.evaluate("JSON.stringify({...sessionStorage})") + room.locator("#sentence").input_value()
    )


def test_two_note_takers_lose_nothing(
    browser: Browser, site: str, room: Page, session: Session, case: Case
) -> None:
    other = signed_in(browser, site, session, another_body(session))
    second = other.new_page()
    second.goto(f"{case.path}/dokumentera")
    for number in range(1, 4):
        for page, who in ((room, "ett"), (second, "två")):
            page.locator("#sentence").focus()
            page.keyboard.press("Alt+1")
            write(page, f"Anteckning {number} av {who}.")
    for page, who in ((room, "ett"), (second, "två")):
        page.locator(".entry", has_text=f"Anteckning 3 av {who}.").wait_for()
    other.close()

    found = sentences(session)
    session.rollback()
    assert sorted(found) == sorted(f"Anteckning {n} av {who}." for n in (1, 2, 3) for who in ("ett", "två"))


def test_sign_out_clears_what_the_browser_held_back(room: Page, context: BrowserContext, case: Case) -> None:
    room.locator("#sentence").focus()
    room.keyboard.type("Ett utkast som inte är sparat")
    kept = room.evaluate("Object.keys(sessionStorage).length")
    room.goto("/logga-ut")
    room.locator("main form button").click()
    room.wait_for_url("**/logga-ut/klart")

    assert kept > 0
    assert room.evaluate("Object.keys(sessionStorage).length") == 0


@pytest.mark.parametrize(
    "page",
    [
        "dokumentera",
        "dokumentera/uttalanden",
        "utfall/1/versioner",
        "utfall/1/sekretess",
        "minnesanteckningar",
        "minnesanteckningar/utskick",
    ],
)
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    context: BrowserContext, case: Case, page: str, width: int
) -> None:
    opened = context.new_page()
    opened.set_viewport_size({"width": width, "height": 900})
    opened.goto(f"{case.path}/{page}")
    if page == "dokumentera":
        opened.evaluate("document.getElementById('vem-sade-vad').open = true")

    found = Axe().run(opened).response

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.fixture
def link(session: Session, case: Case, client: FlaskClient) -> str:
    """The path of the page where one of those present answers."""
    sign_in(client, session, case.organizer)
    say(client, case)
    circulate(client, case)
    return urlsplit(links(session)[0]).path


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_of_somebody_present_is_clean_and_works_without_script(
    browser: Browser, site: str, link: str, width: int
) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 900}, java_script_enabled=width == 1280
    )
    page = context.new_page()
    page.goto(link)

    if width == 1280:  # axe is a script itself
        violations = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    page.locator("summary", has_text="Skriv hur 1.1 borde stå").click()
    page.locator("textarea[name='invandning-1.1']").fill("Vi har väntat i två år.")
    page.get_by_role("button", name="Skicka invändningarna").click()

    expect(page.get_by_role("status")).to_contain_text("Du har lämnat en invändning.")
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()
