"""Rings the worker's bell once after each commit that put a message into the outbox, whoever committed."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from dialogues_app.bell import Bell
from dialogues_app.extensions import db
from dialogues_app.models import OutboxRow

WAITING = "rows_for_the_outbox"


def register(app: Flask) -> None:
    """Doors need not think of the bell."""
    bell = Bell(app.config["SETTINGS"])
    app.extensions["bell"] = bell

    def flushed(session: Session, _context: object) -> None:
        if any(isinstance(one, OutboxRow) for one in session.new):
            session.info[WAITING] = True

    def committed(session: Session) -> None:
        if session.info.pop(WAITING, False):
            bell.ring()

    def undone(session: Session) -> None:
        session.info.pop(WAITING, None)

    with app.app_context():
        factory = db.session.session_factory
    event.listen(factory, "after_flush", flushed)
    event.listen(factory, "after_commit", committed)
    event.listen(factory, "after_rollback", undone)
