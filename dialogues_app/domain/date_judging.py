"""Which date it can be: each candidate judged by the rule, ranked, with the people it hangs on. Values only."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogues_app.models import DateAnswerKind, Need, OrganisationKind, SeatRole, SizeClass

COMPANIES = (OrganisationKind.COMPANY, OrganisationKind.STATE_COMPANY)
SMALL = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM)
OF_KIND = {
    OrganisationKind.UNION: Need.UNIONS,
    OrganisationKind.EMPLOYER_ORGANISATION: Need.EMPLOYER_ORGANISATIONS,
    OrganisationKind.AGENCY: Need.AGENCIES,
    OrganisationKind.UNIVERSITY: Need.UNIVERSITIES,
}


class Verdict(enum.IntEnum):
    """How far a candidate meets what is required; the lower, the better."""

    POSSIBLE = 0
    IF_NEEDED = 1  # with some who come if need be
    OPEN = 2  # hangs on some who have not answered
    IMPOSSIBLE = 3


BOOKABLE = (Verdict.POSSIBLE, Verdict.IF_NEEDED)


@dataclass(frozen=True)
class Attendee:
    """Somebody asked: whether no date goes without them, what they count as, and their organising body."""

    key: int
    required: bool = False
    counts_as: frozenset[Need] = frozenset()
    body: int | None = None


@dataclass(frozen=True)
class Requirement:
    """At least `count` of `members` must be able. `need` is None for one required person.

    `subject` is the organising body, or the required person.
    """

    need: Need | None
    count: int
    members: frozenset[int]
    subject: int | None = None


@dataclass(frozen=True)
class Finding:
    """A requirement that a candidate does not meet by plain yes alone, and whom that hangs on."""

    requirement: Requirement
    verdict: Verdict
    able: int  # who said yes
    willing: tuple[int, ...] = ()  # who come if need be
    waiting: tuple[int, ...] = ()  # who have not answered
    blocking: tuple[int, ...] = ()  # who said no

    @property
    def nobody_asked(self) -> bool:
        """Whether too few have been asked at all, so that no answer can help."""
        return len(self.requirement.members) < self.requirement.count


@dataclass(frozen=True)
class Judgement:
    """One candidate as it stands: verdict, counts, and every requirement not met by plain yes."""

    slot: int
    starts_at: datetime
    verdict: Verdict
    yes: int
    if_needed: int
    no: int
    silent: int
    findings: tuple[Finding, ...]

    @property
    def answered(self) -> int:
        """How many have said something of this candidate."""
        return self.yes + self.if_needed + self.no

    @property
    def blockers(self) -> tuple[int, ...]:
        """Who make it impossible, each once."""
        return _each_once(
            key
            for one in self.findings
            if one.verdict is Verdict.IMPOSSIBLE and not one.nobody_asked
            for key in one.blocking
        )

    @property
    def hangs_on(self) -> tuple[int, ...]:
        """Whose answer or goodwill decides: those silent where it is open, those willing where it needs them."""
        wanted = {Verdict.OPEN: "waiting", Verdict.IF_NEEDED: "willing"}.get(self.verdict)
        if wanted is None:
            return ()
        return _each_once(
            key for one in self.findings if one.verdict is self.verdict for key in getattr(one, wanted)
        )

    def rank(self) -> tuple[int, int, int, datetime, int]:
        """All required can, then most yes, then most if need be, then the earlier date (design.md section 5)."""
        return self.verdict, -self.yes, -self.if_needed, self.starts_at, self.slot


def requirements(
    attendees: Sequence[Attendee], rules: Mapping[Need, int], bodies: Iterable[int]
) -> tuple[Requirement, ...]:
    """The rule written out: one requirement for each required person, each body and each counted line."""
    found = [Requirement(None, 1, frozenset({one.key}), one.key) for one in attendees if one.required]
    for need, count in rules.items():
        if need is Need.EACH_BODY:
            found += [Requirement(need, 1, _of_body(attendees, body), body) for body in bodies]
        else:
            members = frozenset(one.key for one in attendees if need in one.counts_as)
            found.append(Requirement(need, count, members))
    return tuple(found)


def groups(
    role: SeatRole, kind: OrganisationKind | None, size: SizeClass | None, told: Need | None
) -> frozenset[Need]:
    """What somebody counts as: by the seat and the register, or by what an organizer told. Nothing is guessed."""
    found = {Need.LEAD_MINISTER} if role is SeatRole.CHAIR else set()
    if told is not None:
        found.add(told)
    elif kind in COMPANIES:
        found.add(Need.SMALL_COMPANIES if size in SMALL else Need.COMPANIES)
    elif kind in OF_KIND:
        found.add(OF_KIND[kind])
    if Need.SMALL_COMPANIES in found:
        found.add(Need.COMPANIES)
    return frozenset(found)


def judge(
    slot: int,
    starts_at: datetime,
    answers: Mapping[int, DateAnswerKind],
    attendees: Sequence[Attendee],
    required: Sequence[Requirement],
) -> Judgement:
    """The candidate by the answers given to it, keyed by attendee; who has no entry is silent."""
    given = [answers.get(one.key) for one in attendees]
    findings = [_find(one, answers) for one in required]
    return Judgement(
        slot=slot,
        starts_at=starts_at,
        verdict=max((one.verdict for one in findings), default=Verdict.POSSIBLE),
        yes=given.count(DateAnswerKind.YES),
        if_needed=given.count(DateAnswerKind.IF_NEEDED),
        no=given.count(DateAnswerKind.NO),
        silent=given.count(None),
        findings=tuple(one for one in findings if one.verdict is not Verdict.POSSIBLE),
    )


def ranked(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The best first."""
    return sorted(judgements, key=Judgement.rank)


def suggestion(judgements: Iterable[Judgement]) -> Judgement | None:
    """The best candidate that can be booked with what is known; None where there is none."""
    best = min(judgements, key=Judgement.rank, default=None)
    return best if best is not None and best.verdict in BOOKABLE and best.answered else None


def _find(requirement: Requirement, answers: Mapping[int, DateAnswerKind]) -> Finding:
    members = sorted(requirement.members)
    said = {
        kind: tuple(key for key in members if answers.get(key) is kind) for kind in (*DateAnswerKind, None)
    }
    able, willing, waiting = (said[kind] for kind in (DateAnswerKind.YES, DateAnswerKind.IF_NEEDED, None))
    return Finding(
        requirement=requirement,
        verdict=_verdict(requirement.count, able, willing, waiting),
        able=len(able),
        willing=willing,
        waiting=waiting,
        blocking=said[DateAnswerKind.NO],
    )


def _verdict(
    count: int, able: Collection[int], willing: Collection[int], waiting: Collection[int]
) -> Verdict:
    if len(able) >= count:
        return Verdict.POSSIBLE
    if len(able) + len(willing) >= count:
        return Verdict.IF_NEEDED
    reachable = len(able) + len(willing) + len(waiting)
    return Verdict.OPEN if reachable >= count else Verdict.IMPOSSIBLE


def _of_body(attendees: Sequence[Attendee], body: int) -> frozenset[int]:
    return frozenset(one.key for one in attendees if one.body == body)


def _each_once(keys: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(keys))
