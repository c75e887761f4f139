"""What the page of a date question says to its holder, worked out once for the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.links import DATES, Links
from dialogues_app.models import DateAsk, DateSlot, Dialogue, DialogueStatus, Slot

KEPT_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class DatePage:
    """The question as one person should see it at this instant."""

    ask: DateAsk
    at: datetime

    @property
    def dialogue(self) -> Dialogue:
        """The dialogue behind it."""
        return self.ask.choice.dialogue

    @property
    def state(self) -> str:
        """open, decided, cancelled or paused."""
        status = self.dialogue.status
        if status is DialogueStatus.CANCELLED:
            return "cancelled"
        if self.ask.choice.is_open:
            return "open"
        return "paused" if status is DialogueStatus.DRAFT else "decided"

    @property
    def booked(self) -> Slot | None:
        """The time that the dialogue has now: the one chosen, or what it was moved to since."""
        meeting = self.dialogue.meeting
        return meeting.slot if meeting else None

    @property
    def is_dead(self) -> bool:
        """Whether the link leads nowhere any more: asked no more, or 14 days after the meeting."""
        over = self.booked is not None and self.at > self.booked.ends_at + KEPT_AFTER
        return self.ask.removed_at is not None or over

    @property
    def slots(self) -> list[DateSlot]:
        """The candidates that still lie ahead."""
        return [slot for slot in self.ask.choice.live_slots if slot.starts_at > self.at]

    @property
    def has_late_answer(self) -> bool:
        """Whether something was answered once the date was set."""
        return any(one.is_late for one in self.ask.answers)

    @property
    def missing(self) -> int:
        """How many candidates lack an answer."""
        return sum(self.ask.answer_to(slot) is None for slot in self.slots)

    @property
    def answer_by(self) -> date | None:
        """The last day to answer."""
        return self.ask.choice.answer_by

    @property
    def is_late(self) -> bool:
        """Whether that day has passed; the answer is still taken."""
        return self.answer_by is not None and swedish.local(self.at).date() > self.answer_by

    @property
    def matter(self) -> str:
        """What the dialogue is about."""
        themes = [swedish.lower_first(theme.title) for theme in self.dialogue.themes]
        return self.dialogue.title or swedish.listing(themes)

    @property
    def capacity(self) -> str:
        """As what the person is asked; the name stays out, for a link can be forwarded."""
        seat = self.ask.holding.seat
        title = swedish.lower_first(self.ask.holding.title or seat.description)
        organisation = seat.organisation.name if seat.organisation else ""
        if not title or not organisation:
            return title or organisation
        return str(_("%(title)s för %(organisation)s", title=title, organisation=organisation))


def links() -> Links:
    """The writer and reader of this installation's links to date questions."""
    settings = current_app.config["SETTINGS"]
    return Links(settings.secret_key, settings.secret_key_old, salt=DATES)
