"""itip.md, section 3, row by row: what comes, and what happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.domain import invitations, replies, scheduling
from dialogues_app.models import (
    Alias,
    Answer,
    CalendarEvent,
    Channel,
    Event,
    EventStatus,
    InboundMail,
    Invitation,
    MailOutcome,
    MessageKind,
    OutboxRow,
    OutboxState,
    PartStat,
    Proposal,
    ProposalKind,
)
from tests.factories import LATER, SLOT, a_meeting, an_invitation, an_organizer
from tests.inbox.conftest import RECEIVED, TODAY, Receive, resent
from tests.itip.letters import ATTENDEE, DOMAIN, a_reply, raw

pytestmark = pytest.mark.both_databases
M = MailOutcome
BY, NO_WAIT = an_organizer(), timedelta()


def told(session: Session) -> list[tuple[PartStat, str, int, bool]]:
    """The ledger, oldest first."""
    found = session.scalars(select(Answer).order_by(Answer.id)).all()
    return [(one.partstat, one.comment, one.sequence, one.counts) for one in found]


def mails(session: Session) -> list[InboundMail]:
    return list(session.scalars(select(InboundMail).order_by(InboundMail.id)))


def moved(session: Session, meeting: CalendarEvent) -> None:
    """The meeting was moved after the first answers, and everyone was told."""
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=TODAY, hold=NO_WAIT)
    resent(session, meeting)


# name of the mail: outcome, answer, comment
COUNTED = {
    "outlook-accepted": (M.ACCEPTED, "Jag kommer gärna."),
    "exchange-without-organizer": (M.DECLINED, "Krock med styrelsemöte"),
    "gmail-accepted": (M.ACCEPTED, "Ses"),
    "apple-nested": (M.TENTATIVE, ""),
    "thunderbird-8bit": (M.ACCEPTED, "Åsa kommer – gärna, nära fönstret"),
    "nextcloud": (M.ACCEPTED, ""),
    "domino": (M.DECLINED, "Förhinder"),
    "zimbra": (M.ACCEPTED, ""),
    "application-ics-only": (M.DECLINED, ""),
    "several-attendees": (M.ACCEPTED, ""),
    "sequence-too-high": (M.ACCEPTED, ""),
    "cdo-sequence-only": (M.ACCEPTED, ""),
    "no-dtstamp": (M.ACCEPTED, ""),
    "own-line-other-from": (M.ACCEPTED, ""),
    "token-in-delivered-to": (M.ACCEPTED, ""),
    "charset-lies": (M.ACCEPTED, "Förhinder, tyvärr"),
    "dmarc-fail-said-by-others": (M.ACCEPTED, ""),
}


@pytest.mark.parametrize("name", COUNTED)
def test_an_answer_of_the_one_invited_counts(
    name: str, session: Session, invitation: Invitation, take: Receive
) -> None:
    outcome, comment = COUNTED[name]

    receipt = take(name)

    assert (receipt.outcome, receipt.reason) == (outcome, "")
    assert (receipt.dialogue_id, receipt.holding_id) == (invitation.event.dialogue_id, invitation.holding_id)
    answer = invitation.current_answer
    assert answer is not None
    assert (answer.partstat.value, answer.comment, answer.channel) == (
        outcome.value.upper(),
        comment,
        Channel.CALENDAR,
    )
    assert (answer.sequence, answer.message_id) == (0, f"<{name}@foretag.example>")
    assert invitation.event.title == "Industrisamtal"
    assert invitation.event.slot == SLOT


ASIDE = {
    "alias": "other_address",
    "no-attendee": "no_attendee",
    "needs-action": "no_answer",
    "unknown-token": "no_token",
    "to-return-address": "no_token",
    "unknown-uid": "unknown_uid",
    "dmarc-fail": "dmarc",
    "method-request": "method",
    "method-cancel": "method",
    "method-publish": "method",
    "method-add": "method",
    "method-missing": "no_method",
    "recurrence-id": "recurrence",
    "two-uids": "two_uids",
    "two-calendars": "two_calendars",
    "vtodo": "no_event",
    "base64-cut-in-event": "damaged",
    "winmail": "winmail",
    "counter-floating": "no_time",
    "delegated-without-name": "delegate_missing",
    "delegated-to-self": "delegate_is_self",
    "dsn-of-a-mail-never-sent": "unknown_bounce",
    "dsn-no-token-no-original": "unknown_bounce",
    "words-to-nobody": "no_token",
}


@pytest.mark.parametrize("name", ASIDE)
def test_what_no_rule_decides_changes_nothing_and_waits_for_a_person(
    name: str, session: Session, invitation: Invitation, take: Receive
) -> None:
    before = session.scalar(select(func.count()).select_from(Event))

    receipt = take(name)

    assert (receipt.outcome, receipt.reason) == (M.QUARANTINED, ASIDE[name])
    assert told(session) == []
    assert session.scalar(select(func.count()).select_from(Event)) == before
    assert (invitation.event.slot, invitation.event.status) == (SLOT, EventStatus.INVITED)
    assert invitation.bounced_at is None
    assert [(mail.waits, mail.raw) for mail in mails(session)] == [(True, raw(name))]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("mdn", "read_receipt"),
        ("out-of-office", "absence"),
        ("out-of-office-quoting-an-answer", "absence"),
        ("dsn-delayed", "delayed"),
        ("counter-same-time", "same_time"),
    ],
)
def test_what_means_nothing_is_ignored_and_never_answered(
    name: str, reason: str, session: Session, invitation: Invitation, take: Receive
) -> None:
    receipt = take(name)

    assert (receipt.outcome, receipt.reason) == (M.IGNORED, reason)
    assert (told(session), invitation.proposals, invitation.bounced_at) == ([], [], None)
    assert len(invitation.outbox) == 1  # the invitation itself
    assert mails(session)[0].invitation is invitation


def test_words_are_shown_and_never_guessed(session: Session, invitation: Invitation, take: Receive) -> None:
    receipt = take("words")

    assert receipt.outcome is M.MESSAGE
    mail = mails(session)[0]
    assert (mail.text, mail.waits) == ("Hej! Jag kommer, men en kvart sent.", True)
    assert invitation.current_answer is None


@pytest.mark.parametrize("name", ["dsn-with-original", "dsn-headers-only", "dsn-without-original"])
def test_a_bounce_stands_at_the_seat_and_the_answer_is_untouched(
    name: str, session: Session, invitation: Invitation, take: Receive
) -> None:
    take("outlook-accepted")

    receipt = take(name)

    assert (receipt.outcome, receipt.holding_id) == (M.BOUNCE, invitation.holding_id)
    assert invitation.bounced_at == RECEIVED
    assert invitation.bounce_reason.startswith("55")
    assert invitation.partstat is PartStat.ACCEPTED


def test_the_same_mail_twice_is_one_answer(session: Session, invitation: Invitation, take: Receive) -> None:
    take("outlook-accepted")

    receipt = take("outlook-accepted")

    assert (receipt.outcome, receipt.reason) == (M.IGNORED, "repeated")
    assert receipt.holding_id == invitation.holding_id
    assert len(told(session)) == 1
    assert [mail.raw is None for mail in mails(session)] == [False, True]


def test_the_same_place_in_the_mailbox_is_read_once(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    first = take("outlook-accepted", key="imap:1:17")

    assert take("outlook-accepted", key="imap:1:17") == first
    assert len(mails(session)) == 1


def test_an_equal_answer_in_another_mail_is_repeated(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take(a_reply(name="ett"))

    receipt = take(a_reply(name="tva"))

    assert (receipt.outcome, receipt.reason) == (M.IGNORED, "repeated_answer")
    assert len(told(session)) == 1


@pytest.mark.parametrize("names", [("ACCEPTED", "DECLINED"), ("DECLINED", "ACCEPTED")])
def test_of_two_answers_with_equal_stamp_the_order_decides(
    names: tuple[str, str], session: Session, invitation: Invitation, take: Receive
) -> None:
    files = {"ACCEPTED": "gmail-accepted", "DECLINED": "gmail-declined-same-stamp"}

    for name in names:
        take(files[name])

    assert len(told(session)) == 2
    assert invitation.partstat is PartStat.DECLINED


def test_an_older_answer_is_kept_and_not_current(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take(a_reply("DECLINED", name="ny", stamp="20260902T080000Z"))

    receipt = take(a_reply("ACCEPTED", name="gammal", stamp="20260902T070000Z"))

    assert (receipt.outcome, receipt.reason) == (M.ACCEPTED, "older")
    assert len(told(session)) == 2
    assert invitation.partstat is PartStat.DECLINED


def test_an_answer_from_the_future_is_as_old_as_its_arrival(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take(a_reply("ACCEPTED", name="framtid", stamp="20991231T000000Z"))

    take(a_reply("DECLINED", name="nu", stamp="20260902T090000Z"), at=RECEIVED + timedelta(hours=1))

    assert invitation.partstat is PartStat.DECLINED


def test_an_answer_to_the_earlier_time_never_counts(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    moved(session, invitation.event)

    receipt = take(a_reply("ACCEPTED"))

    assert (receipt.outcome, receipt.reason) == (M.ACCEPTED, "earlier_time")
    assert told(session) == [(PartStat.ACCEPTED, "", 0, True)]
    assert invitation.current_answer is None


def test_a_sequence_never_sent_counts_for_the_present_version(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("sequence-too-high")

    assert told(session) == [(PartStat.ACCEPTED, "", 0, True)]


def test_the_secretary_and_the_other_address_are_remembered_with_the_answer(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("zimbra")
    take("own-line-other-from")

    answers = session.scalars(select(Answer).order_by(Answer.id)).all()
    assert [one.sent_by for one in answers] == ["sekreterare@foretag.example"]
    assert [mail.from_address for mail in mails(session)] == [ATTENDEE, "sekreterare@foretag.example"]


def test_a_remembered_alias_counts_on_its_own_token_only(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    alias = "namn@privat.example"
    invitation.aliases.append(Alias(invited=ATTENDEE, address=alias, learnt_at=RECEIVED, learnt_label="H"))
    session.commit()
    other = next(one for one in invitation.event.invitations if one is not invitation)

    assert take("alias").outcome is M.ACCEPTED
    receipt = take(a_reply(name="fel", attendee=alias, token=other.token))

    assert (receipt.outcome, receipt.reason) == (M.QUARANTINED, "other_address")
    assert (invitation.partstat, other.partstat) == (PartStat.ACCEPTED, PartStat.NEEDS_ACTION)


def test_one_invited_may_not_answer_through_anothers_token(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    receipt = take(a_reply(attendee="annan@foretag.example"))

    assert (receipt.outcome, receipt.reason) == (M.QUARANTINED, "others_token")
    assert told(session) == []


def test_a_token_answers_for_its_own_meeting_only(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    guest = an_invitation(token="11112222333344445555", address=ATTENDEE)
    elsewhere = a_meeting(uid="en-annan-traff", invitations=[guest])
    session.add(elsewhere.dialogue)
    session.commit()

    receipt = take(a_reply(token=guest.token))

    assert (receipt.outcome, receipt.reason) == (M.QUARANTINED, "wrong_uid")


def test_what_comes_to_a_removed_invitation_is_set_aside(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    invitations.remove(invitation, reason="Dubbel plats", by=BY, at=TODAY, hold=NO_WAIT)
    session.commit()

    assert [take(name).reason for name in ("outlook-accepted", "counter", "refresh", "words")] == [
        "removed"
    ] * 4
    assert told(session) == []


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_an_answer_after_the_cancellation_is_history(
    status: EventStatus, session: Session, invitation: Invitation, take: Receive
) -> None:
    verb = scheduling.cancel if status is EventStatus.CANCELLED else scheduling.postpone
    verb(invitation.event, reason="Sjukdom", by=BY, at=RECEIVED - timedelta(hours=1), hold=NO_WAIT)
    session.commit()

    receipt = take("outlook-accepted")

    assert (receipt.outcome, receipt.reason) == (M.ACCEPTED, "cancelled")
    assert told(session) == [(PartStat.ACCEPTED, "Jag kommer gärna.", 0, False)]
    assert invitation.event.status is status
    assert [take(name).reason for name in ("counter", "refresh")] == ["cancelled"] * 2


def test_an_answer_after_the_meeting_is_history(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    invitation.event.starts_at = datetime(2026, 9, 1, 7, tzinfo=UTC)
    invitation.event.ends_at = datetime(2026, 9, 1, 10, tzinfo=UTC)
    session.commit()

    receipt = take("outlook-accepted")

    assert (receipt.outcome, receipt.reason) == (M.ACCEPTED, "over")
    assert invitation.current_answer is None
    assert [take(name).reason for name in ("counter", "refresh")] == ["over"] * 2


def test_a_delegation_is_an_answer_and_a_proposal(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    receipt = take("evolution-delegated")

    assert receipt.outcome is M.DELEGATED
    assert invitation.partstat is PartStat.DELEGATED
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.kind, proposal.address, proposal.name) == (
        ProposalKind.DELEGATE,
        "ersattare@foretag.example",
        "Ersättare Ek",
    )
    assert len(invitation.event.invitations) == 2  # nobody is invited by it


def test_an_agreed_delegate_answers_for_himself_and_may_not_delegate_back(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("evolution-delegated")
    proposal = session.scalars(select(Proposal)).one()
    delegate = replies.accept_substitute(proposal, by=BY, at=TODAY, hold=NO_WAIT)
    session.flush()
    resent(session, invitation.event)
    mine = {"token": delegate.token, "attendee": delegate.address, "sequence": invitation.event.sequence}

    back = a_reply("DELEGATED", name="tillbaka", **mine).replace(  # type: ignore[arg-type]
        b"PARTSTAT=DELEGATED", f'PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{ATTENDEE}"'.encode()
    )
    circle = take(back)
    receipt = take(a_reply(name="ja", **mine))  # type: ignore[arg-type]

    assert (circle.outcome, circle.reason) == (M.QUARANTINED, "delegate_circle")
    assert (receipt.outcome, delegate.partstat) == (M.ACCEPTED, PartStat.ACCEPTED)
    assert (delegate.delegated_from, invitation.partstat) == (ATTENDEE, PartStat.DELEGATED)


def test_a_counter_is_a_proposal_beside_the_meeting(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("outlook-accepted")

    receipt = take("counter")

    assert (receipt.outcome, receipt.reason) == (M.COUNTER, "")
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.kind, proposal.starts_at, proposal.comment, proposal.sequence) == (
        ProposalKind.COUNTER,
        datetime(2026, 10, 14, 11, tzinfo=UTC),
        "Kan vi ta eftermiddagen?",
        0,
    )
    assert (invitation.event.slot, invitation.event.sequence) == (SLOT, 0)
    assert invitation.partstat is PartStat.ACCEPTED


def test_a_counter_for_an_earlier_version_is_marked(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    moved(session, invitation.event)

    receipt = take("counter")

    assert (receipt.outcome, receipt.reason) == (M.COUNTER, "earlier_time")


def test_each_refresh_sends_the_present_state_to_the_stored_address_only(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    sender = raw("refresh").replace(
        b"From: Namn Namnsson <deltagare@foretag.example>", b"From: <ond@ond.example>"
    )

    assert take(sender).outcome is M.REFRESH
    assert take(sender).reason == "repeated"

    rows = session.scalars(select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)).all()
    assert [(row.kind, row.recipient, row.sequence) for row in rows] == [(MessageKind.REQUEST, ATTENDEE, 0)]


def test_what_people_write_reaches_the_database_without_control_characters(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take(a_reply(comment="Hej\x00 där\x1b[31m\u2028rad två"))

    assert told(session)[0][1] == "Hej där[31m\nrad två"


def test_a_mail_that_breaks_the_reader_is_set_aside_and_the_next_is_read(
    session: Session, invitation: Invitation, take: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replies.answer

    def break_down(*given: object, **named: object) -> object:
        if named["comment"] == "Jag kommer gärna.":
            raise RuntimeError("a bug")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(replies, "answer", break_down)

    poison = take("outlook-accepted")
    after = take("domino")

    assert take("outlook-accepted").reason == "repeated"
    assert (poison.outcome, poison.reason, after.outcome) == (M.QUARANTINED, "poison", M.DECLINED)
    assert mails(session)[0].raw == raw("outlook-accepted")
    assert [one[0] for one in told(session)] == [PartStat.DECLINED]


def test_a_mail_without_a_message_id_is_known_by_its_bytes(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    nameless = a_reply().replace(b"Message-ID: <svar@foretag.example>\r\n", b"")

    assert [take(nameless).reason for _ in range(2)] == ["", "repeated"]
    assert DOMAIN in nameless.decode()
