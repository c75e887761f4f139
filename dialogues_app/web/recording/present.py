"""What the recording pages show: the room with its programme, people and findings, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.domain.attendance import participation_of
from dialogues_app.domain.closing import Check, Finding
from dialogues_app.domain.minutes_content import attributed, key_of
from dialogues_app.models import (
    THERE,
    AgendaItem,
    AgendaKind,
    Contribution,
    Dialogue,
    Holding,
    Link,
    Outcome,
    Presence,
    Seat,
)
from dialogues_app.web.names import dialogue_name


@dataclass(frozen=True)
class Present:
    """One line of the list of those who may be there."""

    holding: Holding
    label: str
    name: str
    presence: Presence | None

    @property
    def is_there(self) -> bool:
        """Whether the holder has been seen."""
        return self.presence in THERE


def dialogue_title(dialogue: Dialogue) -> str:
    """The title, or the themes, of a dialogue."""
    return dialogue_name(dialogue)


def seat_label(seat: Seat) -> str:
    """The capacity and organisation of a seat, without any name."""
    holding = seat.holding
    title = holding.title if holding else ""
    where = seat.organisation.label if seat.organisation else seat.description
    label = ", ".join(part for part in (title, where) if part) or _("Plats utan namn")
    return label[:1].upper() + label[1:]


def raised_by(outcome: Outcome) -> str:
    """Who raised the outcome, as it may be shown to everyone."""
    if outcome.raised_by:
        return outcome.raised_by
    if outcome.raised_by_seat is not None:
        return seat_label(outcome.raised_by_seat)
    return outcome.raised_by_organisation.label if outcome.raised_by_organisation else ""


def said_key(said: Contribution) -> str:
    """What a statement is called: 3.1 is the first one behind outcome 3."""
    return key_of(said)


def said_by(said: Contribution) -> str:
    """Who said it, as far as the speaker agreed."""
    return attributed(said)


def people(dialogue: Dialogue) -> list[Present]:
    """Everyone who holds a seat now, in the order of the seats."""
    held = [(seat, seat.holding) for seat in dialogue.seats if seat.withdrawn_at is None]
    lines = []
    for seat, holding in held:
        if holding is not None:
            known = participation_of(holding)
            lines.append(Present(holding, seat_label(seat), holding.name, known.presence if known else None))
    return lines


def current_item(items: list[AgendaItem], wanted: str, at: datetime) -> AgendaItem | None:
    """The item asked for, else the one that goes on now, else the first that is no pause."""
    chosen = next((item for item in items if str(item.id) == wanted), None)
    if chosen is not None:
        return chosen
    now = next((item for item in items if _goes_on(item, at)), None)
    return now or next((item for item in items if item.kind is not AgendaKind.PAUSE), None)


def _goes_on(item: AgendaItem, at: datetime) -> bool:
    if item.starts_at is None:
        return False
    return item.starts_at <= at < item.starts_at + timedelta(minutes=item.minutes or 0)


def minutes_left(item: AgendaItem, at: datetime) -> int | None:
    """How many whole minutes are left of an item that goes on; None where none does."""
    if item.starts_at is None or not _goes_on(item, at):
        return None
    return int((item.starts_at + timedelta(minutes=item.minutes or 0) - at) / timedelta(minutes=1))


def item_end(item: AgendaItem) -> datetime | None:
    """When the item is planned to be over."""
    return item.starts_at + timedelta(minutes=item.minutes) if item.starts_at and item.minutes else None


def target_name(link: Link) -> str:
    """What a link leads to, in words."""
    if link.measure is not None:
        return link.measure.title
    return link.plan.title if link.plan is not None else link.other_target


def finding_sentence(finding: Finding) -> str:
    """A finding in one sentence."""
    n = finding.count
    if finding.check is Check.NO_OUTCOMES:
        return str(_("Inget utfall är antecknat."))
    if finding.check is Check.COMMITMENT_WITHOUT_DATE:
        return str(ngettext("Ett åtagande saknar datum.", "%(num)s åtaganden saknar datum.", n))
    if finding.check is Check.UNANSWERED:
        return str(ngettext("Ett utfall saknar svar.", "%(num)s utfall saknar svar.", n))
    if finding.check is Check.WITHOUT_WORDS:
        return str(ngettext("Ett utfall saknar det som sades.", "%(num)s utfall saknar det som sades.", n))
    return str(
        ngettext("Närvaron saknas för en plats.", "Närvaron saknas för %(num)s platser.", n),
    )
