"""What the pages behind an answer link show, as plain values: one small query, for they are never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, bindparam, select

from dialogues_app.models import (
    Answer,
    CalendarEvent,
    Dialogue,
    DialogueTheme,
    EventStatus,
    Holding,
    Invitation,
    Organisation,
    PartStat,
    Revision,
    Seat,
    Slot,
    Theme,
)


@dataclass(frozen=True)
class Given:
    """The answer that counts now."""

    partstat: PartStat
    comment: str


@dataclass(frozen=True)
class Card:
    """An invitation with its event, its dialogue and its seat."""

    invitation_id: int
    token: str
    link_generation: int
    removed_at: datetime | None
    sent_dtstamp: datetime | None
    event_id: int
    uid: str
    sequence: int
    status: EventStatus
    starts_at: datetime | None
    ends_at: datetime | None
    event_title: str
    place: str
    told_starts_at: datetime | None
    told_ends_at: datetime | None
    told_at: datetime | None
    dialogue_id: int
    slug: str
    is_practice: bool
    dialogue_title: str
    reply_by: date | None
    announced_at: datetime | None
    published_at: datetime | None
    holding_title: str
    seat_description: str
    organisation: str | None
    answer: Given | None

    @property
    def slot(self) -> Slot | None:
        """The time that holds now."""
        return Slot(self.starts_at, self.ends_at) if self.starts_at and self.ends_at else None

    @property
    def told_slot(self) -> Slot | None:
        """The time that the newest mail told."""
        return (
            Slot(self.told_starts_at, self.told_ends_at)
            if self.told_starts_at and self.told_ends_at
            else None
        )

    @property
    def title(self) -> str:
        """What it is called, where it is called anything."""
        return self.event_title or self.dialogue_title

    @property
    def has_public_page(self) -> bool:
        """Whether anybody may read about the dialogue."""
        return not self.is_practice and (self.announced_at or self.published_at) is not None


def _statement() -> Select[*tuple[Any, ...]]:
    invitation, event, dialogue = Invitation.__table__, CalendarEvent.__table__, Dialogue.__table__
    holding, seat, organisation = Holding.__table__, Seat.__table__, Organisation.__table__
    told, answer = Revision.__table__, Answer.__table__
    return (
        select(
            invitation.c.id,
            *(invitation.c[name] for name in ("token", "link_generation", "removed_at", "sent_dtstamp")),
            *(
                event.c[name]
                for name in ("id", "uid", "sequence", "status", "starts_at", "ends_at", "title", "place")
            ),
            *(told.c[name] for name in ("starts_at", "ends_at", "made_at")),
            *(dialogue.c[name] for name in ("id", "slug", "is_practice", "title", "reply_by")),
            *(dialogue.c[name] for name in ("announced_at", "published_at")),
            *(holding.c.title, seat.c.description, organisation.c.name, invitation.c.asked_sequence),
            *(
                answer.c[name]
                for name in ("partstat", "comment", "sequence", "dtstamp", "received_at", "counts")
            ),
        )
        .join(event, event.c.id == invitation.c.event_id)
        .join(dialogue, dialogue.c.id == event.c.dialogue_id)
        .join(holding, holding.c.id == invitation.c.holding_id)
        .join(seat, seat.c.id == holding.c.seat_id)
        .outerjoin(organisation, organisation.c.id == seat.c.organisation_id)
        .outerjoin(told, told.c.id == invitation.c.sent_revision_id)
        .outerjoin(answer, answer.c.invitation_id == invitation.c.id)
        .where(invitation.c.link_id == bindparam("link_id"))
        .order_by(answer.c.id)
    )


# Made once: what a statement costs is for the most part making it.
OF_A_LINK = _statement()
THEMES_OF_A_DIALOGUE = (
    select(Theme.__table__.c.title)
    .join(DialogueTheme.__table__, DialogueTheme.__table__.c.theme_id == Theme.__table__.c.id)
    .where(DialogueTheme.__table__.c.dialogue_id == bindparam("dialogue_id"))
    .order_by(DialogueTheme.__table__.c.position, Theme.__table__.c.id)
)
ANSWER_COLUMNS = 6


def card_of(rows: Sequence[Any]) -> Card | None:
    """The card that the rows of OF_A_LINK tell, one for each answer."""
    if not rows:
        return None
    plain = tuple(rows[0])[: -ANSWER_COLUMNS - 1]
    asked_sequence = rows[0][-ANSWER_COLUMNS - 1]
    given = [_Row(*tuple(row)[-ANSWER_COLUMNS:]) for row in rows if row[-1]]
    counted = [one for one in given if one.sequence >= asked_sequence]
    current = max(counted, key=lambda one: Answer.rank(cast(Answer, one)), default=None)
    values: Any = (*plain, Given(current.partstat, current.comment) if current else None)
    return Card(*values)


@dataclass(frozen=True)
class _Row:
    partstat: PartStat
    comment: str
    sequence: int
    dtstamp: datetime
    received_at: datetime
    counts: bool
