"""What an answer page says about its invitation, worked out once for the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.domain.queries.answering import Card
from dialogues_app.itip.message import reply_address
from dialogues_app.links import Links
from dialogues_app.models import EventStatus, Slot

KEPT_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class AnswerPage:
    """The invitation as its holder should see it at this instant; `themes` are asked for where it has no title."""

    card: Card
    at: datetime
    themes: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot | None:
        """The time that holds now."""
        return self.card.slot

    @property
    def old_slot(self) -> Slot | None:
        """The time last told, while a mail about another one waits; answers are still about it."""
        told, slot = self.card.told_slot, self.card.slot
        return told if told is not None and slot is not None and told != slot else None

    @property
    def is_dead(self) -> bool:
        """Whether the link leads nowhere any more: removed, or more than 14 days after the meeting."""
        ended = self.card.ends_at
        return self.card.removed_at is not None or (ended is not None and self.at > ended + KEPT_AFTER)

    @property
    def state(self) -> str:
        """open, cancelled, postponed or over."""
        if self.card.status is EventStatus.CANCELLED:
            return "cancelled"
        if self.card.status is EventStatus.POSTPONED:
            return "postponed"
        return "over" if self.card.ends_at is not None and self.card.ends_at <= self.at else "open"

    @property
    def reply_by(self) -> date | None:
        """The reply date."""
        return self.card.reply_by

    @property
    def is_late(self) -> bool:
        """Whether the reply date has passed; the answer is still taken."""
        return self.reply_by is not None and swedish.local(self.at).date() > self.reply_by

    @property
    def matter(self) -> str:
        """What the dialogue is about."""
        return self.card.title or swedish.listing([swedish.lower_first(title) for title in self.themes])

    @property
    def has_own_title(self) -> bool:
        """Whether the matter is a title rather than themes."""
        return bool(self.card.title)

    @property
    def capacity(self) -> str:
        """As what the person is invited; the name stays out, for a link can be forwarded."""
        organisation = self.card.organisation
        title = swedish.lower_first(self.card.holding_title or self.card.seat_description)
        if organisation is None or not title:
            return title or organisation or ""
        return str(_("%(title)s för %(organisation)s", title=title, organisation=organisation))

    @property
    def organizers_address(self) -> str:
        """Where a word to the organizers goes: the invitation's own reply address."""
        return reply_address(self.card, current_app.config["SETTINGS"].mail_domain)


def links() -> Links:
    """The writer and reader of this installation's answer links."""
    settings = current_app.config["SETTINGS"]
    return Links(settings.secret_key, settings.secret_key_old)
