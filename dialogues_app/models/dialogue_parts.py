"""What hangs on a dialogue and is never edited apart: dates as stated, diary numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, PartialDate
from dialogues_app.models.source import Source

if TYPE_CHECKING:
    from dialogues_app.models.dialogue import Dialogue


class DialogueDate(Keyed, Base):
    """When a source says that the dialogue was held; every statement is kept."""

    __tablename__ = "dialogue_dates"
    __table_args__ = (UniqueConstraint("dialogue_id", "source_id"),)

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"), default=None, init=False)
    earliest: Mapped[date] = mapped_column(index=True)
    latest: Mapped[date] = mapped_column(index=True)
    wording: Mapped[str] = mapped_column(default="")

    source: Mapped[Source | None] = relationship(default=None)
    dialogue: Mapped[Dialogue] = relationship(back_populates="dates", default=None)

    @property
    def date(self) -> PartialDate:
        """The statement as one value."""
        return PartialDate(self.earliest, self.latest, self.wording)


class Reference(Keyed, Base):
    """A diarienummer of the case, in free form; a dialogue may have several."""

    __tablename__ = "dialogue_references"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    number: Mapped[str]

    dialogue: Mapped[Dialogue] = relationship(back_populates="references", default=None)
