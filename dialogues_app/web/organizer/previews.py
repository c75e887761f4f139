"""The exact mail to one participant, before or after it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import current_app

from dialogues_app.domain.telling import Act, draft
from dialogues_app.mail import Context, Renderer
from dialogues_app.models import (
    CALENDAR_KINDS,
    Actor,
    Cause,
    EventStatus,
    Invitation,
    MessageKind,
    OutboxRow,
    OutboxState,
)

# The mail is shown as it is, with the styles written in it; it may load and run nothing, and nobody else may frame it.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"
)
GONE = (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)


@dataclass(frozen=True)
class Mail:
    """One mail in its parts, as its receiver gets it."""

    is_draft: bool
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    calendar: str


def of(invitation: Invitation, *, by: Actor, at: datetime) -> Mail:
    """The newest mail made for this invitation, else the one that it would get now."""
    row = next(
        (
            one
            for one in reversed(invitation.outbox)
            if one.kind in CALENDAR_KINDS and one.revision and one.state not in GONE
        ),
        None,
    )
    if row is None:
        return taken_apart(_drafted(invitation, by, at), is_draft=True)
    content = row.content or renderer().render(row.revision, invitation, row)
    return taken_apart(content, is_draft=False)


def of_row(row: OutboxRow) -> Mail:
    """The mail of a row that carries its own words, whether it is stored or not."""
    row.dtstamp = row.dtstamp or row.created_at
    return taken_apart(row.content or renderer().render(None, None, row), is_draft=row.content is None)


def _drafted(invitation: Invitation, by: Actor, at: datetime) -> bytes:
    """Rendered from a revision and a row that are never stored."""
    event = invitation.event
    cause = Cause.ADDED if event.status is EventStatus.INVITED else Cause.INVITED
    revision = draft(event, Act(cause, by, at, timedelta()))
    row = OutboxRow(
        kind=MessageKind.REQUEST,
        cause=cause.value,
        recipient=invitation.address,
        message_id="forhandsvisning",
        created_at=at,
        not_before=at,
        dtstamp=at,
        sequence=event.sequence,
    )
    return renderer().render(revision, invitation, row)


def renderer() -> Renderer:
    """One renderer for the app: it keeps the parts that all receivers share."""
    found: Renderer | None = current_app.extensions.get("mail_renderer")
    if found is None:
        settings = current_app.config["SETTINGS"]
        context = Context(
            settings.base_url, settings.mail_domain, settings.secret_key, settings.secret_key_old
        )
        found = current_app.extensions["mail_renderer"] = Renderer(context)
    return found


def taken_apart(content: bytes, *, is_draft: bool) -> Mail:
    """The mail in its parts."""
    message = message_from_bytes(content, policy=policy.default)
    return Mail(
        is_draft=is_draft,
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        text=_part(message, "text/plain"),
        html=_part(message, "text/html"),
        calendar=_part(message, "text/calendar"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind:
            content = part.get_content()
            return content if isinstance(content, str) else content.decode()
    return ""
