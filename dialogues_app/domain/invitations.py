"""Who: every verb that adds, invites, removes or corrects those invited (itip.md section 2)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogues_app.domain.addresses import is_practice_address, normalise_address
from dialogues_app.domain.snapshots import snapshot
from dialogues_app.domain.telling import Act, is_addressed, pending, tell, withdraw
from dialogues_app.errors import IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    Actor,
    CalendarEvent,
    Cause,
    Dialogue,
    DialogueStatus,
    EventStatus,
    Holding,
    Invitation,
    Method,
    Organisation,
    Origin,
    Person,
    Revision,
    Seat,
    SeatRole,
)

LONGEST_NAME = 300
OPEN = (EventStatus.DRAFT, EventStatus.INVITED, EventStatus.POSTPONED)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody to invite: as what, for whom, and under which address."""

    address: str
    name: str = ""
    title: str = ""
    organisation: Organisation | None = None
    description: str = ""
    role: SeatRole = SeatRole.REQUIRED
    person: Person | None = None


def add_participant(meeting: CalendarEvent, newcomer: Newcomer, *, by: Actor, at: datetime) -> Invitation:
    """A seat, its holder and an invitation, in one act; mail goes out when `send` is called.

    Raises Invalid: `address` is no address, `duplicate` in this event, `not_practice`; `name` is `too_long`.
    """
    _require_open(meeting, "add participant")
    address = checked_address(meeting, newcomer.address)
    seat = Seat(
        role=newcomer.role,
        organisation=newcomer.organisation,
        description=newcomer.description,
        position=len(meeting.dialogue.seats),
    )
    meeting.dialogue.seats.append(seat)
    holding = _hold(seat, newcomer, Origin.INVITED, at)
    invitation = invite(meeting, holding, address, at=at)
    _record(invitation, "participant_added", by=by, at=at)
    return invitation


def send(meeting: CalendarEvent, *, by: Actor, at: datetime, hold: timedelta) -> Revision:
    """Everyone not yet told gets an invitation; the first time makes the event, and the dialogue, Inbjudet.

    Raises Invalid: `slot` is `missing`, `starts_at` is `past`, `invitations` are `none`.
    """
    _require_sendable(meeting, at)
    receivers = untold(meeting)
    if not receivers:
        raise Invalid("invitations", "none")
    before = snapshot(meeting)
    first = meeting.status is EventStatus.DRAFT
    if first:
        meeting.move_to(EventStatus.INVITED)
        _dialogue_invited(meeting, by=by, at=at)
    cause = Cause.INVITED if first else Cause.ADDED
    meeting.dialogue.record(
        "invitations_sent",
        by=by,
        at=at,
        subject_kind="calendar_event",
        subject_id=meeting.id,
        after={"count": len(receivers)},
    )
    return tell(meeting, receivers, Act(cause, by, at, hold, before=before))


def untold(meeting: CalendarEvent) -> list[Invitation]:
    """Those invited who have no invitation and none on its way."""
    return [one for one in meeting.active_invitations if not is_addressed(one) or _failed(one)]


def remove(
    invitation: Invitation, *, reason: str, by: Actor, at: datetime, hold: timedelta
) -> Revision | None:
    """The person is no longer invited; who had the invitation gets a CANCEL, nobody else gets mail."""
    event = invitation.event
    if invitation.removed_at is not None:
        raise IllegalTransition(subject="invitation", state="removed", verb="remove")
    if invitation.is_told and not reason.strip():
        raise ReasonRequired
    revision = take_away(invitation, Act(Cause.REMOVED, by, at, hold, reason))
    invitation.holding.ended_at = at
    _record(invitation, "participant_removed", by=by, at=at, reason=reason)
    if event.status is EventStatus.DRAFT and not invitation.outbox:
        invitation.holding.seat.withdrawn_at = at
    return revision


def take_away(invitation: Invitation, act: Act) -> Revision | None:
    """The invitation is revoked; a CANCEL waits for it where it may stand in a calendar, unless the event is over.

    So too where the whole event is off and the mail that says so has not left.
    """
    event = invitation.event
    before = snapshot(event, removed=[invitation.token])
    told = invitation.is_told and invitation.bounced_at is None and not event.is_over(act.at)
    invitation.removed_at = act.at
    withdraw(invitation)
    if event.is_over(act.at) or (event.status is not EventStatus.INVITED and not told):
        return None
    event.raise_sequence()
    return tell(event, [invitation] if told else [], replace(act, method=Method.CANCEL, before=before))


def correct_address(
    invitation: Invitation, address: str, *, by: Actor, at: datetime, hold: timedelta
) -> Invitation:
    """The same person is invited under another address, by a new invitation; the old one is revoked.

    The old address gets a CANCEL where its invitation arrived. Raises Invalid as `add_participant` does.
    """
    event = invitation.event
    _require_open(event, "correct address")
    if invitation.removed_at is not None:
        raise IllegalTransition(subject="invitation", state="removed", verb="correct address")
    wanted = checked_address(event, address)
    was_under_way = invitation.is_told or _waits(invitation)
    take_away(invitation, Act(Cause.REMOVED, by, at, hold))
    corrected = invite(event, invitation.holding, wanted, at=at)
    _record(corrected, "address_corrected", by=by, at=at)
    if was_under_way and event.status is EventStatus.INVITED:
        before = snapshot(event, added=[corrected.token])
        tell(event, [corrected], Act(Cause.ADDED, by, at, hold, before=before))
    return corrected


def resend(invitation: Invitation, *, by: Actor, at: datetime, hold: timedelta = timedelta()) -> Revision:
    """The present state goes to this one again, at once: an act of its own, so it may mail once more."""
    event = invitation.event
    if invitation.removed_at is not None or event.status is not EventStatus.INVITED:
        raise IllegalTransition(subject="invitation", state=event.status.value, verb="resend")
    _require_sendable(event, at)
    invitation.bounced_at, invitation.bounce_reason = None, ""
    _record(invitation, "resent", by=by, at=at)
    waiting = pending(event, at)
    hold = max((one.released_at - at for one in waiting), default=hold)
    return tell(event, [invitation], Act(Cause.RESENT, by, at, hold))


def invite(meeting: CalendarEvent, holding: Holding, address: str, *, at: datetime) -> Invitation:
    """The holding is invited to this event under an address that `checked_address` has passed.

    Somebody who was removed and comes back keeps the one invitation of that address, with a new answer link.
    """
    former = next((one for one in meeting.invitations if one.address == address), None)
    if former is not None:
        former.removed_at, former.name = None, _display_name(holding)
        former.link_generation += 1
        former.holding = holding
        if former.outbox and meeting.status is EventStatus.INVITED:
            meeting.raise_sequence()  # higher than in the CANCEL, as when taken up again
        return former
    invitation = Invitation(
        address=address,
        name=_display_name(holding),
        token=secrets.token_hex(10),
        link_id=secrets.token_urlsafe(16),
        created_at=at,
    )
    holding.invitations.append(invitation)
    meeting.invitations.append(invitation)
    return invitation


def checked_address(meeting: CalendarEvent, text: str) -> str:
    """The address in its normal form, once nothing speaks against inviting it to this event."""
    address = normalise_address(text)
    if any(one.address == address for one in meeting.active_invitations):
        raise Invalid("address", "duplicate", given=text)
    if meeting.dialogue.is_practice and not is_practice_address(address):
        raise Invalid("address", "not_practice", given=text)
    return address


def replace_holder(seat: Seat, newcomer: Newcomer, origin: Origin, *, at: datetime) -> Holding:
    """Somebody else holds the seat from now on; whoever held it no longer does."""
    for holding in seat.holdings:
        if holding.ended_at is None:
            holding.ended_at = at
    return _hold(seat, newcomer, origin, at)


def _hold(seat: Seat, newcomer: Newcomer, origin: Origin, at: datetime) -> Holding:
    for field in ("name", "title"):
        if len(getattr(newcomer, field)) > LONGEST_NAME:
            raise Invalid(field, "too_long", longest=LONGEST_NAME)
    holding = Holding(
        origin=origin,
        title=newcomer.title.strip(),
        name=newcomer.name.strip() or (newcomer.person.name if newcomer.person else ""),
        person=newcomer.person,
        began_at=at,
    )
    seat.holdings.append(holding)
    return holding


def _display_name(holding: Holding) -> str:
    return holding.name or holding.title


def _failed(invitation: Invitation) -> bool:
    """Whether the mail server refused the invitation, so that it stands in no calendar."""
    return not invitation.is_told and not _waits(invitation)


def _waits(invitation: Invitation) -> bool:
    return any(row.may_be_superseded for row in invitation.outbox)


def _dialogue_invited(meeting: CalendarEvent, *, by: Actor, at: datetime) -> None:
    dialogue: Dialogue = meeting.dialogue
    if meeting.is_meeting and dialogue.status is not DialogueStatus.INVITED:
        dialogue.move_to(DialogueStatus.INVITED, by=by, at=at)


def _require_open(event: CalendarEvent, verb: str) -> None:
    if event.status not in OPEN:
        raise IllegalTransition(subject="calendar event", state=event.status.value, verb=verb)


def _require_sendable(event: CalendarEvent, at: datetime) -> None:
    if event.status not in (EventStatus.DRAFT, EventStatus.INVITED):
        raise IllegalTransition(subject="calendar event", state=event.status.value, verb="send")
    if event.starts_at is None:
        raise Invalid("slot", "missing")
    if event.starts_at <= at:
        raise Invalid("starts_at", "past")


def _record(invitation: Invitation, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """One line of the audit trail; personal fields are named, not copied."""
    invitation.event.dialogue.record(
        verb, by=by, at=at, subject_kind="invitation", subject_id=invitation.id, reason=reason
    )


def duplicates(addresses: Iterable[str]) -> set[str]:
    """The addresses that occur more than once, in their normal form; what is no address is left out."""
    seen: set[str] = set()
    twice: set[str] = set()
    for text in addresses:
        try:
            address = normalise_address(text)
        except Invalid:
            continue
        (twice if address in seen else seen).add(address)
    return twice
