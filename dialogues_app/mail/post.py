"""Handing mail over: one reused SMTP connection, a time limit for each step, one table of what failures mean."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from dialogues_app.addresses import MailServer

STEP_LIMIT = 30  # seconds for each reply; a whole hand-over stays well under the lease

FRESH = 5  # seconds that an idle session is trusted without asking

# Codes that speak of the server or of our account there, not of this mail (RFC 5321 §4.2.3, RFC 4954 §6).
SERVER_WIDE = frozenset({421, 432, 454, 530, 534, 535, 538})
SYSTEM = re.compile(r"4\.3\.\d")  # RFC 3463 §3.4: the destination's mail system, not its mailbox
ALWAYS: Callable[[], bool] = lambda: True  # noqa: E731


@dataclass(frozen=True)
class Envelope:
    """Who sends, who receives, and where the copy goes that proves acceptance."""

    sender: str
    recipient: str
    archive: str = ""


class DeliveryFailure(Exception):
    """The mail was not handed over; `code` is SMTP's or None, `reason` the server's words."""

    def __init__(self, code: int | None, reason: str) -> None:
        super().__init__(f"{code or '-'} {reason}")
        self.code, self.reason = code, reason


class PermanentFailure(DeliveryFailure):
    """5yz for this mail: trying again would change nothing."""


class TemporaryFailure(DeliveryFailure):
    """4yz, or the way there is broken.

    `server_wide`: no mail gets through now. `unclear`: the server may have taken this one. `broken`: the
    connection died; if that goes on, it is the server's.
    """

    def __init__(
        self,
        code: int | None,
        reason: str,
        *,
        server_wide: bool = False,
        unclear: bool = False,
        broken: bool = False,
    ) -> None:
        super().__init__(code, reason)
        self.server_wide, self.unclear, self.broken = server_wide, unclear, broken or unclear


class NoLongerOurs(Exception):
    """Right before DATA the claim did not hold any more; nothing was handed over."""


class Connection:
    """One SMTP session, opened when first needed and again after a fault."""

    def __init__(self, server: MailServer, step_limit: float = STEP_LIMIT) -> None:
        self.server, self.step_limit = server, step_limit
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0

    def send(self, envelope: Envelope, content: bytes, holds: Callable[[], bool] = ALWAYS) -> bool:
        """The server has answered 250; returns whether that covers the archive copy.

        `holds` is asked right before DATA. Raises PermanentFailure, TemporaryFailure or NoLongerOurs.
        """
        smtp = self._ready()
        try:
            copied = self._address(smtp, envelope)
            if not holds():
                smtp.rset()
                raise NoLongerOurs
            self._data(smtp, content)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()  # if the server is away for all, opening the next session will say so
            raise TemporaryFailure(None, _words(error), broken=True) from error
        self._used_at = time.monotonic()
        return copied

    def close(self) -> None:
        """The session is over; a lost QUIT changes nothing."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _ready(self) -> smtplib.SMTP:
        """An open session; one the server has closed meanwhile is opened anew."""
        if self._smtp is not None and time.monotonic() - self._used_at < FRESH:
            return self._smtp
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            self.close()
        try:
            self._smtp = self._open()
        except smtplib.SMTPResponseException as error:
            raise TemporaryFailure(error.smtp_code, _text(error.smtp_error), server_wide=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TemporaryFailure(None, _words(error), server_wide=True) from error
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self.step_limit, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self.step_limit)
        if server.starttls:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password or "")
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def _address(self, smtp: smtplib.SMTP, envelope: Envelope) -> bool:
        code, words = smtp.mail(envelope.sender)
        if 400 <= code < 500:  # said of the sender, which is us for every mail
            self.close()
            raise TemporaryFailure(code, _text(words), server_wide=True)
        if code != 250:
            self._fail(smtp, code, words)
        self._expect(smtp, lambda: smtp.rcpt(envelope.recipient))
        if not envelope.archive:
            return False
        code, _ = smtp.rcpt(envelope.archive)  # refused: the mail goes to the recipient alone
        return code in (250, 251)

    def _data(self, smtp: smtplib.SMTP, content: bytes) -> None:
        """From here on a broken connection leaves it open whether the mail was taken."""
        self._expect(smtp, lambda: smtp.docmd("DATA"), wanted=(354,))
        try:
            smtp.send(smtplib._quote_periods(_crlf(content)) + b".\r\n")  # type: ignore[attr-defined]  # noqa: SLF001
            code, words = smtp.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()
            raise TemporaryFailure(None, _words(error), unclear=True) from error
        if code != 250:
            self._fail(smtp, code, words)

    def _expect(
        self, smtp: smtplib.SMTP, step: Callable[[], tuple[int, bytes]], wanted: tuple[int, ...] = (250, 251)
    ) -> None:
        code, words = step()
        if code not in wanted:
            self._fail(smtp, code, words)

    def _fail(self, smtp: smtplib.SMTP, code: int, words: bytes) -> None:
        """Raises what the code means, and leaves the session usable for the next mail."""
        reason = _text(words)
        for_all = code in SERVER_WIDE or bool(SYSTEM.match(reason) and 400 <= code < 500)
        if for_all:
            self.close()
        else:
            with suppress(smtplib.SMTPException, OSError):
                smtp.rset()
        if for_all:
            raise TemporaryFailure(code, reason, server_wide=True)
        if 500 <= code < 600:
            raise PermanentFailure(code, reason)
        raise TemporaryFailure(code, reason)


@contextmanager
def connect(server: MailServer, step_limit: float = STEP_LIMIT) -> Iterator[Connection]:
    """A connection for as many mails as there are; nothing is opened before the first."""
    connection = Connection(server, step_limit)
    try:
        yield connection
    finally:
        connection.close()


def _crlf(content: bytes) -> bytes:
    return content if content.endswith(b"\r\n") else content + b"\r\n"


def _text(words: bytes | str) -> str:
    return (words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:500]


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]
