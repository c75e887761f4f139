"""The page of the built-in mailbox, for practice; it does not exist in production."""

from dialogues_app.web.mailbox.views import bp

__all__ = ["bp"]
