"""Somebody at the browser: opens pages, uses the keyboard, and hears what the browser complains about."""

from __future__ import annotations

import re
import time
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

from dialogues_app.mailbox import Mailbox
from tests.browser.product import Product

# All that axe knows: WCAG 2.1 and 2.2 A and AA, and best practice; target-size has to be asked for.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
ONLY_COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
# A page that answers 404 makes Chromium note so in the console; that is no fault of the page.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
LINK = re.compile(r"https?://[^\s<>\"]+")
# Whatever has the focus shows it: an outline of two pixels or more, inside the window.
FOCUS = """() => {
  const it = document.activeElement, shown = getComputedStyle(it), box = it.getBoundingClientRect();
  return {
    name: (it.id || it.className || it.tagName) + " " + (it.textContent || "").trim().slice(0, 40),
    outline: shown.outlineStyle === "none" ? 0 : parseFloat(shown.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}"""


class Visitor:
    """One browser window."""

    def __init__(self, page: Page, product: Product) -> None:
        self.page, self.product = page, product
        self.complaints: list[str] = []
        self.mailbox = Mailbox(product.settings.mailbox_dir)
        self.read = {mail.key for mail in self.mailbox.messages()}
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, pattern: str) -> Response:
        """The page at this address, with the product's names put in place."""
        answer = self.page.goto(self.product.path(pattern))
        assert answer is not None
        return answer

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.product.site)

    def findings(self, options: dict[str, Any] | None = None) -> list[tuple[str, list[str]]]:
        """What axe finds on the page, as rules with their elements; needs a browser that runs scripts."""
        found = Axe().run(self.page, options=options or RULES).response["violations"]
        return [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]

    def findings_in_the_dark(self) -> list[tuple[str, list[str]]]:
        """What axe finds when the system asks for dark colours: only the colours differ."""
        self.page.emulate_media(color_scheme="dark")
        found = self.findings(ONLY_COLOURS)
        self.page.emulate_media(color_scheme="light")
        return found

    def overflow(self, width: int) -> int:
        """By how many pixels the page is wider than a window of this width."""
        self.page.set_viewport_size({"width": width, "height": 900})
        wide: int = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        return max(0, wide - width)

    def offers(self, selector: str) -> bool:
        """Whether there is such a thing on the page."""
        return self.page.locator(selector).count() > 0

    def press(self, button: str, *, kind: str = "button") -> None:
        """The button or link with these words is clicked, and the next page refuses nothing."""
        with self.page.expect_navigation() as led:
            self.page.locator("main").get_by_role(kind, name=button, exact=True).first.click()  # type: ignore[arg-type]
        assert led.value is None or led.value.ok, self.page.inner_text("main")

    def fill(self, **fields: str) -> None:
        """Typed into the fields with these ids."""
        for field, text in fields.items():
            self.page.fill(f"#{field}", text)

    def require(self, *words: str) -> None:
        """The content of the page says so."""
        said = self.page.inner_text("main").replace("\u00ad", "").replace("\u00a0", " ")
        assert [text for text in words if text not in said] == [], said

    def key(self, *keys: str) -> None:
        """Pressed one after the other; after each the focus can be seen."""
        for one in keys:
            self.page.keyboard.press(one)
            if one in ("Tab", "Shift+Tab"):
                self.require_visible_focus()

    def require_visible_focus(self) -> None:
        """Fails where the focus cannot be seen."""
        focus = self.page.evaluate(FOCUS)
        assert focus["outline"] >= 2, f"no visible focus on {focus['name']}"
        assert focus["seen"], f"the focus is outside the window: {focus['name']}"

    def tab_to(self, selector: str, *, at_most: int = 120) -> None:
        """Tab is pressed until the element has the focus, unless it has it already."""
        for _ in range(at_most):
            if self.page.evaluate("it => document.activeElement.matches(it)", selector):
                return
            self.key("Tab")
        raise AssertionError(f"Tab does not reach {selector} on {self.path}")

    def follow(self, selector: str) -> None:
        """The link or button is reached by Tab and pressed with Enter; waits for the next page."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, text: str) -> None:
        """Typed where the focus is."""
        self.page.keyboard.type(text)

    def mailed_link(self, recipient: str, containing: str, *, seconds: float = 30) -> str:
        """The link of that kind in a mail that comes to this address while the window is open; waits for it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in self.mailbox.messages():
                text = mail.message.get_body(("plain",))
                if mail.key not in self.read and recipient in mail.recipients and text is not None:
                    found = [link for link in LINK.findall(text.get_content()) if containing in link]
                    if found:
                        return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no mail with {containing} came to {recipient}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ANSWERED.match(message.text):
            self.complaints.append(message.text)
