"""The administrator's pages: accounts and settings, no content."""

from dialogues_app.web.admin.views import bp

__all__ = ["bp"]
