"""From rows to records: one module an aggregate, in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Iterator

from dialogues_app.facts.collected import Facts
from dialogues_app.facts.mapping import dialogues, measures, parties, themes
from dialogues_app.facts.mapping.fact import Fact


def wanted(facts: Facts) -> Iterator[Fact]:
    """Every record that the files ask for; what one refers to comes before it."""
    yield from parties.facts_of(facts)
    yield from themes.facts_of(facts)
    yield from dialogues.facts_of(facts)
    yield from measures.facts_of(facts)
    yield from dialogues.results_of(facts)
    yield from measures.links_of(facts)
