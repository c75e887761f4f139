"""What earlier dialogues on the theme left unanswered: into the programme with it, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from dialogues_app.clock import now
from dialogues_app.domain import carrying_over as verbs
from dialogues_app.domain.queries import carrying_over as queries
from dialogues_app.errors import IllegalTransition
from dialogues_app.extensions import db
from dialogues_app.models import Audience, CarryOver, Dialogue, Outcome, Role
from dialogues_app.web.access import requires
from dialogues_app.web.fields import TextArea
from dialogues_app.web.organizer import DIALOGUE, bp, lookups
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out

ONE = f"{DIALOGUE}/program/obesvarat/<int:outcome_id>"


class DropForm(ActForm):
    """Why an unanswered outcome is not taken up."""

    reason = TextArea(
        _l("Varför tas utfallet inte upp?"),
        longest=verbs.REASON_LIMIT,
        rows=3,
        validators=[InputRequired(_l("Skriv varför."))],
    )


def unanswered(dialogue: Dialogue) -> list[Outcome]:
    """What earlier dialogues on the same themes left unanswered, while the programme is being made."""
    if not verbs.takes_proposals(dialogue):
        return []
    return verbs.proposals(db.session.scalars(queries.candidates(dialogue)).unique().all(), g.user.body)


def dropped(dialogue: Dialogue) -> list[Any]:
    """What was dropped, with the reasons, as far as this account may read it."""
    found = db.session.scalars(queries.dropped(dialogue)).unique().all()
    body = g.user.body
    return [
        one for one in found if one.outcome.audience is not Audience.BODY or one.outcome.audience_body is body
    ]


@bp.route(f"{ONE}/punkt", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def take_up(dialogue_id: int, outcome_id: int) -> ResponseReturnValue:
    """Take the outcome up as an item of the programme."""
    dialogue = lookups.find(dialogue_id)
    outcome, form = _find(dialogue, outcome_id), ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/carrying_over/take_up.html", form=form, dialogue=dialogue, outcome=outcome
            ),
            act=lambda: _settle(
                dialogue, outcome, lambda: verbs.take_up(outcome, dialogue, by=g.actor, at=now())
            ),
            done=lambda: url_for(".programme", dialogue_id=dialogue.id),
            said=lambda: _("Utfallet är en punkt i programmet."),
        )
    )


@bp.route(f"{ONE}/bort", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def drop(dialogue_id: int, outcome_id: int) -> ResponseReturnValue:
    """Leave the outcome out of this dialogue, with a reason."""
    dialogue = lookups.find(dialogue_id)
    outcome, form = _find(dialogue, outcome_id), DropForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/carrying_over/drop.html", form=form, dialogue=dialogue, outcome=outcome
            ),
            act=lambda: _settle(
                dialogue,
                outcome,
                lambda: verbs.drop(outcome, dialogue, reason=form.reason.data or "", by=g.actor, at=now()),
            ),
            done=lambda: url_for(".programme", dialogue_id=dialogue.id),
            said=lambda: _("Utfallet tas inte upp i det här samtalet."),
        )
    )


def _settle(dialogue: Dialogue, outcome: Outcome, verb: Callable[[], CarryOver]) -> None:
    """It is done, unless somebody else was first."""
    if db.session.scalar(queries.settled(dialogue.id, outcome.id)) is not None:
        raise IllegalTransition(subject="outcome", state="carried over", verb="carry over")
    db.session.add(verb())


def _find(dialogue: Dialogue, outcome_id: int) -> Outcome:
    """The outcome where it is proposed to this dialogue; a second send finds it through its key."""
    outcome = db.session.get(Outcome, outcome_id)
    shared = outcome is not None and set(outcome.dialogue.themes) & set(dialogue.themes)
    if outcome is None or not shared or outcome.dialogue_id == dialogue.id:
        abort(404)
    if outcome.audience is Audience.BODY and outcome.audience_body is not g.user.body:
        abort(404)
    return outcome
