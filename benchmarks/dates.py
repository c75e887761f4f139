"""A date choice of 60 people and 12 dates, for the measurements."""

from __future__ import annotations

from datetime import timedelta

from dialogues_app.clock import now
from dialogues_app.domain import date_asking, date_choices
from dialogues_app.domain.date_choices import Part
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.models import (
    Actor,
    Channel,
    DateAnswerKind,
    Dialogue,
    DialogueBody,
    Need,
    Organisation,
    Slot,
    Theme,
)

PEOPLE, DATES = 60, 12
SLUG = "datumval"
BY = Actor("mätning")


def date_choice(bodies: list[Organisation], themes: list[Theme]) -> Dialogue:
    """A dialogue in Datumval: a rule of five lines, everyone asked, nine of ten have answered."""
    at = now()
    dialogue = Dialogue(slug=SLUG, title="Datumval")
    dialogue.set_themes(themes[:2])
    dialogue.bodies += [DialogueBody(organisation=body, leads=not n) for n, body in enumerate(bodies[:3])]
    choice = date_choices.open_choice(dialogue, by=BY, at=at)
    starts = at.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=60)
    for day in range(DATES):
        slot = Slot(starts + timedelta(days=day), starts + timedelta(days=day, hours=3))
        date_choices.add_date(choice, slot, by=BY, at=at)
    rule = {Need.EACH_BODY: 1, Need.COMPANIES: 2, Need.UNIONS: 1, Need.SMALL_COMPANIES: 1, Need.AGENCIES: 1}
    date_choices.set_rule(choice, rule, None, by=BY, at=at)
    for place in range(PEOPLE):
        newcomer = Newcomer(address="", title="Företrädare", organisation=bodies[place])
        part = Part(required=place < 5, address=f"datum{place}@foretag.example")
        date_choices.add_person(choice, newcomer, part, by=BY, at=at)
    date_asking.ask(choice, by=BY, at=at - timedelta(days=1), hold=timedelta())
    kinds = list(DateAnswerKind)
    for place, ask in enumerate(choice.asks):
        if place % 10:
            given = {slot: kinds[(place + n) % 3] for n, slot in enumerate(choice.live_slots)}
            date_asking.answer(ask, given, channel=Channel.PAGE, by=BY, at=at)
    return dialogue
