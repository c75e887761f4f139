"""The minister's pages: what waits, screen g, check page and receipt; staff prepare on the same address."""

from dialogues_app.web.minister import calendar, views
from dialogues_app.web.minister.blueprint import bp

__all__ = ["bp", "calendar", "views"]
