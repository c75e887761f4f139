"""The balance: nobody counted twice, nothing guessed, and the best people to ask, held against trying everything."""

from __future__ import annotations

import itertools
import random

import pytest

from dialogues_app.domain import balance
from dialogues_app.domain.balance import SME, Aim, Candidate, Figure, Member, Profile
from dialogues_app.errors import Invalid
from dialogues_app.models import Dimension, Side, SizeClass
from tests.factories import NOON, a_dialogue, an_organizer

BY = an_organizer()
SIZES = list(SizeClass)


def a_profile(chance: random.Random) -> Profile:
    size = chance.choice([None, *SIZES])
    return Profile(
        side=chance.choice([None, *Side]),
        sizes=frozenset([size] if size else []),
        sector=chance.choice(["", "Stål", "Papper"]),
        region=chance.choice(["", "Norrland", "Svealand"]),
        first_timer=chance.choice([None, True, False]),
    )


def gap(dimension: Dimension, value: str, at_least: int) -> Figure:
    return Figure(dimension, value, 0, 0, 0, at_least)


def left(gaps: list[Figure], chosen: tuple[Candidate, ...]) -> int:
    """What is missing in all when these have said yes."""
    return sum(
        max(0, one.missing() - sum(balance.fits(c.profile, one.dimension, one.value) for c in chosen))
        for one in gaps
    )


def best_by_trying(gaps: list[Figure], candidates: list[Candidate], places: int) -> list[int]:
    """The ranks of the best choice, found by trying every one of them."""
    tried = [
        (left(gaps, chosen), len(chosen), [one.rank for one in chosen])
        for count in range(places + 1)
        for chosen in itertools.combinations(candidates, count)
    ]
    return min(tried)[2]


ALL_GAPS = [
    gap(Dimension.SIDE, Side.EMPLOYEES.value, 2),
    gap(Dimension.SIDE, Side.COMPANIES.value, 3),
    gap(Dimension.SIZE, SME, 2),
    gap(Dimension.SIZE, SizeClass.LARGE.value, 1),
    gap(Dimension.SECTOR, "stål", 1),
    gap(Dimension.REGION, "Norrland", 2),
    gap(Dimension.FIRST_TIMER, "", 3),
]


@pytest.mark.parametrize("seed", range(150))
def test_those_suggested_are_the_best_that_trying_everything_finds(seed: int) -> None:
    chance = random.Random(seed)
    candidates = [
        Candidate(("organisation", n), f"Nr {n}", a_profile(chance), rank=n)
        for n in range(chance.randint(0, 9))
    ]
    gaps = chance.sample(ALL_GAPS, chance.randint(1, 5))
    places = chance.randint(1, 4)

    suggested = balance.whom_to_ask(gaps, reversed(candidates), places)

    assert [one.candidate.rank for one in suggested] == best_by_trying(gaps, candidates, places)


def test_a_reserve_goes_before_the_register_where_both_close_the_gap() -> None:
    small = Profile(sizes=frozenset({SizeClass.SMALL}))
    registered = Candidate(("organisation", 1), "Ur registret", small, rank=1)
    reserve = Candidate(("reserve", 1), "I reserv", small, rank=0, is_reserve=True)

    found = balance.whom_to_ask([gap(Dimension.SIZE, SME, 1)], [registered, reserve])

    assert [(one.candidate.label, [g.value for g in one.closes]) for one in found] == [("I reserv", [SME])]


def test_what_is_not_known_fits_no_target() -> None:
    nothing = Profile()

    assert [balance.fits(nothing, one.dimension, one.value) for one in ALL_GAPS] == [False] * len(ALL_GAPS)
    assert [balance.values_of(nothing, kind) for kind in Dimension] == [[]] * 5


def test_a_figure_says_who_is_invited_who_comes_and_who_was_there() -> None:
    small = Profile(side=Side.COMPANIES, sizes=frozenset({SizeClass.SMALL}))
    either = Profile(sizes=frozenset({SizeClass.SMALL, SizeClass.MEDIUM}))
    members = [
        Member(profile=small, invited=True, accepted=True, present=True),
        Member(profile=either, invited=True, accepted=True),
        Member(profile=small, invited=True),
        Member(profile=Profile(side=Side.STATE), invited=True, accepted=True),
    ]

    figure = balance.against(members, [Aim(Dimension.SIZE, SME, 4)])[0]

    assert (figure.invited, figure.accepted, figure.present) == (3, 2, 1)
    assert (figure.missing(held=False), figure.missing(held=True)) == (2, 3)
    assert [(one.value, one.invited) for one in balance.breakdown(members, Dimension.SIZE)] == [
        ("small", 2),
        (SME, 1),
    ]


def test_a_target_is_set_changed_and_taken_away() -> None:
    dialogue = a_dialogue()

    for count in (2, 3):
        balance.set_target(dialogue, Aim(Dimension.SIZE, SME, count), by=BY, at=NOON)
    balance.set_target(dialogue, Aim(Dimension.REGION, " Norra  Norrland ", 1), by=BY, at=NOON)

    assert balance.aims_of(dialogue) == [
        Aim(Dimension.SIZE, SME, 3),
        Aim(Dimension.REGION, "Norra Norrland", 1),
    ]
    balance.set_target(dialogue, Aim(Dimension.SIZE, SME, 0), by=BY, at=NOON)
    assert [one.dimension for one in dialogue.balance_targets] == [Dimension.REGION]


@pytest.mark.parametrize(
    ("aim", "code"),
    [
        (Aim(Dimension.SIZE, "stor", 1), "unknown"),
        (Aim(Dimension.SIDE, "", 1), "missing"),
        (Aim(Dimension.SECTOR, "x" * 301, 1), "too_long"),
        (Aim(Dimension.SIZE, SME, -1), "out_of_range"),
        (Aim(Dimension.SIZE, SME, 51), "out_of_range"),
    ],
)
def test_a_target_that_means_nothing_is_refused(aim: Aim, code: str) -> None:
    dialogue = a_dialogue()

    with pytest.raises(Invalid) as refused:
        balance.set_target(dialogue, aim, by=BY, at=NOON)

    assert (refused.value.code, dialogue.balance_targets) == (code, [])
