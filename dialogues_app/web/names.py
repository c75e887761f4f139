"""What a dialogue is called where it has no title of its own."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.models import Dialogue


def joined(words: Sequence[str]) -> str:
    """A, B och C."""
    if len(words) < 2:
        return "".join(words)
    return str(_("%(first)s och %(last)s", first=", ".join(words[:-1]), last=words[-1]))


def dialogue_name(dialogue: Dialogue) -> str:
    """Its title, else its themes: one name on every page."""
    return name_of(dialogue.title, [theme.title for theme in dialogue.themes])


def name_of(title: str, themes: Sequence[str]) -> str:
    """The title, else the themes as a heading; some dialogues of the history have neither."""
    return title or swedish.heading_of(list(themes)) or str(_("Industrisamtal utan angivet tema"))
