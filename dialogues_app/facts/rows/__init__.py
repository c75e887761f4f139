"""The files of the facts: one class a file, one attribute a column. smart-industri/README.md tells of the columns."""

from dialogues_app.facts.rows.base import Row
from dialogues_app.facts.rows.dialogues import FocusAreaRow, ThemeRow, DialogueRow, DateRow, OutcomeRow, ParticipationRow
from dialogues_app.facts.rows.measures import PlanRow, MeasureRow, FollowUpRow, LinkRow
from dialogues_app.facts.rows.parties import SourceRow, OrganisationRow, PostRow

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
