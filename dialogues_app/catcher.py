"""Our own mail catcher: an SMTP server that answers 250 when the mail is in the built-in mailbox."""

import asyncio
import logging
import re
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from dialogues_app.config import Settings
from dialogues_app.mailbox import Mailbox, spool

log = logging.getLogger(__name__)
LARGEST_MAIL = 25 * 1024 * 1024  # bytes


class Catcher:
    """Takes every mail for every address; one for our reply addresses is handed to the reader as well."""

    def __init__(self, mailbox: Mailbox, inbox: Path, mail_domain: str) -> None:
        self.mailbox, self.inbox = mailbox, inbox
        self.ours = re.compile(rf"(svar|retur)\+[0-9a-z]+@{re.escape(mail_domain)}", re.IGNORECASE)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The mail is on disk before the 250 that promises it (RFC 5321 §4.2.5)."""
        raw = envelope.original_content or b""
        recipients = [str(address) for address in envelope.rcpt_tos]
        try:
            await asyncio.to_thread(self._store, raw, envelope.mail_from or "", recipients)
        except OSError as error:
            log.error("could not store a mail: %s", error)
            return "451 4.3.0 Could not store the mail, try again later"
        return "250 2.0.0 Stored"

    def _store(self, raw: bytes, sender: str, recipients: list[str]) -> None:
        to_us = [one for one in recipients if self.ours.fullmatch(one)]
        self.mailbox.deliver(raw, sender, recipients)
        if to_us:
            spool(self.inbox, raw, sender, to_us)


async def serve(settings: Settings) -> None:
    """Mails are taken until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    catcher = Catcher(Mailbox(settings.mailbox_dir), settings.inbox_dir, settings.mail_domain)
    server = await loop.create_server(
        lambda: SMTP(catcher, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, loop=loop),
        settings.listen,
        settings.smtp_port,
    )
    log.info("taking mail on %s port %s", settings.listen, settings.smtp_port)
    await stopped.wait()
    server.close()


def main() -> int:
    """The catcher of this environment runs in the foreground."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd logs each line of each session
    settings = Settings.read_or_exit()
    try:
        asyncio.run(serve(settings))
    except OSError as error:
        print(
            f"The mail catcher cannot listen on port {settings.smtp_port}: {error.strerror}.", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
