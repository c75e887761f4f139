"""Dialogues, measures and sources as the public sees them, for the tests of queries and pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dialogues_app.models import (
    Audience,
    Basis,
    Dialogue,
    DialogueDate,
    DialogueStatus,
    FocusArea,
    Holding,
    Link,
    LinkKind,
    Measure,
    Organisation,
    Outcome,
    PartialDate,
    Person,
    Seat,
    SeatRole,
    Source,
    SourceKind,
    StatusStatement,
    Theme,
    ThemeFocus,
)
from tests import factories
from tests.factories import NOON, number


def a_source(**given: Any) -> Source:
    n = number()
    return Source(
        **{"title": f"Källa {n}", "publisher": f"Utgivare {n}", "kind": SourceKind.PRIMARY, "is_public": True}
        | {"url": f"https://kalla{n}.example/"}
        | given
    )


def a_focus_area(**given: Any) -> FocusArea:
    n = number()
    return FocusArea(
        **{
            "name": f"Område {n}",
            "name_en": f"Area {n}",
            "slug": f"omrade-{n}",
            "mark_key": "hp",
            "position": 1,
        }
        | given
    )


def a_theme_in(area: FocusArea, **given: Any) -> Theme:
    theme = factories.a_theme(**given)
    theme.focus.append(ThemeFocus(focus_area=area, basis=Basis.INFERRED))
    return theme


def a_published(day: str = "2016-09-12", **given: Any) -> Dialogue:
    """A dialogue whose two gates are open, held on a day that one source states."""
    dates = given.pop("dates", [(day, day)])
    gates: dict[str, datetime | None] = {"announced_at": NOON, "published_at": NOON}
    dialogue = factories.a_dialogue(**{"status": DialogueStatus.PUBLISHED} | gates | given)
    for earliest, latest in dates:
        first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
        dialogue.dates.append(DialogueDate(earliest=first, latest=last, source=a_source()))
    narrowest = dialogue.most_precise_date
    dialogue.held = PartialDate(narrowest.earliest, narrowest.latest, narrowest.wording)
    return dialogue


def an_announced(**given: Any) -> Dialogue:
    """A dialogue whose first gate is open and whose second is not."""
    return a_published(**{"published_at": None, "status": DialogueStatus.INVITED} | given)


def with_minister(dialogue: Dialogue, person: Person, organisation: Organisation | None = None) -> Dialogue:
    """The person leads the dialogue."""
    seat = Seat(role=SeatRole.CHAIR, organisation=organisation)
    seat.holdings.append(Holding(person=person, title="minister"))
    dialogue.seats.append(seat)
    return dialogue


def with_outcome(dialogue: Dialogue, **given: Any) -> Outcome:
    """The dialogue came to one more public outcome."""
    n = dialogue.next_outcome_number()
    outcome = factories.an_outcome(**{"number": n, "audience": Audience.PUBLIC} | given)
    dialogue.outcomes.append(outcome)
    return outcome


def a_public_measure(**given: Any) -> Measure:
    return factories.a_measure(**{"audience": Audience.PUBLIC} | given)


def a_status(**given: Any) -> StatusStatement:
    holds = given.pop("holds", "")
    status = StatusStatement(**{"recorded_at": NOON} | given)
    status.holds_since = PartialDate.parse(holds)
    return status


def linked(outcome: Outcome, measure: Measure, kind: LinkKind = LinkKind.LED_TO, **given: Any) -> Link:
    """The outcome is linked to the measure, in public."""
    link = Link(**{"kind": kind, "recorded_at": NOON, "audience": Audience.PUBLIC} | given)
    link.outcome, link.measure, link.dialogue = outcome, measure, outcome.dialogue
    return link
