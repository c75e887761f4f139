"""What goes out: each property as often as RFC 5546 wants it, times that every client reads, text that is safe."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event

from dialogues_app.domain import invitations, replies, scheduling
from dialogues_app.itip.feed import Entry, calendar_file
from dialogues_app.itip.message import Wording, calendar_message, reply_address
from dialogues_app.models import (
    CalendarEvent,
    Channel,
    EventKind,
    Invitation,
    OutboxRow,
    PartStat,
    SeatRole,
    Slot,
)
from tests.domain.test_scheduling import BY, HOLD, an_invited_meeting, settle
from tests.factories import LATER, after

ONCE, SOME, NEVER = "once", "some", "never"
# The tables of RFC 5546 sections 3.2.2 and 3.2.5 for VEVENT, as far as our messages go (itip.md, section 2).
TABLES: dict[str, dict[str, str]] = {
    "REQUEST": dict.fromkeys(("DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "SUMMARY", "UID", "SEQUENCE"), ONCE)
    | {"ATTENDEE": ONCE, "STATUS": ONCE, "REQUEST-STATUS": NEVER, "COMMENT": NEVER},
    "CANCEL": dict.fromkeys(("DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "SEQUENCE", "UID", "SUMMARY"), ONCE)
    | {"ATTENDEE": ONCE, "REQUEST-STATUS": NEVER, "COMMENT": ONCE},
}
WORDING = Wording(
    organiser="Industrisamtal, Näringsdepartementet",
    summary="Industrisamtal om cybersäkerhet",
    description="Rad ett\nRad två; med, tecken",
    comment="Sjukdom",
    conference_label="Videomöte",
)


def message_of(row: OutboxRow, **given: Any) -> bytes:
    """The calendar object of this row."""
    invitation, revision = row.invitation, row.revision
    assert invitation is not None
    assert revision is not None
    row.dtstamp = given.pop("dtstamp", after(hours=1))
    return calendar_message(revision, invitation, row, WORDING, reply_address(invitation, "samtal.example"))


def sent_to(invitation: Invitation) -> tuple[Calendar, Event]:
    """The calendar object that waits for this invitation, read back."""
    calendar = Calendar.from_ical(message_of(invitation.outbox[-1]))
    assert isinstance(calendar, Calendar)
    [event] = calendar.events
    assert event.errors == []
    return calendar, event


def moved() -> CalendarEvent:
    meeting = an_invited_meeting(1)
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)
    return meeting


def cancelled() -> CalendarEvent:
    meeting = an_invited_meeting(1)
    scheduling.cancel(meeting, reason="Sjukdom", by=BY, at=after(minutes=5), hold=HOLD)
    return meeting


def removed() -> CalendarEvent:
    meeting = an_invited_meeting(1)
    invitations.remove(meeting.invitations[0], reason="Fel", by=BY, at=after(minutes=5), hold=HOLD)
    return meeting


def again() -> CalendarEvent:
    meeting = cancelled()
    settle(meeting)
    scheduling.take_up_again(meeting, LATER, reason="Frisk", by=BY, at=after(minutes=9), hold=HOLD)
    return meeting


def first() -> CalendarEvent:
    return an_invited_meeting(1, told=False)


@pytest.mark.parametrize(
    ("made", "method", "sequence", "status"),
    [
        (first, "REQUEST", 0, "CONFIRMED"),
        (moved, "REQUEST", 1, "CONFIRMED"),
        (cancelled, "CANCEL", 1, "CANCELLED"),
        (removed, "CANCEL", 1, None),
        (again, "REQUEST", 2, "CONFIRMED"),
    ],
)
def test_each_row_of_the_outbound_table(made: Any, method: str, sequence: int, status: str | None) -> None:
    meeting = made()

    calendar, event = sent_to(meeting.invitations[0])

    assert (calendar["METHOD"], calendar["VERSION"], "UID" in calendar) == (method, "2.0", False)
    assert (event["SEQUENCE"], event.get("STATUS"), event["UID"]) == (sequence, status, meeting.uid)
    for name, often in TABLES[method].items():
        found = event.get(name)
        assert (found is None) == (often == NEVER), name
        assert not (often == ONCE and isinstance(found, list)), name
    assert calendar.walk("VALARM") == []


def test_only_the_recipient_is_attendee_and_the_organizer_is_the_invitations_own_address() -> None:
    meeting = an_invited_meeting(3, told=False)
    invitation = meeting.invitations[1]
    invitation.name = 'Åsa "X", vd: ö'
    invitation.holding.seat.role = SeatRole.OBSERVER

    _, event = sent_to(invitation)

    attendee, organizer = event["ATTENDEE"], event["ORGANIZER"]
    assert attendee == "mailto:nr1@foretag.example"
    assert dict(attendee.params) == {
        "CN": "Åsa 'X', vd: ö",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "NON-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert organizer == f"mailto:svar+{invitation.token}@samtal.example"
    assert organizer.params["CN"] == "Industrisamtal, Näringsdepartementet"


def test_another_place_keeps_the_answer_and_another_time_asks_anew() -> None:
    meeting = an_invited_meeting(1)
    invitation = meeting.invitations[0]
    replies.answer(invitation, PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=after(minutes=2))
    scheduling.change_place(meeting, "Kista", "", reason="", by=BY, at=after(minutes=3), hold=HOLD)
    assert sent_to(invitation)[1]["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"

    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=after(minutes=4), hold=HOLD)
    assert sent_to(invitation)[1]["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_a_hold_is_tentative() -> None:
    meeting = first()
    meeting.kind = EventKind.HOLD
    meeting.revisions[0].event_kind = EventKind.HOLD

    assert sent_to(meeting.invitations[0])[1]["STATUS"] == "TENTATIVE"


def test_the_cancel_of_an_untold_move_names_the_time_that_was_told() -> None:
    meeting = moved()
    told = meeting.revisions[0].slot
    scheduling.cancel(meeting, reason="Sjukdom", by=BY, at=after(minutes=6), hold=HOLD)

    _, event = sent_to(meeting.invitations[0])

    assert event["DTSTART"].dt == told.starts_at


@pytest.mark.parametrize(
    ("starts", "hours"),
    [
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), 3),
        (datetime(2026, 12, 1, 8, 0, tzinfo=UTC), 3),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), 13),  # 22.00–10.00 over the end of summer time
        (datetime(2027, 3, 27, 21, 0, tzinfo=UTC), 11),  # 22.00–10.00 over its beginning
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1),  # the first 02.30
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1),  # the second 02.30
        (datetime(2027, 10, 31, 11, 0, tzinfo=UTC), 2),
    ],
)
def test_times_mean_the_same_instants_when_read_back(starts: datetime, hours: int) -> None:
    meeting = first()
    revision = meeting.revisions[0]
    revision.starts_at, revision.ends_at = starts, starts + timedelta(hours=hours)

    _, event = sent_to(meeting.invitations[0])

    read = [event[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND")]  # == lies in the doubled hour
    assert read == [starts, starts + timedelta(hours=hours)]


def test_the_zone_is_written_by_rule_with_both_parts() -> None:
    raw = message_of(first().invitations[0].outbox[0]).decode()

    assert raw.count("BEGIN:VTIMEZONE") == 1
    assert "RDATE" not in raw
    assert "DTSTART;TZID=Europe/Stockholm:20261014T090000\r\n" in raw
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in raw
    assert Calendar.from_ical(raw).get_missing_tzids() == set()


def test_lines_are_folded_at_75_octets_and_never_inside_a_letter() -> None:
    meeting = first()
    meeting.revisions[0].place = "Åäö " * 60

    raw = message_of(meeting.invitations[0].outbox[0])

    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert all(line.decode() is not None for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert sent_to(meeting.invitations[0])[1]["LOCATION"] == ("Åäö " * 60)


def test_control_characters_do_not_reach_a_calendar() -> None:
    meeting = first()
    meeting.revisions[0].place = "Rosenbad\r\nATTENDEE:mailto:a@b.example\x00\x1b"

    _, event = sent_to(meeting.invitations[0])

    assert event["LOCATION"] == "Rosenbad\nATTENDEE:mailto:a@b.example"
    assert event["ATTENDEE"] == "mailto:nr0@foretag.example"


def test_the_video_room_is_a_conference() -> None:
    meeting = first()
    meeting.revisions[0].link = "https://video.example/rum?a=1,2"

    raw = message_of(meeting.invitations[0].outbox[0]).replace(b"\r\n ", b"").decode()

    assert "CONFERENCE;FEATURE=VIDEO;LABEL=Videomöte;VALUE=URI:https://video.example/rum?a=1,2" in raw


def test_a_fetched_file_has_neither_method_nor_people() -> None:
    slot = Slot(after(days=1), after(days=1, hours=2))
    entry = Entry(uid="u", summary="Samtal", stamp=after(), starts=slot.starts_at, ends=slot.ends_at)

    calendar = Calendar.from_ical(calendar_file([entry]))
    [event] = calendar.events

    assert calendar.get("METHOD") is None
    assert {"ATTENDEE", "ORGANIZER"} & set(event) == set()
    assert event["DTSTART"].dt == slot.starts_at


def test_a_dialogue_known_to_the_day_is_the_whole_day_and_blocks_nobody() -> None:
    entry = Entry(uid="u", summary="Samtal", stamp=after(), starts=date(2016, 9, 12))

    [event] = Calendar.from_ical(calendar_file([entry])).events

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2016, 9, 12), date(2016, 9, 13))
    assert event["TRANSP"] == "TRANSPARENT"
