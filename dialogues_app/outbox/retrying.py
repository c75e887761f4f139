"""Trying again: a person wants a message out that failed or waits for its next turn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from dialogues_app.models import SECRET_KINDS, OutboxRow, OutboxState


def retry(session: Session, row_id: int, at: datetime) -> bool:
    """The message is due now, with the same Message-ID and bytes; False where it neither failed nor waits.

    Its four days begin anew. One that failed after an unclear hand-over is looked up in the archive first.
    """
    done = session.connection().execute(
        update(OutboxRow.__table__)  # type: ignore[arg-type]
        .where(
            OutboxRow.id == row_id,
            OutboxRow.state.in_((OutboxState.QUEUED, OutboxState.FAILED)),
            OutboxRow.kind.not_in(SECRET_KINDS),  # what they say is wiped; the person asks for a new one
        )
        .values(
            state=OutboxState.SENDING,
            claim_token=None,
            claimed_until=at,
            not_before=at,
            created_at=at,
            attempts=0,
            version=OutboxRow.version + 1,
        )
    )
    session.commit()
    return done.rowcount == 1
