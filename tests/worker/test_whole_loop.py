"""The whole invitation loop with twenty people: real worker, broker and mail server, answers of every kind.

Each person's calendar is folded from the mails that came, and equals the truth after every act; at the end a
second parser has read every calendar part that went out.
"""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import Message

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from playwright.sync_api import Browser
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dialogues_app import bell, clock
from dialogues_app.config import Settings
from dialogues_app.domain import invitations, proposals, replies, scheduling
from dialogues_app.domain.telling import is_addressed
from dialogues_app.mailbox import spool
from dialogues_app.models import (
    Actor,
    Answer,
    CalendarEvent,
    Channel,
    EventStatus,
    InboundMail,
    Invitation,
    MailOutcome,
    OutboxRow,
    OutboxState,
    PartStat,
    Proposal,
    ProposalKind,
    ProposalState,
    Slot,
)
from tests import icaljs
from tests.calendars import calendar_part, folded
from tests.itip.letters import ATTENDEE, TOKEN, UID, a_reply, raw
from tests.sink import Sink
from tests.web.browser import submit
from tests.worker.conftest import BY, NO_WAIT, invite
from tests.worker.test_journey import Start, start, valkey  # noqa: F401  (fixtures)
from tests.worker.test_worker import publisher, until

LINK = re.compile(r"https?://\S+?(/s/\S+)")
CLIENTS = {
    0: ("outlook-accepted", PartStat.ACCEPTED),
    1: ("exchange-without-organizer", PartStat.DECLINED),
    2: ("gmail-accepted", PartStat.ACCEPTED),
    3: ("apple-nested", PartStat.TENTATIVE),
    4: ("thunderbird-8bit", PartStat.ACCEPTED),
    5: ("nextcloud", PartStat.ACCEPTED),
    6: ("domino", PartStat.DECLINED),
    7: ("zimbra", PartStat.ACCEPTED),
}
ENCODINGS = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
PHONE = Actor(label="Handläggare, Näringsdepartementet")


@dataclass
class Loop:
    """What the test stands on."""

    session: Session
    product: Settings
    sink: Sink
    meeting: CalendarEvent

    def person(self, n: int) -> Invitation:
        return next(one for one in self.meeting.invitations if one.address == f"nr{n}@foretag.example")

    def act(self, verb: object, *given: object, **more: object) -> None:
        """An organizer does it; the mails wait for nothing."""
        verb(*given, by=BY, at=clock.now(), hold=NO_WAIT, **more)  # type: ignore[operator]
        self.session.commit()
        self._ring(bell.DRAIN)
        self.wait()

    def wait(self) -> None:
        """Every mail has left, and every calendar shows the truth."""
        until(lambda: not self._count(OutboxState.QUEUED, OutboxState.SENDING), 90)
        self.session.expire_all()
        for invitation in self.meeting.invitations:
            self._check(invitation)
        self.session.rollback()

    def bring(self, content: bytes, to: Invitation, outcome: MailOutcome) -> None:
        """A mail comes to the reply address of this invitation, and is understood."""
        read = select(func.count()).select_from(InboundMail)
        recipients, sender = [f"svar+{to.token}@{self.product.mail_domain}"], to.address
        had = self._number(read)
        spool(self.product.inbox_dir, content, sender, recipients)
        self._ring(bell.READ)
        until(lambda: self._number(read) == had + 1, 60)
        newest = select(InboundMail.outcome).order_by(InboundMail.id.desc()).limit(1)
        assert self.session.scalar(newest) is outcome
        self.session.expire_all()

    def _ring(self, task: str) -> None:
        """As the web process does after a commit; beat would do it seconds later."""
        publisher(self.product).send_task(task)

    def _count(self, *states: OutboxState) -> int:
        return self._number(select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(states)))

    def _number(self, asked: Select[int]) -> int:
        """What is there now; no transaction stays open, for SQLite has one writer."""
        self.session.rollback()
        found = self.session.scalar(asked) or 0
        self.session.rollback()
        return found

    def _check(self, invitation: Invitation) -> None:
        mails = [mail.raw for mail in self.sink.to(invitation.address)]
        entry = folded(invitation.address, mails).entries.get(self.meeting.uid)
        on = self.meeting.status is EventStatus.INVITED and invitation.removed_at is None
        if not (on and is_addressed(invitation)):
            assert entry is None
            return
        assert entry is not None, f"{invitation.address} has it in no calendar"
        assert (Slot(entry.starts, entry.ends), entry.sequence) == (
            self.meeting.slot,
            invitation.sent_sequence,
        )


def personal(name: str, loop: Loop, to: Invitation) -> bytes:
    """The answer in the shape of that client, from this person to this event."""
    pairs = (
        (TOKEN.encode(), to.token.encode()),
        (UID.encode(), loop.meeting.uid.encode()),
        (ATTENDEE.encode(), to.address.encode()),
    )
    message: Message = message_from_bytes(_replaced(raw(name), pairs))
    for part in message.walk():
        encode = ENCODINGS.get(str(part.get("Content-Transfer-Encoding", "")).lower())
        if encode is not None:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            part.set_payload(encode(_replaced(content, pairs)).decode())
    return message.as_bytes()


def _replaced(content: bytes, pairs: tuple[tuple[bytes, bytes], ...]) -> bytes:
    for old, new in pairs:
        content = re.sub(re.escape(old), new, content, flags=re.IGNORECASE)  # one of them writes capitals
    return content


def reply(loop: Loop, to: Invitation, partstat: str, name: str, **given: object) -> bytes:
    stamp = f"{clock.now():%Y%m%dT%H%M%SZ}"
    told = {"token": to.token, "uid": loop.meeting.uid, "attendee": to.address, "stamp": stamp}
    return a_reply(partstat, name=name, **(told | given))  # type: ignore[arg-type]


def counter(loop: Loop, to: Invitation, slot: Slot, name: str, sequence: int) -> bytes:
    """Another time proposed, as Google and Outlook do."""
    content = reply(loop, to, "TENTATIVE", name, sequence=sequence).replace(
        b"METHOD:REPLY", b"METHOD:COUNTER"
    )
    times = f"DTSTART:{slot.starts_at:%Y%m%dT%H%M%SZ}\r\nDTEND:{slot.ends_at:%Y%m%dT%H%M%SZ}\r\n"
    return content.replace(b"SEQUENCE:", f"{times}SEQUENCE:".encode(), 1)


def answer_on_the_web(loop: Loop, client: FlaskClient, n: int, given: str) -> None:
    """Two taps from the mail's own link."""
    text = loop.sink.to(f"nr{n}@foretag.example")[-1].message.get_body(("plain",))
    assert text is not None
    found = LINK.search(text.get_content())
    assert found is not None
    assert submit(client, found[1], svar=given, meddelande="").status_code == 303


def in_weeks(loop: Loop, weeks: int) -> Slot:
    slot, length = loop.meeting.slot, timedelta(days=7 * weeks)
    assert slot is not None
    return Slot(slot.starts_at + length, slot.ends_at + length)


def answers_of_all_kinds(loop: Loop, client: FlaskClient) -> None:
    for n, (name, expected) in CLIENTS.items():
        outcome = MailOutcome(expected.value.lower())
        loop.bring(personal(name, loop, loop.person(n)), loop.person(n), outcome)
        assert loop.person(n).partstat is expected
    loop.session.commit()
    answer_on_the_web(loop, client, 8, "ja")
    answer_on_the_web(loop, client, 9, "nej")
    replies.answer(
        loop.person(10), PartStat.TENTATIVE, channel=Channel.PHONE, by=PHONE, at=clock.now(), comment="Ringde"
    )
    loop.session.commit()
    loop.session.expire_all()
    assert [loop.person(n).partstat.value for n in (8, 9, 10)] == ["ACCEPTED", "DECLINED", "TENTATIVE"]
    assert loop.person(10).answers[0].entered_label == PHONE.label


def moved(loop: Loop) -> None:
    """The old answers are about the old time, also one that comes late; a new one counts."""
    loop.act(scheduling.reschedule, loop.meeting, in_weeks(loop, 1), reason="Votering i kammaren.")
    assert {one.partstat for one in loop.meeting.invitations} == {PartStat.NEEDS_ACTION}
    late, anew = loop.person(14), loop.person(2)
    loop.bring(reply(loop, late, "ACCEPTED", "sent-svar", sequence=0), late, MailOutcome.ACCEPTED)
    loop.bring(reply(loop, anew, "ACCEPTED", "nytt-svar", sequence=1), anew, MailOutcome.ACCEPTED)
    assert (loop.person(14).partstat, loop.person(2).partstat) == (PartStat.NEEDS_ACTION, PartStat.ACCEPTED)


def proposal_of(loop: Loop, n: int, kind: ProposalKind) -> Proposal:
    return next(
        one for one in loop.person(n).proposals if one.kind is kind and one.state is ProposalState.OPEN
    )


def counter_proposals(loop: Loop) -> None:
    """One is declined, to the proposer alone; one is taken, and everyone is asked anew."""
    before, wanted = loop.meeting.slot, in_weeks(loop, 1)
    for n, slot in ((13, wanted), (15, in_weeks(loop, 3))):
        content = counter(loop, loop.person(n), slot, f"forslag-{n}", 1)
        loop.bring(content, loop.person(n), MailOutcome.COUNTER)
    assert loop.meeting.slot == before
    had = len(loop.sink.taken)
    loop.act(
        proposals.decline_counter, proposal_of(loop, 15, ProposalKind.COUNTER), reason="Lokalen är bokad."
    )
    assert [mail.recipients[0] for mail in loop.sink.taken[had:]] == ["nr15@foretag.example"]
    loop.act(proposals.accept_counter, proposal_of(loop, 13, ProposalKind.COUNTER), reason="Det passar fler.")
    assert (loop.meeting.slot, loop.meeting.sequence) == (wanted, 2)


def delegated(loop: Loop) -> None:
    """With consent the delegate is invited, and answers for himself alone."""
    content = personal("evolution-delegated", loop, loop.person(12))
    content = content.replace(b"SEQUENCE:0", b"SEQUENCE:2")  # it answers the newest time
    loop.bring(content, loop.person(12), MailOutcome.DELEGATED)
    proposal = proposal_of(loop, 12, ProposalKind.DELEGATE)
    loop.act(proposals.accept_delegate, proposal)
    delegate = next(one for one in loop.meeting.invitations if one.address == "ersattare@foretag.example")
    content = reply(loop, delegate, "ACCEPTED", "delegaten", sequence=delegate.sent_sequence or 0)
    loop.bring(content, delegate, MailOutcome.ACCEPTED)
    assert delegate.partstat is PartStat.ACCEPTED
    assert delegate.delegated_from == "nr12@foretag.example"


@pytest.fixture
def loop(session: Session, product: Settings, sink: Sink, start: Start) -> Loop:  # noqa: F811
    """Twenty people whose invitations have left."""
    made = Loop(session, product, sink, invite(session, 20))
    start()
    made.wait()
    return made


def test_twenty_people_through_the_whole_loop(loop: Loop, client: FlaskClient, browser: Browser) -> None:
    session, sink = loop.session, loop.sink
    answers_of_all_kinds(loop, client)
    moved(loop)
    counter_proposals(loop)
    delegated(loop)
    had = len(sink.taken)
    loop.act(invitations.remove, loop.person(19), reason="Platsen går till en annan.")
    assert [mail.recipients[0] for mail in sink.taken[had:]] == ["nr19@foretag.example"]
    loop.act(scheduling.cancel, loop.meeting, reason="Sjukdom.")

    assert session.scalar(select(func.count()).select_from(Answer)) == 8 + 3 + 2 + 1 + 1
    per_person = [len(sink.to(f"nr{n}@foretag.example")) for n in (0, 12, 15, 19)]
    assert per_person == [4, 4, 5, 4]  # invited, moved twice, and cancelled, delegated, declined or removed
    both_parsers_agree(sink, browser)


def both_parsers_agree(sink: Sink, browser: Browser) -> None:
    """Every calendar part that went out says the same to icalendar and to ical.js."""
    contents = [content for mail in sink.taken if (content := calendar_part(mail.raw))]
    assert len(contents) == len(sink.taken)
    page = browser.new_page()
    theirs = icaljs.read(page, contents)
    page.close()
    for content, other in zip(contents, theirs, strict=True):
        calendar = Calendar.from_ical(content)
        event = calendar.walk("VEVENT")[0]
        timed = "DTSTART" in event
        assert other == {
            "method": str(calendar["METHOD"]),
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "starts": int(event["DTSTART"].dt.timestamp()) if timed else None,
            "ends": int(event["DTEND"].dt.timestamp()) if timed else None,
            "stamp": int(event["DTSTAMP"].dt.timestamp()),
            "organizer": str(event["ORGANIZER"]),
            "attendee": str(event["ATTENDEE"]) if "ATTENDEE" in event else None,
        }
