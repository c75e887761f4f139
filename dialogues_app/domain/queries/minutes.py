"""Queries of the notes: a dialogue with all they are made from, and who is asked to confirm them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from dialogues_app.models import (
    Confirmation,
    Contribution,
    Dialogue,
    DialogueBody,
    DialogueTheme,
    Holding,
    Invitation,
    Minutes,
    MinutesState,
    Objection,
    Outcome,
    Participation,
    Seat,
)


def dialogue_with_notes(wanted: ColumnElement[bool]) -> Select[Dialogue]:
    """The dialogue with seats, programme, outcomes, statements and notes, in as many queries however much there is."""
    seats, there = selectinload(Dialogue.seats), selectinload(Dialogue.participations)
    invitations = seats.selectinload(Seat.holdings).selectinload(Holding.invitations)
    return (
        select(Dialogue)
        .where(wanted)
        .options(
            selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
            selectinload(Dialogue.bodies).joinedload(DialogueBody.organisation),
            selectinload(Dialogue.agenda),
            selectinload(Dialogue.references),
            seats.joinedload(Seat.organisation),
            invitations.joinedload(Invitation.event),
            selectinload(Dialogue.calendar_events),
            there.joinedload(Participation.organisation),
            there.joinedload(Participation.holding),
            *_said(),
            *_asked(),
        )
        .order_by(Dialogue.id)
    )


def _said() -> list[_AbstractLoad]:
    outcomes = selectinload(Dialogue.outcomes)
    said = outcomes.selectinload(Outcome.contributions)
    return [
        outcomes.joinedload(Outcome.raised_by_organisation),
        outcomes.joinedload(Outcome.audience_body),
        outcomes.selectinload(Outcome.confidentiality_marks),
        said.selectinload(Contribution.confidentiality_marks),
        said.joinedload(Contribution.organisation),
        said.joinedload(Contribution.audience_body),
    ]


def _asked() -> list[_AbstractLoad]:
    asked = selectinload(Dialogue.minutes).selectinload(Minutes.confirmations)
    objections = asked.selectinload(Confirmation.objections)
    return [
        asked.joinedload(Confirmation.invitation),
        asked.joinedload(Confirmation.outbox),
        objections.joinedload(Objection.outcome),
        objections.joinedload(Objection.contribution),
    ]


def approved_number(dialogue_id: int) -> Select[int]:
    """The number of the approved version that counts."""
    return (
        select(Minutes.number)
        .where(Minutes.dialogue_id == dialogue_id, Minutes.state == MinutesState.APPROVED)
        .order_by(Minutes.number.desc())
        .limit(1)
    )


def confirmation_of_link(link_id: str) -> Select[Confirmation]:
    """The person asked by this link, with the version and what was answered."""
    version = joinedload(Confirmation.minutes).joinedload(Minutes.dialogue)
    return (
        select(Confirmation)
        .where(Confirmation.link_id == link_id)
        .options(
            version.selectinload(Dialogue.outcomes).selectinload(Outcome.contributions),
            version.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
            selectinload(Confirmation.objections),
            joinedload(Confirmation.invitation)
            .joinedload(Invitation.holding)
            .joinedload(Holding.seat)
            .joinedload(Seat.organisation),
        )
    )
