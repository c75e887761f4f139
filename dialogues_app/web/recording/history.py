"""Every wording that an outcome and the statements behind it have had, read from the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from dialogues_app.domain.wording import Run, changes
from dialogues_app.models import Contribution, Event, Outcome


@dataclass(frozen=True)
class Wording:
    """One saved wording: of what, by whom, when, and what changed word by word."""

    label: str
    who: str
    at: datetime
    runs: list[Run]
    reason: str = ""


def wordings(outcome: Outcome, said: Sequence[Contribution], events: Sequence[Event]) -> list[Wording]:
    """The wordings of the outcome, its free text and these statements, newest first."""
    found: list[Wording] = []
    places = {one.number for one in said}
    for event in events:
        if event.subject_kind == "outcome" and event.after.get("number") == outcome.number:
            found += _changed(event, "sentence", _("Utfall %(number)s", number=outcome.number))
            found += _changed(event, "said", _("Det här sades"))
        elif event.after.get("outcome") == outcome.number and event.after.get("number") in places:
            key = f"{outcome.number}.{event.after['number']}"
            found += _changed(event, "text", _("Uttalande %(key)s", key=key))
    return found[::-1]


def _changed(event: Event, field: str, label: str) -> list[Wording]:
    before, after = str(event.before.get(field, "")), str(event.after.get(field, ""))
    if before == after:
        return []
    return [Wording(label, event.actor_label, event.at, changes(before, after), event.reason)]
