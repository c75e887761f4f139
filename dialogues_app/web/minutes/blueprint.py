"""The blueprint of the notes, what its views look up, and how notes are handed out as PDF."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, g

from dialogues_app.domain.minutes_content import Content, Reader, compose, seen_by, still_open
from dialogues_app.domain.queries import minutes as queries
from dialogues_app.extensions import db
from dialogues_app.links import MINUTES, Links
from dialogues_app.models import Audience, Dialogue, Minutes, MinutesState
from dialogues_app.pdf import Notes, render_notes

bp = Blueprint("minutes", __name__)
WORK = "/arbete/samtal/<int:dialogue_id>/minnesanteckningar"


def dialogue_or_404(dialogue_id: int) -> Dialogue:
    """The dialogue with all that its notes are made from."""
    dialogue = db.session.scalar(queries.dialogue_with_notes(Dialogue.id == dialogue_id))
    if dialogue is None:
        abort(404)
    return dialogue


def version_or_404(dialogue: Dialogue, number: int) -> Minutes:
    """The version of the notes with this number."""
    found = next((one for one in dialogue.minutes if one.number == number), None)
    if found is None:
        abort(404)
    return found


def organizer() -> Reader:
    """The organizer who asks, as a reader."""
    return Reader(Audience.ORGANIZERS, g.user.body.slug if g.user.body else "")


def content_of(version: Minutes | None, dialogue: Dialogue) -> Content:
    """What a version says: locked once approved, else as the dialogue stands now."""
    if version is not None and version.state is MinutesState.APPROVED:
        return version.content
    return compose(dialogue, [made for one in dialogue.minutes for made in one.objections])


def read_by(content: Content, dialogue: Dialogue, reader: Reader) -> Content:
    """What this reader may read of the content now."""
    return still_open(seen_by(content, reader), dialogue, reader)


def links() -> Links:
    """The writer and reader of the links to confirm by; no other sort of link opens these pages."""
    settings = current_app.config["SETTINGS"]
    return Links(settings.secret_key, settings.secret_key_old, salt=MINUTES)


def handed_out(notes: Notes, name: str) -> Response:
    """The notes as a PDF to save."""
    response = Response(render_notes(notes), content_type="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    return response


__all__ = [
    "WORK",
    "bp",
    "content_of",
    "dialogue_or_404",
    "handed_out",
    "links",
    "organizer",
    "read_by",
    "version_or_404",
]
