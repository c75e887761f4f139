"""Calendars to subscribe to: public ones by the gates of the pages, private ones by a secret address."""

from dialogues_app.web.calendars import private, public
from dialogues_app.web.calendars.blueprint import bp

__all__ = ["bp", "private", "public"]
