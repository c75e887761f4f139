"""The public notes: approved, of a published dialogue, without anything that is not for everyone."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import minutes
from dialogues_app.domain.minutes_content import PUBLIC, parts, seen_by, still_open
from dialogues_app.domain.queries import minutes as queries
from dialogues_app.domain.queries.dialogues import has_results
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue
from dialogues_app.pdf import Notes
from dialogues_app.web.access import open_to_all
from dialogues_app.web.minutes.blueprint import bp, handed_out
from dialogues_app.web.minutes.document import Edition, notes_of
from dialogues_app.web.public.pages import is_signed_in

PAGE = "/samtal/<slug>/minnesanteckningar"


@bp.get(PAGE)
@open_to_all
def public_notes(slug: str) -> ResponseReturnValue:
    """The approved notes as everyone may read them."""
    dialogue, notes = _public(slug)
    return render_template("public/notes.html", dialogue=dialogue, notes=notes)


@bp.get(f"{PAGE}.pdf")
@open_to_all
def public_notes_pdf(slug: str) -> Response:
    """The same as a tagged PDF."""
    dialogue, notes = _public(slug)
    return handed_out(notes, f"{_('minnesanteckningar')}-{dialogue.slug}")


def _public(slug: str) -> tuple[Dialogue, Notes]:
    published = Dialogue.published_at.is_not(None) if is_signed_in() else has_results()  # practice, too
    dialogue = db.session.scalar(queries.dialogue_with_notes((Dialogue.slug == slug) & published))
    version = minutes.approved(dialogue) if dialogue is not None else None
    if dialogue is None or version is None:
        abort(404)
    approved = seen_by(version.content, PUBLIC)
    shown = still_open(approved, dialogue, PUBLIC)
    left_out = len(list(parts(shown))) < len(list(parts(approved)))
    return dialogue, notes_of(shown, Edition(version, is_public=True, at=now(), left_out=left_out))
