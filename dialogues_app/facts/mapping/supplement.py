"""What the description of the facts says in words and no column holds: kept here, in one place, to be checked.

smart-industri/README.md, "Disagreements between sources" (organisers) and "Columns" (commissioning ministries).
"""

from __future__ import annotations

from dataclasses import dataclass

# The ministry that published or is named, not stated to have commissioned the measure.
COMMISSIONING_INFERRED = frozenset({"HP2-03", "HP2-04", "C-06", "C-07", "C-09"})


@dataclass(frozen=True)
class Organisers:
    """The organising bodies of the dialogues of some years; the first leads."""

    first_year: int
    last_year: int
    organisations: tuple[str, ...]


# For 2021 no source that could be read names the organisers.
ORGANISERS = (
    Organisers(2015, 2019, ("ORG-N", "ORG-IR", "ORG-ALMEGA")),
    Organisers(2023, 2023, ("ORG-KN", "ORG-IR")),
)


@dataclass(frozen=True)
class Ministry:
    """A ministry that organised dialogues and is no row of the files."""

    key: str
    name: str
    source: str


LATER_MINISTRY = Ministry("ORG-KN", "Klimat- och näringslivsdepartementet", "S131")


def organisers_in(year: int) -> tuple[str, ...]:
    """The keys of the bodies that organised the dialogues of a year; none where nothing is told."""
    return next(
        (period.organisations for period in ORGANISERS if period.first_year <= year <= period.last_year), ()
    )
