"""Mails: rendered as bytes by a pure function, handed over by SMTP, found again in the archive."""

from dialogues_app.mail.archive import archived, newest_copy
from dialogues_app.mail.post import (
    Connection,
    Envelope,
    NoLongerOurs,
    PermanentFailure,
    TemporaryFailure,
    connect,
)
from dialogues_app.mail.render import Context, Renderer

__all__ = [
    "Connection",
    "Context",
    "Envelope",
    "NoLongerOurs",
    "PermanentFailure",
    "Renderer",
    "TemporaryFailure",
    "archived",
    "connect",
    "newest_copy",
]
