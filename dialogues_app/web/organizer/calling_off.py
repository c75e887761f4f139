"""Cancel, postpone, take up again: two steps, with the reason and the consequence written out."""

from __future__ import annotations

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain import scheduling
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import CalendarEvent, Dialogue, DialogueStatus, EventStatus, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, bp, lookups, sendtimes
from dialogues_app.web.organizer.editing import Edit, carry_out, going, review_page
from dialogues_app.web.organizer.forms import ReasonForm, RetakeForm
from dialogues_app.web.organizer.timing import before_sending, consequence, mailing, release_holds, saved


@bp.route(f"{DIALOGUE}/avbokning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def cancel(dialogue_id: int) -> ResponseReturnValue:
    """Call the dialogue off; it can be taken up again."""
    dialogue = lookups.find(dialogue_id)
    count = lookups.reached(dialogue)
    form = ReasonForm(version=dialogue.version)
    when = sendtimes.choice(dialogue.meeting, cancels=True) if count else None
    off = _("Samtalet blir Inställt. Det går att ta upp igen senare.")
    title = _("Ställ in samtalet")
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/cancel.html", form=form, dialogue=dialogue, count=count),
            review=lambda: review_page(
                title, [*_effects(going(count), when), off], title, reason=form.reason.data, when=when
            ),
            mails=mailing(dialogue.meeting, 1),  # also those who were promised a new date
            act=lambda: _cancel(dialogue, form.reason.data or ""),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: saved(_("Samtalet är inställt."), going(count)),
            version=lambda: dialogue.version,
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _effects(count: int, when: sendtimes.Choice | None) -> list[str]:
    if not count:
        return [_("Ingen får mejl, för ingen har fått någon inbjudan.")]
    removed = ngettext(
        "Samtalet stryks ur %(num)s persons kalender.",
        "Samtalet stryks ur %(num)s personers kalendrar.",
        count,
    )
    return [consequence(count), removed, before_sending(when)]


def _cancel(dialogue: Dialogue, reason: str) -> None:
    meeting = dialogue.meeting
    if meeting is None:
        release_holds(dialogue, reason)
        verbs.call_off(dialogue, reason=reason, by=g.actor, at=now())
    else:
        scheduling.cancel(meeting, reason=reason, by=g.actor, at=now(), hold=lookups.hold())


@bp.route(f"{DIALOGUE}/uppskjutning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def postpone(dialogue_id: int) -> ResponseReturnValue:
    """Put the dialogue off until there is a new date."""
    dialogue = lookups.find(dialogue_id)
    meeting = lookups.meeting_of(dialogue)
    if meeting.status is not EventStatus.INVITED:
        abort(404)
    form, count = ReasonForm(version=dialogue.version), lookups.reached(dialogue)
    when = sendtimes.choice(meeting, cancels=True) if count else None
    off = _("Mejlet säger att en ny tid kommer. Samtalet går tillbaka till Bokat.")
    title = _("Skjut upp samtalet")
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/postpone.html", form=form, dialogue=dialogue, count=count
            ),
            review=lambda: review_page(
                title, [*_effects(going(count), when), off], title, reason=form.reason.data, when=when
            ),
            mails=lambda: [meeting],
            act=lambda: _postpone(meeting, form.reason.data or ""),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: saved(_("Samtalet är uppskjutet."), going(count)),
            version=lambda: dialogue.version,
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _postpone(meeting: CalendarEvent, reason: str) -> None:
    scheduling.postpone(meeting, reason=reason, by=g.actor, at=now(), hold=lookups.hold())


@bp.route(f"{DIALOGUE}/ateruppta", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def take_up_again(dialogue_id: int) -> ResponseReturnValue:
    """A cancelled or postponed dialogue is on again, at the old time or a new one."""
    dialogue = lookups.find(dialogue_id)
    meeting = dialogue.meeting
    if not _is_off(dialogue, meeting):
        abort(404)
    given = {"starts": meeting.starts_at, "ends": meeting.ends_at} if meeting else {}
    form = RetakeForm(version=dialogue.version, **given)
    count = len(meeting.active_invitations) if meeting and scheduling.was_announced(meeting) else 0
    title = _("Ta upp samtalet igen")
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/take_up_again.html", form=form, dialogue=dialogue, count=count
            ),
            review=(lambda: _review_again(title, going(count), meeting, form)) if count else None,
            mails=mailing(meeting, count),
            act=lambda: _take_up_again(dialogue, form),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: saved(_("Samtalet är återupptaget."), going(count)),
            version=lambda: dialogue.version,
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _review_again(title: str, count: int, meeting: CalendarEvent | None, form: RetakeForm) -> str:
    when = sendtimes.choice(meeting) if count else None
    asked = [_("Alla får frågan på nytt."), before_sending(when)] if count else []
    return review_page(title, [consequence(count), *asked], title, reason=form.reason.data, when=when)


def _is_off(dialogue: Dialogue, meeting: CalendarEvent | None) -> bool:
    return dialogue.status is DialogueStatus.CANCELLED or (
        meeting is not None and meeting.status is EventStatus.POSTPONED
    )


def _take_up_again(dialogue: Dialogue, form: RetakeForm) -> None:
    slot = scheduling.slot(form.starts.data, form.ends.data)
    verbs.require_future(slot, at=now())
    reason, meeting = form.reason.data or "", dialogue.meeting
    if meeting is None:
        verbs.resume(dialogue, reason=reason, by=g.actor, at=now())
        scheduling.set_slot(dialogue, slot, by=g.actor, at=now())
    else:
        scheduling.take_up_again(meeting, slot, reason=reason, by=g.actor, at=now(), hold=lookups.hold())
    verbs.readdress(dialogue, lookups.dialogue_slug(dialogue, slot.starts_at))
