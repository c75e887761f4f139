"""The remarks of the facts as readers may have them: the collectors' shorthand is told in words or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from markupsafe import Markup, escape

from dialogues_app.models import Source

if TYPE_CHECKING:
    from dialogues_app.web.public.showing import Footnotes

SOURCE_KEY = re.compile(r"\bS\d{3}\b")
SHORTHAND = re.compile(
    r"\b(?:S\d{3}|R\d{3}|P-[A-ZÅÄÖ]+|ORG-\w+|HP\d-\d+|C-\d\d|OC\d+|FU\d+|LK\d+|IS-\w+|seed)\b", re.I
)


def remark(text: str, sources: list[Source], notes: Footnotes) -> Markup:
    """The remark with each source's key turned into its footnote; empty where other shorthand remains."""
    known = {source.fact_key: source for source in sources if source.is_public}
    told = _plain(text)
    if SHORTHAND.search(SOURCE_KEY.sub(lambda key: "" if key.group() in known else key.group(), told)):
        return Markup("")
    parts = SOURCE_KEY.split(told)
    cited = [known[key] for key in SOURCE_KEY.findall(told)]
    marks = [Markup("{}{}").format(_("källa"), notes.cite([source])) for source in cited]
    return Markup("").join(
        Markup("{}{}").format(escape(part), mark) for part, mark in zip(parts, [*marks, ""], strict=True)
    )


def is_plain(text: str) -> bool:
    """Whether the text has none of the collectors' shorthand."""
    return not SHORTHAND.search(text)


def _plain(text: str) -> str:
    """The government's own page is called so, where the collectors call it their seed."""
    for shorthand, words in (
        ("Endast seed hittad.", _("Bara regeringens sida berättar om samtalet.")),
        ("Efter seed-perioden.", _("Samtalet hölls efter tiden som regeringens sida berättar om.")),
        ("Seed", _("Regeringens sida")),
        ("seed", _("regeringens sida")),
    ):
        text = text.replace(shorthand, words)
    return text
