"""Files that are fetched: what any entry says is what two independent parsers read, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from dialogues_app.itip.feed import Entry, calendar_file
from tests.factories import NOON, SLOT

ICAL_JS = Path(__file__).resolve().parent.parent / "vendor" / "ical-2.2.1.min.js"
READ = """([script, text]) => {
  const blob = new Blob([script], {type: "text/javascript"});
  return import(URL.createObjectURL(blob)).then(({default: ICAL}) => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    return calendar.getAllSubcomponents("vevent").map(one => {
      const event = new ICAL.Event(one);
      const day = event.startDate.isDate;
      return [event.uid, event.summary, event.location || "", day ? event.startDate.toString()
        : event.startDate.toUnixTime(), day ? event.endDate.toString() : event.endDate.toUnixTime()];
    });
  });
}"""
INSTANTS = some.integers(1_420_000_000, 2_200_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
WORDS = some.text(some.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120) | some.text(
    '\\;,:"^å\nÅ ', max_size=200
)


@some.composite
def entries(draw: some.DrawFn) -> Entry:
    """Any entry: a slot or a day, with any text."""
    starts = draw(INSTANTS)
    timed = draw(some.booleans())
    return Entry(
        uid=str(draw(some.uuids())),
        summary="S" + draw(WORDS),
        stamp=draw(INSTANTS),
        starts=starts if timed else starts.date(),
        ends=starts + timedelta(minutes=draw(some.integers(1, 2000))) if timed else None,
        sequence=draw(some.integers(0, 99)),
        place=draw(WORDS),
        description=draw(WORDS),
        url="https://samtal.example/samtal/x",
        cancelled=draw(some.booleans()),
        tentative=draw(some.booleans()),
        blocks=draw(some.booleans()),
    )


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page()
    yield made
    made.close()


def ical_js(page: Page, content: bytes) -> list[list[object]]:
    """What ical.js reads: UID, SUMMARY, LOCATION, start and end of each event."""
    found: list[list[object]] = page.evaluate(READ, [ICAL_JS.read_text(), content.decode()])
    return found


@settings(deadline=None)
@given(listed=some.lists(entries(), max_size=4))
def test_every_entry_is_read_back_as_it_was_written(listed: list[Entry]) -> None:
    raw = calendar_file(listed, name="Industrisamtal")

    calendar = Calendar.from_ical(raw)
    assert [event["UID"] for event in calendar.events] == [entry.uid for entry in listed]
    assert calendar.get_missing_tzids() == set()
    for event, entry in zip(calendar.events, listed, strict=True):
        assert event.errors == []
        assert (event["SUMMARY"], event.get("LOCATION", "")) == (entry.summary, entry.place)
        assert event.get("DESCRIPTION", "") == entry.description
        assert event["SEQUENCE"] == entry.sequence
        assert (event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (entry.stamp, entry.stamp)
        if entry.is_timed:
            assert event["DTSTART"].dt.astimezone(UTC) == entry.starts
            assert event["DTEND"].dt.astimezone(UTC) == entry.ends
        else:
            assert (event["DTSTART"].dt, event["DTEND"].dt) == (
                entry.starts,
                entry.starts + timedelta(days=1),
            )
            assert event["TRANSP"] == "TRANSPARENT"
        assert (event["STATUS"] == "CANCELLED") == entry.cancelled
        assert {"ATTENDEE", "ORGANIZER", "RECURRENCE-ID"} & set(event) == set()


@settings(deadline=None)
@given(entry=entries())
def test_no_line_is_longer_than_75_octets_or_cut_inside_a_letter_or_an_escape(entry: Entry) -> None:
    lines = calendar_file([entry], name="Industrisamtal").split(b"\r\n")

    assert [line for line in lines if len(line) > 75 or b"\n" in line] == []
    for line, following in pairwise(lines):
        line.decode()
        ends_in_escape = (len(line) - len(line.rstrip(b"\\"))) % 2 == 1
        assert not (following.startswith(b" ") and ends_in_escape)


def test_ical_js_reads_the_same(page: Page) -> None:
    def slot(starts: datetime, hours: int) -> Entry:
        text = 'Åäö; "citat", \\ och\nny rad ' * 8
        return Entry(
            uid=starts.isoformat(),
            summary=text,
            stamp=NOON,
            starts=starts,
            ends=starts + timedelta(hours=hours),
            place="Rosenbad, Stockholm",
        )

    listed = [
        slot(datetime(2026, 7, 1, 7, 0, tzinfo=UTC), 3),
        slot(datetime(2026, 12, 1, 8, 0, tzinfo=UTC), 3),
        slot(datetime(2026, 10, 24, 20, 0, tzinfo=UTC), 13),  # over the end of summer time
        slot(datetime(2027, 3, 27, 21, 0, tzinfo=UTC), 11),  # over its beginning
        slot(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1),  # the first 02.30, and the second
        slot(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1),
        Entry(uid="dag", summary="Dag", stamp=NOON, starts=date(2016, 9, 12)),
    ]

    found = ical_js(page, calendar_file(listed, name="Industrisamtal"))

    assert found == [
        [entry.uid, entry.summary, entry.place, entry.starts.timestamp(), entry.ends.timestamp()]
        if isinstance(entry.starts, datetime) and entry.ends
        else ["dag", "Dag", "", "2016-09-12", "2016-09-13"]
        for entry in listed
    ]


def test_a_calendar_to_subscribe_to_says_its_name_and_how_often_to_ask() -> None:
    raw = calendar_file([Entry("u", "S", NOON, SLOT.starts_at, SLOT.ends_at)], name="Samtal, alla").decode()

    head = raw.split("BEGIN:VTIMEZONE")[0].split("\r\n")
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Industrisamtal//Industrisamtal 1//SV",
        "CALSCALE:GREGORIAN",
        "NAME:Samtal\\, alla",
        "X-WR-CALNAME:Samtal\\, alla",
        "X-WR-TIMEZONE:Europe/Stockholm",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "",
    ]
    assert "METHOD" not in raw
    assert raw.count("BEGIN:VTIMEZONE") == 1
    assert ("RDATE" in raw, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in raw) == (False, True)


def test_an_empty_calendar_still_holds_one_component() -> None:
    calendar = Calendar.from_ical(calendar_file([], name="Industrisamtal"))

    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]


def test_what_is_cancelled_or_declined_blocks_nobodys_time() -> None:
    def shown(**given: bool) -> tuple[str, str]:
        entry = Entry("u", "S", NOON, SLOT.starts_at, SLOT.ends_at, **given)  # type: ignore[arg-type]
        [event] = Calendar.from_ical(calendar_file([entry])).events
        return str(event["STATUS"]), str(event["TRANSP"])

    assert shown() == ("CONFIRMED", "OPAQUE")
    assert shown(tentative=True) == ("TENTATIVE", "OPAQUE")
    assert shown(blocks=False) == ("CONFIRMED", "TRANSPARENT")
    assert shown(cancelled=True, tentative=True) == ("CANCELLED", "TRANSPARENT")


def test_a_video_room_and_an_odd_address_stay_one_line_each() -> None:
    entry = Entry(
        "u", "S", NOON, SLOT.starts_at, SLOT.ends_at, link="https://video.example/a b\r\nATTENDEE:mailto:x@y"
    )

    [event] = Calendar.from_ical(calendar_file([entry])).events

    assert event["CONFERENCE"] == "https://video.example/abATTENDEE:mailto:x@y"
    assert "ATTENDEE" not in event
