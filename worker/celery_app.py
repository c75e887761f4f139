"""The Celery application of worker and beat; tasks run in an app context of their own."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery, Task
from celery.signals import beat_embedded_init, worker_process_init
from flask import Flask

from dialogues_app import bell, create_app, lifeline
from worker.watchdog import Watchdog

SWEEP = timedelta(seconds=5)
READING = timedelta(seconds=10)
REMINDING = timedelta(seconds=15)
TIDYING = timedelta(hours=1)


def make_celery(app: Flask) -> "Celery[Task[Any, Any]]":
    """Celery with the options of bell.py and what only a worker and beat need."""

    class TaskInContext(Task[Any, Any]):
        """A task with the app's settings, and a database session that ends with it."""

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            with app.app_context():
                return self.run(*args, **kwargs)

    made: Celery[Task[Any, Any]] = Celery("industrisamtal", task_cls=TaskInContext, include=["worker.tasks"])
    made.conf.update(bell.celery_options(app.config["SETTINGS"]))
    made.conf.update(_worker_options())
    made.steps["consumer"].add(Watchdog)
    made.set_default()
    return made


def _worker_options() -> dict[str, Any]:
    return {
        # One drain sends what it can in four minutes and leaves the rest to the next: the soft limit lets it
        # settle its row, the hard one ends a process that hangs in a system call. Both are shorter than the
        # visibility timeout, so that no task runs twice merely because it is slow.
        "task_soft_time_limit": bell.LONGEST_TASK - 60,
        "task_time_limit": bell.LONGEST_TASK,
        "worker_max_tasks_per_child": 5000,  # 5.6 leaked; a fresh process now and then costs nothing
        "worker_enable_remote_control": False,  # nobody asks, and its queues would be left in RabbitMQ
        "worker_send_task_events": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,  # a doubled start is harmless
        "worker_hijack_root_logger": False,
        "broker_heartbeat": 10,
        "beat_max_loop_interval": 5,
        "beat_schedule": _beat(
            {bell.DRAIN: SWEEP, bell.READ: READING, bell.REMIND: REMINDING, bell.TIDY: TIDYING}
        ),
    }


def _beat(every: dict[str, timedelta]) -> dict[str, Any]:
    """Each task at its interval in UTC, never a crontab: due times live in our tables, and no clock change skips one.

    A wake-up nobody took expires, so that a worker that comes back finds one, not thousands.
    """
    return {
        task: {"task": task, "schedule": length, "options": {"expires": length.total_seconds()}}
        for task, length in every.items()
    }


@worker_process_init.connect
def _pool_process_starts(**_: object) -> None:
    """A pool process ends with its worker (connections were dropped by the fork hook of database.py)."""
    lifeline.tie_to_parent(os.getppid())


@beat_embedded_init.connect
def _beat_process_starts(**_: object) -> None:
    """Beat inside the worker ends with it."""
    lifeline.tie_to_parent(os.getppid())


flask_app = create_app()
celery = make_celery(flask_app)
