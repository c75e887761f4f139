"""What the printer gets of the dialogue's page and the minister's page: the document, without the screen's tools."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.visiting import Visitor

Visit = Callable[..., Visitor]
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
TOOLS = "nav, .top, .foot, .side, .skip, .btns, form button, .decide"
SHOWN = "all => all.filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 80))"


@pytest.mark.parametrize(
    ("role", "path", "most"),
    [
        ("", "/samtal/{old_dialogue}", 3),
        ("organizer", "/samtal/{published_slug}", 2),
        ("minister", "/granska/{round}", 2),
    ],
    ids=["history", "practice", "review"],
)
def test_a_printed_page_is_the_document(visitor: Visit, role: str, path: str, most: int) -> None:
    reader = visitor(role)
    reader.open(path)
    reader.page.emulate_media(media="print")

    tools = reader.page.eval_on_selector_all(TOOLS, SHOWN)
    printed = reader.page.pdf(prefer_css_page_size=True)

    assert tools == []
    assert reader.page.inner_text("main h1") != ""
    assert 1 <= len(PAGE.findall(printed)) <= most


def test_the_ministers_page_prints_with_boxes_to_tick(visitor: Visit) -> None:
    minister = visitor("minister")
    minister.open("/granska/{round}")
    minister.page.emulate_media(media="print")

    boxes = minister.page.locator(".row4 .print-only")

    assert [boxes.nth(place).is_visible() for place in range(boxes.count())] == [True] * 3
