"""The high-water mark: a database that knows less than its surroundings came from a backup (docs/reliability.md)."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from imap_tools import ImapToolsError
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app import database, mail
from dialogues_app.config import Settings
from dialogues_app.models import DeliveryState, OutboxRow, PauseCause
from dialogues_app.outbox import state

log = logging.getLogger(__name__)
FILE = "outbox-mark"


def check(session: Session, settings: Settings) -> bool:
    """Sending is paused if the mark in STATE_DIR or the newest mail of the archive is ahead of the database."""
    foreign = _foreign_copy(session, settings)
    if not foreign and read(settings.state_dir) <= state.mark(session):
        return False
    state.pause(session, PauseCause.RESTORED, by="", foreign_copy=foreign)
    log.error("the database is older than what was sent; sending is paused until `flask mail resume`")
    return True


def read(state_dir: Path) -> int:
    """The mark that lies beside the database; 0 if there is none."""
    with suppress(FileNotFoundError, ValueError):
        return int((state_dir / FILE).read_text())
    return 0


def write(state_dir: Path, mark: int) -> None:
    """The mark beside the database, whole or not at all. Two processes may lower it by a batch: the next raises it."""
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=state_dir, prefix=FILE, delete=False) as draft:
        draft.write(str(mark))
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(state_dir / FILE)


def _foreign_copy(session: Session, settings: Settings) -> str:
    """The newest copy in the archive if no row of the database made it and nobody has accepted that.

    An archive inside STATE_DIR tells nothing that the mark does not; one that cannot be asked tells nothing.
    """
    store = settings.archive
    if store.path is not None and store.path.is_relative_to(settings.state_dir):
        return ""
    try:
        newest = mail.newest_copy(store, settings.mail_domain) or ""
    except (OSError, ImapToolsError) as error:
        log.warning("the archive could not be asked for its newest mail: %s", type(error).__name__)
        return ""
    return "" if not newest or _is_known(session, newest) else newest


def _is_known(session: Session, message_id: str) -> bool:
    stored = message_id.removeprefix("<").partition("@")[0]
    with database.reading():
        ours = session.scalar(select(OutboxRow.id).where(OutboxRow.message_id.in_((message_id, stored))))
        accepted = session.scalar(
            select(DeliveryState.id).where(
                DeliveryState.foreign_copy == message_id, DeliveryState.paused_at.is_(None)
            )
        )
        session.rollback()
    return ours is not None or accepted is not None
