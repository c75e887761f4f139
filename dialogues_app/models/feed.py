"""Private calendar feeds: one for each account, one for each address that was invited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed
from dialogues_app.models.user import User


class Feed(Keyed, Base, kw_only=True):
    """A calendar that one person subscribes to by a secret address, of which only the hash is stored.

    `nonce` with the installation's key makes the secret anew for its owner's page; alone it opens nothing.
    """

    __tablename__ = "feeds"
    is_unseen = True
    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (address IS NULL)", name="one_owner"),)

    token_hash: Mapped[str] = mapped_column(unique=True)
    nonce: Mapped[str]
    created_at: Mapped[datetime]
    address: Mapped[str | None] = mapped_column(default=None, unique=True)  # a participant's, lower case
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), default=None, init=False, unique=True
    )

    user: Mapped[User | None] = relationship(default=None)

    @property
    def is_open(self) -> bool:
        """Whether the address still gives a calendar."""
        return self.closed_at is None and (self.user is None or self.user.disabled_at is None)
