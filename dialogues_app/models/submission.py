"""What a form has already led to: a doubled send finds the first one's page and makes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from dialogues_app.models.base import Base, Keyed


class Submission(Keyed, Base):
    """One sent form, by the random key it carried, and the address its sender was led to."""

    __tablename__ = "submissions"
    is_unseen = True

    key: Mapped[str] = mapped_column(unique=True)
    location: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)
