"""The organizers record a dialogue: screen f, its answers, closing, the minister's round and the two gates."""

from dialogues_app.web.recording import answers, closing, gates, outcomes, said, views
from dialogues_app.web.recording.blueprint import bp

__all__ = ["answers", "bp", "closing", "gates", "outcomes", "said", "views"]
