"""Outcomes: what a dialogue came to, how each was answered, and what ministers decided on it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Basis, FromFacts, HasAudience, Keyed, Searchable, Versioned
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.party import Organisation, Person
from dialogues_app.models.programme import AgendaItem
from dialogues_app.models.seating import Seat
from dialogues_app.models.source import Source, citations
from dialogues_app.models.user import User

if TYPE_CHECKING:
    from dialogues_app.models.answer_clock import AnswerReminder
    from dialogues_app.models.contribution import ConfidentialityMark, Contribution
    from dialogues_app.models.link import Link


class OutcomeType(enum.StrEnum):
    """What an outcome is; the last two only for loaded history."""

    INPUT = "input"
    POSITION = "position"
    COMMITMENT = "commitment"
    QUESTION = "question"
    DECISION_PRESENTED = "decision_presented"
    OTHER = "other"  # `type_wording` has the source's own word


COMPOSED = (OutcomeType.INPUT, OutcomeType.POSITION, OutcomeType.COMMITMENT, OutcomeType.QUESTION)


class Setting(enum.StrEnum):
    """Where a point was made."""

    DIALOGUE = "dialogue"
    SEMINAR = "seminar"


class AnswerState(enum.StrEnum):
    """How an outcome is answered. UNKNOWN only for loaded facts; LINKED is derived from its links."""

    LINKED = "linked"
    WITHOUT_MEASURE = "without_measure"
    AWAITING = "awaiting"
    UNKNOWN = "unknown"
    OPEN = "open"  # nobody has said yet


class Outcome(Keyed, Versioned, FromFacts, HasAudience, Searchable, Base):
    """One sentence that the dialogue came to, with what was said behind it.

    The number is given once and never used again. `client_key` is made in the browser: a doubled send is one
    outcome. `worded_at` is when what the minister decides on last changed.
    """

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "number"),
        UniqueConstraint("dialogue_id", "client_key"),
    )

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    number: Mapped[int]
    type: Mapped[OutcomeType]
    sentence: Mapped[str]
    worded_at: Mapped[datetime]
    said: Mapped[str] = mapped_column(default="")
    type_wording: Mapped[str] = mapped_column(default="")
    setting: Mapped[Setting] = mapped_column(default=Setting.DIALOGUE)
    basis: Mapped[Basis] = mapped_column(default=Basis.STATED)
    client_key: Mapped[str | None] = mapped_column(default=None)
    raised_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[AnswerState] = mapped_column(default=AnswerState.OPEN)
    answer_reason: Mapped[str] = mapped_column(default="")
    answer_due: Mapped[date | None] = mapped_column(default=None)
    answer_address: Mapped[str] = mapped_column(default="")  # where an owner without an account is reminded
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    agenda_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="SET NULL"), default=None, init=False
    )
    raised_by_seat_id: Mapped[int | None] = mapped_column(
        ForeignKey("seats.id", ondelete="SET NULL"), default=None, init=False
    )
    raised_by_organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), default=None, init=False)
    answer_owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )
    audience_body_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )

    dialogue: Mapped[Dialogue] = relationship(back_populates="outcomes", default=None)
    agenda_item: Mapped[AgendaItem | None] = relationship(default=None)
    raised_by_seat: Mapped[Seat | None] = relationship(default=None)
    raised_by_organisation: Mapped[Organisation | None] = relationship(
        default=None, foreign_keys="Outcome.raised_by_organisation_id"
    )
    told_by: Mapped[Organisation | None] = relationship(default=None, foreign_keys="Outcome.told_by_id")
    answer_owner: Mapped[Organisation | None] = relationship(
        default=None, foreign_keys="Outcome.answer_owner_id"
    )
    audience_body: Mapped[Organisation | None] = relationship(
        default=None, foreign_keys="Outcome.audience_body_id"
    )
    links: Mapped[list[Link]] = relationship(
        back_populates="outcome", default_factory=list, cascade="all, delete-orphan", order_by="Link.id"
    )
    answer_reminders: Mapped[list[AnswerReminder]] = relationship(
        back_populates="outcome",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="AnswerReminder.id",
    )
    decisions: Mapped[list[Decision]] = relationship(
        back_populates="outcome", default_factory=list, cascade="all, delete-orphan", order_by="Decision.id"
    )
    sources: Mapped[list[Source]] = relationship(secondary=citations("outcomes"), default_factory=list)
    contributions: Mapped[list[Contribution]] = relationship(
        back_populates="outcome",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Contribution.number",
    )
    confidentiality_marks: Mapped[list[ConfidentialityMark]] = relationship(
        back_populates="outcome",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="ConfidentialityMark.id",
    )

    @property
    def confidentiality(self) -> ConfidentialityMark | None:
        """The confidentiality mark that stands on it."""
        return next((mark for mark in reversed(self.confidentiality_marks) if mark.lifted_at is None), None)

    @property
    def standing_contributions(self) -> list[Contribution]:
        """What was said behind it and has not been withdrawn, by number."""
        return [said for said in self.contributions if said.withdrawn_at is None]

    @property
    def standing_links(self) -> list[Link]:
        """The links that have not been withdrawn."""
        return [link for link in self.links if link.stands]

    @property
    def answer_state(self) -> AnswerState:
        """Linked where a standing link tells of more than a discussion, else what was entered."""
        return AnswerState.LINKED if any(link.answers for link in self.standing_links) else self.answer

    def unanswered_since(self, on: date) -> date | None:
        """The date that was promised, once it has passed without an answer."""
        due = self.answer_due
        waits = self.withdrawn_at is None and self.answer_state is AnswerState.AWAITING
        return due if waits and due is not None and due < on else None

    @property
    def decision(self) -> Decision | None:
        """The last decision given on the present wording."""
        given = [
            decision
            for decision in self.decisions
            if decision.round.decided_at is not None and decision.round.decided_at >= self.worded_at
        ]
        return given[-1] if given else None

    @property
    def is_settled(self) -> bool:
        """Whether it is approved as it stands, or withdrawn."""
        decision = self.decision
        return self.withdrawn_at is not None or (
            decision is not None and decision.verdict is Verdict.APPROVED
        )

    def words(self) -> str:
        """Found by the sentence alone: what was said is no public text, and a hit would tell of it."""
        return self.sentence

    def sorted_by(self) -> str:
        """Sorted by the sentence."""
        return self.sentence


class Verdict(enum.StrEnum):
    """What a minister decided on an outcome."""

    APPROVED = "approved"
    RETURNED = "returned"  # needs a comment


class DecisionRound(Keyed, Versioned, Base, kw_only=True):
    """One round of a minister's decisions on a dialogue. Staff prepare; `decided_at` is the minister's own act.

    Until then the decisions are a draft. `summary` is at most three lines that the minister reads first.
    """

    __tablename__ = "decision_rounds"
    is_unseen = True

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    minister_id: Mapped[int] = mapped_column(ForeignKey("people.id"), init=False, index=True)
    number: Mapped[int]
    opened_at: Mapped[datetime]
    due_on: Mapped[date | None] = mapped_column(default=None)
    summary: Mapped[list[str]] = mapped_column(default_factory=list)
    prepared_label: Mapped[str] = mapped_column(default="")
    prepared_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None, init=False)

    minister: Mapped[Person] = relationship()
    dialogue: Mapped[Dialogue] = relationship(back_populates="rounds", default=None)
    decided_by: Mapped[User | None] = relationship(default=None)
    decisions: Mapped[list[Decision]] = relationship(
        back_populates="round", default_factory=list, cascade="all, delete-orphan", order_by="Decision.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether the minister has not given the decisions yet."""
        return self.decided_at is None

    @property
    def to_decide(self) -> list[Decision]:
        """The decisions on outcomes that have not been withdrawn, by the outcomes' numbers."""
        kept = [decision for decision in self.decisions if decision.outcome.withdrawn_at is None]
        return sorted(kept, key=lambda decision: decision.outcome.number)


class Decision(Keyed, Base, kw_only=True):
    """What is decided on one outcome in one round; a draft until the round is decided.

    `verdict` and `comment` are the minister's own; staff only ever write `suggestion` and `suggested_comment`.
    """

    __tablename__ = "decisions"
    is_unseen = True
    __table_args__ = (UniqueConstraint("round_id", "outcome_id"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("decision_rounds.id", ondelete="CASCADE"), init=False, index=True
    )
    outcome_id: Mapped[int] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), init=False, index=True
    )
    verdict: Mapped[Verdict | None] = mapped_column(default=None)
    comment: Mapped[str] = mapped_column(default="")
    suggestion: Mapped[Verdict | None] = mapped_column(default=None)
    suggested_comment: Mapped[str] = mapped_column(default="")
    prepared_label: Mapped[str] = mapped_column(default="")

    outcome: Mapped[Outcome] = relationship(back_populates="decisions")
    round: Mapped[DecisionRound] = relationship(back_populates="decisions", default=None)
