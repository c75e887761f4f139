"""How Alembic reaches the database and the models; the migrations themselves import nothing of ours."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import DateTime
from sqlalchemy.types import TypeDecorator

import dialogues_app.models  # every table is known
from dialogues_app.models.base import Base, UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as plain ones, so that a migration stands alone."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def same_type(
    _context: Any, _inspected: Any, _column: Any, inspected_type: Any, column_type: Any
) -> bool | None:
    """Compare what a column type is stored as; None leaves the question to Alembic."""
    if isinstance(column_type, TypeDecorator) and isinstance(inspected_type, DateTime):
        return False
    return None


def number_revisions(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Number the migrations 0001, 0002 …"""
    head = context.script.get_current_head()
    directives[0].rev_id = f"{int(head or 0) + 1:04}"


def migrate() -> None:
    """Bring the database of the app to the wanted revision, all in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=same_type,
            process_revision_directives=number_revisions,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


migrate()
