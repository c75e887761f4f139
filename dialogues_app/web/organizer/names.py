"""What a dialogue is called where it has no title of its own."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from dialogues_app.models import Dialogue


def joined(words: Sequence[str]) -> str:
    """A, B och C."""
    if len(words) < 2:
        return "".join(words)
    return str(_("%(first)s och %(last)s", first=", ".join(words[:-1]), last=words[-1]))


def dialogue_name(dialogue: Dialogue) -> str:
    """Its title, else its themes, else the words that say it has none."""
    themes = joined([theme.title for theme in dialogue.themes])
    return dialogue.title or themes or str(_("Industrisamtal utan angivet tema"))
