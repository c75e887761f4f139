"""One running product for all pages, and pages of its visitors that tell whatever the browser complains about."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.product import Product, running
from tests.browser.visiting import Visitor


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Everything runs, with the real history and dialogues in each state."""
    folder = tmp_path_factory.mktemp("product")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = kept | {
        "STATE_DIR": str(folder / "var"),
        "PORT": str(_free_port()),
        "SMTP_PORT": str(_free_port()),
        "MAIL_HOLD": "1",
        "PYTHONUNBUFFERED": "1",
    }
    with running(environment, folder / "product.log") as made:
        yield made


@pytest.fixture
def visitor(browser: Browser, product: Product) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser of its own for a role ("" is somebody who is not signed in); options go to the browser."""
    opened: list[BrowserContext] = []

    def visit(role: str = "", **options: object) -> Visitor:
        size = {"width": 1280, "height": 900}  # still: a colour that is changing is no colour
        context = browser.new_context(
            **(
                {"viewport": size, "locale": "sv-SE", "reduced_motion": "reduce", "base_url": product.site}
                | options
            )  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        if role:
            context.add_cookies([{"name": "signed-in", "value": product.sessions[role], "url": product.site}])
        page: Page = context.new_page()
        return Visitor(page, product)

    yield visit
    for context in opened:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
