"""Back to the one who spoke: what a participant raised, its feed, and the way out of the mails."""

from dialogues_app.web.listening.views import bp

__all__ = ["bp"]
