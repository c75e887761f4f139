"""Draining the outbox: batch by batch, mail by mail; a failure is written into its row and never raised."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from imap_tools import ImapToolsError
from sqlalchemy.orm import Session

from dialogues_app import mail, outbox
from dialogues_app.config import Settings
from dialogues_app.mail import Envelope, NoLongerOurs, PermanentFailure, TemporaryFailure
from dialogues_app.mailbox import Mailbox
from dialogues_app.models import SECRET_KINDS
from dialogues_app.outbox import Fate, Letter, Verdict
from worker.round import LARGEST_BATCH, Pace, Round, Stopwatch

log = logging.getLogger(__name__)

LONGEST = 6  # seconds of one task: a worker that is asked to stop does so soon, and the next task goes on
TRIES_OF_POISON = 5
EMBEDDED_LEASE = timedelta(seconds=60)
DEATHS_IN_A_ROW = 3  # connections that die one after the other: the server is in trouble, not a mail


class Postman:
    """Hands claimed rows over, for one installation; made once in each process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pace = Pace()
        self.deaths = 0
        self.renderer = mail.Renderer(
            mail.Context(
                settings.base_url, settings.mail_domain, settings.secret_key, settings.secret_key_old
            )
        )
        self.lease = EMBEDDED_LEASE if settings.embedded else outbox.LEASE
        self._mark: int | None = None  # None: it has not been asked yet whether the database was restored

    def drain(self, session: Session) -> bool:
        """What is due is sent, as far as one task goes; returns whether more may be due."""
        end = time.monotonic() + LONGEST
        with mail.connect(self.settings.smtp, self._step_limit()) as smtp:
            while time.monotonic() < end:
                if not self.send_batch(session, smtp):
                    return False
        return True

    def has_much(self, session: Session) -> bool:
        """Whether more is due than one batch takes."""
        return outbox.has_more_than(session, LARGEST_BATCH)

    def send_batch(self, session: Session, smtp: mail.Connection) -> bool:
        """One batch is claimed, frozen, handed over and settled; False if there is nothing more to do now."""
        self._look_for_restore(session)
        state = outbox.look(session)
        if state.resting:
            return False
        watch = Stopwatch()  # before the claim, so that our lease never seems longer than it is
        batch = outbox.claim(session, limit=self.pace.size, lease=self.lease, only_sign_in=state.paused)
        if batch is None:
            return False
        self._raise_mark(max(batch.taken_over))
        letters = outbox.freeze(session, batch, self.renderer)
        with Round(session, watch, failing=state.failing) as going:
            for letter in letters:
                going.settle(letter, self.deliver(letter, smtp, going))
        self.pace.learn(len(letters), watch.seconds)
        return not going.server_away

    def deliver(self, letter: Letter, smtp: mail.Connection, going: Round) -> Verdict:
        """Hand one letter over, whatever happens."""
        if going.server_away:
            return Verdict(Fate.RELEASED)
        try:
            verdict = self._try(letter, smtp, going)
        except TemporaryFailure as failure:
            self.deaths = self.deaths + 1 if failure.broken else 0
            if failure.server_wide or self.deaths >= DEATHS_IN_A_ROW:
                going.server_failed(str(failure))
            return Verdict(Fate.POSTPONED, failure)
        except PermanentFailure as failure:
            self.deaths = 0
            return Verdict(Fate.REFUSED, failure)
        except NoLongerOurs:
            return Verdict(Fate.RELEASED)
        except Exception as error:  # a poisoned row must not stop the others
            log.exception("outbox row %s cannot be handed over", letter.row_id)
            return _poisoned(letter, f"{type(error).__name__}: {error}"[:500])
        return verdict

    def _try(self, letter: Letter, smtp: mail.Connection, going: Round) -> Verdict:
        """Hand one letter over, unless it went out before or is not to be sent."""
        if letter.taken_over and self._went_out(letter):
            return Verdict(Fate.RECONCILED)
        if letter.fate is not None:
            return Verdict(letter.fate)
        if not letter.recipient.isascii():  # RFC 6533 §3: our mails are not SMTPUTF8
            raise PermanentFailure(553, "5.6.7 Non-ASCII address")
        if letter.content is None:
            log.error("outbox row %s cannot be made: %s", letter.row_id, letter.fault)
            return _poisoned(letter, letter.fault)
        if not going.has_time(letter):
            return Verdict(Fate.RELEASED)
        copied = self._hand_over(letter, letter.content, smtp, going)
        self.deaths = 0
        going.server_works()
        return Verdict(Fate.SENT, archived=copied)

    def _hand_over(self, letter: Letter, content: bytes, smtp: mail.Connection, going: Round) -> bool:
        """Practice mails reach the built-in mailbox only, whatever SMTP_URL says."""
        if self._stays_here(letter):
            self._own_mailbox().deliver(content, letter.sender, [letter.recipient])
            return True
        archive = "" if letter.kind in SECRET_KINDS else self.settings.archive.address
        envelope = Envelope(letter.sender, letter.recipient, archive)
        return smtp.send(envelope, content, lambda: going.holds(letter))

    def _went_out(self, letter: Letter) -> bool:
        """Whether the archive shows it. An archive that cannot say postpones the row: better late than twice."""
        if letter.kind in SECRET_KINDS:
            return False
        if self._stays_here(letter):
            return bool(self._own_mailbox().find(letter.header))
        try:
            return mail.archived(self.settings.archive, letter.header)
        except (OSError, ImapToolsError) as error:
            raise TemporaryFailure(None, f"archive: {type(error).__name__}", unclear=True) from error

    def _stays_here(self, letter: Letter) -> bool:
        return letter.is_practice and not self.settings.runs_catcher

    def _own_mailbox(self) -> Mailbox:
        return Mailbox(self.settings.mailbox_dir)

    def _look_for_restore(self, session: Session) -> None:
        """Once in each process, before it sends anything."""
        if self._mark is None:
            outbox.restore.check(session, self.settings)
            self._mark = outbox.restore.read(self.settings.state_dir)

    def _raise_mark(self, row_id: int) -> None:
        if self._mark is None or row_id > self._mark:
            self._mark = row_id
            outbox.restore.write(self.settings.state_dir, row_id)

    def _step_limit(self) -> float:
        """Seconds for each SMTP step: six of them end within half the lease."""
        return self.lease.total_seconds() / 12


def _poisoned(letter: Letter, reason: str) -> Verdict:
    """A row that cannot be made is tried a few times, then parked for a person to look at."""
    if letter.attempts >= TRIES_OF_POISON:
        return Verdict(Fate.REFUSED, PermanentFailure(None, reason))
    return Verdict(Fate.POSTPONED, TemporaryFailure(None, reason))
