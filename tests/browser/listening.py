"""What one participant raised in an earlier dialogue, unanswered and due again in the one that is booked."""

from __future__ import annotations

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import hearing
from dialogues_app.links import StopLinks
from dialogues_app.models import AnswerState, Audience, Dialogue, Invitation, Listener, Organisation
from tests.factories import a_measure, on
from tests.speaking import a_decided_dialogue, a_speaker, led_to, raise_point, seat_of


def an_earlier_dialogue(booked: Dialogue, address: str, body: Organisation) -> Dialogue:
    """Decided by the minister; of its two points one waits for an answer that is late."""
    speaker: Invitation = a_speaker(address)
    earlier = a_decided_dialogue(speaker, body=body, themes=booked.themes, slug="tidigare-samtal")
    waits = raise_point(earlier, sentence="Testbäddar behöver öppnas.", raised_by_seat=seat_of(speaker))
    waits.answer, waits.answer_due, waits.answer_owner = AnswerState.AWAITING, on("2026-01-31"), body
    answered = raise_point(earlier, sentence="Små företag behöver stöd.", raised_by_seat=seat_of(speaker))
    led_to(answered, a_measure(title="Stöd till små företag", audience=Audience.PUBLIC))
    return earlier


def a_listener(address: str) -> Listener:
    """Whoever gets the digests at this address."""
    return Listener(address=address, is_practice=False, due_at=hearing.next_look(now()))


def stop_link(settings: Settings, listener: Listener) -> str:
    """The token of the way out of the mails."""
    return StopLinks(settings.secret_key).token(listener.id)
