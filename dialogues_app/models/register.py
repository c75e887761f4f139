"""What the register of organisations and people keeps beside them: addresses, files being read, merges."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialogues_app.models.base import Base, Keyed, Versioned
from dialogues_app.models.party import Organisation, Person


class RegisterKind(enum.StrEnum):
    """What a part of the register is about."""

    ORGANISATIONS = "organisations"
    PEOPLE = "people"


class ContactAddress(Keyed, Versioned, Base):
    """A mail address of a person, of an organisation, or of a person in an organisation.

    Whether mails to it bounce is asked of the mails themselves; `ended_at` is when it stopped being in use.
    """

    __tablename__ = "contact_addresses"
    is_unseen = True

    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), default=None, init=False, index=True
    )
    address: Mapped[str] = mapped_column(index=True)  # lower case, IDNA domain
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    person: Mapped[Person | None] = relationship(default=None)
    organisation: Mapped[Organisation | None] = relationship(default=None)


class ImportDraft(Keyed, Base):
    """A file that somebody has sent and not yet decided on; gone once it is read in or thrown away."""

    __tablename__ = "import_drafts"
    is_unseen = True

    kind: Mapped[RegisterKind]
    text: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class Merge(Keyed, Versioned, Base):
    """Two rows of the register were one and the same: what was moved, and what undo puts back."""

    __tablename__ = "merges"
    is_unseen = True

    kind: Mapped[RegisterKind]
    kept_id: Mapped[int] = mapped_column(index=True)
    gone_id: Mapped[int]
    gone_label: Mapped[str]
    made_at: Mapped[datetime]
    actor_label: Mapped[str]
    state: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
