"""The mail with the question of when, as it leaves the house, against golden files (GOLDEN=write writes anew)."""

from __future__ import annotations

import os
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from dialogues_app.domain import date_asking, date_choices
from dialogues_app.domain.date_choices import Part
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.links import DATES, Links
from dialogues_app.mail import Renderer
from dialogues_app.models import DateChoice, OutboxRow
from tests.factories import (
    LATER,
    NOON,
    SLOT,
    a_dialogue,
    a_theme,
    after,
    an_organisation,
    an_organizer,
    on,
    the_ministry,
)
from tests.mail.test_render import CONTEXT, GOLDEN, readable

BY = an_organizer()


def a_question(**given: object) -> DateChoice:
    """One who has been asked, with names, tokens and ids that are always the same."""
    told = {"themes": [a_theme(title="Cybersäkerhet")], "body": the_ministry(), "place": "Rosenbad"} | given
    choice = date_choices.open_choice(a_dialogue(**told), by=BY, at=NOON)
    for slot in (SLOT, LATER):
        date_choices.add_date(choice, slot, by=BY, at=NOON)
    choice.answer_by = on("2026-09-20")
    newcomer = Newcomer(address="", title="Företrädare", organisation=an_organisation(name="IF Metall"))
    part = Part(address="foretradare@ifmetall.example")
    date_choices.add_person(choice, newcomer, part, by=BY, at=NOON).link_id = "lank"
    date_asking.ask(choice, by=BY, at=NOON, hold=timedelta())
    return choice


def a_reminder() -> DateChoice:
    choice = a_question()
    date_asking.remind(choice, by=BY, at=NOON, hold=timedelta())
    return choice


CASES = {
    "datumfraga": a_question,
    "datumfraga-ovning": lambda: a_question(is_practice=True),
    "datumfraga-paminnelse": a_reminder,
}


def mail_of(choice: DateChoice) -> EmailMessage:
    """The newest mail that waits for the one asked."""
    row: OutboxRow = choice.asks[0].mails[-1]
    row.message_id, row.dtstamp = "denna", after(hours=1)
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


def test_the_link_opens_the_date_question_and_nothing_else() -> None:
    text = mail_of(a_question()).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    token = text.split("/d/")[1].split()[0]

    assert Links(CONTEXT.secret_key, salt=DATES).read(token) == ("lank", 0)
    assert Links(CONTEXT.secret_key).read(token) is None


def test_a_later_change_does_not_change_what_the_mail_says() -> None:
    choice = a_question()
    before = readable(mail_of(choice))

    date_choices.withdraw_date(choice.live_slots[0], reason="Krock", by=BY, at=NOON, hold=timedelta())

    assert readable(mail_of(choice)) == before


def test_what_an_organizer_wrote_is_text_and_never_markup() -> None:
    html = mail_of(a_question(title="<b>Titel</b>")).get_body(("html",)).get_content()  # type: ignore[union-attr]

    assert "&lt;b&gt;Titel&lt;/b&gt;" in html
    assert "<img" not in html
