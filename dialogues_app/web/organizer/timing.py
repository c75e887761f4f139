"""When and where: a change that mails people is written out first, and waits a while so that it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import date_booking, scheduling
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.errors import ReasonRequired
from dialogues_app.extensions import db
from dialogues_app.models import CalendarEvent, Dialogue, EventStatus, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, bp, lookups, sendtimes
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out, going, review_page
from dialogues_app.web.organizer.forms import PlaceForm, SlotForm


def told(meeting: CalendarEvent | None) -> int:
    """How many get a mail about a change: those who are invited, unless it is a draft."""
    if meeting is None or meeting.status is not EventStatus.INVITED:
        return 0
    return len(meeting.active_invitations)


def mailing(meeting: CalendarEvent | None, count: int) -> Callable[[], Sequence[CalendarEvent]] | None:
    """The event whose people a change mails; None where it mails nobody."""
    return (lambda: [meeting]) if meeting is not None and count else None


def consequence(count: int) -> str:
    """What a change leads to, in a sentence."""
    if not count:
        return str(_("Ingen får mejl om det här."))
    sentence: str = ngettext(
        "%(num)s person får mejl och kalendern uppdateras.",
        "%(num)s personer får mejl och kalendern uppdateras.",
        count,
    )
    return sentence


def waiting_sentence() -> str:
    """That it can be taken back, and until when."""
    morning = sendtimes.chosen_morning()
    if morning is not None:
        moment = swedish.moment_heading(morning)
        return str(_("Mejlen går ut %(moment)s. Till dess kan du ångra.", moment=moment))
    seconds = int(lookups.hold().total_seconds())
    if not seconds:
        return str(_("Mejlen går ut direkt."))
    sentence: str = ngettext(
        "Mejlen går ut om %(num)s sekund. Till dess kan du ångra.",
        "Mejlen går ut om %(num)s sekunder. Till dess kan du ångra.",
        seconds,
    )
    return sentence


def before_sending(when: sendtimes.Choice | None) -> str:
    """The same before the button is pressed: by night the person chooses on the page."""
    return (
        str(_("Du väljer nedan när mejlen går ut. Till dess kan du ångra.")) if when else waiting_sentence()
    )


def saved(done: str, count: int) -> str:
    """What the page says afterwards: what was done, and what now waits."""
    return f"{done} {waiting_sentence() if count else _('Ingen har fått mejl.')}"


def _slot_form(meeting: CalendarEvent | None, *, sent: bool) -> SlotForm:
    given = {"version": meeting.version if meeting else 0}
    if meeting is not None:
        given |= {"starts": meeting.starts_at, "ends": meeting.ends_at}  # type: ignore[dict-item]
    return SlotForm(**given) if sent else SlotForm(formdata=None, **given)


@bp.route(f"{DIALOGUE}/tid", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def schedule(dialogue_id: int) -> ResponseReturnValue:
    """Set or move the time."""
    dialogue = lookups.find(dialogue_id)
    form, count = _slot_form(dialogue.meeting, sent=True), told(dialogue.meeting)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/schedule.html", form=form, dialogue=dialogue, count=count
            ),
            review=(lambda: _review_move(dialogue, form)) if count else None,
            mails=mailing(dialogue.meeting, count),
            act=lambda: _move(dialogue, form),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: saved(_("Samtalet är flyttat.") if count else _("Tiden är sparad."), going(count)),
            version=lambda: dialogue.meeting.version if dialogue.meeting else 0,
            theirs=lambda: _slot_form(dialogue.meeting, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _review_move(dialogue: Dialogue, form: SlotForm) -> str:
    meeting = lookups.meeting_of(dialogue)
    when, title = sendtimes.choice(meeting), _("Flytta samtalet")
    changes = [
        (
            _("Tid"),
            _slot_text(meeting.starts_at, meeting.ends_at),
            _slot_text(form.starts.data, form.ends.data),
        )
    ]
    anew = _("Alla får frågan på nytt. De svar som har kommit står kvar tills den nya tiden har skickats.")
    consequences = [consequence(going(0)), *([anew, before_sending(when)] if going(0) else [])]
    return review_page(title, consequences, title, changes=changes, reason=form.reason.data, when=when)


def _slot_text(starts: datetime | None, ends: datetime | None) -> str:
    return swedish.slot_heading(starts, ends) if starts and ends else str(_("Ingen tid"))


def _move(dialogue: Dialogue, form: SlotForm) -> None:
    slot = scheduling.slot(form.starts.data, form.ends.data)
    meeting = dialogue.meeting
    if meeting is None or meeting.status is EventStatus.DRAFT:
        verbs.require_future(slot, at=now())
        draft = scheduling.set_slot(dialogue, slot, by=g.actor, at=now())
        draft.place = draft.place or dialogue.place
        release_holds(dialogue, _("Samtalet har fått en annan tid."))
    else:
        reason = form.reason.data or ""
        scheduling.reschedule(meeting, slot, reason=reason, by=g.actor, at=now(), hold=lookups.hold())
    verbs.readdress(dialogue, lookups.dialogue_slug(dialogue, slot.starts_at))


def release_holds(dialogue: Dialogue, reason: str) -> None:
    """Preliminary times of a date choice leave the calendars when the time is settled otherwise."""
    if dialogue.date_choice is not None:
        hold = lookups.hold()
        date_booking.release(dialogue.date_choice, reason=reason, by=g.actor, at=now(), hold=hold)


def _place_form(dialogue: Dialogue, *, sent: bool) -> PlaceForm:
    meeting = dialogue.meeting
    given = {
        "place": meeting.place if meeting else dialogue.place,
        "link": meeting.link if meeting else "",
        "version": meeting.version if meeting else dialogue.version,
    }
    return PlaceForm(**given) if sent else PlaceForm(formdata=None, **given)


@bp.route(f"{DIALOGUE}/plats", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def place(dialogue_id: int) -> ResponseReturnValue:
    """Set or change the place, or the link for who takes part at a distance."""
    dialogue = lookups.find(dialogue_id)
    form, count = _place_form(dialogue, sent=True), told(dialogue.meeting)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/place.html", form=form, dialogue=dialogue, count=count),
            review=(lambda: _review_place(dialogue, form)) if count else None,
            mails=mailing(dialogue.meeting, count),
            act=lambda: _change_place(dialogue, form),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: saved(_("Platsen är sparad."), going(count)),
            version=lambda: dialogue.meeting.version if dialogue.meeting else dialogue.version,
            theirs=lambda: _place_form(dialogue, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _review_place(dialogue: Dialogue, form: PlaceForm) -> str:
    meeting = lookups.meeting_of(dialogue)
    pairs = ((_("Plats"), meeting.place, form.place.data), (_("Länk"), meeting.link, form.link.data))
    changes = [
        (what, old or _("Ingen"), new or _("Ingen")) for what, old, new in pairs if (old or "") != (new or "")
    ]
    when, title = sendtimes.choice(meeting), _("Byt plats")
    answers = _("Alla får frågan på nytt.") if form.ask_anew.data else _("Svaren står kvar.")
    consequences = [consequence(going(0)), *([answers, before_sending(when)] if going(0) else [])]
    return review_page(title, consequences, title, changes=changes, reason=form.reason.data, when=when)


def _change_place(dialogue: Dialogue, form: PlaceForm) -> None:
    place, link, reason = (field.data or "" for field in (form.place, form.link, form.reason))
    meeting = dialogue.meeting
    if meeting is None:
        dialogue.place = place
        return
    if meeting.status is not EventStatus.DRAFT and not reason.strip():
        raise ReasonRequired
    scheduling.change_place(
        meeting,
        place,
        link,
        reason=reason,
        by=g.actor,
        at=now(),
        hold=lookups.hold(),
        ask_anew=bool(form.ask_anew.data),
    )


@bp.route(f"{DIALOGUE}/angra", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def take_back(dialogue_id: int) -> ResponseReturnValue:
    """Take the whole change back while its mails wait."""
    dialogue = lookups.find(dialogue_id)
    meeting = lookups.meeting_of(dialogue)
    waiting, form = lookups.waiting(meeting), ActForm()
    if waiting is None and not form.is_submitted():
        return redirect(url_for(".show", dialogue_id=dialogue.id), 303)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/take_back.html", form=form, dialogue=dialogue, waiting=waiting
            ),
            act=lambda: _take_back(meeting),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Ändringen är ångrad. Ingen har fått mejl om den."),
        )
    )


def _take_back(meeting: CalendarEvent) -> None:
    scheduling.take_back(meeting, by=g.actor, at=now())
    if meeting.starts_at is not None:
        verbs.readdress(meeting.dialogue, lookups.dialogue_slug(meeting.dialogue, meeting.starts_at))
