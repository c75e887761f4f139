"""When a mailing leaves: at night and on red days whoever orders it chooses now, or the next ordinary morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import has_request_context, request
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import quiet_hours
from dialogues_app.models import CalendarEvent

FIELD, AT_ONCE = "nar", "nu"


@dataclass(frozen=True)
class Choice:
    """What the page offers: now, or the morning; `waits` tells which of them is chosen beforehand."""

    morning: datetime
    label: str
    waits: bool

    @property
    def value(self) -> str:
        """The morning as the form sends it, so that a page left open means the morning that it showed."""
        return swedish.iso(self.morning)


def choice(meeting: CalendarEvent | None, *, cancels: bool = False) -> Choice | None:
    """What there is to choose now; None by day. Now is chosen beforehand close to the meeting, and for a CANCEL."""
    at = now()
    if not quiet_hours.is_quiet(at):
        return None
    slot = meeting.slot if meeting is not None else None
    sent = request.form.get(FIELD, "") if has_request_context() else ""
    waits = sent != AT_ONCE if sent else not (cancels or quiet_hours.is_soon(slot, at))
    morning = quiet_hours.next_morning(at)
    return Choice(morning, in_words(morning, at), waits)


def chosen_morning() -> datetime | None:
    """The morning that the form chose; None for now, and for anything that no page has offered."""
    sent = request.form.get(FIELD, "")
    if sent in ("", AT_ONCE):
        return None
    try:
        morning = datetime.fromisoformat(sent)
    except ValueError:
        return None
    is_offered = morning.tzinfo is not None and quiet_hours.is_morning(morning, now=now())
    return morning if is_offered else None


def hold_by_choice(usual: timedelta) -> timedelta:
    """How long a change waits before it is mailed: until the chosen morning, else as long as always."""
    morning = chosen_morning()
    return morning - now() if morning else usual


def in_words(morning: datetime, at: datetime) -> str:
    """I morgon kl. 07.30, or the day by name where red days lie between."""
    days = (swedish.local(morning).date() - swedish.local(at).date()).days
    clock = swedish.clock(morning)
    if days == 0:
        return str(_("I dag kl. %(clock)s", clock=clock))
    if days == 1:
        return str(_("I morgon kl. %(clock)s", clock=clock))
    day = swedish.moment_heading(morning)
    return str(_("%(day)s, nästa dag som inte är röd", day=day[:1].upper() + day[1:]))
