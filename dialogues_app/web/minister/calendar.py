"""The calendar of the minister and the staff to subscribe to."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from dialogues_app.extensions import limiter
from dialogues_app.models import Role
from dialogues_app.web.access import requires
from dialogues_app.web.calendars import owning
from dialogues_app.web.minister.blueprint import bp


@bp.get("/kalender")
@requires(Role.MINISTER, Role.STAFF)
def calendar() -> ResponseReturnValue:
    """Where the calendar with the minister's dialogues is."""
    return owning.show("minister/calendar.html")


@bp.post("/kalender")
@requires(Role.MINISTER, Role.STAFF)
@limiter.limit(owning.A_MINUTE)
def renew_calendar() -> ResponseReturnValue:
    """The calendar has a new address."""
    return owning.renew(".calendar")


@bp.post("/kalender/borttagen")
@requires(Role.MINISTER, Role.STAFF)
@limiter.limit(owning.A_MINUTE)
def close_calendar() -> ResponseReturnValue:
    """The calendar is gone."""
    return owning.close(".calendar")
