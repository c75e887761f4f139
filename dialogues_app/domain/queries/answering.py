"""What the pages behind an answer link show, as plain values: one small query, for they are never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, select

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


INVITATION, EVENT, DIALOGUE = Invitation.__table__, CalendarEvent.__table__, Dialogue.__table__
HOLDING, SEAT, ORGANISATION = Holding.__table__, Seat.__table__, Organisation.__table__
TOLD, ANSWER = Revision.__table__, Answer.__table__


def _columns() -> tuple[ColumnElement[Any], ...]:
    """What a card is made of, in the order of its fields, then what an answer is made of."""
    return (
        *(INVITATION.c[name] for name in ("id", "token", "link_generation", "removed_at", "sent_dtstamp")),
        *(EVENT.c[name] for name in ("id", "uid", "sequence", "status")),
        *(EVENT.c[name] for name in ("starts_at", "ends_at", "title", "place")),
        *(TOLD.c[name] for name in ("starts_at", "ends_at", "made_at")),
        *(DIALOGUE.c[name] for name in ("id", "slug", "is_practice", "title", "reply_by")),
        *(DIALOGUE.c[name] for name in ("announced_at", "published_at")),
        *(HOLDING.c.title, SEAT.c.description, ORGANISATION.c.name, INVITATION.c.asked_sequence),
        *(ANSWER.c[name] for name in ("partstat", "comment", "sequence", "dtstamp", "received_at", "counts")),
    )


def _statement() -> Select[*tuple[Any, ...]]:
    return (
        select(*_columns())
        .select_from(INVITATION)
        .join(EVENT, EVENT.c.id == INVITATION.c.event_id)
        .join(DIALOGUE, DIALOGUE.c.id == EVENT.c.dialogue_id)
        .join(HOLDING, HOLDING.c.id == INVITATION.c.holding_id)
        .join(SEAT, SEAT.c.id == HOLDING.c.seat_id)
        .outerjoin(ORGANISATION, ORGANISATION.c.id == SEAT.c.organisation_id)
        .outerjoin(TOLD, TOLD.c.id == INVITATION.c.sent_revision_id)
        .outerjoin(ANSWER, ANSWER.c.invitation_id == INVITATION.c.id)
        .where(INVITATION.c.link_id == bindparam("link_id"))
        .order_by(ANSWER.c.id)
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
