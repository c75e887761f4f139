"""The programme of a dialogue and its papers, each with an audience; media of the dialogues."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, HasAudience, Keyed, Versioned
from dialogues_app.models.dialogue import Dialogue
from dialogues_app.models.party import Organisation


class AgendaKind(enum.StrEnum):
    """What happens in an agenda item."""

    TALK = "talk"
    DISCUSSION = "discussion"
    PAUSE = "pause"
    SEMINAR = "seminar"


class AgendaItem(Keyed, Versioned, HasAudience, Base):
    """One item of the programme; its length in minutes."""

    __tablename__ = "agenda_items"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    title: Mapped[str]
    kind: Mapped[AgendaKind] = mapped_column(default=AgendaKind.DISCUSSION)
    owner: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    position: Mapped[int] = mapped_column(default=0)
    audience_body_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )

    audience_body: Mapped[Organisation | None] = relationship(default=None)
    dialogue: Mapped[Dialogue] = relationship(back_populates="agenda", default=None)


class Paper(Keyed, Versioned, HasAudience, Base):
    """A document of the dialogue: its bytes, type and SHA-256; shown to one audience."""

    __tablename__ = "papers"

    dialogue_id: Mapped[int] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), init=False, index=True
    )
    title: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    added_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    audience_body_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None, init=False
    )

    audience_body: Mapped[Organisation | None] = relationship(default=None)
    dialogue: Mapped[Dialogue] = relationship(back_populates="papers", default=None)


class Medium(Keyed, Versioned, HasAudience, Base):
    """A picture or film: what it shows in words, its caption, credits, and the dialogue it is from."""

    __tablename__ = "media"

    dialogue_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogues.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    file_name: Mapped[str]
    media_type: Mapped[str]
    alt: Mapped[str]
    caption: Mapped[str] = mapped_column(default="")
    credits: Mapped[str] = mapped_column(default="")

    dialogue: Mapped[Dialogue | None] = relationship(default=None)
