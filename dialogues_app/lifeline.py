"""A process that must not outlive the one that started it."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h

_libc = (
    ctypes.CDLL(None) if sys.platform == "linux" else None
)  # loaded early: not to be done between fork and exec


def tie_to_parent(parent: int) -> None:
    """This process gets SIGTERM when `parent` dies, even by SIGKILL; it ends if that has happened already.

    Only Linux can do this; elsewhere a killed supervisor leaves its children, which the next start reports.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def in_child() -> Callable[[], None]:
    """What a child of this process runs between fork and exec."""
    parent = os.getpid()
    return lambda: tie_to_parent(parent)
