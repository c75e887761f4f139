"""Pages behind a personal answer link: no account, no script."""

from dialogues_app.web.participant.views import bp

__all__ = ["bp"]
