"""The page of one dialogue: what came out first, then what was said, then programme and people."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort
from flask.typing import ResponseReturnValue

from dialogues_app.domain.queries import dialogues as queries
from dialogues_app.domain.queries import minutes as notes_queries
from dialogues_app.extensions import db
from dialogues_app.models import AgendaItem, Dialogue, Link, Outcome, Paper, SlugKind
from dialogues_app.web.access import open_to_all
from dialogues_app.web.public import bp, exports, people, showing
from dialogues_app.web.public.pages import found_or_moved, is_signed_in, page


@dataclass
class Results:
    """What the second gate opens: nothing of it before the dialogue is published."""

    outcomes: list[tuple[Outcome, list[showing.Lead]]]
    links: list[showing.Lead]
    agenda: list[AgendaItem]
    papers: list[Paper]

    @classmethod
    def of(cls, dialogue: Dialogue, links: list[Link]) -> Results:
        """The public results of the dialogue."""
        if not dialogue.is_published:
            return cls([], [], [], [])
        return cls(
            [(outcome, showing.leads(outcome.links)) for outcome in exports.shown_outcomes(dialogue)],
            showing.leads(links),
            [item for item in dialogue.agenda if item.is_public],
            [paper for paper in dialogue.papers if paper.is_public],
        )

    @property
    def led(self) -> int:
        """How many outcomes led to a measure, as somebody says."""
        return sum(
            any(lead.link.is_leading and lead.link.measure for lead in leads) for _one, leads in self.outcomes
        )

    @property
    def linked(self) -> int:
        """How many outcomes are linked to anything at all."""
        return sum(bool(leads) for _one, leads in self.outcomes)

    @property
    def completed(self) -> int:
        """How many outcomes led to a measure that is completed."""
        return sum(
            any(lead.link.is_leading and lead.status_value == "completed" for lead in leads)
            for _one, leads in self.outcomes
        )


@bp.get("/samtal/<slug>")
@open_to_all
def dialogue(slug: str) -> ResponseReturnValue:
    """Show a dialogue that is announced or published; practice ones only to who is signed in."""
    query = queries.one(slug, practice=is_signed_in())
    found = found_or_moved(query, SlugKind.DIALOGUE, slug, Dialogue.slug, "public.dialogue")
    links = list(db.session.scalars(queries.links_of_dialogue(found)))
    near = list(db.session.scalars(queries.neighbours(found))) if found.held_earliest else []
    related = list(db.session.scalars(queries.related(found))) if found.themes else []
    others = [one for one in related if one not in near]
    results = Results.of(found, links)
    noted = found.is_published and db.session.scalar(notes_queries.approved_number(found.id)) is not None
    return page(
        "dialogue.html",
        dialogue=found,
        results=results,
        near=near,
        related=others,
        people=people,
        noted=noted and not found.is_practice,
    )


@bp.get("/samtal/<slug>/dokument/<int:paper_id>")
@open_to_all
def paper(slug: str, paper_id: int) -> Response:
    """Hand out a public paper of a published dialogue, to be saved and never shown inline."""
    found = db.session.scalars(queries.one(slug, practice=is_signed_in())).unique().first()
    shown = Results.of(found, []).papers if found else []
    wanted = next((one for one in shown if one.id == paper_id), None)
    if wanted is None:
        abort(404)
    return exports.attachment(wanted.content, wanted.file_name, wanted.media_type)
