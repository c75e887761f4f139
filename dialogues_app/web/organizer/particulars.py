"""What is said about a dialogue, who of the ministers takes part, and the end of a practice dialogue."""

from __future__ import annotations

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import date_choices
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue, Role
from dialogues_app.web.access import requires
from dialogues_app.web.names import dialogue_name
from dialogues_app.web.organizer import DIALOGUE, bp, choices, lookups
from dialogues_app.web.organizer.editing import Edit, carry_out, review_page
from dialogues_app.web.organizer.forms import MinistersForm, ParticularsForm, ReasonForm


def _particulars_form(dialogue: Dialogue, *, sent: bool) -> ParticularsForm:
    form = ParticularsForm() if sent else ParticularsForm(formdata=None)
    choices.offer_subject(form)
    if not (sent and form.is_submitted()):
        choices.fill_particulars(form, dialogue)
    return form


@bp.route(f"{DIALOGUE}/uppgifter", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def particulars(dialogue_id: int) -> ResponseReturnValue:
    """Change what is said about the dialogue; nobody is mailed."""
    dialogue = lookups.find(dialogue_id)
    form = _particulars_form(dialogue, sent=True)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/particulars.html", form=form, dialogue=dialogue),
            act=lambda: _revise(dialogue, form),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Uppgifterna är sparade."),
            version=lambda: dialogue.version,
            theirs=lambda: _particulars_form(dialogue, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _revise(dialogue: Dialogue, form: ParticularsForm) -> None:
    said, told = choices.particulars_of(form, dialogue)
    verbs.revise(dialogue, said, by=g.actor, at=now())
    choices.keep_events(told, dialogue)


def _ministers_form(dialogue: Dialogue, *, sent: bool) -> MinistersForm:
    form = MinistersForm() if sent else MinistersForm(formdata=None)
    choices.offer_ministers(form, practice=dialogue.is_practice)
    if not (sent and form.is_submitted()):
        choices.fill_ministers(form, dialogue)
    return form


@bp.route(f"{DIALOGUE}/statsrad", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def ministers(dialogue_id: int) -> ResponseReturnValue:
    """Choose the ministers at the table."""
    dialogue = lookups.find(dialogue_id)
    form = _ministers_form(dialogue, sent=True)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/ministers.html", form=form, dialogue=dialogue),
            act=lambda: _seat_ministers(dialogue, form),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Statsråden är sparade."),
            version=lambda: choices.ministers_version(dialogue),
            theirs=lambda: _ministers_form(dialogue, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _seat_ministers(dialogue: Dialogue, form: MinistersForm) -> None:
    """The ministers have seats, and are among those asked while the date is being chosen."""
    verbs.set_ministers(dialogue, *choices.chosen_people(form), by=g.actor, at=now())
    if dialogue.date_choice is not None and dialogue.date_choice.is_open:
        date_choices.join_seated(dialogue.date_choice)


@bp.route(f"{DIALOGUE}/radera", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def delete(dialogue_id: int) -> ResponseReturnValue:
    """Delete a practice dialogue with all its rows; one event is left. No other dialogue can be deleted."""
    dialogue = lookups.find(dialogue_id)
    if not dialogue.is_practice:
        abort(404)
    form = ReasonForm()
    name = dialogue_name(dialogue)
    consequences = [
        _(
            "Övningen och allt i den tas bort: deltagare, inbjudningar, svar, utfall och åtgärder som föreslogs i den."
        ),
        _("Det går inte att ångra. I loggen står bara att övningen togs bort, av vem och varför."),
    ]
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/delete.html", form=form, dialogue=dialogue),
            review=lambda: review_page(_("Radera %(name)s", name=name), consequences, _("Radera övningen")),
            act=lambda: _delete(dialogue, form.reason.data or ""),
            done=lambda: url_for(".dialogues"),
            said=lambda: _("Övningen är raderad."),
        )
    )


def _delete(dialogue: Dialogue, reason: str) -> None:
    event = verbs.delete_practice(dialogue, reason=reason, by=g.actor, at=now())
    db.session.add(event)
    db.session.flush()
    dialogue_id = dialogue.id
    db.session.expunge(dialogue)
    for statement in queries.removal(dialogue_id):
        db.session.execute(statement, execution_options={"synchronize_session": False})
