"""Organizer and participant with the keyboard alone: everything is reached, and the focus is always seen."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.acting import ORGANIZER, in_a_month
from tests.browser.visiting import Visitor

Visit = Callable[..., Visitor]
FOCUSED = "document.activeElement"
GUEST = "ett@tangentbord.example"


def test_organizer_and_participant_need_no_mouse(visitor: Visit) -> None:
    organizer = visitor()
    _sign_in(organizer)
    number = _plan(organizer)
    _invite(organizer, number)
    _answer(visitor(), organizer.mailed_link(GUEST, "/s/"))
    _record(organizer, number)

    assert organizer.complaints == []


def test_the_skip_link_comes_first_and_leads_to_the_content(visitor: Visit) -> None:
    for role, path in (
        ("", "/samtal"),
        ("organizer", "/arbete"),
        ("minister", "/granska"),
        ("", "/s/{link}"),
    ):
        reader = visitor(role)
        reader.open(path)

        reader.key("Tab")
        first = reader.page.evaluate(f"{FOCUSED}.className")
        reader.key("Enter")

        assert (path, first, reader.page.evaluate(f"{FOCUSED}.id")) == (path, "skip", "innehall")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(visitor: Visit) -> None:
    organizer = visitor("organizer")
    organizer.open("/arbete/samtal/nytt")
    organizer.tab_to("#starts-date")
    organizer.type("22/5")
    organizer.follow("main button[type=submit]")
    focused = organizer.page.evaluate(f"{FOCUSED}.className")
    findings = organizer.findings()

    organizer.tab_to(".err-sum a[href='#starts-date']")
    organizer.key("Enter")

    assert (focused, findings) == ("err-sum", [])
    assert organizer.page.evaluate(f"[{FOCUSED}.id, {FOCUSED}.value]") == ["starts-date", "22/5"]


def test_a_stale_form_shows_both_texts_and_keeps_what_was_typed(visitor: Visit) -> None:
    first, second = visitor("organizer"), visitor("organizer")
    for one in (first, second):
        one.open("/arbete/samtal/{mailed}/uppgifter")
    first.fill(purpose="Att enas om vem som utbildar.")
    first.press("Spara uppgifterna")
    second.fill(purpose="Att se hur många som behövs.")

    with second.page.expect_navigation() as led:
        second.page.get_by_role("button", name="Spara uppgifterna").click()

    assert led.value.status == 409
    second.require("Att enas om vem som utbildar.")
    assert second.page.input_value("#purpose") == "Att se hur många som behövs."
    assert (second.findings(), second.overflow(320), second.complaints) == ([], 0, [])


def _sign_in(organizer: Visitor) -> None:
    organizer.open("/logga-in")
    organizer.tab_to("#email")
    organizer.type(ORGANIZER)
    organizer.follow("main button[type=submit]")
    organizer.page.goto(organizer.mailed_link(ORGANIZER, "/logga-in/"))
    assert (organizer.findings(), organizer.overflow(320)) == ([], 0)
    organizer.follow("main button[type=submit]")


def _plan(organizer: Visitor) -> str:
    """A practice dialogue; its number."""
    organizer.open("/arbete")
    organizer.follow("main a[href='/arbete/samtal/nytt']")
    organizer.tab_to("#new_themes")
    organizer.type("Verktyg för tangentbord")
    for field, text in in_a_month().items():
        organizer.tab_to(field)
        organizer.type(text)
    organizer.follow("main button[type=submit]")
    found = re.fullmatch(r"/arbete/samtal/(\d+)", organizer.path)
    assert found is not None, organizer.path
    return found[1]


def _invite(organizer: Visitor, number: str) -> None:
    """One pasted, the mail looked at, and sent."""
    organizer.open(f"/arbete/samtal/{number}/deltagare/klistra")
    organizer.tab_to("#lines")
    organizer.type(f"Företrädare; Vd; Tangentbordet; {GUEST}")
    organizer.follow("main button[type=submit]")
    organizer.follow("main button[value=genomfor]")
    organizer.open(f"/arbete/samtal/{number}/utskick")
    organizer.follow("main a[href$='/mejl']")
    organizer.open(f"/arbete/samtal/{number}/utskick")
    if organizer.offers("#nar-nu"):  # by night and on red days the page asks when
        organizer.tab_to("input[name=nar]:checked")
        organizer.key("ArrowUp")
        assert organizer.page.is_checked("#nar-nu")
    organizer.follow("main form button[type=submit]")


def _answer(participant: Visitor, link: str) -> None:
    participant.page.goto(link)
    participant.tab_to("input[name=svar]")
    participant.key("Space")
    participant.follow("main button[type=submit]")
    participant.require("Ditt svar är Ja, jag kommer.")
    assert participant.complaints == []


def _record(organizer: Visitor, number: str) -> None:
    """A type by its shortcut, a sentence, a measure by #, saved by Ctrl+Enter."""
    organizer.open(f"/arbete/samtal/{number}/dokumentera")
    page = organizer.page
    organizer.tab_to("#sentence")
    organizer.key("Alt+Digit2")
    organizer.type("Alla ska nå allt utan mus. #tang")
    page.wait_for_selector("#forslag [role=option][aria-selected=true]")
    findings = organizer.findings()
    organizer.key("Enter")
    assert page.input_value("#new_measure") == "tang"
    assert page.input_value("#sentence") == "Alla ska nå allt utan mus."
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".entry")
    organizer.require("Alla ska nå allt utan mus.", "Ställningstagande")
    assert page.evaluate(f"{FOCUSED}.id") == "sentence"
    assert findings == []
