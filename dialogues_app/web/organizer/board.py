"""What the overview and the workspace show of a dialogue, in words and in the order of the screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import programme as programme_verbs
from dialogues_app.domain.next_step import QUIET, Task, next_step
from dialogues_app.domain.queries.workspace import FINISHED
from dialogues_app.domain.roster import Delivery, Guest, Party, Roster, Tally, by_party, tally
from dialogues_app.domain.times import STOCKHOLM
from dialogues_app.models import (
    STEPS,
    AgendaItem,
    Audience,
    CalendarEvent,
    Channel,
    Dialogue,
    DialogueStatus,
    Event,
    Organisation,
)
from dialogues_app.web.names import dialogue_name, joined
from dialogues_app.web.organizer.tasks import StepWords, step_words
from dialogues_app.web.organizer.wording import fact
from dialogues_app.web.words import word

PARTIES: dict[Party, LazyString] = {
    Party.GOVERNMENT: _l("Regeringen"),
    Party.STATE: _l("Staten"),
    Party.COMPANIES: _l("Företag"),
    Party.EMPLOYEES: _l("Fackliga organisationer"),
    Party.EMPLOYERS: _l("Arbetsgivarorganisationer"),
    Party.PARTIES: _l("Parterna gemensamt"),
    Party.ACADEMIA: _l("Akademi"),
    Party.OTHER: _l("Övriga"),
}


@dataclass(frozen=True)
class Line:
    """One dialogue in a list."""

    dialogue: Dialogue
    name: str
    day: str
    step: StepWords
    task: Task
    due: date | None
    tally: Tally
    place: int  # of the eight steps
    owner: str

    @property
    def is_ongoing(self) -> bool:
        """Whether somebody still has something to do for it."""
        return is_ongoing(self.dialogue)


def is_ongoing(dialogue: Dialogue) -> bool:
    """Neither published nor cancelled."""
    return dialogue.status not in FINISHED


def lines(dialogues: Sequence[Dialogue], roster: Roster, *, at: datetime) -> list[Line]:
    """The dialogues with their next step."""
    return [_line(dialogue, roster.tally(dialogue.id), at) for dialogue in dialogues]


def _line(dialogue: Dialogue, counts: Tally, at: datetime) -> Line:
    step = next_step(dialogue, counts, at=at)
    leading = dialogue.leading_body
    return Line(
        dialogue=dialogue,
        name=dialogue_name(dialogue),
        day=when(dialogue),
        step=step_words(dialogue, step),
        task=step.task,
        due=step.due,
        tally=counts,
        place=place_of(dialogue),
        owner=_("Statsrådet") if step.task is Task.AWAIT_MINISTER else (leading.label if leading else ""),
    )


def when(dialogue: Dialogue) -> str:
    """The day of the dialogue as precisely as it is known."""
    held = dialogue.held
    return swedish.partial_date(held.earliest, held.latest, held.wording) or _("Ingen dag än")


def tasks(found: Sequence[Line]) -> list[Line]:
    """What there is to do, the most urgent first; what has no date comes last."""
    open_lines = [line for line in found if line.task not in QUIET]
    return sorted(open_lines, key=lambda line: (line.due is None, line.due or date.max, line.dialogue.id))


def by_body(found: Sequence[Line], bodies: Sequence[Organisation]) -> list[tuple[Organisation, list[Line]]]:
    """What waits at each organising body: the next steps of the dialogues it leads."""
    todo = tasks(found)
    return [(body, [line for line in todo if line.dialogue.leading_body is body]) for body in bodies]


def place_of(dialogue: Dialogue) -> int:
    """Which of the eight steps it is on, counted from 1; a cancelled one stays where it was."""
    status = dialogue.status
    if status is DialogueStatus.CANCELLED:
        status = dialogue.cancelled_from or DialogueStatus.BOOKED
    return list(DialogueStatus).index(status) + 1  # the eight steps come first


def stepper(dialogue: Dialogue, taken: Sequence[Event]) -> dict[str, Any]:
    """The eight steps with their dates, and what comes next."""
    dates: dict[str, datetime] = {}
    for event in taken:
        dates[event.after.get("status") or DialogueStatus.DRAFT.value] = event.at
    current = place_of(dialogue)
    steps = [_step(dialogue, status, number, current, dates) for number, status in enumerate(STEPS, 1)]
    following = STEPS[current] if current < len(STEPS) else None
    next_text = _("Nästa: %(step)s.", step=word(following)) if following else ""
    return {"steps": steps, "current": current, "next_text": next_text}


def _step(
    dialogue: Dialogue, status: DialogueStatus, number: int, current: int, dates: dict[str, datetime]
) -> dict[str, str]:
    at = dates.get(status.value)
    note = _short(swedish.local(at).date()) if at else ""
    if number > current:
        state, note = "todo", _planned(dialogue) if status is DialogueStatus.HELD else ""
    elif number == current:
        state, note = "now", _("%(date)s, pågår", date=note) if note else _("pågår")
    else:
        state = "done" if at or number == 1 else "skipped"
    return {"name": str(word(status)), "note": note, "state": state}


def _planned(dialogue: Dialogue) -> str:
    slot = dialogue.meeting.slot if dialogue.meeting else None
    return _short(swedish.local(slot.starts_at).date()) if slot else ""


def _short(day: date) -> str:
    return f"{day.day}\u00a0{swedish.month_short(day)}"


def guest_page(dialogue: Dialogue, guests: Sequence[Guest]) -> dict[str, Any]:
    """The participants in their groups, with counts that add up."""
    counts = tally(guests)
    words = DeliveryWords()
    groups = [
        (PARTIES[party], [guest_row(guest, words) for guest in members])
        for party, members in by_party(guests)
    ]
    return {
        "groups": groups,
        "tally": counts,
        "is_open": _is_open(dialogue.meeting),
        "name": dialogue_name(dialogue),
    }


def _is_open(meeting: CalendarEvent | None) -> bool:
    from dialogues_app.domain.invitations import OPEN  # here, because the lists above need no verbs

    return meeting is not None and meeting.status in OPEN


@dataclass(slots=True)
class GuestRow:
    """One participant in the table: everything in words."""

    guest: Guest
    title: str
    organisation: str
    answered: str
    channel: str
    mail: str
    tone: str


def guest_row(guest: Guest, words: DeliveryWords) -> GuestRow:
    """The words of one participant."""
    mail, tone = words.of(guest)
    return GuestRow(
        guest=guest,
        title=capitalised(guest.title or guest.name),
        organisation=guest.organisation,
        answered=words.day(guest.answered_at) if guest.answered_at else "",
        channel=words.channel(guest),
        mail=mail,
        tone=tone,
    )


def capitalised(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


class DeliveryWords:
    """What became of mails, in the organizer's words; each phrase is translated once for a page of 500."""

    def __init__(self) -> None:
        self.phrases: dict[Delivery, tuple[str, str]] = {
            Delivery.NO_ADDRESS: (_("Adress saknas"), "warn"),
            Delivery.NOT_SENT: (_("Inte skickad än"), ""),
            Delivery.WAITING: (_("Skickas kl. %(clock)s", clock="{clock}"), "info"),
            Delivery.QUEUED: (_("Står i kö"), "info"),
            Delivery.SENDING: (_("Skickas nu"), "info"),
            Delivery.RETRYING: (_("Försöker igen kl. %(clock)s", clock="{clock}"), "warn"),
            Delivery.SENT: (_("Skickad %(day)s", day="{day}"), ""),
            Delivery.FAILED: (_("Mejlet gick inte fram"), "bad"),
            Delivery.BOUNCED: (_("Mejlet studsade %(day)s", day="{day}"), "bad"),
        }
        self.days: dict[date, str] = {}
        self.channels: dict[tuple[Channel, str], str] = {}

    def day(self, at: datetime) -> str:
        """The day in Sweden, short."""
        on = at.astimezone(STOCKHOLM).date()
        if on not in self.days:
            self.days[on] = _short(on)
        return self.days[on]

    def channel(self, guest: Guest) -> str:
        """How the answer came, and who wrote it down."""
        if guest.channel is None:
            return ""
        how = (guest.channel, guest.entered_label)
        if how not in self.channels:
            by_hand = _("%(how)s, infört av %(who)s", how=word(guest.channel), who=guest.entered_label)
            self.channels[how] = str(by_hand if guest.entered_label else word(guest.channel))
        return self.channels[how]

    def of(self, guest: Guest) -> tuple[str, str]:
        """(what became of the newest mail, tone)."""
        phrase, tone = self.phrases[guest.delivery]
        if guest.delivery_at is None or "{" not in phrase:
            return phrase, tone
        if guest.delivery is Delivery.WAITING and self.day(guest.delivery_at) != self.day(now()):
            return _("Skickas %(moment)s", moment=swedish.moment_short(guest.delivery_at)), tone
        if "{day}" in phrase:
            return phrase.replace("{day}", self.day(guest.delivery_at)), tone
        return phrase.replace("{clock}", swedish.clock(guest.delivery_at)), tone


def may_see(item: AgendaItem) -> bool:
    """Whether whoever is signed in may see the item: one body's own is for its organizers alone."""
    body = g.user.body
    return item.audience is not Audience.BODY or (body is not None and item.audience_body is body)


def programme(dialogue: Dialogue) -> list[tuple[AgendaItem, str]]:
    """The items that this organizer may see, each with its time in words."""
    slot = dialogue.meeting.slot if dialogue.meeting else None
    timed = list(programme_verbs.timed(dialogue.agenda, slot))
    return [
        (item, f"{swedish.clock(at.starts_at)}–{swedish.clock(at.ends_at)}" if at else "")
        for item, at in timed
        if may_see(item)
    ]


def facts(dialogue: Dialogue, seated: Sequence[str]) -> list[tuple[Any, ...]]:
    """The facts with their links to change them, for the macro of the same name; `seated` are the ministers."""
    meeting, key = dialogue.meeting, dialogue.id
    slot = meeting.slot if meeting else None
    day = swedish.day_short(swedish.local(slot.starts_at).date()) if slot else when(dialogue)
    hours = swedish.clock_span(slot.starts_at, slot.ends_at) if slot else ""
    place = (meeting.place if meeting else "") or dialogue.place
    bodies = joined([place.organisation.label for place in dialogue.bodies])
    references = ", ".join(reference.number for reference in dialogue.references)
    reply_by = swedish.day_short(dialogue.reply_by) if dialogue.reply_by else _("Inte bestämt")
    details = url_for("organizer.particulars", dialogue_id=key)
    is_over = dialogue.status in STEPS[STEPS.index(DialogueStatus.HELD) :]
    time_href = "" if is_over else url_for("organizer.schedule", dialogue_id=key)
    place_href = "" if is_over else url_for("organizer.place", dialogue_id=key)
    return [
        (_("När"), Markup("{}<br>{}").format(day, hours) if hours else day, time_href, _("tid")),
        (_("Var"), place or _("Inte bestämt"), place_href, _("plats")),
        (_("Inbjudan"), *fact(meeting), _("texten i inbjudan")),
        (_("Svar senast"), reply_by, details, _("sista svarsdag")),
        (
            _("Statsråd"),
            joined(seated) or _("Inga valda"),
            url_for("organizer.ministers", dialogue_id=key),
            _("statsråd"),
        ),
        (_("Arrangörer"), bodies, details, _("arrangörer")),
        (_("Diarienr"), references or _("Inget"), details, _("diarienummer")),
    ]
