"""Draining the outbox: claimed row by claimed row, a failure is written into its row and never raised."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from imap_tools import MailboxLoginError
from sqlalchemy.orm import Session

from dialogues_app import mail, outbox
from dialogues_app.config import Settings
from dialogues_app.mail import Envelope, PermanentFailure, TemporaryFailure
from dialogues_app.mailbox import Mailbox
from dialogues_app.models import SECRET_KINDS
from dialogues_app.outbox import Claim, Fate, Verdict

log = logging.getLogger(__name__)

BATCH = 200  # rows of one task; the next task takes the rest
LONGEST = 20  # seconds of one task: a worker that is asked to stop does so soon, and the next task goes on
TRIES_OF_POISON = 5
EMBEDDED_LEASE = timedelta(seconds=60)
SHORTEST_REST, LONGEST_REST = 5, 120  # seconds that the mail server is left alone after it failed for all


@dataclass
class Rest:
    """How long this process leaves the mail server alone; doubles while it stays away."""

    until: float = 0.0
    length: float = 0.0

    def begin(self) -> None:
        """The server failed for everyone."""
        self.length = min(max(self.length * 2, SHORTEST_REST), LONGEST_REST)
        self.until = time.monotonic() + self.length

    def end(self) -> None:
        """The server works."""
        self.until = self.length = 0.0

    @property
    def lasts(self) -> bool:
        """Whether it is too early to try."""
        return time.monotonic() < self.until


class Postman:
    """Hands claimed rows over, for one installation; made once in each process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rest = Rest()
        self.renderer = mail.Renderer(
            mail.Context(
                settings.base_url, settings.mail_domain, settings.secret_key, settings.secret_key_old
            )
        )
        self.lease = EMBEDDED_LEASE if settings.embedded else outbox.LEASE

    def drain(self, session: Session) -> bool:
        """What is due is sent, as far as one task goes; returns whether more may be due."""
        if self._must_rest():
            return False
        end = time.monotonic() + LONGEST
        with mail.connect(self.settings.smtp, self._step_limit()) as smtp:
            for _ in range(BATCH):
                claim = outbox.claim(session, self.renderer, lease=self.lease)
                if claim is None:
                    return False
                verdict = self.deliver(session, claim, smtp)
                if verdict is not None:
                    outbox.settle(session, claim, verdict)
                if self._must_rest():
                    return False
                if time.monotonic() > end:
                    break
        return True

    def deliver(self, session: Session, claim: Claim, smtp: mail.Connection) -> Verdict | None:
        """Hand one row over, whatever happens; None if the claim was lost meanwhile."""
        try:
            return self._try(session, claim, smtp)
        except TemporaryFailure as failure:
            if failure.server_wide:
                self.rest.begin()
            return Verdict(Fate.POSTPONED, failure)
        except PermanentFailure as failure:
            return Verdict(Fate.REFUSED, failure)
        except Exception as error:  # a poisoned row must not stop the others
            session.rollback()
            log.exception("outbox row %s cannot be made", claim.row_id)
            return _poisoned(claim, error)

    def _try(self, session: Session, claim: Claim, smtp: mail.Connection) -> Verdict | None:
        """Hand one row over, unless it went out before."""
        if claim.taken_over and self._went_out(claim):
            return Verdict(Fate.RECONCILED)
        content = outbox.freeze(session, claim, self.renderer)
        if isinstance(content, Fate):
            return Verdict(content)
        if not outbox.still_holds(session, claim):
            return None
        copied = self._hand_over(claim, content, smtp)
        self.rest.end()
        return Verdict(Fate.SENT, archived=copied)

    def _hand_over(self, claim: Claim, content: bytes, smtp: mail.Connection) -> bool:
        """Practice mails reach the built-in mailbox only, whatever SMTP_URL says."""
        if claim.is_practice and not self.settings.runs_catcher:
            self._own_mailbox().deliver(content, claim.sender, [claim.recipient])
            return True
        archive = "" if claim.kind in SECRET_KINDS else self.settings.archive.address
        return smtp.send(Envelope(claim.sender, claim.recipient, archive), content)

    def _went_out(self, claim: Claim) -> bool:
        """Whether the archive shows it. An archive that cannot say postpones the row: better late than twice."""
        if claim.kind in SECRET_KINDS:
            return False
        if claim.is_practice and not self.settings.runs_catcher:
            return bool(self._own_mailbox().find(claim.message_id))
        try:
            return mail.archived(self.settings.archive, claim.message_id)
        except (OSError, MailboxLoginError) as error:
            raise TemporaryFailure(None, f"archive: {type(error).__name__}", unclear=True) from error

    def _own_mailbox(self) -> Mailbox:
        return Mailbox(self.settings.mailbox_dir)

    def _must_rest(self) -> bool:
        return self.rest.lasts

    def _step_limit(self) -> float:
        """Seconds for each SMTP step: six of them end within half the lease."""
        return self.lease.total_seconds() / 12


def _poisoned(claim: Claim, error: Exception) -> Verdict:
    """A row that cannot be made is tried a few times, then parked for a person to look at."""
    reason = f"{type(error).__name__}: {error}"[:500]
    if claim.attempts >= TRIES_OF_POISON:
        return Verdict(Fate.REFUSED, PermanentFailure(None, reason))
    return Verdict(Fate.POSTPONED, TemporaryFailure(None, reason))
