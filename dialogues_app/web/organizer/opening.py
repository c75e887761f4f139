"""A dialogue begins: one to plan, or one that has already been held."""

from __future__ import annotations

from flask import current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain import scheduling
from dialogues_app.domain.times import local_day, require_in_time
from dialogues_app.extensions import db
from dialogues_app.models import Dialogue, PartialDate, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import bp, choices, lookups
from dialogues_app.web.organizer.editing import Edit, carry_out
from dialogues_app.web.organizer.forms import HeldForm, NewDialogueForm, SubjectForm


@bp.route("/samtal/nytt", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def new() -> ResponseReturnValue:
    """Plan a dialogue; everything but its themes may come later."""
    form = NewDialogueForm(practice=current_app.config["SETTINGS"].embedded)
    choices.offer_subject(form)
    choices.offer_ministers(form)
    made: list[Dialogue] = []
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/new.html", form=form),
            act=lambda: made.append(_plan(form)),
            done=lambda: url_for(".show", dialogue_id=made[-1].id),
            said=lambda: _("Samtalet är skapat. Ingen har fått mejl."),
        )
    )


@bp.route("/samtal/nytt/hallet", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def new_held() -> ResponseReturnValue:
    """Enter a dialogue that has been held, with any past or partial date."""
    form = HeldForm(practice=current_app.config["SETTINGS"].embedded)
    choices.offer_subject(form)
    made: list[Dialogue] = []
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/new_held.html", form=form),
            act=lambda: made.append(_enter(form)),
            done=lambda: url_for(".show", dialogue_id=made[-1].id),
            said=lambda: _("Samtalet är inlagt som hållet. Nu kan du dokumentera det."),
        )
    )


def _open(form: SubjectForm, day: object, *, practice: bool) -> Dialogue:
    themes, told = choices.chosen_themes(form, practice=practice)
    bodies, leading = choices.chosen_bodies(form)
    title = form.title.data or ""
    base = verbs.slug_base(day, title, themes)  # type: ignore[arg-type]
    dialogue = verbs.open_dialogue(
        themes=themes,
        bodies=bodies,
        leading=leading,
        title=title,
        purpose=form.purpose.data or "",
        practice=practice,
        slug=lookups.free_slug(Dialogue.slug, base),
        by=g.actor,
        at=now(),
    )
    db.session.add(dialogue)
    choices.keep_events(told, dialogue)
    return dialogue


def _plan(form: NewDialogueForm) -> Dialogue:
    starts, ends = form.starts.data, form.ends.data
    day = local_day(starts) if starts else None
    dialogue = _open(form, day, practice=bool(form.practice.data))
    chair, others = choices.chosen_people(form)
    verbs.set_ministers(dialogue, chair, others, by=g.actor, at=now())
    dialogue.reply_by = form.reply_by.data
    if starts and ends:
        slot = scheduling.slot(starts, ends)
        verbs.require_future(slot, at=now())
        require_in_time(form.reply_by.data, starts)
        meeting = scheduling.set_slot(dialogue, slot, by=g.actor, at=now())
        meeting.place = form.place.data or ""
    dialogue.place = form.place.data or ""
    return dialogue


def _enter(form: HeldForm) -> Dialogue:
    earliest, latest = form.held.data or (None, None)
    day = PartialDate(earliest, latest, form.held.text)
    dialogue = _open(form, earliest if earliest == latest else None, practice=bool(form.practice.data))
    dialogue.place = form.place.data or ""
    verbs.enter_held(dialogue, day, by=g.actor, at=now())
    return dialogue
