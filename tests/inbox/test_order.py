"""Any order and repetition of a set of answers, none stamped in the future, gives the same ledger."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialogues_app.domain import replies
from dialogues_app.models import Channel, EventStatus, PartStat
from tests.factories import LATER, a_meeting, an_invitation

START = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)
ALL_IN = START + timedelta(days=1)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from([PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED]),
        st.integers(0, 3),  # SEQUENCE
        st.integers(0, 3),  # seconds of DTSTAMP
        st.sampled_from(["", "Ses", "Sjuk"]),
    ),
    max_size=8,
)
Given = tuple[PartStat, int, int, str]


def ledger(answers: list[Given]) -> tuple[list[tuple[object, ...]], PartStat, str]:
    """What stands in the ledger, and what is current, after these mails in this order."""
    invitation = an_invitation(sent_sequence=2, asked_sequence=1)
    a_meeting(status=EventStatus.INVITED, slot=LATER, invitations=[invitation])
    for number, (partstat, sequence, seconds, comment) in enumerate(answers):
        replies.answer(
            invitation,
            partstat,
            channel=Channel.CALENDAR,
            comment=comment,
            by=replies.actor_of(invitation),
            at=ALL_IN + timedelta(seconds=number),
            letter=replies.Letter(sequence=sequence, dtstamp=START + timedelta(seconds=seconds)),
        )
    current = invitation.current_answer
    told = sorted(one.rank() for one in invitation.answers)
    return told, invitation.partstat, current.comment if current else ""


@given(ANSWERS, st.randoms(use_true_random=False), st.integers(0, 5))
def test_neither_order_nor_repetition_changes_the_ledger(
    answers: list[Given], dice: random.Random, repeats: int
) -> None:
    shuffled = answers + [dice.choice(answers) for _ in range(repeats if answers else 0)]
    dice.shuffle(shuffled)

    assert ledger(shuffled) == ledger(answers)
