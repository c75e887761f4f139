"""Europe/Stockholm as a VTIMEZONE that every client reads, and instants written in it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

# By RRULE and by hand: the library writes RDATE lists that real clients misread by an hour (itip.md, section 4).
VTIMEZONE = "\r\n".join(
    (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Stockholm",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    )
)


def local(at: datetime) -> datetime:
    """The instant as a calendar should write it: Swedish time, or UTC in the hour that occurs twice.

    By RFC 5545 section 3.3.5 a local time that occurs twice means the first; some clients read the second.
    """
    here = at.astimezone(STOCKHOLM)
    occurs_twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    return at.astimezone(UTC) if occurs_twice else here
