"""One press for each decision about a mail that was set aside."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import quarantine
from dialogues_app.errors import DomainError, IllegalTransition
from dialogues_app.extensions import db
from dialogues_app.models import InboundMail, Invitation, Role
from dialogues_app.web.access import requires
from dialogues_app.web.inbound import bp, lookups
from dialogues_app.web.inbound.lookups import Waiting
from dialogues_app.web.inbound.views import MAIL
from dialogues_app.web.organizer.lookups import hold
from dialogues_app.web.organizer.refusals import sentence


@bp.post(f"{MAIL}/svar")
@requires(Role.ORGANIZER)
def count(mail_id: int) -> ResponseReturnValue:
    """The mail counts as an answer from the person chosen, and its address is remembered."""
    mail = lookups.mail_or_404(mail_id)
    invitation = _chosen(mail)
    return _decide(
        lambda: quarantine.count_as_answer_from(mail, invitation, by=g.actor, at=now()),
        _("Svaret räknas som svar från %(name)s.", name=invitation.who),
    )


@bp.post(f"{MAIL}/inbjudan")
@requires(Role.ORGANIZER)
def invite(mail_id: int) -> ResponseReturnValue:
    """Who answered uninvited is invited."""
    waiting = Waiting(lookups.mail_or_404(mail_id))
    event = waiting.event or abort(404)
    return _decide(
        lambda: quarantine.invite_sender(waiting.mail, event, by=g.actor, at=now(), hold=hold()),
        _("Avsändaren bjuds in och får svara på nytt."),
    )


@bp.post(f"{MAIL}/avfardat")
@requires(Role.ORGANIZER)
def dismiss(mail_id: int) -> ResponseReturnValue:
    """Nothing comes of the mail."""
    mail = lookups.mail_or_404(mail_id)
    return _decide(
        lambda: quarantine.dismiss(mail, by=g.actor, at=now()), _("Mejlet är avklarat. Det finns kvar.")
    )


def _decide(act: Callable[[], object], said: str) -> ResponseReturnValue:
    """The act is done once; what the domain refuses is said on the list."""
    try:
        act()
        db.session.commit()
        flash(said, "ok")
    except IllegalTransition:
        db.session.rollback()
        flash(_("Någon annan har redan tagit hand om mejlet."), "warn")
    except DomainError as refused:
        db.session.rollback()
        flash(sentence(refused), "bad")
    return redirect(url_for(".index"), 303)


def _chosen(mail: InboundMail) -> Invitation:
    """The invitation that the form names, among those that the mail may count for."""
    wanted = request.form.get("inbjudan", "")
    found = (one for one in Waiting(mail).candidates if str(one.id) == wanted)
    return next(found, None) or abort(404)
