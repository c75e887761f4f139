"""Verbs on the register: organisations, people, posts with periods, addresses. Nothing is guessed from a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogues_app.domain.addresses import normalise_address
from dialogues_app.errors import IllegalTransition, Invalid
from dialogues_app.models import (
    Actor,
    ContactAddress,
    Event,
    Organisation,
    OrganisationKind,
    PartialDate,
    Person,
    Post,
    PostKind,
    Side,
    SizeClass,
)

LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What the register states of an organisation; what is not stated stays unknown."""

    name: str
    kind: OrganisationKind = OrganisationKind.OTHER
    short_name: str = ""
    side: Side | None = None
    size_class: SizeClass | None = None
    sector: str = ""
    region: str = ""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A post that a person holds: where, as what, from when to when."""

    title: str
    organisation: Organisation | None = None
    held_from: PartialDate = PartialDate()
    held_to: PartialDate = PartialDate()


def enter_organisation(facts: OrganisationFacts, *, slug: str) -> Organisation:
    """A new organisation. Raises Invalid: `name` is `missing`, a field is `too_long`."""
    _check(facts)
    made = Organisation(name=facts.name.strip(), slug=slug, kind=facts.kind)
    _apply(made, facts)
    return made


def revise_organisation(one: Organisation, facts: OrganisationFacts, *, by: Actor, at: datetime) -> Event:
    """The organisation is as stated; its address stays. Returns the trace, to be stored."""
    _check(facts)
    _apply(one, facts)
    return trace("organisation", one.id, "organisation_revised", by=by, at=at)


def enter_person(name: str) -> Person:
    """Somebody new, nameless to the public. Raises Invalid: `name` is `missing` or `too_long`."""
    return Person(name=_name(name))


def rename_person(person: Person, name: str, *, by: Actor, at: datetime) -> Event:
    """The person has this name; returns the trace, to be stored."""
    person.name = _name(name)
    return trace("person", person.id, "person_revised", by=by, at=at)


def give_post(person: Person, held: Holder) -> Post:
    """The person holds a post, unnamed in public until somebody decides otherwise.

    Raises Invalid: `title` is `missing` or `too_long`, `held_to` is `before_start`.
    """
    title = held.title.strip()
    if not title or len(title) > LONGEST:
        raise Invalid("title", "too_long" if title else "missing", longest=LONGEST)
    require_order(held.held_from, held.held_to)
    post = Post(person=person, title=title, kind=PostKind.OTHER, organisation=held.organisation)
    post.held_from, post.held_to = held.held_from, held.held_to
    return post


def end_post(post: Post, on: PartialDate, *, by: Actor, at: datetime) -> Event:
    """The post is no longer held after that date. Raises Invalid: `held_to` is `before_start` or `missing`."""
    if not on.is_known:
        raise Invalid("held_to", "missing")
    require_order(post.held_from, on)
    post.held_to = on
    return trace("person", post.person.id, "post_ended", by=by, at=at)


def require_order(start: PartialDate, end: PartialDate) -> None:
    """Raises Invalid where a post certainly ends before it begins."""
    if start.earliest is not None and end.latest is not None and end.latest < start.earliest:
        raise Invalid("held_to", "before_start")


def give_address(
    owner: Person | Organisation, text: str, *, organisation: Organisation | None = None, at: datetime
) -> ContactAddress:
    """The owner can be written to; `organisation` is where a person has the address. Raises Invalid: `address`."""
    made = ContactAddress(address=normalise_address(text), created_at=at)
    if isinstance(owner, Person):
        made.person, made.organisation = owner, organisation
    else:
        made.organisation = owner
    return made


def end_address(one: ContactAddress, *, by: Actor, at: datetime) -> Event:
    """The address is not in use any more; returns the trace, to be stored."""
    if one.ended_at is not None:
        raise IllegalTransition(subject="address", state="ended", verb="end")
    one.ended_at = at
    return trace("address", one.id, "address_ended", by=by, at=at)


def trace(kind: str, key: int | None, verb: str, *, by: Actor, at: datetime) -> Event:
    """A line of the audit trail; it names no person."""
    return Event.by(by, verb, at=at, subject_kind=kind, subject_id=key)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST:
        raise Invalid("name", "too_long" if name else "missing", longest=LONGEST)
    return name


def _check(facts: OrganisationFacts) -> None:
    _name(facts.name)
    for field in ("short_name", "sector", "region"):
        if len(getattr(facts, field)) > LONGEST:
            raise Invalid(field, "too_long", longest=LONGEST)


def _apply(one: Organisation, facts: OrganisationFacts) -> None:
    one.name, one.kind, one.short_name = _name(facts.name), facts.kind, facts.short_name.strip()
    one.side, one.size_class = facts.side, facts.size_class
    one.sector, one.region = facts.sector.strip(), facts.region.strip()
