"""The mails about answers, against golden files (GOLDEN=write writes them anew)."""

from __future__ import annotations

import os
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from dialogues_app.domain import answer_clock, answers, hearing, measures
from dialogues_app.domain.measures import Observation, Said
from dialogues_app.mail import Renderer
from dialogues_app.models import (
    AnswerReminderKind,
    Audience,
    DialogueStatus,
    Listener,
    MeasureStatus,
    OutboxRow,
    PartialDate,
    Source,
    SourceKind,
)
from tests.domain.test_quiet_hours import swedish
from tests.factories import (
    NOON,
    a_measure,
    a_theme,
    a_user,
    after,
    an_organisation,
    an_organizer,
    on,
    the_ministry,
)
from tests.mail.test_render import CONTEXT, GOLDEN, readable
from tests.speaking import a_decided_dialogue, a_speaker, led_to, raise_point, seat_of

BY = an_organizer()
LINK = "https://samtal.example/arbete/samtal/7/utfall/1/svar"


def reminder(kind: AnswerReminderKind, *, outside: bool = False, practice: bool = False) -> OutboxRow:
    ministry = the_ministry()
    dialogue = a_decided_dialogue(
        body=ministry, themes=[a_theme(title="Cybersäkerhet")], is_practice=practice
    )
    outcome = raise_point(dialogue, sentence="Små företag behöver <ett> första stöd.")
    owner = an_organisation(name="Tillväxtverket") if outside else ministry
    address = "registrator@tillvaxtverket.example" if outside else ""
    answers.await_answer(outcome, owner, on("2026-10-14"), by=BY, at=NOON)
    answers.remind_at(outcome, address)
    made = next(one for one in outcome.answer_reminders if one.kind is kind)
    people = [a_user(body=ministry, email="handlaggare@departementet.example")]
    [row] = answer_clock.send_due(made, people, LINK, "post.samtal.example", at=made.due_at)
    return row


def digest(*, practice: bool = False) -> OutboxRow:
    """One point became a measure that is under way, another got a no with a reason."""
    speaker = a_speaker("foretradare@ifmetall.example", an_organisation(name="IF Metall"))
    dialogue = a_decided_dialogue(
        speaker,
        themes=[a_theme(title="Cybersäkerhet"), a_theme(title="Hamnar")],
        slug="samtal",
        status=DialogueStatus.PUBLISHED,
        published_at=NOON,
        is_practice=practice,
    )
    first = raise_point(dialogue, sentence="Små företag behöver <ett> första stöd.", audience=Audience.PUBLIC)
    second = raise_point(dialogue, sentence="Hamnarna behöver en samlad plan.")
    first.id, second.id = 1, 2
    for outcome in (first, second):
        outcome.raised_by_seat = seat_of(speaker)
    listener = Listener(address=speaker.address, is_practice=practice, due_at=NOON)
    measure = a_measure(title="Stöd till små företag", slug="stod", audience=Audience.PUBLIC)
    led_to(first, measure, reason="Fler sade samma sak.")
    source = Source(title="Regleringsbrev 2027", kind=SourceKind.SEED, publisher="Regeringen", is_public=True)
    told = {one.outcome_id: one.state for one in hearing.tell(listener, [], {}, at=NOON)}
    told[1] = hearing.state_of(first)
    measures.state_status(measure, MeasureStatus.IN_PROGRESS, Said(sources=(source,)), by=BY, at=NOON)
    seen = Observation(summary="120 företag har fått stöd.", on=PartialDate.parse("2026-12"))
    measures.add_follow_up(measure, seen, by=BY, at=NOON)
    answers.answer_without_measure(second, reason="Planen finns redan.", by=BY, at=NOON)
    news = hearing.tell(listener, [first, second], told, at=after(hours=1))
    mark = hearing.Postmark(
        "https://samtal.example/min/hemligt", "https://samtal.example/min/sluta/MQ.abc", "post.samtal.example"
    )
    return hearing.mail(listener, news, mark, at=after(hours=1))


CASES: dict[str, Callable[[], OutboxRow]] = {
    "svar-paminnelse-fore": lambda: reminder(AnswerReminderKind.BEFORE),
    "svar-paminnelse-efter": lambda: reminder(AnswerReminderKind.AFTER, outside=True),
    "svar-obesvarat": lambda: reminder(AnswerReminderKind.ESCALATION, practice=True),
    "svar-pa-det-du-lyfte": digest,
    "svar-pa-det-du-lyfte-ovning": lambda: digest(practice=True),
}


def mail_of(row: OutboxRow) -> EmailMessage:
    row.message_id, row.dtstamp = "denna", swedish("2026-10-15T09:00")
    message = message_from_bytes(Renderer(CONTEXT).render(None, None, row), policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("case", CASES)
def test_the_mail_is_the_golden_one(case: str) -> None:
    text = readable(mail_of(CASES[case]()))
    path = GOLDEN / f"{case}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text)

    assert text == path.read_text()


def test_only_a_digest_can_be_stopped_by_one_click() -> None:
    stop = mail_of(digest())
    plain = mail_of(reminder(AnswerReminderKind.BEFORE))

    assert stop["List-Unsubscribe"] == "<https://samtal.example/min/sluta/MQ.abc>"
    assert stop["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (plain["List-Unsubscribe"], plain["List-Unsubscribe-Post"]) == (None, None)
