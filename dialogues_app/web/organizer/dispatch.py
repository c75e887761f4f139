"""What goes out: who gets what, the exact mail before it is sent, the sending, and how far it has come."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.exceptions import HTTPException

from dialogues_app.clock import now
from dialogues_app.domain import invitations
from dialogues_app.domain.queries import guests as queries
from dialogues_app.domain.roster import Delivery
from dialogues_app.errors import DomainError
from dialogues_app.extensions import db
from dialogues_app.models import CalendarEvent, Dialogue, OutboxState, Role
from dialogues_app.web.access import requires
from dialogues_app.web.headers import POLICY
from dialogues_app.web.organizer import DIALOGUE, board, bp, lookups, previews
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out, going, rehearse
from dialogues_app.web.organizer.guests import ONE, find_invitation
from dialogues_app.web.organizer.timing import waiting_sentence


@dataclass(frozen=True)
class Sending:
    """How far the newest change has come."""

    total: int
    sent: int
    failed: int

    @property
    def is_going_on(self) -> bool:
        """Whether some still wait."""
        return self.sent + self.failed < self.total


def progress(meeting: CalendarEvent | None) -> Sending | None:
    """How far the newest change has come; None where nothing was ever sent."""
    if meeting is None:
        return None
    counts = dict(db.session.execute(queries.sending(meeting.id)).all())
    total = sum(counts.values())
    failed = counts.get(OutboxState.FAILED, 0)
    return Sending(total, counts.get(OutboxState.SENT, 0), failed) if total else None


@bp.route(f"{DIALOGUE}/utskick", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def dispatch(dialogue_id: int) -> ResponseReturnValue:
    """Who gets an invitation, and the button that says how many."""
    dialogue = lookups.find(dialogue_id)
    form = ActForm()
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    unsent = [guest for guest in guests if guest.delivery is Delivery.NOT_SENT]
    edit = Edit(
        form=form,
        page=lambda: render_template(
            "organizer/dispatch.html",
            form=form,
            dialogue=dialogue,
            unsent=unsent,
            sending=progress(dialogue.meeting),
            waiting=lookups.waiting(dialogue.meeting),
            **board.guest_page(dialogue, guests),
        ),
        mails=lambda: [lookups.meeting_of(dialogue)],
        act=lambda: _send(dialogue),
        done=lambda: url_for(".dispatch", dialogue_id=dialogue.id),
        said=lambda: _said(going(len(unsent))),
    )
    if request.method == "GET" and unsent:
        _look_ahead(edit)
    return carry_out(edit)


def _look_ahead(edit: Edit) -> None:
    """The page shows what would go out now; where nothing can, it says why elsewhere."""
    with contextlib.suppress(DomainError, HTTPException):
        g.outlook = rehearse(edit)


def _send(dialogue: Dialogue) -> None:
    meeting = lookups.meeting_of(dialogue)
    invitations.send(meeting, by=g.actor, at=now(), hold=lookups.hold())


def _said(count: int) -> str:
    done = ngettext("%(num)s inbjudan är på väg.", "%(num)s inbjudningar är på väg.", count)
    return f"{done} {waiting_sentence()}"


@bp.get(f"{DIALOGUE}/utskick/lage")
@requires(Role.ORGANIZER)
def dispatch_state(dialogue_id: int) -> ResponseReturnValue:
    """The same progress as on the page, alone for who asks with script."""
    dialogue = lookups.find(dialogue_id)
    values = {"sending": progress(dialogue.meeting), "waiting": lookups.waiting(dialogue.meeting)}
    if request.headers.get("HX-Request"):
        return render_template("organizer/_progress.html", dialogue=dialogue, **values)
    return render_template("organizer/dispatch_state.html", dialogue=dialogue, **values)


@bp.get(f"{ONE}/mejl")
@requires(Role.ORGANIZER)
def mail_to(dialogue_id: int, invitation_id: int) -> ResponseReturnValue:
    """The exact mail to one participant: subject, text, HTML and calendar part."""
    dialogue = lookups.find(dialogue_id)
    invitation = find_invitation(dialogue, invitation_id)
    mail = previews.of(invitation, by=g.actor, at=now())
    page = Response(
        render_template("organizer/mail.html", dialogue=dialogue, invitation=invitation, mail=mail)
    )
    page.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return page


@bp.get(f"{ONE}/mejl.html")
@requires(Role.ORGANIZER)
def mail_html(dialogue_id: int, invitation_id: int) -> ResponseReturnValue:
    """The HTML part of that mail, for the frame on the page."""
    dialogue = lookups.find(dialogue_id)
    invitation = find_invitation(dialogue, invitation_id)
    page = Response(previews.of(invitation, by=g.actor, at=now()).html, mimetype="text/html")
    page.headers["Content-Security-Policy"] = previews.MAIL_POLICY
    return page
