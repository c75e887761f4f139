"""Our own mail catcher: an SMTP server that answers 250 when the mail is in the built-in mailbox."""

import asyncio
import logging
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from dialogues_app.config import Settings
from dialogues_app.mailbox import Mailbox

log = logging.getLogger(__name__)
LARGEST_MAIL = 25 * 1024 * 1024  # bytes


class Catcher:
    """Takes every mail for every address."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The mail is on disk before the 250 that promises it (RFC 5321 §4.2.5)."""
        raw = envelope.original_content or b""
        recipients = [str(address) for address in envelope.rcpt_tos]
        try:
            await asyncio.to_thread(self.mailbox.deliver, raw, envelope.mail_from or "", recipients)
        except OSError as error:
            log.error("could not store a mail: %s", error)
            return "451 4.3.0 Could not store the mail, try again later"
        return "250 2.0.0 Stored"


async def serve(folder: Path, host: str, port: int) -> None:
    """Mails are taken until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    catcher = Catcher(Mailbox(folder))
    server = await loop.create_server(
        lambda: SMTP(catcher, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, loop=loop), host, port
    )
    log.info("taking mail on %s port %s", host, port)
    await stopped.wait()
    server.close()


def main() -> int:
    """The catcher of this environment runs in the foreground."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd logs each line of each session
    settings = Settings.read_or_exit()
    try:
        asyncio.run(serve(settings.mailbox_dir, settings.listen, settings.smtp_port))
    except OSError as error:
        print(
            f"The mail catcher cannot listen on port {settings.smtp_port}: {error.strerror}.", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
