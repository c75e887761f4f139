"""Quiet hours: evenings, nights and red days in Sweden, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogues_app.domain import quiet_hours
from dialogues_app.domain.times import STOCKHOLM
from dialogues_app.models import Slot
from tests.factories import on


def swedish(text: str) -> datetime:
    """The instant at which clocks in Sweden show this."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("2026-12-08T06:59", True),
        ("2026-12-08T07:00", False),
        ("2026-12-08T19:59", False),
        ("2026-12-08T20:00", True),
        ("2026-12-12T12:00", False),  # a Saturday
        ("2026-12-13T12:00", True),  # a Sunday
        ("2026-12-24T12:00", True),  # Christmas Eve
        ("2027-03-26T12:00", True),  # Good Friday
        ("2027-05-06T12:00", True),  # Ascension Day, a Thursday
        ("2027-07-01T06:59", True),  # 04.59 UTC
        ("2027-07-01T07:00", False),  # 05.00 UTC
        ("2027-07-01T20:00", True),
    ],
)
def test_evenings_nights_and_red_days_are_quiet(clock: str, quiet: bool) -> None:
    assert quiet_hours.is_quiet(swedish(clock)) is quiet


@pytest.mark.parametrize(
    ("clock", "morning"),
    [
        ("2026-12-08T21:00", "2026-12-09T07:30"),
        ("2026-12-09T02:00", "2026-12-09T07:30"),
        ("2026-12-12T21:00", "2026-12-14T07:30"),  # Sunday follows
        ("2026-12-23T22:00", "2026-12-28T07:30"),  # Christmas, and a Sunday after it
        ("2027-03-25T20:30", "2027-03-27T07:30"),  # Easter Eve is no red day
        ("2027-03-27T20:30", "2027-03-30T07:30"),  # the clock goes forward on Easter Sunday
        ("2027-10-30T23:00", "2027-11-01T07:30"),  # the clock goes back on the Sunday
        ("2027-10-31T02:30", "2027-11-01T07:30"),
    ],
)
def test_what_waits_leaves_on_the_next_ordinary_morning(clock: str, morning: str) -> None:
    assert quiet_hours.next_morning(swedish(clock)) == swedish(morning)
    assert quiet_hours.after_quiet(swedish(clock)) == swedish(morning)


def test_by_day_nothing_is_held_back() -> None:
    at = swedish("2026-12-08T12:00")

    assert quiet_hours.after_quiet(at) == at


def test_only_an_ordinary_morning_ahead_is_one_to_wait_for() -> None:
    now = swedish("2026-12-12T21:00")
    good, sunday, odd, past = (
        swedish(text)
        for text in ("2026-12-14T07:30", "2026-12-13T07:30", "2026-12-14T08:30", "2026-12-12T07:30")
    )

    assert [quiet_hours.is_morning(at, now=now) for at in (good, sunday, odd, past)] == [
        True,
        False,
        False,
        False,
    ]
    assert not quiet_hours.is_morning(swedish("2027-01-04T07:30"), now=now)


def test_a_meeting_within_two_days_is_soon() -> None:
    at = swedish("2026-12-08T21:00")

    def slot(hours: int) -> Slot:
        return Slot(at + timedelta(hours=hours), at + timedelta(hours=hours + 2))

    assert [quiet_hours.is_soon(given, at) for given in (slot(48), slot(49), None)] == [True, False, False]


def test_the_day_before_skips_red_days() -> None:
    assert quiet_hours.ordinary_day_before(on("2027-03-30")) == on("2027-03-27")
