"""The state of the product: typed models, one aggregate a file. Everything is importable from here."""

from dialogues_app.models.address import FactsLoad, FormerSlug, LoadedFact, SlugKind
from dialogues_app.models.base import Audience, Base, Basis, Level, PartialDate, Slot
from dialogues_app.models.calendar import (
    Answer,
    CalendarEvent,
    Cause,
    Channel,
    EventKind,
    EventStatus,
    Invitation,
    Method,
    PartStat,
    Proposal,
    ProposalKind,
    ProposalState,
    Revision,
)
from dialogues_app.models.dialogue import (
    STEPS,
    Dialogue,
    DialogueBody,
    DialogueDate,
    DialogueStatus,
    DialogueTheme,
    Reference,
)
from dialogues_app.models.events import Actor, Event
from dialogues_app.models.link import LEADING, Link, LinkKind
from dialogues_app.models.measure import (
    ActionPlan,
    AmountKind,
    AmountStatement,
    BodyRole,
    BodyStatement,
    EntryKind,
    Figure,
    FollowUp,
    Measure,
    MeasureFocus,
    MeasureLevel,
    MeasureStatus,
    PlanEntry,
    PlanKind,
    StatusStatement,
)
from dialogues_app.models.outbox import CALENDAR_KINDS, MessageKind, OutboxRow, OutboxState
from dialogues_app.models.outcome import (
    COMPOSED,
    AnswerState,
    Decision,
    DecisionRound,
    Outcome,
    OutcomeType,
    Setting,
    Verdict,
)
from dialogues_app.models.party import (
    Organisation,
    OrganisationKind,
    Person,
    Post,
    PostKind,
    Side,
    SizeClass,
    Term,
    TermKind,
)
from dialogues_app.models.programme import AgendaItem, AgendaKind, Medium, Paper
from dialogues_app.models.seating import (
    MINISTERIAL,
    THERE,
    Holding,
    Origin,
    Participation,
    Presence,
    Seat,
    SeatRole,
)
from dialogues_app.models.source import Source, SourceKind
from dialogues_app.models.statement import Statement
from dialogues_app.models.submission import Submission
from dialogues_app.models.theme import Challenge, FocusArea, Theme, ThemeFocus
from dialogues_app.models.user import Role, SignInLink, User, UserSession
