"""What a person decides about a mail that no rule could: count it, invite who sent it, or leave it be."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogues_app.domain import invitations, replies
from dialogues_app.domain.telling import Act, tell
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.itip.readings import Line, Reply
from dialogues_app.itip.reply import read
from dialogues_app.models import (
    Actor,
    Alias,
    Answer,
    CalendarEvent,
    Cause,
    Channel,
    EventStatus,
    InboundMail,
    Invitation,
    MailDecision,
    PartStat,
)

PLAIN = (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)


def answer_in(mail: InboundMail) -> Line | None:
    """The line of the mail that could count as an answer, None where it has none."""
    reading = read(mail.raw or b"")
    return _line(mail, reading) if isinstance(reading, Reply) else None


def count_as_answer_from(
    mail: InboundMail, invitation: Invitation, *, by: Actor, at: datetime
) -> Answer | None:
    """The mail is an answer of this person, and the address it came under is remembered for the next time.

    None where it only repeats an answer. Raises Invalid: `mail` has `no_answer`, or is of `another_event`.
    """
    _require_waiting(mail)
    reading = read(mail.raw or b"")
    line = _line(mail, reading) if isinstance(reading, Reply) else None
    if not isinstance(reading, Reply) or line is None:
        raise Invalid("mail", "no_answer")
    if reading.uid != invitation.event.uid:
        raise Invalid("mail", "another_event")
    given = _count(mail, invitation, reading, line, by=by)
    _remember(invitation, line.address, by=by, at=at)
    mail.invitation, mail.dialogue, mail.answer = invitation, invitation.event.dialogue, given
    _decide(mail, MailDecision.COUNTED, by=by, at=at)
    return given


def invite_sender(
    mail: InboundMail, meeting: CalendarEvent, *, by: Actor, at: datetime, hold: timedelta
) -> Invitation:
    """Who answered without being invited now is, and is asked like everyone else.

    Raises Invalid as `add_participant` does, and `slot` or `starts_at` where there is nothing to invite to.
    """
    _require_waiting(mail)
    if meeting.status is EventStatus.INVITED and meeting.starts_at is not None and meeting.starts_at <= at:
        raise Invalid("starts_at", "past")
    newcomer = invitations.Newcomer(address=mail.attendee or mail.from_address, name=mail.attendee_name)
    invitation = invitations.add_participant(meeting, newcomer, by=by, at=at)
    if meeting.status is EventStatus.INVITED:
        tell(meeting, [invitation], Act(Cause.ADDED, by, at, hold))
    mail.invitation, mail.dialogue = invitation, meeting.dialogue
    _decide(mail, MailDecision.INVITED, by=by, at=at)
    return invitation


def dismiss(mail: InboundMail, *, by: Actor, at: datetime) -> None:
    """Nothing comes of the mail; it is kept."""
    _require_waiting(mail)
    _decide(mail, MailDecision.DISMISSED, by=by, at=at)


def _line(mail: InboundMail, reading: Reply) -> Line | None:
    """The line that was shown to the person who decides."""
    return next((one for one in reading.lines if one.address == mail.attendee), None)


def _count(
    mail: InboundMail, invitation: Invitation, reading: Reply, line: Line, *, by: Actor
) -> Answer | None:
    if line.partstat not in PLAIN:
        raise Invalid("mail", "no_answer")
    return replies.answer(
        invitation,
        line.partstat,
        channel=Channel.CALENDAR,
        comment=reading.comment,
        by=by,
        at=mail.received_at,
        letter=replies.Letter(
            sequence=reading.sequence,
            dtstamp=reading.dtstamp or mail.received_at,
            message_id=mail.message_id,
            from_address=mail.from_address,
            sent_by=line.sent_by,
        ),
    )


def _remember(invitation: Invitation, address: str, *, by: Actor, at: datetime) -> None:
    """An address that is invited itself is nobody's alias."""
    taken = {one.address for one in invitation.event.active_invitations}
    known = {one.address for one in invitation.aliases}
    if address and address not in taken | known:
        invitation.aliases.append(
            Alias(invited=invitation.address, address=address, learnt_at=at, learnt_label=by.label)
        )


def _require_waiting(mail: InboundMail) -> None:
    if not mail.waits:
        raise IllegalTransition(subject="mail", state="decided", verb="decide")


def _decide(mail: InboundMail, decision: MailDecision, *, by: Actor, at: datetime) -> None:
    mail.decision, mail.decided_at = decision, at
    mail.decided_label, mail.decided_by = by.label, by.user
    if mail.dialogue is not None:
        mail.dialogue.record(
            f"mail_{decision.value}", by=by, at=at, subject_kind="inbound_mail", subject_id=mail.id
        )
