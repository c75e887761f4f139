"""Who is invited to a dialogue and how it stands with each of them, put together from plain rows."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from dialogues_app.models import (
    MINISTERIAL,
    Answer,
    Channel,
    EventStatus,
    MessageKind,
    Origin,
    OutboxState,
    PartStat,
    SeatRole,
    Side,
)


class Party(enum.StrEnum):
    """The groups that a list of participants is divided into, in their order."""

    GOVERNMENT = "government"
    STATE = "state"
    COMPANIES = "companies"
    EMPLOYEES = "employees"
    EMPLOYERS = "employers"
    PARTIES = "parties"
    ACADEMIA = "academia"
    OTHER = "other"


class Delivery(enum.StrEnum):
    """What became of the newest mail to somebody."""

    NO_ADDRESS = "no_address"
    NOT_SENT = "not_sent"
    WAITING = "waiting"  # inside the waiting time: can be taken back
    QUEUED = "queued"
    SENDING = "sending"
    RETRYING = "retrying"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


STUCK = (Delivery.FAILED, Delivery.BOUNCED)
ON_THE_WAY = (Delivery.WAITING, Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING)
OF_SIDE = {
    None: Party.OTHER,
    Side.STATE: Party.STATE,
    Side.COMPANIES: Party.COMPANIES,
    Side.EMPLOYEES: Party.EMPLOYEES,
    Side.EMPLOYERS: Party.EMPLOYERS,
    Side.PARTIES: Party.PARTIES,
    Side.ACADEMIA: Party.ACADEMIA,
}


@dataclass(slots=True)
class Guest:
    """One holder of a seat, with the answer that counts and the mail last made."""

    holding_id: int
    role: SeatRole
    party: Party
    title: str
    organisation: str
    name: str
    origin: Origin
    invitation_id: int | None = None
    address: str = ""
    partstat: PartStat = PartStat.NEEDS_ACTION
    answered_at: datetime | None = None
    channel: Channel | None = None
    comment: str = ""
    entered_label: str = ""
    delivery: Delivery = Delivery.NO_ADDRESS
    delivery_at: datetime | None = None
    delivery_error: str = ""
    proposals: list[Any] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether an invitation has been made, whatever became of it."""
        return self.delivery not in (Delivery.NO_ADDRESS, Delivery.NOT_SENT)


@dataclass(slots=True)
class Tally:
    """Counts over the guests of a dialogue; the answers add up to the number invited."""

    accepted: int = 0
    tentative: int = 0
    declined: int = 0
    delegated: int = 0
    unanswered: int = 0
    unsent: int = 0
    no_address: int = 0
    on_the_way: int = 0
    sent: int = 0
    stuck: int = 0
    proposals: int = 0

    @property
    def invited(self) -> int:
        """How many an invitation has been made to."""
        return self.accepted + self.tentative + self.declined + self.delegated + self.unanswered

    @property
    def seated(self) -> int:
        """How many are on the list."""
        return self.invited + self.unsent + self.no_address


ANSWERED = {
    PartStat.ACCEPTED: "accepted",
    PartStat.TENTATIVE: "tentative",
    PartStat.DECLINED: "declined",
    PartStat.DELEGATED: "delegated",
    PartStat.NEEDS_ACTION: "unanswered",
}


@dataclass
class Roster:
    """The guests of some dialogues, by dialogue."""

    guests: dict[int, list[Guest]] = field(default_factory=dict)

    def of(self, dialogue_id: int) -> list[Guest]:
        """The guests of one dialogue."""
        return self.guests.get(dialogue_id, [])

    def tally(self, dialogue_id: int) -> Tally:
        """The counts of one dialogue."""
        return tally(self.of(dialogue_id))


def tally(guests: Iterable[Guest]) -> Tally:
    """The counts over these guests."""
    total = Tally()
    for guest in guests:
        total.proposals += len(guest.proposals)
        if guest.delivery is Delivery.NO_ADDRESS:
            total.no_address += 1
            continue
        if guest.delivery is Delivery.NOT_SENT:
            total.unsent += 1
            continue
        total.stuck += guest.delivery in STUCK
        total.on_the_way += guest.delivery in ON_THE_WAY
        total.sent += guest.delivery is Delivery.SENT
        name = ANSWERED[guest.partstat]
        setattr(total, name, getattr(total, name) + 1)
    return total


def put_together(
    *,
    seats: Iterable[Any],
    answers: Iterable[Any],
    mails: Iterable[Any],
    proposals: Iterable[Any],
    at: datetime,
) -> Roster:
    """The guests, from the rows of `queries.workspace`."""
    given: dict[int, list[Any]] = {}
    for answer in answers:
        given.setdefault(answer.invitation_id, []).append(answer)
    mailed = {mail.invitation_id: mail for mail in mails}
    roster, by_invitation = Roster(), {}
    for row in seats:
        guest = _guest(row)
        roster.guests.setdefault(row.dialogue_id, []).append(guest)
        if row.invitation_id is not None:
            by_invitation[row.invitation_id] = guest
            _answer(guest, row.asked_sequence, given.get(row.invitation_id, []))
            _delivery(guest, row, mailed.get(row.invitation_id), at)
    for proposal in proposals:
        if proposal.invitation_id in by_invitation:
            by_invitation[proposal.invitation_id].proposals.append(proposal)
    return roster


def by_party(guests: Iterable[Guest]) -> list[tuple[Party, list[Guest]]]:
    """The guests in their groups, empty groups left out."""
    groups: dict[Party, list[Guest]] = {party: [] for party in Party}
    for guest in guests:
        groups[guest.party].append(guest)
    return [(party, members) for party, members in groups.items() if members]


def _guest(row: Any) -> Guest:
    of_government = row.role in MINISTERIAL or row.role is SeatRole.STATE_SECRETARY
    return Guest(
        holding_id=row.holding_id,
        role=row.role,
        party=Party.GOVERNMENT if of_government else OF_SIDE[row.side],
        title=row.title,
        organisation=row.organisation or row.description,
        name=row.name or row.holder,
        origin=row.origin,
        invitation_id=row.invitation_id,
        address=row.address or "",
    )


def _answer(guest: Guest, asked_sequence: int, answers: list[Any]) -> None:
    """The order of answers is the model's own."""
    counted = [answer for answer in answers if answer.sequence >= asked_sequence]
    if not counted:
        return
    last = max(counted, key=lambda answer: Answer.rank(cast(Answer, answer)))
    guest.partstat, guest.channel, guest.comment = last.partstat, last.channel, last.comment
    guest.answered_at, guest.entered_label = last.received_at, last.entered_label


def _delivery(guest: Guest, row: Any, mail: Any, at: datetime) -> None:
    if row.bounced_at is not None:
        guest.delivery, guest.delivery_at, guest.delivery_error = (
            Delivery.BOUNCED,
            row.bounced_at,
            row.bounce_reason,
        )
    elif mail is None or (mail.kind is MessageKind.CANCEL and mail.event_status is EventStatus.INVITED):
        guest.delivery = Delivery.NOT_SENT  # also one who was removed and is on the list again
    elif mail.state is OutboxState.QUEUED:
        waits = Delivery.WAITING if mail.not_before > at else Delivery.QUEUED
        guest.delivery = Delivery.RETRYING if mail.attempts else waits
        guest.delivery_at, guest.delivery_error = mail.not_before, mail.error
    else:
        guest.delivery = {
            OutboxState.SENDING: Delivery.SENDING,
            OutboxState.SENT: Delivery.SENT,
            OutboxState.FAILED: Delivery.FAILED,
        }[mail.state]
        guest.delivery_at = mail.sent_at
        guest.delivery_error = mail.error
