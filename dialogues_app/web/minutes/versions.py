"""Versions of the notes: read one, compare two, take one as PDF."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import minutes
from dialogues_app.domain.minutes_content import PUBLIC, Content, Reader, parts
from dialogues_app.domain.wording import Run, changes
from dialogues_app.models import Dialogue, Minutes, Role
from dialogues_app.web.access import requires
from dialogues_app.web.minutes.blueprint import (
    WORK,
    bp,
    content_of,
    dialogue_or_404,
    handed_out,
    organizer,
    read_by,
    version_or_404,
)
from dialogues_app.web.minutes.document import Edition, notes_of

VERSION = f"{WORK}/versioner/<int:number>"


@bp.get(VERSION)
@requires(Role.ORGANIZER)
def version(dialogue_id: int, number: int) -> ResponseReturnValue:
    """One version, whether its hash still holds, and what changed since the one before."""
    dialogue = dialogue_or_404(dialogue_id)
    found, reader = version_or_404(dialogue, number), organizer()
    content = read_by(content_of(found, dialogue), dialogue, reader)
    return render_template(
        "organizer/minutes/version.html",
        dialogue=dialogue,
        version=found,
        unchanged=minutes.is_unchanged(found),
        notes=notes_of(content, Edition(found, is_public=False, at=now())),
        differences=_differences(found, dialogue, reader),
    )


@bp.get(f"{VERSION}.pdf")
@requires(Role.ORGANIZER)
def internal_pdf(dialogue_id: int, number: int) -> Response:
    """The internal notes as this organizer may read them."""
    dialogue = dialogue_or_404(dialogue_id)
    return _pdf(dialogue, version_or_404(dialogue, number), organizer())


@bp.get(f"{VERSION}/offentlig.pdf")
@requires(Role.ORGANIZER)
def public_pdf(dialogue_id: int, number: int) -> Response:
    """The public notes as they will be."""
    dialogue = dialogue_or_404(dialogue_id)
    return _pdf(dialogue, version_or_404(dialogue, number), PUBLIC)


def _pdf(dialogue: Dialogue, found: Minutes, reader: Reader) -> Response:
    content = read_by(content_of(found, dialogue), dialogue, reader)
    edition = Edition(found, is_public=reader is PUBLIC, at=now())
    kind = _("minnesanteckningar") if reader is PUBLIC else _("minnesanteckningar-internt")
    return handed_out(notes_of(content, edition), f"{kind}-{dialogue.slug}-{found.number}")


def _differences(found: Minutes, dialogue: Dialogue, reader: Reader) -> list[tuple[str, list[Run]]]:
    """(number, runs) of every part whose words differ from what was sent, or from the version before."""
    earlier = next((one for one in reversed(dialogue.minutes) if one.number < found.number), None)
    before = found.circulated or (content_of(earlier, dialogue) if earlier else None)
    if not before:
        return []
    old, new = (_words(read_by(one, dialogue, reader)) for one in (before, content_of(found, dialogue)))
    keys = sorted({*old, *new}, key=lambda key: [int(part) for part in key.split(".")])
    return [
        (key, changes(old.get(key, ""), new.get(key, ""))) for key in keys if old.get(key) != new.get(key)
    ]


def _words(content: Content) -> dict[str, str]:
    return {part["key"]: part.get("text") or part.get("sentence") or "" for part in parts(content)}
