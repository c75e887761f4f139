"""Which state of the data a public page was made from."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from dialogues_app.models.base import Base


class DataVersion(Base):
    """One row, whose number grows in each transaction that changes what public pages show.

    Its row lock puts those transactions in line, so a higher number was committed later. Keys cannot say that:
    PostgreSQL gives them when rows are written, and commits come in another order.
    """

    __tablename__ = "data_version"
    is_unseen = True

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
