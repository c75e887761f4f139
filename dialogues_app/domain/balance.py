"""Who is at the table, against what was wanted: counts, gaps, and whom to ask next. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dialogues_app.errors import Invalid
from dialogues_app.models import Actor, BalanceTarget, Dialogue, Dimension, Side, SizeClass

SME = "sme"  # the three smaller sizes together, as the EU counts them
SMALLER = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM)
MOST_TARGETS, MOST_OF_ONE, LONGEST = 20, 50, 300
SUGGESTED = 4  # so many are suggested at a time


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is known of somebody's organisation, as the register or the seat states it; nothing is guessed."""

    side: Side | None = None
    sizes: frozenset[SizeClass] = frozenset()  # one that is known, or those that the seat allows
    sector: str = ""
    region: str = ""
    first_timer: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """One seat at the table, however many have held it, and how far its holder has come."""

    profile: Profile
    invited: bool = False
    accepted: bool = False
    present: bool = False


@dataclass(frozen=True)
class Aim:
    """At least so many of a sort."""

    dimension: Dimension
    value: str
    at_least: int


@dataclass(frozen=True)
class Figure:
    """How many of one sort are invited, have accepted and were there; None where nothing in particular is wanted."""

    dimension: Dimension
    value: str
    invited: int
    accepted: int
    present: int
    at_least: int | None = None

    def reached(self, *, held: bool) -> int:
        """The count that the target is held against: those present once it is held, before that those who come."""
        return self.present if held else self.accepted

    def missing(self, *, held: bool = False) -> int:
        """How many are missing."""
        return max(0, (self.at_least or 0) - self.reached(held=held))


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be asked: `rank` is the order of preference, reserves before the register."""

    key: tuple[str, int]
    label: str
    profile: Profile
    rank: int
    is_reserve: bool = False


@dataclass(frozen=True)
class Suggestion:
    """Ask this one next, for these targets' sake."""

    candidate: Candidate
    closes: list[Figure] = field(default_factory=list)


def fits(profile: Profile, dimension: Dimension, value: str) -> bool:
    """Whether the profile is of this sort; what is not known fits nothing."""
    if dimension is Dimension.SIDE:
        return profile.side is not None and profile.side.value == value
    if dimension is Dimension.SIZE:
        wanted = set(SMALLER) if value == SME else {SizeClass(value)}
        return bool(profile.sizes) and profile.sizes <= wanted
    if dimension is Dimension.FIRST_TIMER:
        return profile.first_timer is True
    known = profile.sector if dimension is Dimension.SECTOR else profile.region
    return bool(known) and known.casefold() == value.casefold()


def values_of(profile: Profile, dimension: Dimension) -> list[str]:
    """Under which values of a dimension somebody is counted; each at most once in a bar."""
    if dimension is Dimension.SIDE:
        return [profile.side.value] if profile.side else []
    if dimension is Dimension.SIZE:
        if len(profile.sizes) == 1:
            return [next(iter(profile.sizes)).value]
        return [SME] if profile.sizes and profile.sizes <= set(SMALLER) else []
    if dimension is Dimension.FIRST_TIMER:
        return [""] if profile.first_timer else []
    known = profile.sector if dimension is Dimension.SECTOR else profile.region
    return [known] if known else []


def against(members: Sequence[Member], aims: Iterable[Aim]) -> list[Figure]:
    """The figure of each target."""
    return [
        _figure([one for one in members if fits(one.profile, aim.dimension, aim.value)], aim) for aim in aims
    ]


def breakdown(members: Sequence[Member], dimension: Dimension) -> list[Figure]:
    """The figures of every value that occurs, most invited first; nobody is counted twice."""
    groups: dict[str, list[Member]] = {}
    for member in members:
        for value in values_of(member.profile, dimension):
            groups.setdefault(value, []).append(member)
    found = [_figure(group, Aim(dimension, value, 0), aimed=False) for value, group in groups.items()]
    return sorted(found, key=lambda one: (-one.invited, one.value))


def whom_to_ask(
    gaps: Sequence[Figure], candidates: Iterable[Candidate], places: int = SUGGESTED
) -> list[Suggestion]:
    """Those, at most `places`, who leave the least missing; of equals the fewest, then the highest ranked.

    Exact: the best way to each remaining shortage is kept, candidate by candidate in order of rank.
    """
    open_gaps = [gap for gap in gaps if gap.missing() > 0]
    useful = _useful(open_gaps, sorted(candidates, key=lambda one: one.rank), places)
    start = tuple(gap.missing() for gap in open_gaps)
    best: dict[tuple[int, ...], tuple[int, ...]] = {start: ()}
    for number, (_candidate, helps) in enumerate(useful):
        for left, chosen in list(best.items()):
            if len(chosen) < places:
                after = tuple(max(0, need - helped) for need, helped in zip(left, helps, strict=True))
                _keep(best, after, (*chosen, number))
    _left, chosen = min(best.items(), key=lambda item: (sum(item[0]), len(item[1]), item[1]))
    return [_suggestion(useful[number], open_gaps) for number in chosen]


def set_target(dialogue: Dialogue, aim: Aim, *, by: Actor, at: datetime) -> None:
    """At least so many of this sort are wanted; zero takes the target away.

    Raises Invalid: `at_least` is `out_of_range`, `value` is `missing`, `too_long` or `unknown`.
    """
    value = _checked_value(aim)
    if not 0 <= aim.at_least <= MOST_OF_ONE:
        raise Invalid("at_least", "out_of_range", longest=MOST_OF_ONE)
    known = next(
        (t for t in dialogue.balance_targets if (t.dimension, t.value) == (aim.dimension, value)), None
    )
    if aim.at_least == 0:
        if known is not None:
            dialogue.balance_targets.remove(known)
    elif known is not None:
        known.at_least = aim.at_least
    elif len(dialogue.balance_targets) >= MOST_TARGETS:
        raise Invalid("value", "too_many", longest=MOST_TARGETS)
    else:
        made = BalanceTarget(dimension=aim.dimension, value=value, at_least=aim.at_least)
        dialogue.balance_targets.append(made)
    dialogue.record("balance_set", by=by, at=at, after={"at_least": aim.at_least})


def aims_of(dialogue: Dialogue) -> list[Aim]:
    """The targets as values, in the order of the dimensions."""
    order = list(Dimension)
    found = [Aim(one.dimension, one.value, one.at_least) for one in dialogue.balance_targets]
    return sorted(found, key=lambda aim: (order.index(aim.dimension), aim.value))


def _checked_value(aim: Aim) -> str:
    value = " ".join(aim.value.split())
    if aim.dimension is Dimension.FIRST_TIMER:
        return ""
    if not value:
        raise Invalid("value", "missing")
    if len(value) > LONGEST:
        raise Invalid("value", "too_long", longest=LONGEST)
    known = {
        Dimension.SIDE: {one.value for one in Side},
        Dimension.SIZE: {one.value for one in SizeClass} | {SME},
    }
    if aim.dimension in known and value not in known[aim.dimension]:
        raise Invalid("value", "unknown", given=value)
    return value


def _figure(members: Sequence[Member], aim: Aim, *, aimed: bool = True) -> Figure:
    return Figure(
        dimension=aim.dimension,
        value=aim.value,
        invited=sum(one.invited for one in members),
        accepted=sum(one.accepted for one in members),
        present=sum(one.present for one in members),
        at_least=aim.at_least if aimed else None,
    )


def _useful(
    gaps: Sequence[Figure], candidates: Iterable[Candidate], places: int
) -> list[tuple[Candidate, tuple[int, ...]]]:
    """Those who help, and how; of those who help alike only the first few can ever be chosen."""
    found: list[tuple[Candidate, tuple[int, ...]]] = []
    alike: dict[tuple[int, ...], int] = {}
    for candidate in candidates:
        helps = tuple(int(fits(candidate.profile, gap.dimension, gap.value)) for gap in gaps)
        if any(helps) and alike.get(helps, 0) < places:
            alike[helps] = alike.get(helps, 0) + 1
            found.append((candidate, helps))
    return found


def _keep(
    best: dict[tuple[int, ...], tuple[int, ...]], left: tuple[int, ...], chosen: tuple[int, ...]
) -> None:
    known = best.get(left)
    if known is None or (len(chosen), chosen) < (len(known), known):
        best[left] = chosen


def _suggestion(chosen: tuple[Candidate, tuple[int, ...]], gaps: Sequence[Figure]) -> Suggestion:
    candidate, helps = chosen
    return Suggestion(candidate, [gap for gap, helped in zip(gaps, helps, strict=True) if helped])
