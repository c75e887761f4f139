"""What a process of the web server does once, before it answers its first request: gunicorn reads this file."""

import gc

# New objects before a young, a middle and a full collection. Python's own numbers suit short programs: a page
# of 500 rows would be searched for garbage dozens of times, with everything that was ever imported.
THRESHOLDS = (20_000, 20, 50)


def post_worker_init(_worker: object) -> None:
    """gunicorn's hook: the app is loaded, nothing has been asked yet."""
    settle()


def settle() -> None:
    """What has been loaded by now stays for ever and is looked through no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
