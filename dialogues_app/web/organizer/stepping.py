"""A step of the dialogue, taken by a person: Hållet when the time is over, and every step back with a reason."""

from __future__ import annotations

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue, DialogueStatus, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, bp, lookups
from dialogues_app.web.organizer.editing import Edit, carry_out
from dialogues_app.web.organizer.forms import StepForm
from dialogues_app.web.words import word

BEFORE_HELD = (DialogueStatus.BOOKED, DialogueStatus.INVITED)


@bp.route(f"{DIALOGUE}/status", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def status(dialogue_id: int) -> ResponseReturnValue:
    """Take a step forward or back."""
    dialogue = lookups.find(dialogue_id)
    forward = [DialogueStatus.HELD] if dialogue.status in BEFORE_HELD else []
    back = verbs.steps_back(dialogue)
    form = StepForm(version=dialogue.version, status=forward[0].value if forward else None)
    form.status.choices = [(one.value, _("Fram till %(step)s", step=word(one))) for one in forward] + [
        (one.value, _("Tillbaka till %(step)s", step=word(one))) for one in back
    ]
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/status.html", form=form, dialogue=dialogue),
            act=lambda: _step(dialogue, DialogueStatus(form.status.data), form.reason.data or ""),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Samtalet är nu %(step)s.", step=word(dialogue.status)),
            version=lambda: dialogue.version,
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _step(dialogue: Dialogue, wanted: DialogueStatus, reason: str) -> None:
    if wanted in verbs.steps_back(dialogue):
        verbs.step_back(dialogue, wanted, reason=reason, by=g.actor, at=now())
    else:
        verbs.advance(dialogue, wanted, by=g.actor, at=now())
