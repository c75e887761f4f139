"""`dialogues export`: a dialogue as the file that `dialogues import` reads; what is empty is left out."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from dialogues_app.models import CalendarEvent, Dialogue, Invitation

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def exported(dialogue: Dialogue) -> dict[str, Any]:
    """The dialogue with its time, its invitation and those who are invited."""
    others = [body.organisation.slug for body in dialogue.bodies if not body.leads]
    told = {
        "title": dialogue.title,
        "themes": [theme.slug for theme in dialogue.themes],
        "leading": dialogue.leading_body.slug if dialogue.leading_body else "",
        "bodies": others,
        "purpose": dialogue.purpose,
        "practice": dialogue.is_practice,
        "reply_by": dialogue.reply_by.isoformat() if dialogue.reply_by else "",
    }
    if dialogue.meeting is not None and dialogue.meeting.slot is not None:
        told |= _meeting(dialogue.meeting)
    return _without_the_empty(told)


def _meeting(meeting: CalendarEvent) -> dict[str, Any]:
    slot = meeting.slot
    return {
        "starts": slot.starts_at.astimezone(STOCKHOLM).isoformat() if slot else "",
        "ends": slot.ends_at.astimezone(STOCKHOLM).isoformat() if slot else "",
        "place": meeting.place,
        "link": meeting.link,
        "text": meeting.text,
        "participants": [_participant(one) for one in meeting.active_invitations],
    }


def _participant(invitation: Invitation) -> dict[str, Any]:
    holding = invitation.holding
    organisation = holding.seat.organisation
    return _without_the_empty(
        {
            "address": invitation.address,
            "name": holding.name,
            "title": holding.title,
            "organisation": organisation.slug if organisation else "",
            "description": holding.seat.description,
            "role": holding.seat.role.value,
        }
    )


def _without_the_empty(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", [], None)}
