"""The working material of the loaded history: read by organizers, confirmed by those of the ministry."""

from dialogues_app.web.working.views import bp

__all__ = ["bp"]
