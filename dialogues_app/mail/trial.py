"""A test mail that reports each step: connect, TLS, sign-in, sender, recipient, archive, content."""

from __future__ import annotations

import smtplib
import ssl
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from dialogues_app.addresses import MailServer
from dialogues_app.config import Settings

LONGEST = 30  # seconds for each step


@dataclass(frozen=True)
class Step:
    """One step, whether it went well, and what the server said."""

    step: str
    ok: bool
    said: str


def run(settings: Settings, recipient: str, at: datetime) -> list[Step]:
    """The steps up to the first that failed, or to the server's yes; the archive's no does not stop them."""
    server, steps = settings.smtp, list[Step]()
    with_tls = smtplib.SMTP_SSL(timeout=LONGEST, context=ssl.create_default_context())
    smtp = with_tls if server.tls else smtplib.SMTP(timeout=LONGEST)
    try:
        for name, act in _steps(smtp, server, settings, recipient, at):
            steps.append(_tried(name, act))
            if not steps[-1].ok and name != "ARCHIVE":
                break
    finally:
        smtp.close()
    return steps


Act = Callable[[], tuple[int, bytes]]


def _steps(
    smtp: smtplib.SMTP, server: MailServer, settings: Settings, recipient: str, at: datetime
) -> list[tuple[str, Act]]:
    context = ssl.create_default_context()
    sender = f"retur@{settings.mail_domain}"
    message = _message(settings, recipient, at)
    smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001  (TLS checks the name against it)
    steps: list[tuple[str, Act]] = [
        ("CONNECT", lambda: smtp.connect(server.host, server.port)),
        ("EHLO", smtp.ehlo),
    ]
    if server.starttls:
        steps += [("STARTTLS", lambda: smtp.starttls(context=context)), ("EHLO", smtp.ehlo)]
    if server.user:
        steps.append(("AUTH", lambda: smtp.login(server.user or "", server.password or "")))
    return [
        *steps,
        ("MAIL", lambda: smtp.mail(sender)),
        ("RCPT", lambda: smtp.rcpt(recipient)),
        ("ARCHIVE", lambda: smtp.rcpt(settings.archive.address)),
        ("DATA", lambda: smtp.data(message)),
    ]


def _tried(name: str, act: Act) -> Step:
    try:
        code, words = act()
    except smtplib.SMTPResponseException as error:
        return Step(name, False, f"{error.smtp_code} {_text(error.smtp_error)}")
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        return Step(name, False, f"{type(error).__name__}: {error}"[:300])
    return Step(name, 200 <= code < 300, f"{code} {_text(words)}")


def _message(settings: Settings, recipient: str, at: datetime) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Prov från Industrisamtal"
    message["From"] = f"Industrisamtal <industrisamtal@{settings.mail_domain}>"
    message["To"] = recipient
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<prov-{uuid.uuid4()}@{settings.mail_domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("Det här är ett provmejl. Når det fram fungerar utskicken.\n")
    return message.as_bytes()


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:300]
