"""How a change reaches those it concerns: one immutable revision, and one outbox row for each of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from dialogues_app.domain.programme import timed
from dialogues_app.domain.reminder_plan import plan
from dialogues_app.domain.snapshots import joined, snapshot
from dialogues_app.errors import Invalid
from dialogues_app.models import (
    CALENDAR_KINDS,
    MINISTERIAL,
    Actor,
    Audience,
    CalendarEvent,
    Cause,
    Dialogue,
    Invitation,
    MessageKind,
    Method,
    OutboxRow,
    OutboxState,
    Reminder,
    Revision,
)

# ruff: noqa: PLR0913  (a line of the audit trail says who, when, why and what was before)

ASKING = (Cause.INVITED, Cause.ADDED, Cause.MOVED, Cause.RETAKEN, Cause.CONFIRMED)
ABOUT_ONE = (Cause.INVITED, Cause.ADDED, Cause.REMOVED, Cause.RESENT)
KINDS = {Method.REQUEST: MessageKind.REQUEST, Method.CANCEL: MessageKind.CANCEL}


@dataclass(frozen=True)
class Act:
    """One saved act: who did what, when and why, how long its mails wait, and what the event was before."""

    cause: Cause
    by: Actor
    at: datetime
    hold: timedelta
    reason: str = ""
    method: Method = Method.REQUEST
    before: dict[str, Any] = field(default_factory=dict)
    asks: bool = False  # everyone is asked anew, though the time is the same

    @property
    def released_at(self) -> datetime:
        """When the waiting time is over."""
        return self.at + self.hold


def tell(event: CalendarEvent, invitations: Iterable[Invitation], act: Act) -> Revision:
    """What the act says is stored, and a row waits for each of these invitations.

    Rows of theirs that nobody has claimed are superseded; a change that still waits is joined.
    """
    waiting = pending(event, act.at)
    act = replace(
        act,
        reason=_reason(act, waiting),
        before=joined(act.before or snapshot(event), waiting),
        asks=act.asks or any(one.details.get("asks") for one in waiting),
    )
    revision = _revision(event, act)
    event.revisions.append(revision)
    for invitation in invitations:
        _supersede(invitation)
        revision.outbox.append(_row(revision, invitation))
    for earlier in waiting:
        _postpone(earlier, revision.released_at)
    plan(event, at=act.at)
    return revision


def remind(event: CalendarEvent, invitations: Iterable[Invitation], act: Act, reminder: Reminder) -> Revision:
    """The reminder waits for each of these invitations; nothing that waits for them is superseded by it."""
    act = replace(act, before=snapshot(event))
    revision = _revision(event, act)
    revision.details["reminder"] = reminder.kind.value
    event.revisions.append(revision)
    told = f"{reminder.kind.value}:{reminder.days_before}:{reminder.counts_to}:{reminder.version}"
    for invitation in invitations:
        row = _row(revision, invitation)
        row.kind, row.cause = MessageKind.REMINDER, f"{Cause.REMINDED.value}:{told}"
        revision.outbox.append(row)
    return revision


def tell_all(event: CalendarEvent, act: Act) -> Revision | None:
    """Everyone who has an invitation, or has one on its way, is told; None once the event is over."""
    return None if event.is_over(act.at) else tell(event, addressed(event), act)


def tell_known(event: CalendarEvent, act: Act) -> Revision | None:
    """A CANCEL goes to those alone who may have the event in a calendar, or wait for the date they were promised.

    What waits for others is dropped. None, and no mail, once the event is over.
    """
    concerned = [one for one in event.active_invitations if one.is_told or awaits_date(one)]
    for invitation in event.active_invitations:
        if invitation not in concerned or event.is_over(act.at):
            withdraw(invitation)
    return None if event.is_over(act.at) else tell(event, concerned, act)


def addressed(event: CalendarEvent) -> list[Invitation]:
    """Those whom a change of the event concerns; who is on the list and not invited yet is not among them."""
    return [one for one in event.active_invitations if is_addressed(one)]


def is_addressed(invitation: Invitation) -> bool:
    """Whether a change of the event concerns it: the newest mail made for it, sent or waiting, is a REQUEST."""
    last = next(
        (row for row in reversed(invitation.outbox) if row.kind in CALENDAR_KINDS and not row.is_void), None
    )
    if last is not None and last.revision is not None:
        return last.revision.method is Method.REQUEST
    return invitation.sent_method is Method.REQUEST


def awaits_date(invitation: Invitation) -> bool:
    """Whether the last that the recipient was told is that a new date will come."""
    last = next(
        (row for row in reversed(invitation.outbox) if row.may_be_known and row.kind in CALENDAR_KINDS), None
    )
    told = last.revision if last is not None else invitation.sent_revision
    return told is not None and told.cause is Cause.POSTPONED


def record_change(
    event: CalendarEvent, verb: str, *, by: Actor, at: datetime, before: dict[str, Any], reason: str = ""
) -> None:
    """One line of the audit trail with the fields that changed, as they were and as they are."""
    after = snapshot(event)
    changed = [name for name in after if after[name] != before[name]]
    event.dialogue.record(
        verb,
        by=by,
        at=at,
        subject_kind="calendar_event",
        subject_id=event.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
    )


def draft(event: CalendarEvent, act: Act) -> Revision:
    """What the act would say, stored nowhere: for a look at the mail before it is sent."""
    made = _revision(event, act)
    set_committed_value(made, "event", event)  # known to it, but it does not join the event's revisions
    return made


def pending(event: CalendarEvent, at: datetime) -> list[Revision]:
    """The revisions that still wait and can be taken back, oldest first."""
    return [one for one in event.revisions if one.released_at > at and one.taken_back_at is None]


def withdraw(invitation: Invitation) -> None:
    """Nothing that waits for this invitation goes out."""
    _supersede(invitation)


def revive(invitation: Invitation, undone: Sequence[Revision]) -> None:
    """What the undone change superseded before it was sent waits again: it still tells the present state."""
    rows = [row for row in invitation.outbox if row.revision not in undone and row.kind in CALENDAR_KINDS]
    if rows and rows[-1].state is OutboxState.SUPERSEDED:
        rows[-1].state = OutboxState.QUEUED


def _supersede(invitation: Invitation) -> None:
    for row in invitation.outbox:
        if row.may_be_superseded:
            row.state = OutboxState.SUPERSEDED


def _postpone(revision: Revision, released_at: datetime) -> None:
    """A further edit joins: what waits is let go at the same time as the newest."""
    revision.released_at = released_at
    for row in revision.outbox:
        if row.state is OutboxState.QUEUED and row.attempts == 0:
            row.not_before = released_at


def _row(revision: Revision, invitation: Invitation) -> OutboxRow:
    return OutboxRow(
        kind=KINDS[revision.method],
        cause=f"{revision.cause.value}:{uuid.uuid4().hex}",
        recipient=invitation.address,
        message_id=str(uuid.uuid4()),
        created_at=revision.made_at,
        not_before=revision.released_at,
        is_practice=revision.event.dialogue.is_practice,
        sequence=revision.sequence,
        invitation=invitation,
    )


def _reason(act: Act, waiting: Sequence[Revision]) -> str:
    """The reason of a joined change is kept where the further edit gives none; those about one person stay theirs."""
    if act.reason or act.cause in ABOUT_ONE:
        return act.reason
    return next((one.reason for one in reversed(waiting) if one.reason and one.cause not in ABOUT_ONE), "")


def _revision(event: CalendarEvent, act: Act) -> Revision:
    if event.starts_at is None or event.ends_at is None:
        raise Invalid("slot", "missing")
    body = event.dialogue.leading_body
    return Revision(
        cause=act.cause,
        method=act.method,
        sequence=event.sequence,
        made_at=act.at,
        released_at=act.released_at,
        actor_label=act.by.label,
        actor=act.by.user,
        event_status=event.status,
        event_kind=event.kind,
        asks_anew=act.cause in ASKING or act.asks,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=event.title or event.dialogue.title,
        text=event.text,
        place=event.place,
        link=event.link,
        organiser=body.name if body else "",
        hosts=announced_ministers(event.dialogue),
        details=_details(event.dialogue)
        | {"programme": programme_told(event)}
        | ({"asks": True} if act.asks else {}),
        reason=act.reason,
        before=act.before,
    )


def announced_ministers(dialogue: Dialogue) -> list[str]:
    """The ministers who may be named to everyone invited: announced, and holding a public post."""
    if not dialogue.is_announced:
        return []
    holdings = [
        seat.holding for seat in dialogue.seats if seat.role in MINISTERIAL and seat.withdrawn_at is None
    ]
    return [
        ", ".join(part for part in (holding.person.name, holding.title) if part)
        for holding in holdings
        if holding and holding.person and holding.person.named_in_public
    ]


def _details(dialogue: Dialogue) -> dict[str, Any]:
    """What mails say beside the event."""
    return {
        "themes": [theme.title for theme in dialogue.themes],
        "bodies": [body.organisation.name for body in dialogue.bodies],
        "reply_by": dialogue.reply_by.isoformat() if dialogue.reply_by else "",
        "slug": dialogue.slug if dialogue.is_announced or dialogue.is_published else "",
        "practice": dialogue.is_practice,
    }


def programme_told(event: CalendarEvent) -> list[dict[str, str]]:
    """The items of the programme that everyone invited may see, each with its time where that is known."""
    return [
        {
            "title": item.title,
            "owner": item.owner,
            "starts_at": at.starts_at.isoformat() if at else "",
            "ends_at": at.ends_at.isoformat() if at else "",
        }
        for item, at in timed(event.dialogue.agenda, event.slot)
        if item.audience in (Audience.PARTICIPANTS, Audience.PUBLIC)
    ]
