"""Queries of the inbox: who a mail is for, what was read before, what waits for a person."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.models import (
    FOR_A_PERSON,
    Alias,
    CalendarEvent,
    Holding,
    InboundMail,
    Invitation,
    MailboxState,
    MailOutcome,
    OutboxRow,
    Seat,
)


def read_before(keys: Collection[str], identities: Collection[str]) -> Select[InboundMail]:
    """The rows of these places in the mailbox or of these very mails."""
    return (
        select(InboundMail)
        .where(or_(InboundMail.key.in_(keys), InboundMail.identity.in_(identities)))
        .options(joinedload(InboundMail.invitation))
        .order_by(InboundMail.id)
    )


def highest_uid(mailbox: str) -> Select[int | None]:
    """The UID up to which a mailbox has been read."""
    return select(func.max(InboundMail.uid)).where(InboundMail.mailbox == mailbox)


def invitations_of_tokens(tokens: Collection[str]) -> Select[Invitation]:
    """The invitations whose own addresses these are, with all that an answer reads."""
    holding = joinedload(Invitation.holding)
    return (
        select(Invitation)
        .where(Invitation.token.in_(tokens))
        .options(
            selectinload(Invitation.event).joinedload(CalendarEvent.dialogue),
            holding.joinedload(Holding.seat).joinedload(Seat.organisation),
            selectinload(Invitation.answers),
        )
        .order_by(Invitation.id)
    )


def event_of_uid(uid: str) -> Select[CalendarEvent]:
    """The event that bears this UID; letter by letter, for case is kept."""
    return select(CalendarEvent).where(CalendarEvent.uid == uid).order_by(CalendarEvent.id)


def sent_mails(message_ids: Collection[str]) -> Select[OutboxRow]:
    """The messages of ours with one of these Message-IDs, written whole or as stored."""
    return select(OutboxRow).where(OutboxRow.message_id.in_(message_ids)).order_by(OutboxRow.id)


def aliases_of(address: str) -> Select[str]:
    """The other addresses under which whoever is invited here answers."""
    return select(Alias.address).where(Alias.invited == address).order_by(Alias.id)


def waiting() -> Select[InboundMail]:
    """Mails that a person has yet to look at, newest first."""
    return (
        _shown()
        .where(InboundMail.outcome.in_(FOR_A_PERSON), InboundMail.decided_at.is_(None))
        .order_by(InboundMail.received_at.desc(), InboundMail.id.desc())
    )


def quarantined() -> Select[InboundMail]:
    """Mails set aside for a decision, oldest first."""
    return (
        _shown()
        .where(InboundMail.outcome == MailOutcome.QUARANTINED, InboundMail.decided_at.is_(None))
        .order_by(InboundMail.received_at, InboundMail.id)
    )


def absences() -> Select[InboundMail]:
    """Absence notices of those invited, newest first."""
    return (
        _shown()
        .where(InboundMail.outcome == MailOutcome.IGNORED, InboundMail.reason == "absence")
        .where(InboundMail.invitation_id.is_not(None))
        .order_by(InboundMail.received_at.desc(), InboundMail.id.desc())
    )


def mail(mail_id: int) -> Select[InboundMail]:
    """One mail with what its page shows."""
    return _shown().where(InboundMail.id == mail_id)


def failing_mailboxes() -> Select[MailboxState]:
    """Mailboxes that cannot be read at present."""
    return select(MailboxState).where(MailboxState.failing_since.is_not(None)).order_by(MailboxState.id)


def _shown() -> Select[InboundMail]:
    invitation = selectinload(InboundMail.invitation)
    return select(InboundMail).options(
        selectinload(InboundMail.dialogue),
        invitation.selectinload(Invitation.holding)
        .selectinload(Holding.seat)
        .selectinload(Seat.organisation),
        invitation.selectinload(Invitation.event)
        .selectinload(CalendarEvent.invitations)
        .selectinload(Invitation.holding)
        .selectinload(Holding.seat)
        .selectinload(Seat.organisation),
    )
