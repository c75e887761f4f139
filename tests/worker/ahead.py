"""The product's worker and beat with a database clock that is CLOCK_AHEAD seconds ahead, so that it is day by it."""

import os
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dialogues_app import database

AHEAD = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))
_true_instant = database.instant


def _instant(session: Session) -> datetime:
    return _true_instant(session) + AHEAD


database.instant = _instant

from worker.celery_app import celery, flask_app  # noqa: E402  (after the clock is set)

__all__ = ["celery", "flask_app"]
