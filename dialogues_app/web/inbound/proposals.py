"""Another time that somebody invited proposed: taken, or declined with a reason."""

from __future__ import annotations

from datetime import datetime

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import proposals as verbs
from dialogues_app.models import Proposal, ProposalState, Role
from dialogues_app.web.access import requires
from dialogues_app.web.inbound import bp, lookups
from dialogues_app.web.organizer import sendtimes
from dialogues_app.web.organizer.editing import Edit, carry_out, going, review_page
from dialogues_app.web.organizer.forms import ReasonForm
from dialogues_app.web.organizer.lookups import hold
from dialogues_app.web.organizer.timing import before_sending, consequence


@bp.route("/tid/<int:proposal_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def time(proposal_id: int) -> ResponseReturnValue:
    """Decide on a proposed time."""
    found, form = lookups.counter_or_404(proposal_id), ReasonForm()
    yes = request.form.get("besked") == "ja"
    return carry_out(
        Edit(
            form=form,
            page=lambda: _page(form, found),
            review=lambda: _review(found, form.reason.data or "", yes=yes),
            mails=lambda: [found.invitation.event],
            act=lambda: _decide(found, form.reason.data or "", yes=yes),
            done=lambda: url_for("inbound.index"),
            said=lambda: (
                _("Samtalet flyttas till den föreslagna tiden, och alla inbjudna tillfrågas på nytt.")
                if yes
                else _("Tiden står fast. Den som föreslog en annan tid får veta det.")
            ),
        )
    )


def _review(found: Proposal, reason: str, *, yes: bool) -> str:
    """What goes out if the time is taken, or if it is not."""
    event = found.invitation.event
    when = sendtimes.choice(event) if going(0) else None
    consequences = [consequence(going(0)), *([before_sending(when)] if going(0) else [])]
    if not yes:
        title = _("Behåll tiden")
        return review_page(title, consequences, title, reason=reason, when=when)
    title = _("Flytta till den tiden")
    changes = [(_("Tid"), _slot(event.starts_at, event.ends_at), _slot(found.starts_at, found.ends_at))]
    return review_page(title, consequences, title, changes=changes, reason=reason, when=when)


def _slot(starts: datetime | None, ends: datetime | None) -> str:
    return swedish.slot_heading(starts, ends) if starts and ends else ""


def _page(form: ReasonForm, found: Proposal) -> str:
    return render_template(
        "organizer/inbound/time.html",
        form=form,
        proposal=found,
        dialogue=found.invitation.event.dialogue,
        earlier=verbs.is_for_earlier_time(found),
        is_open=found.state is ProposalState.OPEN,
    )


def _decide(found: Proposal, reason: str, *, yes: bool) -> None:
    if yes:
        verbs.accept_counter(found, reason=reason, by=g.actor, at=now(), hold=hold())
    else:
        verbs.decline_counter(found, reason=reason, by=g.actor, at=now(), hold=hold())
