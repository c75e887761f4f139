"""Clock times in Sweden: which day an instant falls on, and which instant a clock shows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dialogues_app.errors import Invalid

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local_day(at: datetime) -> date:
    """The day in Sweden."""
    return at.astimezone(STOCKHOLM).date()


def read_instant(text: str, *, field: str) -> datetime:
    """The instant that `YYYY-MM-DDTHH:MM` names in Sweden; an offset is allowed, and needed in the doubled hour.

    Raises Invalid with code `form`, `skipped_hour` or `doubled_hour`.
    """
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(field, "form", given=text) from None
    return given.astimezone(UTC) if given.tzinfo else from_clock(given, field=field)


def from_clock(wall: datetime, *, field: str) -> datetime:
    """The one instant at which clocks in Sweden show this; raises Invalid where there is none, or two."""
    early, late = (wall.replace(tzinfo=STOCKHOLM, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    if late < early:  # PEP 495: in a gap the offsets come in the other order
        raise Invalid(field, "skipped_hour", given=wall.isoformat())
    raise Invalid(field, "doubled_hour", given=wall.isoformat())


def require_in_time(reply_by: date | None, starts_at: datetime | None) -> None:
    """Raises Invalid where the last day to answer comes after the day of the meeting."""
    if reply_by is not None and starts_at is not None and reply_by > local_day(starts_at):
        raise Invalid("reply_by", "after_meeting", given=reply_by.isoformat())
