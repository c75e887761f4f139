"""What each kind of mail leads to: one verb of the domain, or nothing and a person to look (itip.md, section 3)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from dialogues_app.domain import at_once, bounces, invitations, proposals, replies
from dialogues_app.domain.queries import inbound as queries
from dialogues_app.errors import DomainError
from dialogues_app.inbox.arrivals import Arrived, House
from dialogues_app.inbox.matching import Match, People, by_token, match
from dialogues_app.itip.letter import Letter
from dialogues_app.itip.readings import (
    Absence,
    Bounce,
    Counter,
    Fate,
    Foreign,
    Line,
    Reading,
    ReadReceipt,
    Refresh,
    Reply,
    Unreadable,
    Words,
)
from dialogues_app.models import (
    Answer,
    CalendarEvent,
    Channel,
    Dialogue,
    EventStatus,
    Invitation,
    MailOutcome,
    PartStat,
    Proposal,
)

log = logging.getLogger(__name__)

OUTCOMES = {
    PartStat.ACCEPTED: MailOutcome.ACCEPTED,
    PartStat.TENTATIVE: MailOutcome.TENTATIVE,
    PartStat.DECLINED: MailOutcome.DECLINED,
    PartStat.DELEGATED: MailOutcome.DELEGATED,
}


@dataclass(frozen=True)
class Effect:
    """What a mail led to, with the rows that it concerns."""

    outcome: MailOutcome
    reason: str = ""
    invitation: Invitation | None = None
    event: CalendarEvent | None = None
    line: Line | None = None
    answer: Answer | None = None
    proposal: Proposal | None = None
    text: str = ""

    @property
    def dialogue(self) -> Dialogue | None:
        """The dialogue that the mail concerns."""
        event = self.invitation.event if self.invitation else self.event
        return event.dialogue if event else None


@dataclass(frozen=True)
class Desk:
    """One mail on the desk: what its effect may need."""

    people: People
    letter: Letter
    arrived: Arrived
    house: House
    at: datetime  # now; an answer goes by when the mail server took it

    def take(self, reading: Reading) -> Effect:
        """The effect of the mail; a refusal of the domain is for a person."""
        try:
            with self.people.session.no_autoflush:
                return self._take(reading)
        except DomainError as refused:
            log.warning("a mail was refused by the domain: %s", type(refused).__name__)
            return Effect(MailOutcome.QUARANTINED, "refused", self._owner())

    def _take(self, reading: Reading) -> Effect:
        match reading:
            case Reply() | Counter() | Refresh():
                return self._answering(reading)
            case Bounce():
                return self._bounce(reading)
            case Words():
                return self._words(reading)
            case _:
                return self._without_effect(reading)

    def _without_effect(self, reading: ReadReceipt | Absence | Foreign | Unreadable) -> Effect:
        owner = self._owner()
        match reading:
            case ReadReceipt():
                return Effect(MailOutcome.IGNORED, "read_receipt", owner)
            case Absence():
                return Effect(MailOutcome.IGNORED, "absence", owner, text=reading.text)
            case Foreign():
                return Effect(MailOutcome.QUARANTINED, "method", owner, text=self.letter.text())
            case Unreadable():
                return Effect(MailOutcome.QUARANTINED, reading.reason, owner, text=reading.text)

    def _answering(self, reading: Reply | Counter | Refresh) -> Effect:
        found = match(self.people, reading, self.letter, self.arrived, self.house)
        if found.reason or found.invitation is None or found.line is None:
            return _set_aside(found, found.reason, reading.comment)
        effect = Effect(
            MailOutcome.IGNORED, invitation=found.invitation, line=found.line, text=reading.comment
        )
        match reading:
            case Reply():
                return self._reply(reading, effect, found.line)
            case Counter():
                return self._counter(reading, effect, found.invitation)
            case _:
                return self._refresh(effect, found.invitation)

    def _reply(self, reading: Reply, effect: Effect, line: Line) -> Effect:
        invitation = effect.invitation
        if line.partstat is None or invitation is None:
            return replace(effect, outcome=MailOutcome.QUARANTINED, reason="no_answer")
        if line.partstat is PartStat.DELEGATED:
            fault = proposals.delegation_fault(invitation, [one.address for one in line.delegates])
            if fault:
                return replace(effect, outcome=MailOutcome.QUARANTINED, reason=fault)
        given = replies.answer(
            invitation,
            line.partstat,
            channel=Channel.CALENDAR,
            comment=reading.comment,
            by=replies.actor_of(invitation),
            at=self.arrived.received_at,
            letter=self._letter_of(reading, line),
        )
        if given is None:
            return replace(effect, reason="repeated_answer")
        outcome = OUTCOMES[given.partstat]
        proposal = self._delegate(given, line) if given.partstat is PartStat.DELEGATED else None
        return replace(effect, outcome=outcome, reason=_why_not(given), answer=given, proposal=proposal)

    def _letter_of(self, reading: Reply, line: Line) -> replies.Letter:
        return replies.Letter(
            sequence=reading.sequence,
            dtstamp=reading.dtstamp or self.arrived.received_at,
            message_id=self.letter.message_id,
            from_address=self.letter.sender.address,
            sent_by=line.sent_by,
        )

    def _delegate(self, given: Answer, line: Line) -> Proposal | None:
        """The proposal behind a delegation, as long as the answer is the one that holds."""
        if given.invitation.current_answer is not given:
            return None
        to = line.delegates[0] if line.delegates[0].address else line.delegates[-1]
        proposal = proposals.propose_delegate(
            given.invitation,
            to.address,
            to.name,
            comment=given.comment,
            message_id=given.message_id,
            at=given.received_at,
        )
        at_once.let_in(proposal, at=self.at)
        return proposal

    def _counter(self, reading: Counter, effect: Effect, invitation: Invitation) -> Effect:
        closed = _closed(invitation, self.arrived.received_at)
        if closed:
            return replace(effect, reason=closed)
        proposal = proposals.propose_time(
            invitation,
            reading.slot,
            sequence=reading.sequence,
            comment=reading.comment,
            message_id=self.letter.message_id,
            at=self.arrived.received_at,
        )
        if proposal is None:
            outcome = MailOutcome.MESSAGE if reading.comment else MailOutcome.IGNORED
            return replace(effect, outcome=outcome, reason="same_time")
        reason = "earlier_time" if proposals.is_for_earlier_time(proposal) else ""
        return replace(effect, outcome=MailOutcome.COUNTER, reason=reason, proposal=proposal)

    def _refresh(self, effect: Effect, invitation: Invitation) -> Effect:
        """The present state goes to the stored address, once for each REFRESH."""
        starts = invitation.event.starts_at
        closed = _closed(invitation, self.at) or ("over" if starts is None or starts <= self.at else "")
        if closed:
            return replace(effect, reason=closed)
        invitations.resend(invitation, by=replies.actor_of(invitation), at=self.at)
        return replace(effect, outcome=MailOutcome.REFRESH)

    def _bounce(self, bounce: Bounce) -> Effect:
        if self.letter.failed_dmarc(self.house.authserv_id):
            return Effect(MailOutcome.QUARANTINED, "dmarc", self._owner(), text=bounce.reason)
        known, invitation = self._reported_on(bounce)
        if not known:
            return Effect(MailOutcome.QUARANTINED, "unknown_bounce", text=bounce.reason)
        if bounce.fate is not Fate.FAILED:
            log.info("a mail server reports: %s %s", bounce.fate.value, bounce.status)
            return Effect(MailOutcome.IGNORED, bounce.fate.value, invitation, text=bounce.reason)
        if invitation is not None:
            bounces.note_bounce(invitation, bounce.reason, at=self.arrived.received_at)
        return Effect(MailOutcome.BOUNCE, bounce.status, invitation, text=bounce.reason)

    def _reported_on(self, bounce: Bounce) -> tuple[bool, Invitation | None]:
        """Whether the report is about a mail of ours, and whose: by its Message-ID, else by the token it came to."""
        bare = bounce.message_id.strip("<>")
        local, _, domain = bare.rpartition("@")
        if bare:
            row = self.people.session.scalars(queries.sent_mails([bounce.message_id, local, bare])).first()
            if row is not None:
                return True, row.invitation
            if domain.lower() == self.house.mail_domain:
                return False, None  # it names a mail that we never sent
        owner = self._owner()
        return owner is not None, owner

    def _words(self, words: Words) -> Effect:
        """Shown to a person, never guessed."""
        owner = self._owner()
        reason = "" if words.text else "no_text"
        if owner is None:
            return Effect(MailOutcome.QUARANTINED, "no_token", text=words.text)
        if self.letter.failed_dmarc(self.house.authserv_id):
            return Effect(MailOutcome.QUARANTINED, "dmarc", owner, text=words.text)
        if owner.removed_at is not None:
            return Effect(MailOutcome.QUARANTINED, "removed", owner, text=words.text)
        return Effect(MailOutcome.MESSAGE, reason, owner, text=words.text)

    def _owner(self) -> Invitation | None:
        return by_token(self.people, self.letter, self.arrived, self.house)


def _set_aside(found: Match, reason: str, text: str) -> Effect:
    return Effect(
        MailOutcome.QUARANTINED,
        reason or "no_attendee",
        found.invitation,
        event=found.event,
        line=found.line,
        text=text,
    )


def _closed(invitation: Invitation, at: datetime) -> str:
    """Why nothing about the meeting can be changed any more, empty while it can."""
    if not replies.is_closed(invitation, at):
        return ""
    return "over" if invitation.event.status in (EventStatus.INVITED, EventStatus.HELD) else "cancelled"


def _why_not(given: Answer) -> str:
    """Why an answer that was kept is not the one that holds, empty if it is."""
    invitation = given.invitation
    if not given.counts:
        return _closed(invitation, given.received_at) or "removed"
    if given.sequence < invitation.asked_sequence:
        return "earlier_time"
    return "" if invitation.current_answer is given else "older"
