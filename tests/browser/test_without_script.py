"""The main journey in a browser that runs no script: from the first plan to the published page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.acting import MINISTER, ORGANIZER, in_a_month, mailed_sign_in, the_meeting_has_been
from tests.browser.product import Product
from tests.browser.visiting import Visitor

Visit = Callable[..., Visitor]
GUESTS = "Företrädare 1; Vd; Verkstadsföretaget; ett@verkstad.example\nFöreträdare 2; Ordförande; Facket; tva@facket.example"


@pytest.fixture
def without_script(visitor: Visit) -> Callable[[], Visitor]:
    return lambda: visitor(java_script_enabled=False)


def test_the_whole_journey_without_script(
    product: Product, visitor: Visit, without_script: Callable[[], Visitor]
) -> None:
    organizer = without_script()
    mailed_sign_in(organizer, ORGANIZER)
    number = _plan_and_send(organizer)
    _answer(without_script(), organizer.mailed_link("ett@verkstad.example", "/s/"))
    the_meeting_has_been(product, number)
    _record(organizer, number)
    minister = without_script()
    mailed_sign_in(minister, MINISTER)
    _decide(minister)
    path = _publish(organizer, number)

    organizer.require("Stålet behöver el till rimligt pris.")
    assert "Övning" in organizer.page.inner_text("body")
    assert visitor().open(path).status == 404
    assert organizer.complaints + minister.complaints == []


def _plan_and_send(organizer: Visitor) -> int:
    """A practice dialogue with two invited; its number."""
    organizer.open("/arbete/samtal/nytt")
    organizer.fill(new_themes="El till stålet", place="Rosenbad")
    for field, text in in_a_month().items():
        organizer.page.fill(field, text)
    chair = organizer.page.locator("#chair option", has_text="övning").get_attribute("value")
    organizer.page.select_option("#chair", chair)
    organizer.press("Skapa samtalet")
    found = re.fullmatch(r"/arbete/samtal/(\d+)", organizer.path)
    assert found is not None, organizer.path
    organizer.open(f"{organizer.path}/deltagare/klistra")
    organizer.fill(lines=GUESTS)
    organizer.press("Granska raderna")
    organizer.press("Lägg till 2 deltagare")
    organizer.open(f"/arbete/samtal/{found[1]}/utskick")
    if organizer.offers("#nar-nu"):  # by night and on red days the page asks when
        organizer.page.check("#nar-nu")
    organizer.press("Skicka 2 inbjudningar")
    return int(found[1])


def _answer(participant: Visitor, link: str) -> None:
    participant.page.goto(link)
    participant.page.get_by_label("Ja, jag kommer").check()
    participant.press("Skicka svar")
    participant.require("Ditt svar är Ja, jag kommer.")


def _record(organizer: Visitor, number: int) -> None:
    """Two outcomes, each answered, attendance, and the notes handed over."""
    room = f"/arbete/samtal/{number}/dokumentera"
    organizer.open(room)
    organizer.page.get_by_label("Ställningstagande").check()
    organizer.fill(sentence="Stålet behöver el till rimligt pris.")
    assert not organizer.page.locator("main kbd").first.is_visible()  # shortcuts need the script
    organizer.press("Spara utfallet")
    answer = organizer.open(f"/arbete/samtal/{number}/utfall/1/svar")
    assert answer.ok, organizer.page.inner_text("body")
    organizer.fill(new_measure="Elstöd till stålverk", reason="Staten bestämmer om elnätet.")
    organizer.press("Länka utfallet")
    organizer.open(f"{room}/avsluta")
    organizer.press("Anteckna att de inte kom")
    organizer.open(f"{room}/avsluta")
    organizer.press("Avsluta samtalet")
    organizer.open(f"/arbete/samtal/{number}/granskning")
    organizer.fill(due=in_a_month()["#starts-date"])
    organizer.press("Lämna till ministern")


def _decide(minister: Visitor) -> None:
    minister.open("/granska")
    minister.require("El till stålet")
    minister.press("El till stålet", kind="link")
    minister.page.get_by_label("Godkänn", exact=True).check()
    minister.press("Granska och lämna besked")
    minister.press("Lämna besked")
    minister.require("Godkänt")


def _publish(organizer: Visitor, number: int) -> str:
    """The dialogue is published; its public page is open, at this path."""
    organizer.open(f"/arbete/samtal/{number}/publicera")
    organizer.press("Publicera samtalet")
    organizer.open(f"/arbete/samtal/{number}/publicera")
    organizer.press("Se sidan", kind="link")
    return organizer.path
