"""The ledger of answers: any order of arrival gives the same current answer; substitutes are decided by people."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from dialogues_app.domain import replies, scheduling
from dialogues_app.domain.replies import Letter
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import Actor, Answer, Channel, Invitation, Method, Origin, PartStat, ProposalState
from tests.domain.test_scheduling import BY, HOLD, an_invited_meeting, waiting
from tests.factories import LATER, after

YES, MAYBE, NO = PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED


def an_invited_one() -> Invitation:
    return an_invited_meeting(1).invitations[0]


def answer(invitation: Invitation, partstat: PartStat, at: datetime, **given: Any) -> Answer | None:
    return replies.answer(
        invitation, partstat, **{"channel": Channel.PAGE, "by": Actor(label="Vd"), "at": at} | given
    )


def test_the_newest_answer_counts_and_all_are_kept() -> None:
    invitation = an_invited_one()

    answer(invitation, YES, after(minutes=2))
    answer(invitation, NO, after(minutes=3), comment="Krock")

    assert (invitation.partstat, len(invitation.answers)) == (NO, 2)


def test_any_order_of_arrival_gives_the_same_answer() -> None:
    given = [
        (YES, after(minutes=2)),
        (NO, after(minutes=4)),
        (MAYBE, after(minutes=4)),
        (YES, after(minutes=3)),
    ]

    found = set()
    for order in permutations(given):
        invitation = an_invited_one()
        for partstat, stamp in order:
            answer(
                invitation,
                partstat,
                after(hours=1),
                channel=Channel.CALENDAR,
                letter=Letter(dtstamp=stamp, sequence=0),
            )
        found.add(invitation.partstat)

    assert found == {NO}


def test_a_repeated_answer_makes_no_new_row() -> None:
    invitation = an_invited_one()
    first = answer(invitation, YES, after(minutes=2))

    assert answer(invitation, YES, after(minutes=3)) is None
    assert invitation.answers == [first]


def test_an_answer_by_mail_never_counts_for_more_than_was_sent() -> None:
    invitation = an_invited_one()

    given = answer(
        invitation,
        YES,
        after(minutes=2),
        channel=Channel.CALENDAR,
        letter=Letter(sequence=9, dtstamp=after()),
    )

    assert given is not None
    assert (given.sequence, invitation.partstat) == (0, YES)


@pytest.mark.parametrize("late", ["cancelled", "over"])
def test_an_answer_that_comes_too_late_is_kept_and_does_not_count(late: str) -> None:
    invitation = an_invited_one()
    at = after(minutes=9)
    if late == "cancelled":
        scheduling.cancel(invitation.event, reason="Sjukdom", by=BY, at=after(minutes=5), hold=HOLD)
    else:
        at = invitation.event.ends_at or at

    given = answer(invitation, YES, at)

    assert given is not None
    assert (given.counts, invitation.partstat) == (False, PartStat.NEEDS_ACTION)


def test_an_answer_by_telephone_names_who_entered_it() -> None:
    given = answer(an_invited_one(), YES, after(minutes=2), channel=Channel.PHONE, by=BY)

    assert given is not None
    assert (given.channel, given.entered_label) == (Channel.PHONE, BY.label)


def test_needs_action_is_no_answer() -> None:
    with pytest.raises(Invalid, match="answer: unknown"):
        answer(an_invited_one(), PartStat.NEEDS_ACTION, after(minutes=2))


def test_an_accepted_substitute_takes_the_seat_and_the_old_one_gets_a_cancel() -> None:
    former = an_invited_one()
    proposal = replies.propose_substitute(former, "Ersättare", "ers@foretag.example", "", at=after(minutes=2))

    new = replies.accept_substitute(proposal, by=BY, at=after(minutes=5), hold=HOLD)

    assert (new.holding.seat, new.holding.origin, new.holding.name) == (
        former.holding.seat,
        Origin.SUBSTITUTE,
        "Ersättare",
    )
    assert former.holding.ended_at == after(minutes=5)
    assert waiting(former.event) == [(former, Method.CANCEL, 1), (new, Method.REQUEST, 1)]
    assert (proposal.state, proposal.holding) == (ProposalState.ACCEPTED, new.holding)


def test_undoing_an_accepted_substitute_opens_the_proposal_again() -> None:
    former = an_invited_one()
    proposal = replies.propose_substitute(former, "Ersättare", "ers@foretag.example", "", at=after(minutes=2))
    replies.accept_substitute(proposal, by=BY, at=after(minutes=5), hold=HOLD)

    scheduling.take_back(former.event, by=BY, at=after(minutes=5) + timedelta(seconds=30))

    assert (proposal.state, former.event.active_invitations) == (ProposalState.OPEN, [former])
    assert former.holding.seat.holding is former.holding


def test_a_declined_substitute_changes_nothing_else() -> None:
    former = an_invited_one()
    proposal = replies.propose_substitute(former, "Ersättare", "ers@foretag.example", "", at=after(minutes=2))

    replies.decline_substitute(proposal, by=BY, at=after(minutes=5))

    assert (proposal.state, waiting(former.event), former.removed_at) == (ProposalState.DECLINED, [], None)
    with pytest.raises(IllegalTransition):
        replies.accept_substitute(proposal, by=BY, at=after(minutes=6), hold=HOLD)


def test_a_substitute_proposed_twice_is_one_proposal() -> None:
    invitation = an_invited_one()
    for name in ("Ersättare", "Ersättaren"):
        replies.propose_substitute(invitation, name, "ers@foretag.example", "", at=after(minutes=2))

    assert [one.name for one in invitation.proposals] == ["Ersättaren"]


def test_answers_survive_a_move_that_is_taken_back() -> None:
    invitation = an_invited_one()
    answer(invitation, YES, after(minutes=2))
    scheduling.reschedule(invitation.event, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)
    answer(invitation, NO, after(minutes=5, seconds=10))

    scheduling.take_back(invitation.event, by=BY, at=after(minutes=5, seconds=30))

    assert (invitation.partstat, len(invitation.answers)) == (NO, 2)
