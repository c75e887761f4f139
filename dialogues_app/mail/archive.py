"""The archive: a mailbox that got a copy of each mail with the same 250, so a copy proves acceptance."""

from __future__ import annotations

from imap_tools import AND, H, MailBox, MailBoxUnencrypted

from dialogues_app.addresses import MailStore
from dialogues_app.mailbox import Mailbox

LONGEST_WAIT = 20  # seconds for the archive's server


def archived(store: MailStore, message_id: str) -> bool:
    """Whether the archive holds a mail with this Message-ID. Raises OSError or an IMAP error if it cannot say."""
    if store.path is not None:
        return bool(Mailbox(store.path).find(message_id))
    kind = MailBox if store.tls else MailBoxUnencrypted
    with kind(store.host, port=store.port, timeout=LONGEST_WAIT).login(
        store.user, store.password, initial_folder=store.folder
    ) as box:
        return bool(box.uids(AND(header=H("Message-ID", message_id))))
