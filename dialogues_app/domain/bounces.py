"""What mail servers report about mails of ours."""

from __future__ import annotations

from datetime import datetime

from dialogues_app.models import Actor, Invitation

REPORTER = Actor(label="E-postservern")


def note_bounce(invitation: Invitation, reason: str, *, at: datetime) -> bool:
    """The seat shows that delivery failed, and why; the answer is untouched. False for one who was removed."""
    if invitation.removed_at is not None:
        return False
    invitation.bounced_at, invitation.bounce_reason = at, reason
    invitation.event.dialogue.record(
        "bounced", by=REPORTER, at=at, subject_kind="invitation", subject_id=invitation.id
    )
    return True
