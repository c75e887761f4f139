"""Signing in by a link sent by mail, and signing out."""

from dialogues_app.web.signin.views import bp

__all__ = ["bp"]
