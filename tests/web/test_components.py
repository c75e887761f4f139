"""The macros in a real browser: no axe finding, no sideways scroll, errors tied to their fields."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.web.components import component_app

PATHS = ("/samtal", "/arbete", "/s/abc", "/granska/1", "/fel/404")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, component_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(page: Page, site: str, path: str, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site + path)

    found = Axe().run(page).response

    assert len(found["passes"]) > 10
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_no_page_scrolls_sideways(page: Page, site: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_policy_is_obeyed_and_both_fonts_are_used(page: Page, site: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(site + "/samtal")

    page.evaluate("document.fonts.ready")

    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))"
    )
    assert set(loaded) == {"Inter", "Source Serif 4"}
    assert said == []


def test_shapes_from_the_sprite_take_the_colours_of_the_page(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(site + "/samtal")
    mark = page.locator(".ans.ja .m").first
    mark.scroll_into_view_if_needed()

    green = page.evaluate("getComputedStyle(document.querySelector('.ans.ja')).color")

    assert green == "rgb(127, 207, 154)"
    assert mark.bounding_box()["width"] == pytest.approx(20)  # type: ignore[index]


def test_errors_are_tied_to_their_inputs_and_the_summary_has_the_focus(page: Page, site: str) -> None:
    page.goto(site + "/samtal")

    focused = page.evaluate("document.activeElement.className")
    targets = page.eval_on_selector_all(
        ".err-sum a", "links => links.map(a => document.querySelector(a.hash)?.tagName)"
    )
    described = page.eval_on_selector_all(
        "[aria-describedby]",
        "all => all.every(e => e.getAttribute('aria-describedby').split(' ').every(id => document.getElementById(id)))",
    )
    invalid = page.eval_on_selector_all(
        "[aria-invalid]", "all => all.every(e => e.getAttribute('aria-describedby'))"
    )
    words = page.eval_on_selector_all(
        ".err-sum a",
        "links => links.map(a => [...document.querySelectorAll('.err')].some(e => e.textContent.includes(a.textContent)))",
    )
    assert focused == "err-sum"
    assert len(targets) == 7
    assert set(targets) <= {"INPUT", "SELECT", "TEXTAREA"}
    assert described
    assert invalid
    assert words == [True] * 7


def test_groups_of_choices_have_a_legend(page: Page, site: str) -> None:
    for path in ("/samtal", "/s/abc", "/granska/1"):
        page.goto(site + path)
        bare = page.eval_on_selector_all(
            "input[type=radio]",
            "all => all.filter(e => !e.closest('fieldset')?.querySelector('legend')?.textContent.trim()).length",
        )
        assert bare == 0


def test_the_skip_link_is_first_and_leads_to_the_content(page: Page, site: str) -> None:
    page.goto(site + "/arbete")

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")

    assert first == "skip"
    assert page.evaluate("document.activeElement.id") == "innehall"


def test_typed_text_stays_in_a_refused_form(page: Page, site: str) -> None:
    page.goto(site + "/samtal")

    assert [page.input_value(f"#{name}") for name in ("decided", "address", "purpose", "starts_at-time")] == [
        "22/5",
        "åsa@exempel.example",
        "En text som ska finnas kvar",
        "02.30",
    ]


def test_a_printed_page_has_no_screen_tools(page: Page, site: str) -> None:
    page.goto(site + "/granska/1")
    page.emulate_media(media="print")

    assert page.locator(".top").is_hidden()
    assert page.locator(".row4 > footer").is_hidden()
    assert page.locator(".row4 .print-only").is_visible()
