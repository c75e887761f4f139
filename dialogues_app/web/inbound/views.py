"""The list of what came in, and the mail as it was."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from dialogues_app.models import Role
from dialogues_app.web.access import requires
from dialogues_app.web.inbound import bp, lookups

MAIL = "/<int:mail_id>"
SHOWN, ABSENCES = 50, 20


@bp.get("")
@requires(Role.ORGANIZER)
def index() -> ResponseReturnValue:
    """What waits for a person, proposals, absence notices."""
    found = lookups.waiting(SHOWN + 1)
    return render_template(
        "organizer/inbound/index.html",
        waiting=found[:SHOWN],
        more=len(found) > SHOWN,
        proposals=lookups.open_proposals(),
        absences=lookups.absences(ABSENCES),
        alarms=lookups.alarms(),
    )


@bp.get(f"{MAIL}/mejl")
@requires(Role.ORGANIZER)
def raw(mail_id: int) -> ResponseReturnValue:
    """The mail as a file, byte for byte; never shown in the browser."""
    mail = lookups.mail_or_404(mail_id)
    if mail.raw is None:
        abort(404)
    response = Response(mail.raw, mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="mejl-{mail.id}.eml"'
    return response
