"""One batch on its way: what was handed over is settled soon, and no letter leaves after its lease."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from dialogues_app import outbox
from dialogues_app.models import SECRET_KINDS
from dialogues_app.outbox import Fate, Letter, Verdict

UNSETTLED = 10  # letters that one commit settles, if the archive proves each of them
SETTLED_WITHIN = 0.5  # seconds
TRUSTED = 1.0  # seconds that the database is not asked again whether a claim holds
BATCH_SECONDS, LARGEST_BATCH, FIRST_BATCH = 2.0, 50, 10


class Stopwatch:
    """Seconds since it was made, counting those in which the machine slept."""

    def __init__(self) -> None:
        self._began = _clock()

    @property
    def seconds(self) -> float:
        """How long ago it was made."""
        return _clock() - self._began


@dataclass
class Pace:
    """How many rows to claim at once: what takes about two seconds to send, so that claims are never held long."""

    size: int = FIRST_BATCH

    def learn(self, count: int, seconds: float) -> None:
        """The next batch follows from how long this one took."""
        if count:
            fitting = int(BATCH_SECONDS * count / max(seconds, 0.001))
            self.size = min(max(fitting, 1), LARGEST_BATCH, self.size * 4)


class Round:
    """The letters of one batch while they are handed over.

    A mail whose copy the archive has taken may be settled together with the next ones: if this process dies
    before that, the archive tells. Any other is settled at once, so that one mail at most is of unclear fate.
    """

    def __init__(self, session: Session, watch: Stopwatch, *, failing: bool) -> None:
        self.session, self.watch, self.failing = session, watch, failing
        self.server_away = False
        self._waiting: list[tuple[Letter, Verdict]] = []
        self._settled_at = self._asked_at = watch.seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What was handed over is settled, whatever else happened."""
        self.session.rollback()
        self._flush()

    def settle(self, letter: Letter, verdict: Verdict) -> None:
        """The verdict is stored now or with the next ones."""
        self._waiting.append((letter, verdict))
        proven = verdict.archived or verdict.fate is not Fate.SENT
        late = self.watch.seconds - self._settled_at > SETTLED_WITHIN
        urgent = letter.kind in SECRET_KINDS
        if not proven or late or urgent or len(self._waiting) >= UNSETTLED:
            self._flush()

    def has_time(self, letter: Letter) -> bool:
        """Whether the whole hand-over fits into what is left of the lease: half of it."""
        return self.watch.seconds < letter.lease.total_seconds() / 2

    def holds(self, letter: Letter) -> bool:
        """Whether the letter is still ours, right before DATA."""
        if self.watch.seconds >= letter.lease.total_seconds() * 3 / 4:
            return False
        if self.watch.seconds - self._asked_at <= TRUSTED:
            return True
        self._asked_at = self.watch.seconds
        return outbox.still_holds(self.session, letter.row_id, letter.token)

    def server_failed(self, words: str) -> None:
        """The mail server is left alone by all workers for a while."""
        self.server_away = self.failing = True
        self._flush()
        outbox.failed(self.session, words)

    def server_works(self) -> None:
        """It took a mail; if it had failed before, that is over."""
        if self.failing:
            self.failing = False
            outbox.works(self.session)

    def _flush(self) -> None:
        if self._waiting:
            outbox.settle(self.session, self._waiting)
            self._waiting = []
        self._settled_at = self.watch.seconds


def _clock() -> float:
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # absent off Linux
    return time.monotonic() if boot is None else time.clock_gettime(boot)
