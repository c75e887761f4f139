"""What the tests of the date choice share: an open choice with people, dates and answers, stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import date_asking, date_choices, dialogues
from dialogues_app.domain.date_choices import Part
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.links import DATES, Links
from dialogues_app.models import Channel, DateAnswerKind, DateAsk, DateChoice, Dialogue, Organisation
from tests.factories import a_minister, a_theme, an_organisation, number
from tests.web.organizing import BY, in_days

YES, IF_NEEDED, NO = DateAnswerKind.YES, DateAnswerKind.IF_NEEDED, DateAnswerKind.NO


def an_open_choice(
    session: Session, bodies: list[Organisation], people: int = 3, dates: int = 2, **given: Any
) -> Dialogue:
    """A practice dialogue in Datumval: a minister without address, that many people and dates, stored."""
    dialogue = dialogues.open_dialogue(
        themes=[a_theme(title=f"Cybersäkerhet {number()}")],
        bodies=bodies,
        leading=bodies[0],
        practice=True,
        by=BY,
        at=now(),
    )
    dialogues.set_ministers(dialogue, a_minister(), [], by=BY, at=now())
    choice = date_choices.open_choice(dialogue, by=BY, at=now())
    for place in range(dates):
        date_choices.add_date(choice, in_days(30 + place), by=BY, at=now())
    for place in range(people):
        body = bodies[place] if place < len(bodies) and given.get("from_bodies") else None
        newcomer = Newcomer(
            address="", title="Vd", name=f"Namn {place}", organisation=body or an_organisation()
        )
        part = Part(address=f"deltagare{place}@foretag.example", scarce=place == 0)
        date_choices.add_person(choice, newcomer, part, by=BY, at=now())
    session.add(dialogue)
    session.commit()
    return dialogue


def choice_of(dialogue: Dialogue) -> DateChoice:
    """The date choice of a dialogue that has one."""
    assert dialogue.date_choice is not None
    return dialogue.date_choice


def path_of(dialogue: Dialogue) -> str:
    """The address of its date choice."""
    return f"/arbete/samtal/{dialogue.id}/datumval"


def asked(session: Session, dialogue: Dialogue) -> list[DateAsk]:
    """Everyone with an address has the question; those who got it."""
    rows = date_asking.ask(choice_of(dialogue), by=BY, at=now(), hold=timedelta())
    session.commit()
    return [row.date_ask for row in rows if row.date_ask is not None]


def reply(session: Session, ask: DateAsk, *kinds: DateAnswerKind) -> None:
    """The person answers the candidates in their order."""
    given = dict(zip(ask.choice.live_slots, kinds, strict=False))
    date_asking.answer(ask, given, channel=Channel.PAGE, by=BY, at=now())
    session.commit()


def link_to(app: Flask, ask: DateAsk, generation: int | None = None) -> str:
    """The address of somebody's answer page."""
    settings = app.config["SETTINGS"]
    links = Links(settings.secret_key, salt=DATES)
    return f"/d/{links.token(ask.link_id, ask.link_generation if generation is None else generation)}"
