"""The organising bodies of a loaded dialogue, and the seats of its ministers and state secretaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dialogues_app.facts.collected import Facts
from dialogues_app.facts.mapping.book import Book
from dialogues_app.facts.rows import DialogueRow, ParticipationRow, PostRow
from dialogues_app.models import (
    Basis,
    Dialogue,
    DialogueBody,
    Holding,
    Organisation,
    Person,
    PostKind,
    Seat,
    SeatRole,
)


class SeatWanted(NamedTuple):
    """Who sits in a seat, as whom, and what that rests on."""

    role: SeatRole
    person: str
    title: str
    organisation: str
    basis: Basis


def seats_of(row: DialogueRow, facts: Facts) -> Iterator[SeatWanted]:
    """The one who leads, the other ministers, the state secretaries, each person once."""
    told = {
        part.person_id: part.basis
        for part in facts.of(ParticipationRow)
        if part.dialogue_id == row.key and part.person_id
    }
    wanted: list[tuple[SeatRole, PostKind, str, Basis | None]] = []
    if row.led_by_person_id:
        wanted.append((SeatRole.CHAIR, PostKind.MINISTER, row.led_by_person_id, row.led_by_basis))
    wanted += [
        (SeatRole.MINISTER, PostKind.MINISTER, person, told.get(person)) for person in row.minister_person_ids
    ]
    wanted += [
        (SeatRole.STATE_SECRETARY, PostKind.STATE_SECRETARY, person, told.get(person))
        for person in row.state_secretary_person_ids
    ]
    seated: set[str] = set()
    for role, kind, person, basis in wanted:
        if person not in seated:
            seated.add(person)
            post = _post_of(person, kind, facts)
            yield SeatWanted(
                role,
                person,
                post.public_role_sv if post else "",
                post.org_id if post else "",
                # A source names them for this dialogue where participation says nothing else.
                basis or Basis.STATED,
            )


def _post_of(person: str, kind: PostKind, facts: Facts) -> PostRow | None:
    posts = (post for post in facts.of(PostRow) if post.person_id == person and post.role_kind is kind)
    return next(posts, None)


def organise(dialogue: Dialogue, organisers: Sequence[Organisation]) -> None:
    """These bodies organise the dialogue, the first of them leads."""
    places = {body.organisation: body for body in dialogue.bodies}
    dialogue.bodies[:] = [places.get(body) or DialogueBody(organisation=body) for body in organisers]
    for position, body in enumerate(dialogue.bodies):
        body.position, body.leads = position, position == 0


def seat(dialogue: Dialogue, wanted: Sequence[SeatWanted], book: Book) -> None:
    """The loaded seats are the wanted ones. A loaded holding has a basis; others are the product's and stay."""
    loaded = {
        holding.person: (seat, holding)
        for seat in dialogue.seats
        for holding in seat.holdings
        if holding.basis is not None and holding.person is not None
    }
    kept = {book.get(Person, one.person) for one in wanted}
    for person, (place, _holding) in loaded.items():
        if person not in kept:
            dialogue.seats.remove(place)
    for position, one in enumerate(wanted):
        person = book.get(Person, one.person)
        place, holding = loaded.get(person) or _new_seat(dialogue, person)
        place.role, place.position = one.role, position
        place.organisation = book.optional(Organisation, one.organisation)
        holding.title, holding.name, holding.basis = one.title, person.name, one.basis


def _new_seat(dialogue: Dialogue, person: Person) -> tuple[Seat, Holding]:
    place, holding = Seat(), Holding(person=person)
    place.holdings.append(holding)
    dialogue.seats.append(place)
    return place, holding
