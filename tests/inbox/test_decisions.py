"""What a person decides: about a mail that was set aside, another time, another person."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.domain import proposals, quarantine
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.mail import Context, Renderer
from dialogues_app.models import (
    Alias,
    InboundMail,
    Invitation,
    MailDecision,
    MailOutcome,
    MessageKind,
    Origin,
    OutboxRow,
    OutboxState,
    PartStat,
    Proposal,
    ProposalState,
    Slot,
)
from tests.factories import SLOT, an_organizer
from tests.inbox.conftest import TODAY, Receive, resent
from tests.itip.letters import ATTENDEE, DOMAIN, TOKEN, UID, a_reply

BY, HOLD = an_organizer(), timedelta(seconds=60)


def the_mail(session: Session) -> InboundMail:
    return session.scalars(select(InboundMail).order_by(InboundMail.id.desc())).first()  # type: ignore[return-value]


def queued(session: Session) -> list[tuple[MessageKind, str]]:
    rows = session.scalars(
        select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED).order_by(OutboxRow.id)
    )
    return [(row.kind, row.recipient) for row in rows]


def rendered(row: OutboxRow, invitation: Invitation) -> tuple[str, Calendar]:
    """The text and the calendar of the mail that the row becomes."""
    row.dtstamp = TODAY
    renderer = Renderer(Context("http://localhost:8000", DOMAIN, "x" * 32))
    message = message_from_bytes(renderer.render(row.revision, invitation, row), policy=default)
    text = message.get_body(("plain",))
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert text is not None
    return text.get_content(), Calendar.from_ical(calendar.get_content())


def test_a_counted_mail_is_an_answer_and_the_next_one_counts_by_itself(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("alias")
    quarantine.count_as_answer_from(the_mail(session), invitation, by=BY, at=TODAY)
    session.commit()

    receipt = take(
        a_reply("DECLINED", name="senare", attendee="namn@privat.example", stamp="20260902T090000Z")
    )

    assert (receipt.outcome, receipt.reason) == (MailOutcome.DECLINED, "")
    assert [one.partstat for one in invitation.answers] == [PartStat.ACCEPTED, PartStat.DECLINED]
    assert [one.address for one in session.scalars(select(Alias))] == ["namn@privat.example"]


def test_a_mail_is_decided_once(session: Session, invitation: Invitation, take: Receive) -> None:
    take("alias")
    mail = the_mail(session)
    quarantine.dismiss(mail, by=BY, at=TODAY)

    assert (mail.decision, mail.decided_at, mail.waits) == (MailDecision.DISMISSED, TODAY, False)
    with pytest.raises(IllegalTransition):
        quarantine.count_as_answer_from(mail, invitation, by=BY, at=TODAY)


def test_one_who_is_invited_himself_never_becomes_an_alias(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take(a_reply(attendee="annan@foretag.example"))

    quarantine.count_as_answer_from(the_mail(session), invitation, by=BY, at=TODAY)

    assert (invitation.partstat, invitation.aliases) == (PartStat.ACCEPTED, [])


@pytest.mark.parametrize(
    ("name", "code"),
    [("words", "no_answer"), ("unknown-uid", "another_event"), ("needs-action", "no_answer")],
)
def test_what_is_no_answer_cannot_be_counted(
    name: str, code: str, session: Session, invitation: Invitation, take: Receive
) -> None:
    take(name)

    with pytest.raises(Invalid) as refused:
        quarantine.count_as_answer_from(the_mail(session), invitation, by=BY, at=TODAY)

    assert (refused.value.field, refused.value.code) == ("mail", code)
    assert invitation.answers == []


def test_who_answered_uninvited_is_invited_and_asked(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("alias")

    made = quarantine.invite_sender(the_mail(session), invitation.event, by=BY, at=TODAY, hold=HOLD)
    session.commit()

    assert (made.address, made.name, made.partstat) == (
        "namn@privat.example",
        "Namn Namnsson",
        PartStat.NEEDS_ACTION,
    )
    assert queued(session) == [(MessageKind.REQUEST, "namn@privat.example")]
    assert the_mail(session).decision is MailDecision.INVITED


def test_a_proposed_time_that_is_accepted_moves_the_meeting(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("counter")
    proposal = session.scalars(select(Proposal)).one()
    assert proposal.starts_at is not None
    assert proposal.ends_at is not None

    with pytest.raises(ReasonRequired):
        proposals.accept_counter(proposal, reason="", by=BY, at=TODAY, hold=HOLD)
    proposals.accept_counter(proposal, reason="Passar fler", by=BY, at=TODAY, hold=HOLD)
    session.commit()

    event = invitation.event
    assert (event.slot, event.sequence) == (Slot(proposal.starts_at, proposal.ends_at), 1)
    assert queued(session) == [(MessageKind.REQUEST, one.address) for one in event.invitations]
    assert proposal.state is ProposalState.ACCEPTED


def test_a_declined_time_is_told_to_the_proposer_alone(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("outlook-accepted")
    take("counter")
    proposal = session.scalars(select(Proposal)).one()

    row = proposals.decline_counter(proposal, reason="Lokalen är upptagen", by=BY, at=TODAY, hold=HOLD)
    session.commit()

    assert row is not None
    assert queued(session) == [(MessageKind.DECLINECOUNTER, ATTENDEE)]
    assert (invitation.event.slot, invitation.event.sequence, invitation.partstat) == (
        SLOT,
        0,
        PartStat.ACCEPTED,
    )
    text, calendar = rendered(row, invitation)
    event = calendar.events[0]
    assert calendar["METHOD"] == "DECLINECOUNTER"
    assert sorted(event.keys()) == ["COMMENT", "DTSTAMP", "ORGANIZER", "SEQUENCE", "UID"]
    assert (event["UID"], event["ORGANIZER"], event["COMMENT"]) == (
        UID,
        f"mailto:svar+{TOKEN}@{DOMAIN}",
        "Lokalen är upptagen",
    )
    assert "Lokalen är upptagen" in text
    assert "Tiden är: onsdag 14 oktober 2026 kl. 09.00–12.00 (svensk tid)" in text.replace("\xa0", " ")
    with pytest.raises(IllegalTransition):
        proposals.decline_counter(proposal, reason="", by=BY, at=TODAY, hold=HOLD)


def test_a_second_proposal_takes_the_place_of_the_first(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("counter")
    take("counter-with-duration")

    states = [one.state for one in session.scalars(select(Proposal).order_by(Proposal.id))]

    assert states == [ProposalState.DECLINED, ProposalState.OPEN]


def test_an_agreed_delegate_is_invited_with_delegated_from(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("evolution-delegated")
    proposal = session.scalars(select(Proposal)).one()

    delegate = proposals.accept_delegate(proposal, by=BY, at=TODAY, hold=HOLD)
    session.commit()

    assert queued(session) == [
        (MessageKind.CANCEL, ATTENDEE),
        (MessageKind.REQUEST, "ersattare@foretag.example"),
    ]
    assert delegate.holding.origin is Origin.DELEGATED
    assert delegate.holding.seat is invitation.holding.seat
    row = delegate.outbox[0]
    _text, calendar = rendered(row, delegate)
    attendee = calendar.events[0]["ATTENDEE"]
    assert (str(attendee), attendee.params["DELEGATED-FROM"]) == (
        "mailto:ersattare@foretag.example",
        f"mailto:{ATTENDEE}",
    )
    assert b'DELEGATED-FROM="mailto:' in calendar.to_ical().replace(b"\r\n ", b"")


def test_a_delegation_that_is_declined_leaves_the_seat_as_it_was(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("evolution-delegated")
    proposal = session.scalars(select(Proposal)).one()

    proposals.decline_delegate(proposal, by=BY, at=TODAY)
    session.commit()

    assert proposal.state is ProposalState.DECLINED
    assert (queued(session), invitation.removed_at) == ([], None)
    with pytest.raises(Invalid):
        proposals.accept_counter(
            Proposal(kind=proposal.kind, received_at=TODAY, sequence=0),
            reason="x",
            by=BY,
            at=TODAY,
            hold=HOLD,
        )


def test_nobody_who_was_removed_is_told_of_a_declined_time(
    session: Session, invitation: Invitation, take: Receive
) -> None:
    take("counter")
    proposal = session.scalars(select(Proposal)).one()
    invitation.removed_at = TODAY

    assert proposals.decline_counter(proposal, reason="", by=BY, at=TODAY, hold=HOLD) is None
    resent(session, invitation.event)
    assert queued(session) == []
