"""What has served its time: sessions that are over, sign-in links with their mails, and keys of sent forms."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, or_

from dialogues_app.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    SignInLink,
    Submission,
    UserSession,
)

LINKS_KEPT = timedelta(days=1)  # a click on an old link still learns that it is used or too old
SESSIONS_KEPT = timedelta(days=30)
FORMS_KEPT = timedelta(days=30)  # a page may stand open over a holiday and still be sent once
ENDED = (OutboxState.SENT, OutboxState.FAILED, OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)


def outworn(at: datetime) -> list[Delete]:
    """The deletions that take all of it out of the database; running them twice is harmless."""
    over = at - SESSIONS_KEPT
    return [
        delete(UserSession).where(or_(UserSession.expires_at < over, UserSession.revoked_at < over)),
        delete(SignInLink).where(SignInLink.expires_at < at - LINKS_KEPT),
        delete(OutboxRow).where(
            OutboxRow.kind == MessageKind.SIGN_IN,
            OutboxRow.state.in_(ENDED),
            OutboxRow.created_at < over,
        ),
        delete(Submission).where(Submission.made_at < at - FORMS_KEPT),
    ]
