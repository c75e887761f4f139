"""A made-up archive of the size the figures are stated for. Nothing in it is history."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.dates import date_choice
from dialogues_app.clock import now
from dialogues_app.models import (
    Answer,
    Audience,
    BodyRole,
    BodyStatement,
    CalendarEvent,
    Channel,
    Dialogue,
    DialogueBody,
    DialogueDate,
    DialogueStatus,
    EventStatus,
    FocusArea,
    FollowUp,
    Holding,
    Invitation,
    Link,
    LinkKind,
    Measure,
    MeasureFocus,
    MeasureStatus,
    Method,
    Organisation,
    OrganisationKind,
    Outcome,
    OutcomeType,
    PartStat,
    Person,
    Post,
    PostKind,
    Seat,
    SeatRole,
    Slot,
    StatusStatement,
    Theme,
    ThemeFocus,
)
from dialogues_app.models.measure import ActionPlan, PlanEntry, PlanKind

BIG = "stort-samtal"
NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
WORDS = [
    "industri",
    "kompetens",
    "tillstånd",
    "energi",
    "forskning",
    "export",
    "digitalisering",
    "robot",
    "säkerhet",
    "klimat",
    "transport",
    "utbildning",
    "region",
    "företag",
    "investering",
    "standard",
    "produktion",
    "material",
    "kedja",
    "avtal",
]


@dataclass(frozen=True)
class Size:
    """How many of each."""

    dialogues: int = 500
    people: int = 5_000
    outcomes: int = 20_000
    measures: int = 2_000
    invited_to_one: int = 500


class Filler:
    """Makes the archive, the same for the same seed."""

    def __init__(self, session: Session, size: Size) -> None:
        self.session, self.size = session, size
        self.chance = random.Random(2016)

    def fill(self) -> None:
        """All rows are stored."""
        self.areas = list(self.session.scalars(select(FocusArea).order_by(FocusArea.position)))
        self.bodies = [self._organisation(i, is_organiser=i < 3) for i in range(200)]
        self.people = [self._person(i) for i in range(self.size.people)]
        self.themes = [self._theme(i) for i in range(60)]
        self.session.add_all([*self.bodies, *self.people, *self.themes])
        self.session.flush()
        self.measures = self._measures()
        self.session.add_all(self.measures)
        self.session.flush()
        for i in range(self.size.dialogues):
            self.session.add(self._dialogue(i))
            if i % 25 == 0:
                self.session.flush()
        self.session.add(self._workspace())
        self.session.add(date_choice(self.bodies, self.themes))
        self.session.commit()

    def _phrase(self, length: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=length)).capitalize()

    def _organisation(self, i: int, *, is_organiser: bool) -> Organisation:
        kind = OrganisationKind.MINISTRY if i == 0 else self.chance.choice(list(OrganisationKind))
        return Organisation(
            name=f"Organisation {i}", slug=f"organisation-{i}", kind=kind, is_organiser=is_organiser
        )

    def _person(self, i: int) -> Person:
        person = Person(name=f"Person {i}", slug=f"person-{i}")
        minister = i < 20
        person.posts.append(
            Post(
                person=person,
                title="minister" if minister else "företrädare",
                kind=PostKind.MINISTER if minister else PostKind.OTHER,
                named_in_public=minister,
                organisation=self.chance.choice(self.bodies),
            )
        )
        return person

    def _theme(self, i: int) -> Theme:
        theme = Theme(title=f"{self._phrase(3)} {i}", slug=f"tema-{i}", audience=Audience.PUBLIC)
        if i % 5:
            theme.focus.append(ThemeFocus(focus_area=self.areas[i % 4]))
        return theme

    def _measures(self) -> list[Measure]:
        plans = [
            ActionPlan(
                kind=PlanKind.ACTION_PLAN, title=f"Plan {n}", slug=f"plan-{n}", position=n, published_count=45
            )
            for n in (1, 2)
        ]
        return [self._measure(i, plans[i % 2]) for i in range(self.size.measures)]

    def _measure(self, i: int, plan: ActionPlan) -> Measure:
        measure = Measure(title=f"{self._phrase(4)} {i}", slug=f"atgard-{i}", audience=Audience.PUBLIC)
        measure.focus.append(MeasureFocus(focus_area=self.areas[i % 4]))
        status = StatusStatement(status=self.chance.choice(list(MeasureStatus)), recorded_at=NOW)
        status.holds_earliest = status.holds_latest = date(2017, 1, 1) + timedelta(days=i % 900)
        measure.statuses.append(status)
        measure.bodies.append(
            BodyStatement(
                organisation=self.chance.choice(self.bodies), role=BodyRole.RESPONSIBLE, recorded_at=NOW
            )
        )
        measure.plan_entries.append(PlanEntry(plan=plan, recorded_at=NOW))
        follow_up = FollowUp(summary=self._phrase(8), kind="delresultat", audience=Audience.PUBLIC)
        follow_up.on_earliest = follow_up.on_latest = date(2018, 1, 1) + timedelta(days=i % 900)
        measure.follow_ups.append(follow_up)
        return measure

    def _dialogue(self, i: int) -> Dialogue:
        day = date(2000, 1, 1) + timedelta(days=19 * i)
        dialogue = Dialogue(
            slug=f"{day}-samtal-{i}",
            status=DialogueStatus.PUBLISHED,
            place="Stockholm",
            purpose=self._phrase(12),
            announced_at=NOW,
            published_at=NOW,
            held_earliest=day,
            held_latest=day,
        )
        dialogue.set_themes(self.chance.sample(self.themes, 1 + i % 2))
        dialogue.bodies += [
            DialogueBody(organisation=body, leads=not n) for n, body in enumerate(self.bodies[:3])
        ]
        dialogue.dates.append(DialogueDate(earliest=day, latest=day, wording=str(day)))
        dialogue.seats.append(self._ministers_seat())
        each = self.size.outcomes // self.size.dialogues
        dialogue.outcomes += [self._outcome(number) for number in range(1, each + 1)]
        dialogue.last_outcome_number = each
        return dialogue

    def _ministers_seat(self) -> Seat:
        seat = Seat(role=SeatRole.CHAIR, organisation=self.bodies[0])
        seat.holdings.append(Holding(person=self.chance.choice(self.people[:20]), title="minister"))
        return seat

    def _outcome(self, number: int) -> Outcome:
        outcome = Outcome(
            number=number,
            type=self.chance.choice([OutcomeType.INPUT, OutcomeType.QUESTION, OutcomeType.COMMITMENT]),
            sentence=self._phrase(10),
            said=self._phrase(20),
            worded_at=NOW,
            audience=Audience.PUBLIC,
            raised_by_organisation=self.chance.choice(self.bodies),
        )
        if number % 2:
            link = Link(
                kind=LinkKind.LED_TO, recorded_at=NOW, audience=Audience.PUBLIC, reason=self._phrase(5)
            )
            link.measure = self.chance.choice(self.measures)
            outcome.links.append(link)
        return outcome

    def _workspace(self) -> Dialogue:
        dialogue = Dialogue(slug=BIG, title="Stort samtal", status=DialogueStatus.INVITED)
        dialogue.set_themes(self.themes[:2])
        dialogue.bodies += [
            DialogueBody(organisation=body, leads=not n) for n, body in enumerate(self.bodies[:3])
        ]
        dialogue.seats.append(self._ministers_seat())
        meeting = CalendarEvent(
            uid=str(uuid4()), status=EventStatus.INVITED, title="Stort samtal", place="Rosenbad"
        )
        starts_at = now() + timedelta(days=400)  # ahead also for a database that was kept
        meeting.slot = Slot(starts_at, starts_at + timedelta(hours=3))
        dialogue.calendar_events.append(meeting)
        for i in range(self.size.invited_to_one):
            self._seat_one(dialogue, meeting, i)
        return dialogue

    def _seat_one(self, dialogue: Dialogue, meeting: CalendarEvent, i: int) -> None:
        seat = Seat(role=SeatRole.REQUIRED, organisation=self.bodies[i % len(self.bodies)])
        holding = Holding(title="Företrädare", name=f"Person {i}", person=self.people[i])
        seat.holdings.append(holding)
        dialogue.seats.append(seat)
        invitation = Invitation(
            address=f"person{i}@foretag.example",
            name=f"Person {i}",
            token=uuid4().hex,
            link_id=uuid4().hex,
            created_at=NOW,
            sent_sequence=0,
            sent_dtstamp=NOW,
            sent_method=Method.REQUEST,
        )
        holding.invitations.append(invitation)
        meeting.invitations.append(invitation)
        if i % 3:
            invitation.answers.append(
                Answer(
                    partstat=self.chance.choice([PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED]),
                    channel=Channel.PAGE,
                    sequence=0,
                    dtstamp=NOW,
                    received_at=NOW,
                )
            )
