"""How templates translate: there is one language, so its catalogue is looked up once and not for each phrase.

What Flask-Babel installs asks for the locale of the request again and again; a long page has three thousand phrases.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from dialogues_app.config import ROOT

MOST_PHRASES = 10_000


def register(app: Flask) -> None:
    """`_`, `gettext` and `ngettext` in templates, in Jinja's new style: values are named and escaped."""
    catalogue: NullTranslations = Translations.load(ROOT / "dialogues_app" / "translations", ["sv"])

    @lru_cache(MOST_PHRASES)
    def phrase(message: str) -> Markup:
        return Markup(catalogue.ugettext(message))  # noqa: S704  (our own phrases; values are escaped by %)

    @lru_cache(MOST_PHRASES)
    def whole(message: str) -> Markup:
        return phrase(message) % {}

    @pass_eval_context
    def gettext(context: EvalContext, message: str, /, **values: Any) -> str:
        if not context.autoescape:
            return str(phrase(message)) % values
        return phrase(message) % values if values else whole(message)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, several: str, num: int, /, **values: Any) -> str:
        found = catalogue.ungettext(one, several, num)
        return (Markup(found) if context.autoescape else found) % ({"num": num} | values)  # noqa: S704

    app.jinja_env.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})
