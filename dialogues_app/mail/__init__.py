"""Mails: rendered as bytes by a pure function, handed over by SMTP, found again in the archive."""

from dialogues_app.mail.archive import archived
from dialogues_app.mail.post import (
    Connection,
    Envelope,
    PermanentFailure,
    TemporaryFailure,
    connect,
)
from dialogues_app.mail.render import Context, Renderer

__all__ = [
    "Connection",
    "Context",
    "Envelope",
    "PermanentFailure",
    "Renderer",
    "TemporaryFailure",
    "archived",
    "connect",
]
