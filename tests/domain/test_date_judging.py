"""The judgement of candidate dates, held against exhaustive search over everybody who may come."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

import pytest

from dialogues_app.domain.date_judging import (
    Attendee,
    Judgement,
    Verdict,
    groups,
    judge,
    ranked,
    requirements,
    suggestion,
)
from dialogues_app.models import DateAnswerKind, Need, OrganisationKind, SeatRole, SizeClass

YES, IF_NEEDED, NO = DateAnswerKind.YES, DateAnswerKind.IF_NEEDED, DateAnswerKind.NO
START = datetime(2027, 5, 10, 7, 0, tzinfo=UTC)
BODIES = (1, 2, 3)
Answers = Mapping[int, DateAnswerKind]


def a_case(seed: int) -> tuple[list[Attendee], dict[Need, int], list[dict[int, DateAnswerKind]]]:
    """Up to seven people, a rule, and their answers to four dates."""
    chance = random.Random(seed)
    kinds = [Need.COMPANIES, Need.UNIONS, Need.AGENCIES]
    people = []
    for key in range(chance.randint(1, 7)):
        counts = {kind for kind in kinds if chance.random() < 0.35}
        if Need.COMPANIES in counts and chance.random() < 0.5:
            counts.add(Need.SMALL_COMPANIES)
        if key == 0 and chance.random() < 0.7:
            counts.add(Need.LEAD_MINISTER)
        body = chance.choice([None, None, *BODIES])
        people.append(Attendee(key, chance.random() < 0.25, frozenset(counts), body))
    wanted = [*kinds, Need.SMALL_COMPANIES, Need.LEAD_MINISTER, Need.EACH_BODY]
    rules = {
        need: 1 if need is Need.EACH_BODY else chance.randint(1, 2)
        for need in wanted
        if chance.random() < 0.35
    }
    dates = [
        {one.key: kind for one in people if (kind := chance.choice([YES, YES, IF_NEEDED, NO, None]))}
        for _ in range(4)
    ]
    return people, rules, dates


def holds(present: Sequence[Attendee], everybody: Sequence[Attendee], rules: Mapping[Need, int]) -> bool:
    """The rule read as a person reads it, on those who are in the room."""
    return all(one in present for one in everybody if one.required) and all(
        {one.body for one in present} >= set(BODIES)
        if need is Need.EACH_BODY
        else sum(need in one.counts_as for one in present) >= count
        for need, count in rules.items()
    )


def rooms(people: Sequence[Attendee]) -> Iterator[tuple[Attendee, ...]]:
    """Every set of people that may come together."""
    return chain.from_iterable(combinations(people, size) for size in range(len(people) + 1))


def searched(people: Sequence[Attendee], rules: Mapping[Need, int], answers: Answers) -> Verdict:
    """The verdict by trying every room: the least that has to be asked of anybody."""
    for verdict, fine in (
        (Verdict.POSSIBLE, (YES,)),
        (Verdict.IF_NEEDED, (YES, IF_NEEDED)),
        (Verdict.OPEN, (YES, IF_NEEDED, None)),
    ):
        coming = [one for one in people if answers.get(one.key) in fine]
        if any(holds(room, people, rules) for room in rooms(coming)):
            return verdict
    return Verdict.IMPOSSIBLE


def judged(
    people: Sequence[Attendee], rules: Mapping[Need, int], dates: Sequence[Answers]
) -> list[Judgement]:
    required = requirements(people, rules, BODIES)
    return [
        judge(place, START + timedelta(days=place), answers, people, required)
        for place, answers in enumerate(dates)
    ]


@pytest.mark.parametrize("seed", range(120))
def test_the_suggestion_is_what_exhaustive_search_finds(seed: int) -> None:
    people, rules, dates = a_case(seed)
    verdicts = [searched(people, rules, answers) for answers in dates]

    found = judged(people, rules, dates)

    assert [one.verdict for one in found] == verdicts
    best = min(
        range(len(dates)),
        key=lambda place: (
            verdicts[place],
            -list(dates[place].values()).count(YES),
            -list(dates[place].values()).count(IF_NEEDED),
            place,
        ),
    )
    bookable = verdicts[best] <= Verdict.IF_NEEDED and dates[best] != {}
    told = suggestion(found)
    assert (told.slot if told else None) == (best if bookable else None)
    assert ranked(found)[0].slot == best


@pytest.mark.parametrize("seed", range(120))
def test_those_named_are_those_it_hangs_on(seed: int) -> None:
    people, rules, dates = a_case(seed)
    for answers, one in zip(dates, judged(people, rules, dates), strict=True):
        all_asked = searched(people, rules, dict.fromkeys((p.key for p in people), YES)) is Verdict.POSSIBLE
        if one.verdict is Verdict.IMPOSSIBLE and all_asked:
            mended = {**answers, **dict.fromkeys(one.blockers, YES)}
            assert one.blockers
            assert all(answers[key] is NO for key in one.blockers)
            assert searched(people, rules, mended) is not Verdict.IMPOSSIBLE
        if one.verdict in (Verdict.OPEN, Verdict.IF_NEEDED):
            mended = {**answers, **dict.fromkeys(one.hangs_on, YES)}
            assert searched(people, rules, mended) < one.verdict


def test_the_cases_reach_every_verdict_and_both_kinds_of_impossible() -> None:
    found = [one for seed in range(120) for one in judged(*a_case(seed))]

    assert {one.verdict for one in found} == set(Verdict)
    assert {
        any(f.nobody_asked for f in one.findings) for one in found if one.verdict is Verdict.IMPOSSIBLE
    } == {
        True,
        False,
    }


def test_where_nobody_has_answered_nothing_is_suggested() -> None:
    people = [Attendee(1), Attendee(2)]

    assert suggestion(judged(people, {}, [{}, {}])) is None
    assert suggestion(judged(people, {}, [{}, {1: NO, 2: YES}])) is not None


def test_what_somebody_counts_as_is_told_or_registered_and_never_guessed() -> None:
    company, seat = OrganisationKind.COMPANY, SeatRole.REQUIRED

    assert groups(seat, company, None, None) == {Need.COMPANIES}
    assert groups(seat, company, SizeClass.SMALL, None) == {Need.COMPANIES, Need.SMALL_COMPANIES}
    assert groups(seat, company, SizeClass.LARGE, None) == {Need.COMPANIES}
    assert groups(seat, None, None, Need.SMALL_COMPANIES) == {Need.COMPANIES, Need.SMALL_COMPANIES}
    assert groups(seat, OrganisationKind.UNION, None, None) == {Need.UNIONS}
    assert groups(seat, OrganisationKind.OTHER, None, None) == frozenset()
    assert groups(SeatRole.CHAIR, OrganisationKind.MINISTRY, None, None) == {Need.LEAD_MINISTER}
