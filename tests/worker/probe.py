"""The product's Celery application with one task more, which leaves a trace that a test can read."""

import os
from pathlib import Path

from flask import current_app

from worker.celery_app import celery


@celery.task(name="probe.write")
def write(path: str, text: str) -> None:
    """The file holds the text, the mode of the app the task ran in, and its process."""
    mode = "embedded" if current_app.config["SETTINGS"].embedded else "production"
    Path(path).write_text(f"{text} {mode} {os.getpid()}")
