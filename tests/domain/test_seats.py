"""Seats, nominations and reserves: a seat counted once, and the ways in which it gets its holder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogues_app.domain import (
    at_once,
    filling,
    invitations,
    nominations,
    replies,
    reserves,
    scheduling,
    seat_plan,
    seat_states,
)
from dialogues_app.domain.nominations import Contact, Nominee
from dialogues_app.domain.reserves import Understudy
from dialogues_app.domain.seat_plan import Wish
from dialogues_app.domain.seat_states import Standing, StepKind
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Channel,
    Dialogue,
    MessageKind,
    Nomination,
    NominationState,
    Origin,
    OutboxState,
    PartStat,
    ProposalState,
    ReserveState,
    Seat,
    SeatRole,
    SizeClass,
)
from tests.domain.test_scheduling import settle
from tests.factories import NOON, SLOT, a_dialogue, after, an_organisation, an_organizer, on

BY = an_organizer()
HOLD = timedelta(seconds=60)
UNION = "Unionen"


def a_table(**given: object) -> tuple[Dialogue, Seat]:
    """A dialogue with a time and one seat, for a union."""
    dialogue = a_dialogue(**given)
    wish = Wish(organisation=an_organisation(name=UNION), role=SeatRole.REQUIRED, required_for_date=True)
    seat = seat_plan.lay_out(dialogue, wish, 1, by=BY, at=NOON)[0]
    return dialogue, seat


def with_time(dialogue: Dialogue) -> None:
    scheduling.set_slot(dialogue, SLOT, by=BY, at=NOON)


def asked(seat: Seat, **given: object) -> Nomination:
    contact = Contact(**{"address": "kontakt@unionen.example"} | given)  # type: ignore[arg-type]
    return nominations.ask(seat, contact, by=BY, at=NOON, hold=HOLD)


def nominee(address: str = "foretradare@unionen.example") -> Nominee:
    return Nominee(name="Företrädare", title="Förhandlare", address=address, named_by="Kontakten")


def invited(dialogue: Dialogue) -> None:
    meeting = dialogue.meeting
    assert meeting is not None
    invitations.send(meeting, by=BY, at=NOON, hold=HOLD)
    settle(meeting)


def answered(seat: Seat, partstat: PartStat) -> None:
    assert seat.holding is not None
    invitation = filling.invitation_of(seat.holding)
    assert invitation is not None
    replies.answer(invitation, partstat, channel=Channel.PAGE, by=BY, at=after(hours=3))


def kinds(nomination: Nomination) -> list[tuple[MessageKind, OutboxState]]:
    return [(row.kind, row.state) for row in nomination.mails]


def test_two_small_or_medium_sized_companies_are_two_empty_seats() -> None:
    dialogue = a_dialogue()
    wish = Wish(description="litet eller medelstort företag", sizes=(SizeClass.SMALL, SizeClass.MEDIUM))

    seats = seat_plan.lay_out(dialogue, wish, 2, by=BY, at=NOON)

    assert seat_states.count(seats) == {Standing.EMPTY: 2}
    assert [seat_plan.wish_of(seat) for seat in seats] == [wish, wish]


@pytest.mark.parametrize(
    ("wish", "count", "field"),
    [
        (Wish(), 1, "description"),
        (Wish(description="x" * 301), 1, "description"),
        (Wish(description="ett företag"), 0, "count"),
        (Wish(description="ett företag"), 21, "count"),
        (Wish(description="statsråd", role=SeatRole.MINISTER), 1, "role"),
    ],
)
def test_a_seat_that_is_for_nobody_is_not_laid_out(wish: Wish, count: int, field: str) -> None:
    dialogue = a_dialogue()

    with pytest.raises(Invalid) as refused:
        seat_plan.lay_out(dialogue, wish, count, by=BY, at=NOON)

    assert (refused.value.field, dialogue.seats) == (field, [])


def test_an_organisation_is_asked_named_agreed_to_and_invited_with_the_others() -> None:
    dialogue, seat = a_table()
    with_time(dialogue)
    nomination = asked(seat, answer_by=on("2026-09-20"))
    standings = [seat_states.standing(seat)]

    nominations.name(nomination, nominee(), at=after(hours=1), hold=HOLD)
    standings.append(seat_states.standing(seat))
    nominations.accept(nomination, by=BY, at=after(hours=2), hold=HOLD)
    standings.append(seat_states.standing(seat))
    invited(dialogue)
    standings.append(seat_states.standing(seat))
    answered(seat, PartStat.ACCEPTED)
    standings.append(seat_states.standing(seat))

    assert standings == [Standing.ASKED, Standing.NAMED, Standing.HELD, Standing.INVITED, Standing.COMES]
    assert seat_states.count([seat]) == {Standing.COMES: 1}
    assert [holding.origin for holding in seat.holdings] == [Origin.NOMINATED]
    assert {step.kind for step in seat_states.story(seat)} == {
        StepKind.ASKED,
        StepKind.NAMED,
        StepKind.INVITED,
        StepKind.COMES,
    }


def test_who_is_agreed_to_after_the_invitations_have_gone_is_mailed_at_once() -> None:
    dialogue, seat = a_table()
    with_time(dialogue)
    other = seat_plan.lay_out(dialogue, Wish(description="en till"), 1, by=BY, at=NOON)[0]
    nominations.nominate(other, nominee("annan@foretag.example"), by=BY, at=NOON, hold=HOLD)
    invited(dialogue)

    nominations.nominate(seat, nominee(), by=BY, at=after(hours=1), hold=HOLD)

    assert dialogue.meeting is not None
    last = dialogue.meeting.revisions[-1]
    assert [row.recipient for row in last.outbox] == ["foretradare@unionen.example"]


def test_who_is_named_before_there_is_a_time_is_invited_once_there_is_one() -> None:
    dialogue, seat = a_table()
    nominations.nominate(seat, nominee(), by=BY, at=NOON, hold=HOLD)
    with_time(dialogue)

    count = filling.invite_waiting(dialogue, filling.act_of(BY, after(hours=1), HOLD))

    assert dialogue.meeting is not None
    assert (count, [one.address for one in dialogue.meeting.invitations]) == (
        1,
        ["foretradare@unionen.example"],
    )
    assert filling.waiting(dialogue) == []


def test_the_reminder_waits_for_the_third_morning_before_the_deadline_and_goes_only_while_nobody_is_named() -> (
    None
):
    _dialogue, seat = a_table()
    nomination = asked(seat, answer_by=on("2026-09-20"))
    planned = nomination.mails[1]

    nominations.name(nomination, nominee(), at=after(hours=1), hold=HOLD)

    assert planned.not_before.isoformat() == "2026-09-17T05:30:00+00:00"
    assert kinds(nomination) == [
        (MessageKind.NOMINATION, OutboxState.QUEUED),
        (MessageKind.NOMINATION_REMINDER, OutboxState.SUPERSEDED),
        (MessageKind.NOMINATION_RECEIPT, OutboxState.QUEUED),
    ]


def test_without_a_deadline_or_with_a_near_one_nobody_is_reminded() -> None:
    for given in ({}, {"answer_by": on("2026-09-03")}):
        _dialogue, seat = a_table()
        assert [row.kind for row in asked(seat, **given).mails] == [MessageKind.NOMINATION]


@pytest.mark.parametrize("spelling", ["foretradare@unionen.example", "Foretradare@Unionen.example"])
def test_naming_somebody_who_has_a_seat_is_refused(spelling: str) -> None:
    dialogue, seat = a_table()
    other = seat_plan.lay_out(dialogue, Wish(description="en till"), 1, by=BY, at=NOON)[0]
    nominations.nominate(other, nominee(), by=BY, at=NOON, hold=HOLD)

    with pytest.raises(Invalid) as refused:
        nominations.name(asked(seat), nominee(spelling), at=NOON, hold=HOLD)

    assert (refused.value.field, refused.value.code) == ("address", "seated")


def test_the_link_may_name_somebody_else_until_the_organizers_have_decided() -> None:
    _dialogue, seat = a_table()
    nomination = asked(seat)
    nominations.name(nomination, nominee(), at=NOON, hold=HOLD)

    nominations.name(nomination, nominee("nasta@unionen.example"), at=after(hours=1), hold=HOLD)
    nominations.accept(nomination, by=BY, at=after(hours=2), hold=HOLD)

    assert nomination.address == "nasta@unionen.example"
    with pytest.raises(IllegalTransition):
        nominations.name(nomination, nominee("tredje@unionen.example"), at=after(hours=3), hold=HOLD)


def test_a_question_taken_back_is_dead_and_its_mails_stay_here() -> None:
    _dialogue, seat = a_table()
    nomination = asked(seat, answer_by=on("2026-09-20"))

    nominations.withdraw(nomination, by=BY, at=NOON)

    assert nominations.is_dead(nomination)
    assert {row.state for row in nomination.mails} == {OutboxState.TAKEN_BACK}
    assert seat_states.standing(seat) is Standing.EMPTY
    with pytest.raises(IllegalTransition):
        nominations.name(nomination, nominee(), at=NOON, hold=HOLD)


def test_in_a_practice_nobody_outside_the_practice_is_asked_or_named() -> None:
    _dialogue, seat = a_table(is_practice=True)

    for act in (
        lambda: asked(seat, address="kontakt@unionen.se"),
        lambda: nominations.nominate(seat, nominee("nagon@unionen.se"), by=BY, at=NOON, hold=HOLD),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.code == "not_practice"


def test_where_the_dialogue_allows_it_a_nominee_has_the_seat_at_once() -> None:
    dialogue, seat = a_table()
    seat_plan.set_rule(dialogue, at_once=True, by=BY, at=NOON)
    nomination = asked(seat)

    nominations.name(nomination, nominee(), at=NOON, hold=HOLD)

    assert nomination.state is NominationState.ACCEPTED
    assert seat.holding is nomination.holding is not None


@pytest.mark.parametrize("allowed", [True, False])
def test_a_substitute_has_the_seat_at_once_only_where_the_dialogue_allows_it(allowed: bool) -> None:
    dialogue, seat = a_table()
    seat_plan.set_rule(dialogue, at_once=allowed, by=BY, at=NOON)
    with_time(dialogue)
    nominations.nominate(seat, nominee(), by=BY, at=NOON, hold=HOLD)
    invited(dialogue)
    assert seat.holding is not None
    former = filling.invitation_of(seat.holding)
    assert former is not None
    proposal = replies.propose_substitute(former, "Ersättaren", "ersattare@unionen.example", "", at=NOON)

    at_once.let_in(proposal, at=after(hours=1))

    assert (proposal.state is ProposalState.ACCEPTED) is allowed
    assert seat_states.count([seat]).total() == 1
    assert seat.holding.origin is (Origin.SUBSTITUTE if allowed else Origin.NOMINATED)


def test_a_declined_seat_suggests_its_own_reserve_then_the_first_on_the_list() -> None:
    dialogue, seat = a_table()
    with_time(dialogue)
    first = reserves.add(dialogue, Understudy(title="Först", address="a@x.example"), by=BY, at=NOON)
    reserves.add(dialogue, Understudy(title="Sedan", address="b@x.example"), by=BY, at=NOON)
    nominations.nominate(seat, nominee(), by=BY, at=NOON, hold=HOLD)
    invited(dialogue)
    before = reserves.next_for(seat)

    answered(seat, PartStat.DECLINED)
    suggested = reserves.next_for(seat)
    own = reserves.add(dialogue, Understudy(title="Egen", address="c@x.example", seat=seat), by=BY, at=NOON)

    assert (before, suggested, reserves.next_for(seat)) == (None, first, own)


def test_a_reserve_takes_the_seat_and_who_declined_is_no_longer_invited() -> None:
    dialogue, seat = a_table()
    with_time(dialogue)
    reserve = reserves.add(dialogue, Understudy(title="Reserv", address="r@x.example"), by=BY, at=NOON)
    nominations.nominate(seat, nominee(), by=BY, at=NOON, hold=HOLD)
    invited(dialogue)
    answered(seat, PartStat.DECLINED)

    reserves.call(reserve, seat, by=BY, at=after(hours=4), hold=HOLD)

    assert dialogue.meeting is not None
    assert [one.address for one in dialogue.meeting.active_invitations] == ["r@x.example"]
    assert (reserve.state, seat_states.standing(seat)) == (ReserveState.ASKED, Standing.INVITED)
    assert StepKind.RESERVE in [step.kind for step in seat_states.story(seat)]


def test_a_reserve_cannot_take_a_seat_where_somebody_sits() -> None:
    dialogue, seat = a_table()
    reserve = reserves.add(dialogue, Understudy(title="Reserv", address="r@x.example"), by=BY, at=NOON)
    nominations.nominate(seat, nominee(), by=BY, at=NOON, hold=HOLD)

    with pytest.raises(IllegalTransition):
        reserves.call(reserve, seat, by=BY, at=NOON, hold=HOLD)


def test_reserves_change_places() -> None:
    dialogue, _seat = a_table()
    names = ["Ett", "Två", "Tre"]
    made = [
        reserves.add(dialogue, Understudy(title=n, address=f"r{i}@x.example"), by=BY, at=NOON)
        for i, n in enumerate(names)
    ]

    reserves.move(made[2], up=True, by=BY, at=NOON)
    reserves.move(made[0], up=True, by=BY, at=NOON)
    reserves.drop(made[1], by=BY, at=NOON)

    assert [one.title for one in reserves.waiting(dialogue)] == ["Ett", "Tre"]


def test_a_seat_is_taken_away_only_while_nobody_sits_there() -> None:
    _dialogue, seat = a_table()
    nomination = asked(seat)

    seat_plan.withdraw_seat(seat, by=BY, at=NOON)

    assert (nomination.state, seat.withdrawn_at) == (NominationState.WITHDRAWN, NOON)
    _other, held = a_table()
    nominations.nominate(held, nominee(), by=BY, at=NOON, hold=HOLD)
    with pytest.raises(IllegalTransition):
        seat_plan.withdraw_seat(held, by=BY, at=NOON)
