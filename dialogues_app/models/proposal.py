"""What somebody invited proposes: a substitute, a delegate or another time; an organizer decides."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed
from dialogues_app.models.calendar import Invitation
from dialogues_app.models.seating import Holding


class ProposalKind(enum.StrEnum):
    """What somebody invited proposes."""

    SUBSTITUTE = "substitute"  # on the answer page
    DELEGATE = "delegate"  # DELEGATED-TO in a REPLY
    COUNTER = "counter"  # another time


class ProposalState(enum.StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Proposal(Keyed, Base):
    """Another person or another time, proposed by somebody invited; an organizer decides."""

    __tablename__ = "proposals"
    is_unseen = True

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), init=False, index=True
    )
    kind: Mapped[ProposalKind]
    received_at: Mapped[datetime]
    sequence: Mapped[int]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    message_id: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_label: Mapped[str] = mapped_column(default="")
    holding_id: Mapped[int | None] = mapped_column(
        ForeignKey("holdings.id", ondelete="SET NULL"), default=None, init=False
    )

    invitation: Mapped[Invitation] = relationship(back_populates="proposals", default=None)
    holding: Mapped[Holding | None] = relationship(default=None)  # what it led to
