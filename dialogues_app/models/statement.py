"""Statements: what somebody said holds, never updated in place."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from dialogues_app.models.base import Basis, PartialDate, PartialDateColumns


class Statement(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Says what, since when it holds, when and by whom it was stated, on what basis, and when it was recorded.

    It is never changed: it is withdrawn, with the date of the withdrawal as stated, and another is made.
    """

    recorded_at: Mapped[datetime]
    stated_by: Mapped[str] = mapped_column(default="")
    basis: Mapped[Basis] = mapped_column(default=Basis.STATED)
    note: Mapped[str] = mapped_column(default="")
    holds_earliest: Mapped[date | None] = mapped_column(default=None)
    holds_latest: Mapped[date | None] = mapped_column(default=None)
    holds_wording: Mapped[str] = mapped_column(default="")
    stated_earliest: Mapped[date | None] = mapped_column(default=None)
    stated_latest: Mapped[date | None] = mapped_column(default=None)
    stated_wording: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str] = mapped_column(default="")
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    withdrawn_earliest: Mapped[date | None] = mapped_column(default=None)
    withdrawn_latest: Mapped[date | None] = mapped_column(default=None)
    withdrawn_wording: Mapped[str] = mapped_column(default="")

    holds_since = PartialDateColumns("holds")
    stated_on = PartialDateColumns("stated")
    withdrawal_stated_on = PartialDateColumns("withdrawn")

    @property
    def stands(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None

    def withdraw(self, *, by: str, at: datetime, reason: str, stated_on: PartialDate) -> None:
        """Take the statement back; it stays readable, with who took it back, why and since when."""
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_reason = at, by, reason
        self.withdrawal_stated_on = stated_on
