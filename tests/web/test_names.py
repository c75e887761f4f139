"""A dialogue has one name on every page: its title, else its themes."""

import pytest
from flask import Flask

from dialogues_app.web.names import dialogue_name
from dialogues_app.web.public import showing
from dialogues_app.web.recording import present
from tests.factories import a_dialogue, a_theme


@pytest.mark.parametrize(
    ("title", "themes", "name"),
    [
        ("Samtal om stål", ["Cybersäkerhet"], "Samtal om stål"),
        ("", ["Cybersäkerhet"], "Cybersäkerhet"),
        ("", ["Cybersäkerhet", "Hamnar", "AI"], "Cybersäkerhet, hamnar och AI"),
        ("", [], "Industrisamtal utan angivet tema"),
    ],
)
def test_every_page_calls_a_dialogue_the_same(app: Flask, title: str, themes: list[str], name: str) -> None:
    dialogue = a_dialogue(title=title)
    dialogue.set_themes([a_theme(title=one) for one in themes])

    with app.test_request_context():
        names = {dialogue_name(dialogue), showing.dialogue_title(dialogue), present.dialogue_title(dialogue)}

    assert names == {name}
