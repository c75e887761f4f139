"""Quiet hours: when nobody is mailed unless a person just ordered it. Swedish clock time, pure functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from dialogues_app.domain.times import STOCKHOLM, local_day
from dialogues_app.models import Slot

BEGIN, END = time(20), time(7)
MORNING = time(7, 30)
SOON = timedelta(hours=48)
LONGEST_QUIET = timedelta(days=10)


def is_red(day: date) -> bool:
    """Whether it is a Sunday, a public holiday, or one of the three eves that the law equates with them."""
    return day.isoweekday() == 7 or day in _red_days(day.year)


def is_quiet(at: datetime) -> bool:
    """Whether it is evening, night or a red day in Sweden."""
    here = at.astimezone(STOCKHOLM)
    return not END <= here.time() < BEGIN or is_red(here.date())


def after_quiet(at: datetime) -> datetime:
    """The instant itself, or where it is quiet the next ordinary morning at 07.30."""
    return next_morning(at) if is_quiet(at) else at


def next_morning(at: datetime) -> datetime:
    """The first 07.30 of an ordinary day that lies ahead."""
    day = local_day(at)
    while on_clock(day, MORNING) <= at or is_red(day):
        day += timedelta(days=1)
    return on_clock(day, MORNING)


def is_morning(at: datetime, *, now: datetime) -> bool:
    """Whether the instant is one that somebody may have been offered to wait for."""
    here = at.astimezone(STOCKHOLM)
    return here.time() == MORNING and not is_red(here.date()) and now < at <= now + LONGEST_QUIET


def is_soon(slot: Slot | None, at: datetime) -> bool:
    """Whether the meeting is so near that waiting for the morning is the exception."""
    return slot is not None and slot.starts_at - at <= SOON


def on_clock(day: date, clock: time) -> datetime:
    """The instant at which clocks in Sweden show this on that day; not for the hours around a clock change."""
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def ordinary_day_before(day: date) -> date:
    """The nearest earlier day that is not red."""
    day -= timedelta(days=1)
    while is_red(day):
        day -= timedelta(days=1)
    return day


@cache
def _red_days(year: int) -> frozenset[date]:
    """Public holidays (lagen 1989:253) with Midsummer, Christmas and New Year's Eve (lagen 1977:480, 3 a §)."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))
