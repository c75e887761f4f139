"""Typst at work: a template of ours, values as JSON, our fonts, nothing from the system or the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from dialogues_app.pdf.characters import shown

HERE = Path(__file__).resolve().parent
TEMPLATES, FONTS = HERE / "templates", HERE / "fonts"
STANDARD: Final = "ua-1"  # PDF/UA-1: the compiler refuses a document without title, language or tags


def typeset(template: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of a template under templates/; the same values give the same bytes.

    The values arrive as data and are never read as markup, so nothing that people wrote can load or run anything.
    """
    return _compile(template, json.dumps(shown(values, _can_show), ensure_ascii=False))


def _can_show(text: str) -> bool:
    """Whether our fonts have every character of the text."""
    try:
        _compile("characters.typ", json.dumps(text))
    except typst.TypstError:
        return False
    return True


def _compile(template: str, data: str) -> bytes:
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=[STANDARD],
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("one document was wanted")
    return made
