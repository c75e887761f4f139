"""Every page type in the real browser: axe in both schemes, no complaint, no sideways scroll."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.places import NO_PAGES, PLACES, Place
from tests.browser.visiting import Visitor

Visit = Callable[..., Visitor]
NAMES = [f"{place.endpoint}-{place.role or 'nobody'}" for place in PLACES]


def test_no_page_is_left_out(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    opened = {place.endpoint for place in PLACES if not place.endpoint.startswith("errors.")}

    assert opened == pages - NO_PAGES


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_a_page_is_for_everyone(visitor: Visit, place: Place) -> None:
    reader = visitor(place.role)

    status = reader.open(place.path).status

    assert status == place.status
    assert reader.findings() == []
    assert reader.findings_in_the_dark() == []
    assert [width for width in (1280, 320) if reader.overflow(width)] == []
    assert reader.complaints == []
