"""Pages behind a personal link: the answer to an invitation, and to a date question. No account, no script."""

from dialogues_app.web.participant import dates
from dialogues_app.web.participant.views import bp

__all__ = ["bp", "dates"]
