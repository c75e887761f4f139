"""The queries of the date choice, and two choosers at once, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from dialogues_app.clock import now
from dialogues_app.domain import date_booking, dialogues
from dialogues_app.domain.queries import dates as queries
from dialogues_app.domain.queries import workspace
from dialogues_app.errors import Conflict
from dialogues_app.models import (
    CalendarEvent,
    DateAnswer,
    DateChoice,
    DateSlot,
    Dialogue,
    DialogueStatus,
    OutboxRow,
)
from tests.web.dating import IF_NEEDED, NO, YES, an_open_choice, asked, choice_of, reply
from tests.web.organizing import BY, three_bodies

pytestmark = pytest.mark.both_databases


def choose(session: Session, slot: DateSlot) -> None:
    date_booking.choose(slot, reason="Annat", by=BY, at=now(), hold=timedelta())
    session.commit()


def test_rows_come_in_the_order_of_the_table_and_of_the_answers(session: Session) -> None:
    dialogue = an_open_choice(session, three_bodies(session))
    people = asked(session, dialogue)
    reply(session, people[1], YES, NO)
    reply(session, people[1], IF_NEEDED)
    choice = choice_of(dialogue)

    rows = session.execute(queries.people(choice.id)).all()
    answers = session.execute(queries.answers(choice.id)).all()
    mails = session.execute(queries.mails(choice.id)).all()

    assert [row.required_for_date for row in rows] == [True, False, False, False]
    assert [row.id for row in rows[1:]] == [one.id for one in people]
    assert [one.kind for one in answers] == [YES, NO, IF_NEEDED]
    assert [one.date_ask_id for one in mails] == [one.id for one in people]


def test_the_link_finds_its_person_and_the_list_what_is_open(session: Session) -> None:
    bodies = three_bodies(session)
    dialogue, booked = an_open_choice(session, bodies), an_open_choice(session, bodies)
    choose(session, choice_of(booked).live_slots[0])
    ask = choice_of(dialogue).asks[0]

    assert session.scalars(queries.ask_of_link(ask.link_id)).unique().one() is ask
    assert session.scalars(queries.ask_of_link("finns-inte")).unique().one_or_none() is None
    assert session.scalars(queries.ongoing()).unique().all() == [dialogue]


def test_two_who_choose_different_dates_in_the_same_second_make_one_choice(
    session: Session, engine: Engine
) -> None:
    dialogue = an_open_choice(session, three_bodies(session))
    slots = [slot.id for slot in choice_of(dialogue).live_slots]
    key = dialogue.id
    session.commit()
    with Session(engine) as first, Session(engine) as second:
        if engine.dialect.name == "postgresql":  # both have read before either has written
            seen = [one.get_one(DateSlot, slot) for one, slot in zip((first, second), slots, strict=True)]
            _ = [(slot.choice.dialogue.status, slot.choice.asks) for slot in seen]
            choose(first, seen[0])
            with pytest.raises(StaleDataError):
                choose(second, seen[1])
            second.rollback()
        else:  # one writer at a time: the second reads what the first has written
            choose(first, first.get_one(DateSlot, slots[0]))
            with pytest.raises(Conflict):
                choose(second, second.get_one(DateSlot, slots[1]))
            second.rollback()

    session.rollback()
    session.expire_all()
    choice = session.scalars(select(DateChoice)).one()
    assert choice.decided is session.get(DateSlot, slots[0])
    assert session.scalar(select(func.count()).select_from(CalendarEvent)) == 1
    assert session.get_one(Dialogue, key).status is DialogueStatus.BOOKED


def test_a_deleted_practice_dialogue_takes_its_date_choice_and_mails_along(session: Session) -> None:
    dialogue = an_open_choice(session, three_bodies(session))
    reply(session, asked(session, dialogue)[0], YES)
    session.add(dialogues.delete_practice(dialogue, reason="Klar.", by=BY, at=now()))
    session.flush()

    for statement in workspace.removal(dialogue.id):
        session.execute(statement, execution_options={"synchronize_session": False})
    session.commit()

    left = {
        kind: session.scalar(select(func.count()).select_from(kind))
        for kind in (DateChoice, DateAnswer, OutboxRow)
    }
    assert set(left.values()) == {0}
