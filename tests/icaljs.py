"""The second, independent reader of our calendars: ical.js in Chromium, as Thunderbird and Nextcloud have it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "vendor" / "ical-2.2.1.min.js"
READ = """([script, texts]) => {
  const blob = new Blob([script], {type: "text/javascript"});
  return import(URL.createObjectURL(blob)).then(({default: ICAL}) => texts.map(text => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    const one = calendar.getFirstSubcomponent("vevent"), event = new ICAL.Event(one);
    const timed = one.hasProperty("dtstart"), value = name => one.getFirstPropertyValue(name);
    return {
      method: calendar.getFirstPropertyValue("method"), uid: event.uid, sequence: value("sequence"),
      starts: timed ? event.startDate.toUnixTime() : null, ends: timed ? event.endDate.toUnixTime() : null,
      stamp: value("dtstamp").toUnixTime(), organizer: value("organizer"), attendee: value("attendee"),
    };
  }));
}"""


def read(page: Page, contents: list[bytes]) -> list[dict[str, Any]]:
    """What ical.js reads of the event in each of them."""
    found: list[dict[str, Any]] = page.evaluate(
        READ, [SCRIPT.read_text(), [one.decode() for one in contents]]
    )
    return found
