"""The archive: a mailbox that got a copy of each mail with the same 250, so a copy proves acceptance."""

from __future__ import annotations

from imap_tools import AND, BaseMailBox, H, MailBox, MailBoxUnencrypted

from dialogues_app.addresses import MailStore
from dialogues_app.mailbox import Mailbox

LONGEST_WAIT = 20  # seconds for the archive's server
LOOKED_THROUGH = 50  # newest mails among which the newest of ours must be


def archived(store: MailStore, message_id: str) -> bool:
    """Whether the archive holds a mail with this Message-ID. Raises OSError or an IMAP error if it cannot say."""
    if store.path is not None:
        return bool(Mailbox(store.path).find(message_id))
    with _signed_in(store) as box:
        return bool(box.uids(AND(header=H("Message-ID", message_id))))


def newest_copy(store: MailStore, mail_domain: str) -> str | None:
    """The Message-ID of the newest mail of ours in the archive, None if it holds none. Raises as `archived`."""
    if store.path is not None:
        box = Mailbox(store.path)
        copies = (str(one.message["Message-ID"]) for one in box.messages() if store.address in one.recipients)
        return next((one for one in copies if one.endswith(f"@{mail_domain}>")), None)
    with _signed_in(store) as server:
        found = server.fetch(limit=LOOKED_THROUGH, reverse=True, headers_only=True, mark_seen=False)
        names = (str(one.obj["Message-ID"] or "").strip() for one in found)
        return next((one for one in names if one.endswith(f"@{mail_domain}>")), None)


def _signed_in(store: MailStore) -> BaseMailBox:
    kind = MailBox if store.tls else MailBoxUnencrypted
    return kind(store.host, port=store.port, timeout=LONGEST_WAIT).login(
        store.user, store.password, initial_folder=store.folder
    )
