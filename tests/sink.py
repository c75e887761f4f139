"""A real SMTP server on loopback that takes mails into memory, and misbehaves as a test tells it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = "drop"  # instead of an answer: the connection dies, and the mail is not kept
HANG = "hang"  # no answer at all
KEEP_AND_DROP = "keep and drop"  # the mail is kept, but nobody is told

# Given the stage ("MAIL", "RCPT", "DATA", "QUIT") and the address or Message-ID, an answer other than yes.
Behaviour = Callable[[str, str], str | None]


@dataclass
class Taken:
    """One mail that the sink accepted."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class Sink:
    """The server's memory and manners."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    behave: Behaviour = field(default=lambda stage, what: None)
    sessions: int = 0

    def to(self, address: str) -> list[Taken]:
        """The mails taken for this address."""
        return [mail for mail in self.taken if address in mail.recipients]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.behave("MAIL", address)
        if answer is None:
            envelope.mail_from = address
        return await _say(server, answer)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.behave("RCPT", address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return await _say(server, answer)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = Taken(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.original_content or b"")
        answer = await asyncio.to_thread(self.behave, "DATA", mail.message_id)
        if answer in (None, KEEP_AND_DROP):
            self.taken.append(mail)
        return await _say(server, answer)

    async def handle_QUIT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        return await _say(server, self.behave("QUIT", "") or "221 Bye")


async def _say(server: SMTP, answer: str | None) -> str:
    if answer == HANG:
        await asyncio.sleep(3600)
    if answer in (DROP, KEEP_AND_DROP):
        server.transport.abort()
        return "421 gone"
    return answer or "250 OK"


@contextlib.contextmanager
def running(sink: Sink) -> Iterator[Sink]:
    """The sink listens on a free port of loopback."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def serve() -> asyncio.Server:
        return await loop.create_server(lambda: _session(sink, loop), "127.0.0.1", sink.port)

    server = asyncio.run_coroutine_threadsafe(serve(), loop).result(5)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def _session(sink: Sink, loop: asyncio.AbstractEventLoop) -> SMTP:
    sink.sessions += 1
    return SMTP(sink, enable_SMTPUTF8=False, loop=loop)


async def _close(server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            task.cancel()
    await asyncio.sleep(0.05)
