"""What an incoming mail is taken for, in every shape that real clients send (itip.md, sections 3 and 8)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues_app.itip.letter import LARGEST_CALENDAR, LARGEST_MAIL, open_letter
from dialogues_app.itip.readings import (
    Absence,
    Bounce,
    Counter,
    Delegate,
    Fate,
    Foreign,
    ReadReceipt,
    Refresh,
    Reply,
    Unreadable,
    Words,
)
from dialogues_app.itip.reply import read
from dialogues_app.models import PartStat, Slot
from tests.itip.letters import ATTENDEE, DOMAIN, NAMES, TOKEN, UID, a_reply, raw

ACCEPTED, TENTATIVE, DECLINED = PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED
EIGHT = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)

ANSWERS = {
    "outlook-accepted": (ACCEPTED, "Jag kommer gärna."),
    "exchange-without-organizer": (DECLINED, "Krock med styrelsemöte"),
    "gmail-accepted": (ACCEPTED, "Ses"),
    "gmail-declined-same-stamp": (DECLINED, "Sjuk"),
    "apple-nested": (TENTATIVE, ""),
    "thunderbird-8bit": (ACCEPTED, "Åsa kommer – gärna, nära fönstret"),
    "application-ics-only": (DECLINED, ""),
    "octet-stream-ics": (TENTATIVE, ""),
    "nextcloud": (ACCEPTED, ""),
    "domino": (DECLINED, "Förhinder"),
    "zimbra": (ACCEPTED, ""),
    "several-attendees": (ACCEPTED, ""),
    "method-only-in-object": (ACCEPTED, ""),
    "base64-cut-in-padding": (ACCEPTED, "Ses där"),
    "broken-other-line": (ACCEPTED, ""),
    "charset-lies": (ACCEPTED, "Förhinder, tyvärr"),
    "charset-unknown": (ACCEPTED, "Åker tåg"),
    "charset-utf16": (ACCEPTED, "Åker tåg"),
    "fold-inside-letter": (ACCEPTED, "Vi ses på mötet"),
    "own-line-other-from": (ACCEPTED, ""),
    "no-dtstamp": (ACCEPTED, ""),
}
SET_ASIDE = {
    "method-missing": "no_method",
    "recurrence-id": "recurrence",
    "two-uids": "two_uids",
    "two-calendars": "two_calendars",
    "no-uid": "no_uid",
    "vtodo": "no_event",
    "base64-cut-in-event": "damaged",
    "broken-attendee": "damaged",
    "not-a-calendar": "damaged",
    "counter-floating": "no_time",
    "winmail": "winmail",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_read_from_every_client(name: str) -> None:
    reading = read(raw(name))

    assert isinstance(reading, Reply)
    line = next(one for one in reading.lines if one.address == ATTENDEE)
    assert (reading.uid, line.partstat, reading.comment) == (UID, *ANSWERS[name])


@pytest.mark.parametrize("name", SET_ASIDE)
def test_what_cannot_mean_one_meeting_is_for_a_person(name: str) -> None:
    reading = read(raw(name))

    assert isinstance(reading, Unreadable)
    assert reading.reason == SET_ASIDE[name]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD"])
def test_a_method_that_is_ours_alone_is_foreign(method: str) -> None:
    assert read(raw(f"method-{method.lower()}")) == Foreign(method)


def test_a_secretary_is_told_apart_from_whom_she_answers_for() -> None:
    reading = read(raw("zimbra"))

    assert isinstance(reading, Reply)
    assert reading.lines[0].sent_by == "sekreterare@foretag.example"


def test_the_delegate_is_named_by_his_own_line() -> None:
    reading = read(raw("evolution-delegated"))

    assert isinstance(reading, Reply)
    assert [(one.address, one.partstat) for one in reading.lines] == [
        (ATTENDEE, PartStat.DELEGATED),
        ("ersattare@foretag.example", None),
    ]
    assert reading.lines[0].delegates == (Delegate("ersattare@foretag.example", "Ersättare Ek"),)


@pytest.mark.parametrize(
    ("name", "sequence", "dtstamp"),
    [
        ("alias", 0, EIGHT),
        ("sequence-too-high", 7, EIGHT),
        ("cdo-sequence-only", 2, EIGHT),
        ("no-dtstamp", 0, None),
    ],
)
def test_version_and_stamp_are_read_as_they_stand(name: str, sequence: int, dtstamp: datetime | None) -> None:
    reading = read(raw(name))

    assert isinstance(reading, Reply)
    assert (reading.sequence, reading.dtstamp) == (sequence, dtstamp)


@pytest.mark.parametrize(
    ("name", "starts", "ends"),
    [
        ("counter", (14, 11), (14, 14)),  # 13–16 in a zone that the mail defines by its Windows name
        ("counter-same-time", (14, 7), (14, 10)),
        ("counter-with-duration", (15, 7), (15, 9)),
    ],
)
def test_the_time_of_a_counter_is_an_instant(
    name: str, starts: tuple[int, int], ends: tuple[int, int]
) -> None:
    reading = read(raw(name))

    assert isinstance(reading, Counter)
    begins, finishes = (datetime(2026, 10, day, hour, tzinfo=UTC) for day, hour in (starts, ends))
    assert reading.slot == Slot(begins, finishes)


def test_a_refresh_names_who_asks() -> None:
    reading = read(raw("refresh"))

    assert isinstance(reading, Refresh)
    assert (reading.uid, reading.lines[0].address) == (UID, ATTENDEE)


@pytest.mark.parametrize(
    ("name", "fate", "about", "status", "reason"),
    [
        ("dsn-with-original", Fate.FAILED, "<utskick-1@industrisamtal.example>", "5.1.1", "User unknown"),
        ("dsn-headers-only", Fate.FAILED, "<utskick-1@industrisamtal.example>", "5.1.1", "User unknown"),
        ("dsn-without-original", Fate.FAILED, "", "5.2.2", "Mailbox full"),
        ("dsn-delayed", Fate.DELAYED, "<utskick-1@industrisamtal.example>", "4.4.1", "Connection timed out"),
    ],
)
def test_a_bounce_tells_of_which_mail_and_why(
    name: str, fate: Fate, about: str, status: str, reason: str
) -> None:
    reading = read(raw(name))

    assert isinstance(reading, Bounce)
    assert (reading.fate, reading.message_id, reading.status, reading.recipient) == (
        fate,
        about,
        status,
        ATTENDEE,
    )
    assert reading.reason.endswith(reason)


def test_a_read_receipt_is_one() -> None:
    assert read(raw("mdn")) == ReadReceipt()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("out-of-office", "Jag är ledig till den 20 september."),
        ("out-of-office-quoting-an-answer", "Ledig."),
        ("suppressed-auto-response", "Borta."),
    ],
)
def test_an_absence_notice_is_no_answer_whatever_it_quotes(name: str, text: str) -> None:
    assert read(raw(name)) == Absence(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("words", "Hej! Jag kommer, men en kvart sent."),
        ("words-html-only", ""),  # HTML is not opened
        (
            "forwarded-as-attachment",
            "Kan du ta det här?",
        ),  # a calendar inside a mail inside the mail is not ours
    ],
)
def test_words_are_words(name: str, text: str) -> None:
    assert read(raw(name)) == Words(text)


def test_a_mail_over_the_limit_is_not_taken_apart() -> None:
    assert read(raw("words") + b"x" * LARGEST_MAIL) == Unreadable("too_large")


def test_a_huge_calendar_is_not_read() -> None:
    assert read(a_reply(comment="x" * LARGEST_CALENDAR)) == Unreadable("too_large")


def test_ten_thousand_nested_parts_stop_nobody() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(10_000)
    )

    assert isinstance(read(b"MIME-Version: 1.0\r\n" + nested), Unreadable | Words)


def test_every_mail_of_the_folder_has_a_test_or_an_inbox_test_of_its_own() -> None:
    assert len(NAMES) == 68
    assert {*ANSWERS, *SET_ASIDE} <= set(NAMES)


@given(st.binary(max_size=2000))
def test_no_bytes_raise(content: bytes) -> None:
    read(content)
    read(b"Content-Type: text/calendar; charset=utf-8\r\n\r\n" + content)
    read(
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(content)
    )


@given(st.sampled_from(NAMES), st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_no_damage_raises(name: str, place: int, damage: bytes) -> None:
    content = raw(name)
    at = place % len(content)

    read(content[:at])
    read(content[:at] + damage + content[at + len(damage) :])


@given(st.integers(0, 1200))
def test_a_cut_answer_is_the_same_answer_or_none(length: int) -> None:
    """What is read of a damaged mail is safe: a cut never turns one answer into another."""
    whole = a_reply("DECLINED", comment="Jag kan inte")

    reading = read(whole[: len(whole) - length])

    assert not isinstance(reading, Reply) or reading == read(whole)


@pytest.mark.parametrize(
    ("header", "failed"),
    [
        (f"{DOMAIN}; dmarc=fail header.from=foretag.example", True),
        (f"{DOMAIN.upper()} 1; spf=pass; dmarc = FAIL (p=none)", True),
        (f"{DOMAIN}; spf=fail; dkim=fail; dmarc=pass", False),
        (f"{DOMAIN}; dmarc=pass (not dmarc=fail; at all)", False),
        (f"mx.{DOMAIN}; dmarc=fail", False),
        ("annan.example; dmarc=fail", False),
    ],
)
def test_only_our_own_servers_word_on_dmarc_counts(header: str, failed: bool) -> None:
    letter = open_letter(f"Authentication-Results: {header}\r\n".encode() + a_reply())

    assert letter.failed_dmarc(DOMAIN) is failed


def test_recipients_are_read_from_the_deliverys_headers_first() -> None:
    letter = open_letter(raw("token-in-delivered-to"))

    assert letter.recipients == (f"svar+{TOKEN}@{DOMAIN}", "odefinierade-mottagare@foretag.example")
