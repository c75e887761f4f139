"""An organisation names who takes its seat; the organizers agree, or the dialogue lets nominees in at once."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dialogues_app.domain.addresses import is_practice_address, normalise_address
from dialogues_app.domain.filling import Filling, act_of, checked, fill, is_taken
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.domain.quiet_hours import next_morning, on_clock
from dialogues_app.domain.times import local_day
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    MINISTERIAL,
    Actor,
    DialogueStatus,
    MessageKind,
    Nomination,
    NominationState,
    Origin,
    OutboxRow,
    OutboxState,
    Seat,
)

LONGEST_NAME, LONGEST_COMMENT = 300, 4000
NUDGE_BEFORE = timedelta(days=3)
OVER = (
    DialogueStatus.HELD,
    DialogueStatus.DOCUMENTED,
    DialogueStatus.APPROVED,
    DialogueStatus.PUBLISHED,
    DialogueStatus.CANCELLED,
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom at the organisation we ask, and by when an answer is wanted."""

    address: str
    name: str = ""
    answer_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class Nominee:
    """Who is named for a seat, and by whom."""

    name: str
    address: str
    title: str = ""
    comment: str = ""
    named_by: str = ""


def ask(seat: Seat, contact: Contact, *, by: Actor, at: datetime, hold: timedelta) -> Nomination:
    """The organisation's contact gets a link to name somebody, and a reminder three days before the deadline.

    Raises Invalid: `address` is none or `not_practice`, `answer_by` is `past`; IllegalTransition where the seat
    is taken or asked about already.
    """
    require_fillable(seat)
    if any(one.is_open for one in seat.nominations):
        raise IllegalTransition(subject="seat", state="asked", verb="ask")
    address = normalise_address(contact.address)
    if seat.dialogue.is_practice and not is_practice_address(address):
        raise Invalid("address", "not_practice", given=contact.address)
    if contact.answer_by is not None and contact.answer_by < local_day(at):
        raise Invalid("answer_by", "past")
    nomination = Nomination(
        link_id=secrets.token_urlsafe(16),
        created_at=at,
        contact_name=contact.name.strip(),
        contact_address=address,
        answer_by=contact.answer_by,
    )
    seat.nominations.append(nomination)
    nomination.mails.append(_mail(nomination, MessageKind.NOMINATION, at, at + hold))
    due = nudge_due(nomination, at)
    if due is not None:
        nomination.mails.append(_mail(nomination, MessageKind.NOMINATION_REMINDER, due, due))
    record(seat, "nomination_asked", by=by, at=at)
    return nomination


def nudge_due(nomination: Nomination, at: datetime) -> datetime | None:
    """The ordinary morning three days before the deadline; None where that is not after tomorrow."""
    if nomination.answer_by is None:
        return None
    due = next_morning(on_clock(nomination.answer_by - NUDGE_BEFORE, time()))
    return due if due > at + timedelta(days=1) else None


def remind(nomination: Nomination, *, by: Actor, at: datetime, hold: timedelta) -> OutboxRow:
    """The contact is asked once more, with the same link; the planned reminder is not needed any more."""
    if nomination.state is not NominationState.ASKED or not nomination.contact_address:
        raise IllegalTransition(subject="nomination", state=nomination.state.value, verb="remind")
    drop_reminders(nomination)
    row = _mail(nomination, MessageKind.NOMINATION_REMINDER, at, at + hold)
    nomination.mails.append(row)
    record(nomination.seat, "nomination_reminded", by=by, at=at)
    return row


def name(nomination: Nomination, nominee: Nominee, *, at: datetime, hold: timedelta) -> None:
    """The organisation has named somebody, and its contact is told so; late answers are taken as long as it is open.

    Raises Invalid: `name` is `missing` or `too_long`, `address` is none, `seated` or `not_practice`;
    IllegalTransition once it is decided, taken back or over.
    """
    require_open(nomination)
    _put(nomination, nominee, at)
    nomination.state = NominationState.NAMED
    drop_reminders(nomination)
    by = actor_of(nomination)
    record(nomination.seat, "nominated", by=by, at=at)
    if nomination.contact_address:
        nomination.mails.append(_mail(nomination, MessageKind.NOMINATION_RECEIPT, at, at + hold))
    rule = nomination.seat.dialogue.seating_rule
    if rule is not None and rule.at_once:
        accept(nomination, by=by, at=at, hold=hold)


def send_nobody(nomination: Nomination, reason: str, *, at: datetime) -> None:
    """The organisation sends nobody; the seat is free for a reserve."""
    require_open(nomination)
    nomination.state, nomination.named_at = NominationState.NOBODY, at
    nomination.reason = reason.strip()[:LONGEST_COMMENT]
    drop_reminders(nomination)
    record(nomination.seat, "nomination_refused", by=actor_of(nomination), at=at)


def nominate(seat: Seat, nominee: Nominee, *, by: Actor, at: datetime, hold: timedelta) -> Nomination:
    """An organizer names somebody on behalf of the organisation, who has the seat at once."""
    require_fillable(seat)
    asked = next((one for one in seat.nominations if one.is_open), None)
    nomination = asked or Nomination(link_id=secrets.token_urlsafe(16), created_at=at)
    if asked is None:
        seat.nominations.append(nomination)
    _put(nomination, nominee, at)
    nomination.named_by = by.label
    drop_reminders(nomination)
    record(seat, "nominated_on_behalf", by=by, at=at)
    accept(nomination, by=by, at=at, hold=hold)
    return nomination


def accept(nomination: Nomination, *, by: Actor, at: datetime, hold: timedelta) -> None:
    """The nominee holds the seat; invited at once where there is a meeting, else once there is one."""
    if nomination.state not in (NominationState.NAMED, NominationState.ASKED) or not nomination.address:
        raise IllegalTransition(subject="nomination", state=nomination.state.value, verb="accept")
    nomination.state = NominationState.ACCEPTED
    address = checked(nomination.seat.dialogue, nomination.address)
    newcomer = Newcomer(address=address, name=nomination.name, title=nomination.title)
    filling = Filling(act=act_of(by, at, hold), origin=Origin.NOMINATED)
    nomination.holding = fill(nomination.seat, newcomer, filling)
    _decide(nomination, by, at)
    record(nomination.seat, "nomination_accepted", by=by, at=at)


def decline(nomination: Nomination, reason: str, *, by: Actor, at: datetime) -> None:
    """The organizers want somebody else; the link is open for nobody, a new question may be asked."""
    if nomination.state is not NominationState.NAMED:
        raise IllegalTransition(subject="nomination", state=nomination.state.value, verb="decline")
    nomination.state, nomination.reason = NominationState.DECLINED, reason.strip()
    _decide(nomination, by, at)
    record(nomination.seat, "nomination_declined", by=by, at=at, reason=reason.strip())


def withdraw(nomination: Nomination, *, by: Actor, at: datetime) -> None:
    """The question is taken back: its link is dead, and mails that have not left do not leave."""
    if not nomination.is_open:
        raise IllegalTransition(subject="nomination", state=nomination.state.value, verb="withdraw")
    nomination.state = NominationState.WITHDRAWN
    for row in nomination.mails:
        if row.state is OutboxState.QUEUED:
            row.state = OutboxState.TAKEN_BACK
    _decide(nomination, by, at)
    record(nomination.seat, "nomination_withdrawn", by=by, at=at)


def is_dead(nomination: Nomination) -> bool:
    """Whether the link leads nowhere: the question was taken back, the seat is gone, the dialogue over or off."""
    seat = nomination.seat
    gone = nomination.state is NominationState.WITHDRAWN or seat.withdrawn_at is not None
    return gone or seat.dialogue.status in OVER


def actor_of(nomination: Nomination) -> Actor:
    """The organisation as an actor of the audit trail; no person is named."""
    seat = nomination.seat
    return Actor(label=seat.organisation.label if seat.organisation else seat.description)


def require_open(nomination: Nomination) -> None:
    """Raises IllegalTransition where naming changes nothing any more."""
    if not nomination.is_open or is_dead(nomination) or is_taken(nomination.seat):
        raise IllegalTransition(subject="nomination", state=nomination.state.value, verb="name")


def require_fillable(seat: Seat) -> None:
    """Raises IllegalTransition where the seat is taken, withdrawn, a minister's, or its dialogue is over."""
    over = seat.dialogue.status in OVER
    if over or seat.withdrawn_at is not None or seat.role in MINISTERIAL or is_taken(seat):
        raise IllegalTransition(subject="seat", state="taken", verb="nominate")


def record(seat: Seat, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """One line of the audit trail; personal fields are named, not copied."""
    seat.dialogue.record(verb, by=by, at=at, subject_kind="seat", subject_id=seat.id, reason=reason)


def drop_reminders(nomination: Nomination) -> None:
    """Planned reminders of the question do not leave."""
    for row in nomination.mails:
        if row.kind is MessageKind.NOMINATION_REMINDER and row.state is OutboxState.QUEUED:
            row.state = OutboxState.SUPERSEDED


def _put(nomination: Nomination, nominee: Nominee, at: datetime) -> None:
    if not nominee.name.strip():
        raise Invalid("name", "missing")
    for field in ("name", "title", "named_by"):
        if len(getattr(nominee, field)) > LONGEST_NAME:
            raise Invalid(field, "too_long", longest=LONGEST_NAME)
    if len(nominee.comment) > LONGEST_COMMENT:
        raise Invalid("comment", "too_long", longest=LONGEST_COMMENT)
    nomination.address = ""  # naming the same person once more is no duplicate
    nomination.address = checked(nomination.seat.dialogue, nominee.address)
    nomination.name, nomination.title = nominee.name.strip(), nominee.title.strip()
    nomination.comment, nomination.named_by = nominee.comment.strip(), nominee.named_by.strip()
    nomination.named_at = at


def _decide(nomination: Nomination, by: Actor, at: datetime) -> None:
    nomination.decided_at, nomination.decided_label = at, by.label
    drop_reminders(nomination)


def _mail(nomination: Nomination, kind: MessageKind, made: datetime, due: datetime) -> OutboxRow:
    """What the mail says is written down now. A planned one counts its days of trying from when it is due."""
    dialogue, seat = nomination.seat.dialogue, nomination.seat
    slot = dialogue.meeting.slot if dialogue.meeting else None
    return OutboxRow(
        kind=kind,
        cause=f"{kind.value}:{uuid.uuid4().hex}",
        recipient=nomination.contact_address,
        message_id=str(uuid.uuid4()),
        created_at=made,
        not_before=due,
        is_practice=dialogue.is_practice,
        context={
            "link": [nomination.link_id, nomination.link_generation],
            "title": dialogue.title,
            "themes": [theme.title for theme in dialogue.themes],
            "bodies": [place.organisation.label for place in dialogue.bodies],
            "organisation": seat.organisation.name if seat.organisation else "",
            "seat": seat.description,
            "duty": seat.need.duty if seat.need else "",
            "starts_at": slot.starts_at.isoformat() if slot else "",
            "ends_at": slot.ends_at.isoformat() if slot else "",
            "place": (dialogue.meeting.place if dialogue.meeting else "") or dialogue.venue or dialogue.place,
            "answer_by": nomination.answer_by.isoformat() if nomination.answer_by else "",
        },
    )
