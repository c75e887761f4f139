"""Addresses under which people answer, other than those they were invited at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed
from dialogues_app.models.calendar import Invitation


class Alias(Keyed, Base):
    """Another address under which somebody invited answers; a person said so once, and it is remembered.

    It holds for every invitation of `invited`, on that invitation's own token.
    """

    __tablename__ = "aliases"
    is_unseen = True
    __table_args__ = (UniqueConstraint("invitation_id", "address"),)

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), init=False, index=True
    )
    invited: Mapped[str] = mapped_column(index=True)  # the address of the invitation
    address: Mapped[str]
    learnt_at: Mapped[datetime]
    learnt_label: Mapped[str]

    invitation: Mapped[Invitation] = relationship(back_populates="aliases", default=None)
