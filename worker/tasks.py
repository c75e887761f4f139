"""The tasks: each calls one function of dialogues_app and is safe to run twice."""

from __future__ import annotations

from celery import current_app as celery
from celery import shared_task
from flask import current_app

from dialogues_app import bell, reminding
from dialogues_app.clock import now
from dialogues_app.domain.queries import tidying
from dialogues_app.extensions import db
from dialogues_app.inbox import Reader
from worker.delivery import Postman


@shared_task(name=bell.DRAIN)
def drain(*, helps: bool = False) -> None:
    """Send what is due; if there is more, ask to be woken again. A failure is in its row, never raised.

    The first of a chain wakes the other processes too, for one bell wakes one of them; `helps` keeps those from
    doing the same.
    """
    settings = current_app.config["SETTINGS"]
    postman: Postman = current_app.extensions.setdefault("postman", Postman(settings))
    if not helps and postman.has_much(db.session()):
        for _ in range(settings.worker_processes - 1):
            celery.send_task(bell.DRAIN, kwargs={"helps": True}, expires=bell.LONGEST_TASK)
    if postman.drain(db.session()):
        celery.send_task(bell.DRAIN, kwargs={"helps": True})


@shared_task(name=bell.READ)
def read() -> None:
    """Read what came in; if there is more, ask to be woken again. A failure is in the mailbox's state, never raised."""
    settings = current_app.config["SETTINGS"]
    reader: Reader = current_app.extensions.setdefault("reader", Reader(settings))
    if reader.read(db.session()):
        celery.send_task(bell.READ)


@shared_task(name=bell.REMIND)
def remind() -> None:
    """Order the mails of the reminders that are due; the bell for the outbox rings with the commit."""
    reminding.send_due(db.session())


@shared_task(name=bell.TIDY)
def tidy() -> None:
    """Sessions, sign-in links and form keys that have served their time are gone."""
    for statement in tidying.outworn(now()):
        db.session.execute(statement)
    db.session.commit()
