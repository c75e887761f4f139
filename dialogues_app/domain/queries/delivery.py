"""Queries about sending: the state of the whole installation, and what waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select

from dialogues_app.models import DeliveryState, OutboxRow, OutboxState

OPEN = (OutboxState.QUEUED, OutboxState.SENDING)


def state() -> Select[DeliveryState]:
    """The one row, once a worker has run."""
    return select(DeliveryState).order_by(DeliveryState.id).limit(1)


def counts() -> Select[OutboxState, int]:
    """How many messages wait, are under way or failed."""
    shown = (*OPEN, OutboxState.FAILED)
    return (
        select(OutboxRow.state, func.count())
        .where(OutboxRow.state.in_(shown))
        .group_by(OutboxRow.state)
        .order_by(OutboxRow.state)
    )


def oldest_due(at: datetime) -> Select[datetime | None]:
    """Since when the message that has waited longest is due; None if none is."""
    return select(func.min(OutboxRow.not_before)).where(OutboxRow.state.in_(OPEN), OutboxRow.not_before <= at)
