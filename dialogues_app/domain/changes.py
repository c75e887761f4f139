"""What a message has to tell one invitation: what differs from the last one that was sent to it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from dialogues_app.itip.message import asks
from dialogues_app.models import Cause, Invitation, Method, Revision


class Story(enum.StrEnum):
    """What a mail is about; each has a folder of templates."""

    INVITATION = "invitation"
    UPDATE = "update"
    AGAIN = "again"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    REMOVED = "removed"
    NUDGE = "nudge"
    PRACTICAL = "practical"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Change:
    """What to tell, against what; `asks_anew` says that earlier answers no longer count."""

    story: Story
    since: Revision | None = None
    moved: bool = False
    placed: bool = False
    reworded: bool = False
    replanned: bool = False  # another programme
    asks_anew: bool = False


_CANCELS = {Cause.REMOVED: Story.REMOVED, Cause.POSTPONED: Story.POSTPONED}


def change_for(revision: Revision, invitation: Invitation) -> Change:
    """What this revision tells this invitation (stack.md, section 3.8)."""
    since = invitation.sent_revision
    if revision.cause is Cause.REMINDED:
        return _reminder(revision, invitation, since)
    if revision.method is Method.CANCEL:
        return Change(_cancel(revision, invitation), since)
    if invitation.sent_method is None or since is None:
        return Change(Story.INVITATION, asks_anew=True)
    if invitation.sent_method is Method.CANCEL:
        return Change(Story.AGAIN, since, asks_anew=True)
    return _update(revision, invitation, since)


def _cancel(revision: Revision, invitation: Invitation) -> Story:
    """What a CANCEL says; who was promised a new date is told too when there will be none."""
    since = invitation.sent_revision
    promised = since is not None and since.cause is Cause.POSTPONED and revision.cause is Cause.CANCELLED
    if invitation.sent_method is not Method.REQUEST and not promised:
        return Story.NOTHING
    return _CANCELS.get(revision.cause, Story.CANCELLED)


def _update(revision: Revision, invitation: Invitation, since: Revision) -> Change:
    moved = revision.slot != since.slot or revision.event_kind is not since.event_kind
    placed = (revision.place, revision.link) != (since.place, since.link)
    reworded = (revision.title, revision.text) != (since.title, since.text)
    if not (moved or placed or reworded):
        told = Story.INVITATION if revision.cause is Cause.RESENT else Story.NOTHING
        return Change(told, since)
    asked = asks(revision, invitation)
    return Change(Story.UPDATE, since, moved=moved, placed=placed, reworded=reworded, asks_anew=asked)


def _reminder(revision: Revision, invitation: Invitation, since: Revision | None) -> Change:
    """A reminder says what holds, and what of that the person has not been told; it asks nobody anew."""
    story = Story(revision.details["reminder"])
    if since is None:
        return Change(story)
    programme = revision.details.get("programme", [])
    found = replace(_update(revision, invitation, since), story=story, asks_anew=False)
    return replace(found, replanned=programme != since.details.get("programme", programme))
