"""Reminders of one dialogue: what is planned and for how many, stopping one, sending one now, choosing the days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField
from wtforms.validators import Optional, ValidationError

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import reminders as verbs
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.domain.reminder_plan import upcoming
from dialogues_app.domain.roster import Delivery, Guest
from dialogues_app.extensions import db
from dialogues_app.models import (
    CalendarEvent,
    Dialogue,
    PartStat,
    Reminder,
    ReminderKind,
    ReminderState,
    Role,
)
from dialogues_app.web.access import requires
from dialogues_app.web.fields import TextLine
from dialogues_app.web.organizer import DIALOGUE, bp, lookups
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.organizer.timing import waiting_sentence

PLANNED = f"{DIALOGUE}/paminnelser"
ONE = f"{PLANNED}/<int(max=2147483647):reminder_id>"


class RemindersForm(ActForm):
    """How long before reminders go out."""

    nudge_days = TextLine(
        _l("Dagar före sista svarsdag"),
        longest=60,
        description=_l("Till dem som inte har svarat. Skriv dagarna med komma mellan, till exempel 7, 3, 1."),
    )
    practical_days = IntegerField(
        _l("Dagar före samtalet"),
        validators=[Optional()],
        description=_l("Till dem som kommer: plats, program och det som har ändrats."),
    )

    def validate_nudge_days(self, field: Any) -> None:
        """Numbers with commas between them, or nothing."""
        if not re.fullmatch(r"\s*([0-9]{1,3}(\s*,\s*[0-9]{1,3})*)?\s*", field.data or ""):
            raise ValidationError(_("Skriv dagarna som tal med komma mellan, till exempel 7, 3, 1."))

    def days(self) -> list[int]:
        """The days before the reply date."""
        return [int(one) for one in re.findall("[0-9]+", self.nudge_days.data or "")]


@dataclass(frozen=True)
class Line:
    """One reminder in words."""

    reminder: Reminder
    sentence: str
    count: int


def planned(meeting: CalendarEvent | None, guests: Sequence[Guest]) -> list[Line]:
    """The reminders still to come, each with the number that it would reach as things are now."""
    return [_line(one, _reached(one, guests)) for one in upcoming(meeting)] if meeting else []


def _reached(reminder: Reminder, guests: Sequence[Guest]) -> int:
    wanted = PartStat.NEEDS_ACTION if reminder.kind is ReminderKind.NUDGE else PartStat.ACCEPTED
    return sum(guest.partstat is wanted and guest.delivery is Delivery.SENT for guest in guests)


def _line(reminder: Reminder, count: int) -> Line:
    moment = swedish.moment_heading(reminder.due_at)
    say = _nudge if reminder.kind is ReminderKind.NUDGE else _practical
    return Line(reminder, say(moment, count), count)


def _nudge(moment: str, count: int) -> str:
    if not count:
        return str(_("Påminnelse går ut %(moment)s. Just nu finns ingen att påminna.", moment=moment))
    sentence: str = ngettext(
        "Påminnelse går ut %(moment)s till %(num)s som inte har svarat.",
        "Påminnelse går ut %(moment)s till %(num)s som inte har svarat.",
        count,
        moment=moment,
    )
    return sentence


def _practical(moment: str, count: int) -> str:
    if not count:
        return str(_("Praktisk information går ut %(moment)s till dem som kommer.", moment=moment))
    sentence: str = ngettext(
        "Praktisk information går ut %(moment)s till %(num)s som kommer.",
        "Praktisk information går ut %(moment)s till %(num)s som kommer.",
        count,
        moment=moment,
    )
    return sentence


@bp.route(PLANNED, methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def reminders(dialogue_id: int) -> ResponseReturnValue:
    """What is planned and what has gone out, and how long before."""
    dialogue = lookups.find(dialogue_id)
    form = _form(dialogue, sent=True)
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/reminders.html",
                form=form,
                dialogue=dialogue,
                lines=planned(dialogue.meeting, guests),
                past=_past(dialogue.meeting),
            ),
            act=lambda: verbs.adjust(dialogue, form.days(), form.practical_days.data, by=g.actor, at=now()),
            done=lambda: url_for(".reminders", dialogue_id=dialogue.id),
            said=lambda: _("Påminnelserna är ändrade. Ingen har fått mejl."),
            version=lambda: dialogue.version,
            theirs=lambda: _form(dialogue, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _form(dialogue: Dialogue, *, sent: bool) -> RemindersForm:
    days = ", ".join(str(one) for one in dialogue.nudge_days)
    given = {"nudge_days": days, "practical_days": dialogue.practical_days, "version": dialogue.version}
    return RemindersForm(**given) if sent else RemindersForm(formdata=None, **given)


def _past(meeting: CalendarEvent | None) -> list[Reminder]:
    gone = (ReminderState.PLANNED, ReminderState.WITHDRAWN)
    done = [one for one in meeting.reminders if one.state not in gone] if meeting else []
    return sorted(done, key=lambda one: one.done_at or one.due_at, reverse=True)


def _find(dialogue: Dialogue, reminder_id: int) -> Reminder:
    found = db.session.get(Reminder, reminder_id)
    if found is None or found.event.dialogue_id != dialogue.id:
        abort(404)
    return found


@bp.route(f"{ONE}/stopp", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def stop_reminder(dialogue_id: int, reminder_id: int) -> ResponseReturnValue:
    """Stop a planned reminder."""
    dialogue = lookups.find(dialogue_id)
    reminder, form = _find(dialogue, reminder_id), ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: _one_page("stop", form, dialogue, reminder),
            act=lambda: verbs.stop(reminder, by=g.actor, at=now()),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Påminnelsen är stoppad. Ingen har fått mejl."),
        )
    )


@bp.route(f"{ONE}/utskick", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def send_reminder(dialogue_id: int, reminder_id: int) -> ResponseReturnValue:
    """Send a planned reminder before its time."""
    dialogue = lookups.find(dialogue_id)
    reminder, form = _find(dialogue, reminder_id), ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: _one_page("send", form, dialogue, reminder),
            act=lambda: _send(dialogue, reminder),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Påminnelsen är på väg. %(waits)s", waits=waiting_sentence()),
        )
    )


def _send(dialogue: Dialogue, reminder: Reminder) -> None:
    lookups.load_mails(lookups.meeting_of(dialogue))
    verbs.send_now(reminder, by=g.actor, at=now(), hold=lookups.hold())


def _one_page(what: str, form: ActForm, dialogue: Dialogue, reminder: Reminder) -> str:
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    line = _line(reminder, _reached(reminder, guests))
    return render_template(f"organizer/reminder_{what}.html", form=form, dialogue=dialogue, line=line)
