"""The seats of a dialogue with all who held them, nominations behind a link, and what the balance counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from dialogues_app.domain.balance import SMALLER, SME, Figure
from dialogues_app.models import (
    THERE,
    CalendarEvent,
    Dialogue,
    DialogueTheme,
    Dimension,
    Holding,
    Invitation,
    Nomination,
    Organisation,
    OutboxRow,
    Participation,
    Reserve,
    ReserveState,
    Seat,
    SeatNeed,
    Side,
    SizeClass,
)


def of_dialogue(dialogue_id: int) -> Select[Seat]:
    """The seats at the table in their order, with everything their state and story are told from."""
    holdings = selectinload(Seat.holdings)
    invitations = holdings.selectinload(Holding.invitations)
    return (
        select(Seat)
        .where(Seat.dialogue_id == dialogue_id, Seat.withdrawn_at.is_(None))
        .options(
            joinedload(Seat.organisation),
            joinedload(Seat.need),
            selectinload(Seat.nominations).selectinload(Nomination.mails),
            holdings.joinedload(Holding.person),
            invitations.selectinload(Invitation.answers),
            invitations.selectinload(Invitation.outbox).joinedload(OutboxRow.revision),
            invitations.joinedload(Invitation.event),
        )
        .order_by(Seat.position, Seat.id)
    )


def reserves(dialogue_id: int) -> Select[Reserve]:
    """The reserve list, those who have been asked too."""
    return (
        select(Reserve)
        .where(Reserve.dialogue_id == dialogue_id)
        .options(joinedload(Reserve.organisation), joinedload(Reserve.seat), joinedload(Reserve.holding))
        .order_by(Reserve.position, Reserve.id)
    )


def nomination_of_link(link_id: str) -> Select[Nomination]:
    """The nomination behind a link, with its seat and dialogue."""
    dialogue = joinedload(Nomination.seat).joinedload(Seat.dialogue)
    return (
        select(Nomination)
        .where(Nomination.link_id == link_id)
        .options(
            joinedload(Nomination.seat).joinedload(Seat.organisation),
            joinedload(Nomination.seat).joinedload(Seat.need),
            dialogue.selectinload(Dialogue.theme_places).joinedload(DialogueTheme.theme),
            dialogue.selectinload(Dialogue.calendar_events).selectinload(CalendarEvent.invitations),
        )
    )


def at_the_table(dialogue_id: int) -> Select[*tuple[Any, ...]]:
    """(holding, organisation's facts, the seat's wishes, presence, whether the organisation was there before)."""
    return (
        select(
            Seat.id,
            Holding.id.label("holding_id"),
            Organisation.id.label("organisation_id"),
            Organisation.side,
            Organisation.size_class,
            Organisation.sector,
            Organisation.region,
            SeatNeed.side.label("wanted_side"),
            SeatNeed.sizes,
            SeatNeed.sector.label("wanted_sector"),
            SeatNeed.region.label("wanted_region"),
            Participation.presence,
            _organisation_was_there().label("there_before"),
        )
        .outerjoin(Holding, and_(Holding.seat_id == Seat.id, Holding.ended_at.is_(None)))
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(SeatNeed, SeatNeed.seat_id == Seat.id)
        .outerjoin(Participation, Participation.holding_id == Holding.id)
        .where(Seat.dialogue_id == dialogue_id, Seat.withdrawn_at.is_(None))
        .order_by(Seat.position, Seat.id, Holding.id)
    )


def could_be_asked(dialogue_id: int, gaps: list[Figure]) -> Select[*tuple[Any, ...]]:
    """Organisations of the register that would close one of these gaps and have no seat, in the order of names."""
    seated = select(Seat.organisation_id).where(
        Seat.dialogue_id == dialogue_id, Seat.withdrawn_at.is_(None), Seat.organisation_id.is_not(None)
    )
    earlier = _was_there(dialogue_id)
    wanted = [_of_sort(gap, earlier) for gap in gaps]
    return (
        select(*_FACTS, earlier.label("there_before"))
        .where(Organisation.id.not_in(seated), or_(*wanted))
        .order_by(Organisation.sort_key, Organisation.id)
    )


def in_reserve(dialogue_id: int) -> Select[*tuple[Any, ...]]:
    """Those who stand in reserve, with what the register knows of their organisations."""
    return (
        select(
            Reserve.id.label("reserve_id"),
            Reserve.title,
            Reserve.description,
            *_FACTS,
            _was_there(dialogue_id).label("there_before"),
        )
        .outerjoin(Organisation, Organisation.id == Reserve.organisation_id)
        .where(Reserve.dialogue_id == dialogue_id, Reserve.state == ReserveState.WAITING)
        .order_by(Reserve.position, Reserve.id)
    )


_FACTS = (
    Organisation.id,
    Organisation.name,
    Organisation.short_name,
    Organisation.side,
    Organisation.size_class,
    Organisation.sector,
    Organisation.region,
)


def _organisation_was_there() -> Any:
    earlier = aliased(Participation)
    return exists().where(
        earlier.organisation_id == Seat.organisation_id,
        earlier.dialogue_id != Seat.dialogue_id,
        or_(earlier.presence.is_(None), earlier.presence.in_(THERE)),
    )


def _was_there(dialogue_id: int) -> Any:
    return exists().where(
        Participation.organisation_id == Organisation.id,
        Participation.dialogue_id != dialogue_id,
        or_(Participation.presence.is_(None), Participation.presence.in_(THERE)),
    )


def _of_sort(gap: Figure, was_there: Any) -> Any:
    if gap.dimension is Dimension.SIDE:
        return Organisation.side == Side(gap.value)
    if gap.dimension is Dimension.SIZE:
        return (
            Organisation.size_class.in_(SMALLER)
            if gap.value == SME
            else Organisation.size_class == SizeClass(gap.value)
        )
    if gap.dimension is Dimension.FIRST_TIMER:
        return ~was_there
    return (Organisation.sector if gap.dimension is Dimension.SECTOR else Organisation.region) == gap.value
