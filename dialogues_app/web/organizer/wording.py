"""What the invitation says: its heading and text, and whether those who have it are told of a change."""

from __future__ import annotations

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from dialogues_app.clock import now
from dialogues_app.domain import scheduling
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import CalendarEvent, EventStatus, Role
from dialogues_app.web.access import requires
from dialogues_app.web.fields import TextArea, TextLine
from dialogues_app.web.organizer import DIALOGUE, bp, lookups, sendtimes
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out, going, review_page
from dialogues_app.web.organizer.timing import before_sending, consequence, saved, told

CHANGEABLE = (EventStatus.DRAFT, EventStatus.INVITED)


class WordingForm(ActForm):
    """What the invitation says beside time and place."""

    title = TextLine(
        _l("Rubrik i inbjudan"),
        description=_l("Lämnar du den tom står samtalets namn, eller dess teman."),
    )
    text = TextArea(_l("Text i inbjudan"), rows=8, longest=4000)
    tell = BooleanField(
        _l("Mejla dem som redan har inbjudan"),
        description=_l(
            "Annars står den nya texten i nästa mejl, och i inbjudan till den som bjuds in senare."
        ),
    )
    reason = TextArea(
        _l("Varför ändras texten?"), rows=3, longest=1000, description=_l("Skälet syns i mejlet.")
    )

    def validate_reason(self, field: TextArea) -> None:
        """Who is mailed reads why."""
        if self.tell.data and not (field.data or "").strip():
            raise ValidationError(_("Skriv varför. Skälet syns i händelserna och i mejlen."))


def fact(meeting: CalendarEvent | None) -> tuple[str, str]:
    """(whether the invitation has a text of its own, the page that changes it, if there is anything to change)."""
    if meeting is None:
        return _("Inte bestämt"), ""
    own = _("Egen text") if meeting.title or meeting.text else _("Tid, plats och teman")
    is_fixed = meeting.status not in CHANGEABLE
    return own, "" if is_fixed else url_for("organizer.wording", dialogue_id=meeting.dialogue_id)


def _form(meeting: CalendarEvent, *, sent: bool) -> WordingForm:
    given = {"title": meeting.title, "text": meeting.text, "version": meeting.version}
    return WordingForm(**given) if sent else WordingForm(formdata=None, **given)


@bp.route(f"{DIALOGUE}/inbjudan", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def wording(dialogue_id: int) -> ResponseReturnValue:
    """Change what the invitation says; the organizer chooses whether those who have it are told."""
    dialogue = lookups.find(dialogue_id)
    meeting = lookups.meeting_of(dialogue)
    if meeting.status not in CHANGEABLE:
        abort(404)
    form, count = _form(meeting, sent=True), told(meeting)
    tells = bool(count and form.tell.data)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/wording.html", form=form, dialogue=dialogue, count=count),
            review=(lambda: _review(meeting, form)) if tells else None,
            mails=(lambda: [meeting]) if tells else None,
            act=lambda: _reword(meeting, form, tell=tells),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: saved(_("Texten är sparad."), going(count) if tells else 0),
            version=lambda: meeting.version,
            theirs=lambda: _form(meeting, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _review(meeting: CalendarEvent, form: WordingForm) -> str:
    pairs = ((_("Rubrik"), meeting.title, form.title.data), (_("Text"), meeting.text, form.text.data))
    changes = [
        (what, old or _("Ingen"), new or _("Ingen")) for what, old, new in pairs if (old or "") != (new or "")
    ]
    when, title, button = sendtimes.choice(meeting), _("Ändra texten i inbjudan"), _("Ändra texten")
    told_of = [_("Svaren står kvar."), before_sending(when)] if going(0) else []
    consequences = [consequence(going(0)), *told_of]
    return review_page(title, consequences, button, changes=changes, reason=form.reason.data, when=when)


def _reword(meeting: CalendarEvent, form: WordingForm, *, tell: bool) -> None:
    scheduling.reword(
        meeting,
        form.title.data or "",
        form.text.data or "",
        tell=tell,
        reason=form.reason.data or "",
        by=g.actor,
        at=now(),
        hold=lookups.hold(),
    )
