"""The workspace of one dialogue (screen c), and its whole history."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from dialogues_app.clock import now
from dialogues_app.domain.next_step import next_step
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.domain.roster import tally
from dialogues_app.extensions import db
from dialogues_app.models import Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, board, bp, lookups, reminders, sentences
from dialogues_app.web.organizer.dispatch import progress
from dialogues_app.web.organizer.tasks import step_words

SHOWN_EVENTS = 6


@bp.get(DIALOGUE)
@requires(Role.ORGANIZER)
def show(dialogue_id: int) -> ResponseReturnValue:
    """Status, next step, participants, programme, facts and what has happened."""
    from dialogues_app.web.seats import balancing  # here, because its pages stand on those of the work area

    dialogue = lookups.find(dialogue_id)
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    step = next_step(dialogue, tally(guests), at=now())
    steps = list(db.session.scalars(queries.steps_taken(dialogue.id)))
    newest = db.session.scalars(queries.events(dialogue.id).limit(SHOWN_EVENTS))
    return render_template(
        "organizer/workspace.html",
        dialogue=dialogue,
        stepper=board.stepper(dialogue, steps),
        step=step_words(dialogue, step),
        waiting=lookups.waiting(dialogue.meeting),
        sending=progress(dialogue.meeting),
        programme=board.programme(dialogue),
        facts=board.facts(dialogue, db.session.scalars(queries.seated_ministers(dialogue.id)).all()),
        reminders=reminders.planned(dialogue.meeting, guests),
        log=[sentences.line(event) for event in newest],
        event_count=db.session.scalar(queries.event_count(dialogue.id)),
        now=now(),
        balance=balancing.card(dialogue, guests),
        **board.guest_page(dialogue, guests),
    )


@bp.get(f"{DIALOGUE}/historik")
@requires(Role.ORGANIZER)
def history(dialogue_id: int) -> ResponseReturnValue:
    """Everything that has happened, newest first; one person's own part of it with `vem`."""
    dialogue = lookups.find(dialogue_id)
    events = list(db.session.scalars(queries.events(dialogue.id)))
    actors = sorted({event.actor_label for event in events})
    who = request.args.get("vem", "")
    shown = [event for event in events if not who or event.actor_label == who]
    return render_template(
        "organizer/history.html",
        dialogue=dialogue,
        log=[sentences.line(event, detailed=True) for event in shown],
        actors=actors,
        who=who,
        total=len(events),
    )
