"""Verbs on a dialogue as a whole: open, revise, enter one already held, step forward and back, delete a practice one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dialogues_app.domain.reminder_plan import plan
from dialogues_app.domain.times import local_day
from dialogues_app.errors import Invalid, NotAllowed, ReasonRequired
from dialogues_app.models import (
    MINISTERIAL,
    Actor,
    CalendarEvent,
    Dialogue,
    DialogueBody,
    DialogueDate,
    DialogueStatus,
    Event,
    EventStatus,
    Holding,
    Level,
    Organisation,
    PartialDate,
    Person,
    Post,
    PostKind,
    Reference,
    Seat,
    SeatRole,
    Slot,
    Theme,
)
from dialogues_app.models.text import slug as slugged

LONGEST_TITLE = 300


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What an organizer may say about a dialogue, whole: what is left out is taken away."""

    themes: Sequence[Theme]
    bodies: Sequence[Organisation]
    leading: Organisation
    title: str = ""
    purpose: str = ""
    level: Level | None = None
    reply_by: date | None = None
    references: Sequence[str] = field(default=())

    def check(self) -> None:
        """Raises Invalid where there is nothing to call the dialogue by, or nobody who leads it."""
        if not self.themes and not self.title.strip():
            raise Invalid("themes", "theme_or_title")
        if len(self.title) > LONGEST_TITLE:
            raise Invalid("title", "too_long", longest=LONGEST_TITLE)
        if self.leading not in self.bodies:
            raise Invalid("leading", "not_among_bodies")


def open_dialogue(  # noqa: PLR0913  (the doors open one by keyword, most of it left out)
    *,
    themes: Sequence[Theme],
    bodies: Sequence[Organisation],
    leading: Organisation,
    practice: bool,
    by: Actor,
    at: datetime,
    title: str = "",
    purpose: str = "",
    slug: str = "",
) -> Dialogue:
    """A dialogue in draft. Without a slug that is known to be free it gets one that nobody else can have."""
    told = Particulars(themes=themes, bodies=bodies, leading=leading, title=title, purpose=purpose)
    told.check()
    dialogue = Dialogue(
        slug=slug or f"{slugged(name_in_brief(title, themes))}-{secrets.token_hex(4)}",
        is_practice=practice,
        status_since=at,
    )
    _write(dialogue, told)
    dialogue.record("opened", by=by, at=at, after=_summary(dialogue) | {"practice": practice})
    return dialogue


def revise(dialogue: Dialogue, told: Particulars, *, by: Actor, at: datetime) -> Event | None:
    """The dialogue says what it was told, and the trail what was before; None where nothing changed."""
    told.check()
    before = _summary(dialogue)
    _write(dialogue, told)
    after = _summary(dialogue)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return None
    dialogue.touch()
    if "reply_by" in changed and dialogue.meeting is not None:
        plan(dialogue.meeting, at=at)
    old, new = ({name: values[name] for name in changed} for values in (before, after))
    return dialogue.record("revised", by=by, at=at, before=old, after=new)


def readdress(dialogue: Dialogue, slug: str) -> None:
    """An address that nobody outside has been told yet follows the date; a told one is permanent."""
    if not dialogue.is_announced and not dialogue.is_published:
        dialogue.slug = slug


def enter_held(dialogue: Dialogue, day: PartialDate, *, by: Actor, at: datetime) -> None:
    """A dialogue that took place before it was entered here is held, on a past date of any precision."""
    if day.earliest is None:
        raise Invalid("held", "required")
    if day.earliest > local_day(at):
        raise Invalid("held", "in_the_future")
    dialogue.move_to(DialogueStatus.HELD, by=by, at=at)
    _state_held(dialogue, day)


def advance(dialogue: Dialogue, status: DialogueStatus, *, by: Actor, at: datetime) -> None:
    """One step forward. Held needs a slot that is over; booked needs a slot at all."""
    meeting = dialogue.meeting
    slot = meeting.slot if meeting else None
    if status in {DialogueStatus.BOOKED, DialogueStatus.HELD} and slot is None:
        raise Invalid("status", "no_slot")
    if status is DialogueStatus.HELD and meeting is not None and slot is not None:
        if slot.ends_at > at:
            raise Invalid("status", "slot_not_over", ends_at=slot.ends_at)
        dialogue.move_to(status, by=by, at=at)
        meeting.move_to(EventStatus.HELD)
        _state_held(dialogue, PartialDate.day(local_day(slot.starts_at)))
        return
    dialogue.move_to(status, by=by, at=at)


def step_back(dialogue: Dialogue, status: DialogueStatus, *, reason: str, by: Actor, at: datetime) -> None:
    """One step back, with a reason. To call off is another verb, for it tells those invited."""
    if status is DialogueStatus.CANCELLED:
        raise NotAllowed
    was_held = dialogue.status is DialogueStatus.HELD
    dialogue.move_to(status, reason=reason, by=by, at=at)
    if not was_held:
        return
    dialogue.dates[:] = [stated for stated in dialogue.dates if stated.source is not None]
    meeting = dialogue.meeting
    slot = meeting.slot if meeting else None
    planned = PartialDate.day(local_day(slot.starts_at)) if slot else PartialDate()
    dialogue.held = dialogue.most_precise_date if dialogue.dates else planned
    if meeting is not None and meeting.status is EventStatus.HELD:
        meeting.move_to(_status_before(meeting))


def call_off(dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> None:
    """A dialogue that never had a time is off; one that has a meeting is called off by `scheduling.cancel`."""
    if dialogue.meeting is not None:
        raise NotAllowed
    dialogue.move_to(DialogueStatus.CANCELLED, reason=reason, by=by, at=at)


def resume(dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> None:
    """A dialogue called off before it had a time is on again; `scheduling.set_slot` gives it one."""
    if dialogue.meeting is not None:
        raise NotAllowed
    if not reason.strip():
        raise ReasonRequired
    dialogue.move_to(DialogueStatus.BOOKED, reason=reason, by=by, at=at)


def steps_back(dialogue: Dialogue) -> list[DialogueStatus]:
    """The steps back that an organizer may take from here, the nearest first."""
    meeting = dialogue.meeting
    was_sent = meeting is not None and _status_before(meeting) is EventStatus.INVITED
    back = {
        DialogueStatus.DATE_CHOICE: [DialogueStatus.DRAFT],
        DialogueStatus.BOOKED: [
            *([DialogueStatus.DATE_CHOICE] if dialogue.date_choice else []),
            DialogueStatus.DRAFT,
        ],
        DialogueStatus.HELD: [DialogueStatus.INVITED if was_sent else DialogueStatus.BOOKED],
        DialogueStatus.DOCUMENTED: [DialogueStatus.HELD],
        DialogueStatus.APPROVED: [DialogueStatus.DOCUMENTED],
    }
    return back.get(dialogue.status, [])


def require_future(slot: Slot, *, at: datetime) -> None:
    """Raises Invalid for a time that has been: a dialogue already held is entered as such."""
    if slot.starts_at <= at:
        raise Invalid("starts_at", "past")


def set_ministers(
    dialogue: Dialogue, chair: Person | None, others: Sequence[Person], *, by: Actor, at: datetime
) -> None:
    """These ministers have seats, one in the chair; seats of others go, unless an invitation is out to them.

    The minister of the practice sits in practice dialogues alone.
    """
    if not dialogue.is_practice and any(one.is_practice for one in (chair, *others) if one):
        raise Invalid("ministers", "practice_only")
    wanted = dict.fromkeys(([chair] if chair else []) + [person for person in others if person is not chair])
    before = [person.name for person in ministers(dialogue)]
    for seat in [seat for seat in dialogue.seats if _is_ministers(seat)]:
        if not seat.holding or seat.holding.person not in wanted:
            _unseat(dialogue, seat)
    seated = {seat.holding.person: seat for seat in dialogue.seats if _is_ministers(seat) and seat.holding}
    for position, person in enumerate(wanted):
        seat = seated.get(person) or _seat_for(dialogue, person, at)
        seat.role = SeatRole.CHAIR if person is chair else SeatRole.MINISTER
        seat.position = position
    after = [person.name for person in wanted]
    if before != after:
        dialogue.touch()
        dialogue.record(
            "ministers_set", by=by, at=at, before={"ministers": before}, after={"ministers": after}
        )


def _unseat(dialogue: Dialogue, seat: Seat) -> None:
    """The minister's seat goes, unless an invitation is out; one that was ever invited stays in the history."""
    invited = [invitation for holding in seat.holdings for invitation in holding.invitations]
    if any(invitation.removed_at is None for invitation in invited):
        person = seat.holding.person if seat.holding else None
        raise Invalid("ministers", "is_invited", name=person.name if person else "")
    if not invited:
        dialogue.seats.remove(seat)


def ministers(dialogue: Dialogue) -> list[Person]:
    """The ministers with seats, the chair first."""
    seats = sorted(
        (seat for seat in dialogue.seats if _is_ministers(seat)),
        key=lambda seat: (seat.role is not SeatRole.CHAIR, seat.position),
    )
    return [seat.holding.person for seat in seats if seat.holding and seat.holding.person]


def delete_practice(dialogue: Dialogue, *, reason: str, by: Actor, at: datetime) -> Event:
    """The one event that is left of a practice dialogue; the rows go by `queries.workspace.removal`.

    Raises NotAllowed for a dialogue that is no practice.
    """
    if not dialogue.is_practice:
        raise NotAllowed
    if not reason.strip():
        raise ReasonRequired
    before = {"slug": dialogue.slug, "status": dialogue.status.value}
    what = {"subject_kind": "dialogue", "subject_id": dialogue.id, "before": before, "reason": reason}
    return Event.by(by, "practice_deleted", at=at, **what)


def name_in_brief(title: str, themes: Sequence[Theme]) -> str:
    """What an address is made of: the title, else the themes."""
    return title.strip() or " ".join(theme.title for theme in themes)


def free_slug(wanted: str, taken: Sequence[str]) -> str:
    """The wanted slug, or the first of wanted-2, wanted-3 … that is not taken."""
    if wanted not in taken:
        return wanted
    return next(one for number in range(2, len(taken) + 3) if (one := f"{wanted}-{number}") not in taken)


def slug_base(day: date | None, title: str, themes: Sequence[Theme]) -> str:
    """The address as the archive has it: the day, then the name; the name alone while there is no day."""
    name = slugged(name_in_brief(title, themes))
    return f"{day.isoformat()}-{name}" if day else name


def _write(dialogue: Dialogue, told: Particulars) -> None:
    dialogue.title, dialogue.purpose = told.title.strip(), told.purpose.strip()
    dialogue.level, dialogue.reply_by = told.level, told.reply_by
    dialogue.set_themes(told.themes)
    places = {place.organisation: place for place in dialogue.bodies}
    wanted = dict.fromkeys(told.bodies)
    dialogue.bodies[:] = [places.get(body) or DialogueBody(organisation=body) for body in wanted]
    for position, place in enumerate(dialogue.bodies):
        place.position, place.leads = position, place.organisation is told.leading
    numbers = dict.fromkeys(number.strip() for number in told.references if number.strip())
    kept = {reference.number: reference for reference in dialogue.references}
    dialogue.references[:] = [kept.get(number) or Reference(number=number) for number in numbers]


def _summary(dialogue: Dialogue) -> dict[str, Any]:
    leading = dialogue.leading_body
    return {
        "title": dialogue.title,
        "purpose": dialogue.purpose,
        "level": dialogue.level.value if dialogue.level else None,
        "reply_by": dialogue.reply_by.isoformat() if dialogue.reply_by else None,
        "themes": [theme.title for theme in dialogue.themes],
        "bodies": [place.organisation.name for place in dialogue.bodies],
        "leading": leading.name if leading else None,
        "references": [reference.number for reference in dialogue.references],
    }


def _state_held(dialogue: Dialogue, day: PartialDate) -> None:
    if day.earliest is None or day.latest is None:
        raise Invalid("held", "required")
    dialogue.dates.append(DialogueDate(earliest=day.earliest, latest=day.latest, wording=day.wording))
    dialogue.held = dialogue.most_precise_date


def _status_before(meeting: CalendarEvent) -> EventStatus:
    told = any(invitation.sent_method is not None for invitation in meeting.invitations)
    return EventStatus.INVITED if told else EventStatus.DRAFT


def _is_ministers(seat: Seat) -> bool:
    return seat.role in MINISTERIAL and seat.withdrawn_at is None


def _seat_for(dialogue: Dialogue, person: Person, at: datetime) -> Seat:
    post = minister_post(person)
    seat = Seat(role=SeatRole.MINISTER, organisation=post.organisation if post else None)
    seat.holdings.append(
        Holding(person=person, name=person.name, title=post.title if post else "", began_at=at)
    )
    dialogue.seats.append(seat)
    return seat


def minister_post(person: Person) -> Post | None:
    """The newest ministerial post of the person."""
    posts = [post for post in person.posts if post.kind is PostKind.MINISTER]
    return max(posts, key=lambda post: post.from_earliest or date.min, default=None)
