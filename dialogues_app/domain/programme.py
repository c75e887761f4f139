"""Verbs on the programme of a dialogue: its items and their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues_app.errors import Invalid
from dialogues_app.models import Actor, AgendaItem, AgendaKind, Audience, Dialogue, Organisation, Slot

LONGEST_ITEM = 24 * 60


@dataclass(frozen=True, kw_only=True)
class ItemText:
    """What is said about an item; the audience BODY names the body."""

    title: str
    kind: AgendaKind = AgendaKind.DISCUSSION
    owner: str = ""
    minutes: int | None = None
    audience: Audience = Audience.PARTICIPANTS
    audience_body: Organisation | None = None

    def check(self) -> None:
        """Raises Invalid for an item without a title, with an impossible length, or shown to an unnamed body."""
        if not self.title.strip():
            raise Invalid("title", "required")
        if self.minutes is not None and not 1 <= self.minutes <= LONGEST_ITEM:
            raise Invalid("minutes", "out_of_range", longest=LONGEST_ITEM)
        if (self.audience is Audience.BODY) != (self.audience_body is not None):
            raise Invalid("audience", "body_missing")


def add_item(dialogue: Dialogue, told: ItemText, *, by: Actor, at: datetime) -> AgendaItem:
    """A new item, last in the programme."""
    told.check()
    last = max((item.position for item in dialogue.agenda), default=-1)
    item = AgendaItem(title=told.title.strip(), position=last + 1)
    _write(item, told)
    dialogue.agenda.append(item)
    _record(dialogue, "agenda_item_added", item, by, at)
    return item


def revise_item(item: AgendaItem, told: ItemText, *, by: Actor, at: datetime) -> None:
    """The item says what it was told."""
    told.check()
    before = (item.title, item.kind, item.owner, item.minutes, item.audience, item.audience_body)
    _write(item, told)
    if before != (item.title, item.kind, item.owner, item.minutes, item.audience, item.audience_body):
        _record(item.dialogue, "agenda_item_revised", item, by, at)


def shift_item(item: AgendaItem, steps: int, *, by: Actor, at: datetime) -> None:
    """The item stands that many places later (earlier when negative), within the programme."""
    ordered = sorted(item.dialogue.agenda, key=lambda one: one.position)
    here = ordered.index(item)
    there = min(max(here + steps, 0), len(ordered) - 1)
    if there == here:
        return
    ordered.insert(there, ordered.pop(here))
    for position, one in enumerate(ordered):
        one.position = position
    _record(item.dialogue, "agenda_item_moved", item, by, at)


def remove_item(item: AgendaItem, *, by: Actor, at: datetime) -> None:
    """The item is gone from the programme; the trail tells that it was there."""
    dialogue = item.dialogue
    _record(dialogue, "agenda_item_removed", item, by, at)
    dialogue.agenda.remove(item)


def timed(items: list[AgendaItem], slot: Slot | None) -> Iterator[tuple[AgendaItem, Slot | None]]:
    """Each item with its time, counted from the start of the meeting until one has no length."""
    clock = slot.starts_at if slot else None
    for item in items:
        clock = item.starts_at or clock
        ends = clock + timedelta(minutes=item.minutes) if clock and item.minutes else None
        yield item, Slot(clock, ends) if clock and ends else None
        clock = ends


def _write(item: AgendaItem, told: ItemText) -> None:
    item.title, item.kind, item.owner = told.title.strip(), told.kind, told.owner.strip()
    item.minutes, item.audience, item.audience_body = told.minutes, told.audience, told.audience_body


def _record(dialogue: Dialogue, verb: str, item: AgendaItem, by: Actor, at: datetime) -> None:
    # The title of an item that only one body may read stays out of the trail that all three read.
    after = {} if item.audience is Audience.BODY else {"title": item.title}
    dialogue.record(verb, by=by, at=at, subject_kind="agenda_item", subject_id=item.id, after=after)
