"""The mail that asks those present whether the notes are right, against its golden file (GOLDEN=write writes it anew)."""

from __future__ import annotations

import os
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from dialogues_app.domain import minutes
from dialogues_app.mail import Renderer
from tests.domain.test_minutes import BY, DAY, a_dialogue_with_notes
from tests.factories import NOON, a_theme
from tests.mail.test_render import CONTEXT, GOLDEN


def letter(*, practice: bool = False) -> str:
    """The mail as it leaves, headers and parts, with what differs from run to run held still."""
    dialogue = a_dialogue_with_notes(present=1)
    dialogue.set_themes([a_theme(title="Cybersäkerhet"), a_theme(title="Minskade processutsläpp")])
    dialogue.is_practice = practice
    version = minutes.begin(dialogue, by=BY, at=NOON)
    link = "https://samtal.example/m/lanken"
    minutes.circulate(version, minutes.Round(DAY, timedelta(0), lambda _id: link), by=BY, at=NOON)
    row = version.confirmations[0].outbox
    assert row is not None
    row.message_id, row.dtstamp, row.recipient = "brev", NOON, "foretradare@forbundet.example"
    mail = message_from_bytes(Renderer(CONTEXT).render(None, row.invitation, row), policy=default)
    shown = [f"{name}: {value}" for name, value in mail.items() if name != "Content-Type"]
    parts = [part for part in mail.walk() if not part.is_multipart()]
    return (
        "\n\n".join(["\n".join(shown), *(str(part.get_content()).strip() for part in parts)]).replace(
            "\r", ""
        )
        + "\n"
    )


def test_the_mail_is_the_golden_one() -> None:
    path = GOLDEN / "minnesanteckningar.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(letter())

    assert letter() == path.read_text()


def test_the_mail_of_a_practice_dialogue_says_so() -> None:
    assert "Övning." in letter(practice=True)
    assert "Övning." not in letter()
