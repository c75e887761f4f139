"""The mails about a nomination as they leave the house, against golden files (GOLDEN=write writes them anew)."""

from __future__ import annotations

import os
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from dialogues_app.domain import nominations, scheduling, seat_plan
from dialogues_app.domain.nominations import Contact, Nominee
from dialogues_app.domain.seat_plan import Wish
from dialogues_app.links import NOMINATIONS, Links
from dialogues_app.mail import Renderer
from dialogues_app.models import Nomination, OutboxRow
from tests.factories import (
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


def a_question(**given: object) -> Nomination:
    """A union that has been asked, with names and ids that are always the same."""
    told = {"themes": [a_theme(title="Cybersäkerhet")], "body": the_ministry()} | given
    dialogue = a_dialogue(**told)
    scheduling.set_slot(dialogue, SLOT, by=BY, at=NOON).place = "Rosenbad 4, Stockholm"
    wish = Wish(organisation=an_organisation(name="Unionen"), duty="ordförande för eftermiddagen")
    seat = seat_plan.lay_out(dialogue, wish, 1, by=BY, at=NOON)[0]
    contact = Contact(address="kontakt@unionen.example", answer_by=on("2026-09-20"))
    made = nominations.ask(seat, contact, by=BY, at=NOON, hold=timedelta())
    made.link_id = made.mails[0].context["link"][0] = made.mails[1].context["link"][0] = "lank"
    return made


def a_named_one() -> Nomination:
    made = a_question()
    nominee = Nominee(name="Företrädare", address="foretradare@unionen.example", named_by="Kontakten")
    nominations.name(made, nominee, at=after(hours=1), hold=timedelta())
    return made


def without_a_time() -> Nomination:
    dialogue = a_dialogue(themes=[], title="Konjunkturen", body=the_ministry())
    wish = Wish(description="litet eller medelstort företag")
    seat = seat_plan.lay_out(dialogue, wish, 1, by=BY, at=NOON)[0]
    made = nominations.ask(seat, Contact(address="kontakt@bolag.example"), by=BY, at=NOON, hold=timedelta())
    made.mails[0].context["link"][0] = "lank"
    return made


CASES = {
    "nominering": lambda: a_question().mails[0],
    "nominering-ovning": lambda: a_question(is_practice=True).mails[0],
    "nominering-utan-tid": lambda: without_a_time().mails[0],
    "nominering-paminnelse": lambda: a_question().mails[1],
    "nominering-kvitto": lambda: a_named_one().mails[-1],
}


def rendered(row: OutboxRow) -> EmailMessage:
    row.message_id, row.dtstamp = "<nominering@post.samtal.example>", NOON
    content = Renderer(CONTEXT).render(None, None, row)
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("case", CASES)
def test_the_mail_is_the_golden_one(case: str) -> None:
    found = readable(rendered(CASES[case]()))

    golden = GOLDEN / f"{case}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(found)
    assert found == golden.read_text()


def test_the_link_is_that_of_the_nomination_and_no_other_kind_reads_it() -> None:
    body = rendered(a_question().mails[0]).get_body(("plain",))
    assert body is not None

    token = body.get_content().split("/n/")[1].split()[0]

    assert Links(CONTEXT.secret_key, salt=NOMINATIONS).read(token) == ("lank", 0)
    assert Links(CONTEXT.secret_key).read(token) is None


def test_the_receipt_names_neither_the_nominee_nor_the_address() -> None:
    text = readable(rendered(a_named_one().mails[-1]))

    assert [word for word in ("Företrädare", "foretradare@") if word in text] == []
