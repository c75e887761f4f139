"""The files of the facts: one class a file, one attribute a column; smart-industri/README.md tells of them."""

from dialogues_app.facts.rows.base import Row
from dialogues_app.facts.rows.dialogues import (
    DateRow,
    DialogueRow,
    FocusAreaRow,
    OutcomeRow,
    ParticipationRow,
    ThemeRow,
)
from dialogues_app.facts.rows.measures import FollowUpRow, LinkRow, MeasureRow, PlanRow
from dialogues_app.facts.rows.parties import OrganisationRow, PostRow, SourceRow

__all__ = [
    "KINDS",
    "DateRow",
    "DialogueRow",
    "FocusAreaRow",
    "FollowUpRow",
    "LinkRow",
    "MeasureRow",
    "OrganisationRow",
    "OutcomeRow",
    "ParticipationRow",
    "PlanRow",
    "PostRow",
    "Row",
    "SourceRow",
    "ThemeRow",
]

KINDS: tuple[type[Row], ...] = (
    SourceRow,
    OrganisationRow,
    PostRow,
    FocusAreaRow,
    ThemeRow,
    PlanRow,
    DialogueRow,
    DateRow,
    MeasureRow,
    FollowUpRow,
    OutcomeRow,
    LinkRow,
    ParticipationRow,
)
