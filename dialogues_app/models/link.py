"""Links: what led from a word to a deed, each with kind, reason, basis and sources."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, FromFacts, HasAudience, Keyed, Versioned
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.measure import ActionPlan, Measure
from dialogues_app.models.outcome import Outcome
from dialogues_app.models.source import Source, citations
from dialogues_app.models.statement import Statement


class LinkKind(enum.StrEnum):
    """How the one leads to the other."""

    LED_TO = "led_to"
    CONTRIBUTED_TO = "contributed_to"
    INPUT_TO = "input_to"
    ANNOUNCED_AT = "announced_at"
    DISCUSSED = "discussed"
    CONTINUED_BY = "continued_by"


LEADING = (LinkKind.LED_TO, LinkKind.CONTRIBUTED_TO)  # only these count as "ledde till"


class Link(Keyed, Versioned, Statement, FromFacts, HasAudience, Base):
    """From an outcome, a dialogue, or the dialogues as a whole (neither) to a measure, a plan or a named matter.

    Exactly one of measure, plan and `other_target` is set.
    """

    __tablename__ = "links"

    dialogue_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    outcome_id: Mapped[int | None] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    measure_id: Mapped[int | None] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("action_plans.id"), default=None, init=False, index=True
    )
    kind: Mapped[LinkKind]
    reason: Mapped[str] = mapped_column(default="")
    other_target: Mapped[str] = mapped_column(default="")

    dialogue: Mapped[Dialogue | None] = relationship(default=None)
    outcome: Mapped[Outcome | None] = relationship(back_populates="links", default=None)
    measure: Mapped[Measure | None] = relationship(back_populates="links", default=None)
    plan: Mapped[ActionPlan | None] = relationship(default=None)
    sources: Mapped[list[Source]] = relationship(secondary=citations("links"), default_factory=list)

    @property
    def is_leading(self) -> bool:
        """Whether it counts as "ledde till"."""
        return self.stands and self.kind in LEADING

    @property
    def answers(self) -> bool:
        """Whether it answers its outcome: more than that the matter was discussed."""
        return self.kind is not LinkKind.DISCUSSED
