"""What the pages of the inbox look up, and what one mail offers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from flask_babel import LazyString
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from dialogues_app.clock import now
from dialogues_app.domain.queries import inbound as queries
from dialogues_app.extensions import db
from dialogues_app.inbox.rounds import at_rest
from dialogues_app.models import (
    CalendarEvent,
    EventStatus,
    Holding,
    InboundMail,
    Invitation,
    MailboxState,
    PartStat,
    Proposal,
    ProposalKind,
    ProposalState,
    Seat,
)
from dialogues_app.web.inbound.sentences import why

COUNTABLE = ("other_address", "others_token", "dmarc", "no_token")
UNINVITED = ("other_address", "no_token")
PLAIN = (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)


@dataclass(frozen=True)
class Waiting:
    """One mail as the list shows it, with the decisions that it allows."""

    mail: InboundMail

    @property
    def why(self) -> LazyString:
        """The sentence above it."""
        return why(self.mail)

    @property
    def event(self) -> CalendarEvent | None:
        """The event that the mail concerns."""
        if self.mail.invitation is not None:
            return self.mail.invitation.event
        return self.mail.dialogue.meeting if self.mail.dialogue else None

    @property
    def candidates(self) -> list[Invitation]:
        """From whom it may count as an answer; the one whose address it came to stands first."""
        if self.mail.reason not in COUNTABLE or self.mail.partstat not in PLAIN or self.event is None:
            return []
        first = self.mail.invitation
        return sorted(self.event.active_invitations, key=lambda one: one is not first)

    @property
    def may_be_invited(self) -> bool:
        """Whether the one who answered may be invited by a press."""
        event = self.event
        if event is None or self.mail.reason not in UNINVITED or event.status is not EventStatus.INVITED:
            return False
        address = self.mail.attendee
        taken = {one.address for one in event.active_invitations}
        return (
            bool(address) and address not in taken and event.starts_at is not None and event.starts_at > now()
        )


def waiting(limit: int) -> list[Waiting]:
    """The mails that wait, newest first."""
    return [Waiting(mail) for mail in db.session.scalars(queries.waiting().limit(limit))]


def mail_or_404(mail_id: int) -> InboundMail:
    """The mail, while it exists."""
    found: InboundMail | None = db.session.scalars(queries.mail(mail_id)).one_or_none()
    return found or abort(404)


def open_proposals() -> list[Proposal]:
    """Other times and other persons that came by mail, oldest first."""
    invitation = selectinload(Proposal.invitation)
    found = db.session.scalars(
        select(Proposal)
        .where(Proposal.state == ProposalState.OPEN, Proposal.kind != ProposalKind.SUBSTITUTE)
        .options(
            invitation.selectinload(Invitation.event).selectinload(CalendarEvent.dialogue),
            invitation.selectinload(Invitation.holding)
            .selectinload(Holding.seat)
            .selectinload(Seat.organisation),
        )
        .order_by(Proposal.received_at, Proposal.id)
    )
    return list(found)


def counter_or_404(proposal_id: int) -> Proposal:
    """A proposed time."""
    found = db.session.get(Proposal, proposal_id)
    return found if found is not None and found.kind is ProposalKind.COUNTER else abort(404)


def absences(limit: int) -> list[InboundMail]:
    """The newest absence notices."""
    return list(db.session.scalars(queries.absences().limit(limit)))


def alarms() -> list[MailboxState]:
    """Mailboxes that have not been read for so long that people must know."""
    return [one for one in db.session.scalars(queries.failing_mailboxes()) if at_rest(one, now())]
