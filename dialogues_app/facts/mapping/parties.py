"""Sources, organisations, people, their posts, and the terms of boards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from dialogues_app.facts.collected import Facts
from dialogues_app.facts.mapping.book import Book
from dialogues_app.facts.mapping.fact import Fact, Values, dated, raw
from dialogues_app.facts.mapping.supplement import LATER_MINISTRY, organisers_in
from dialogues_app.facts.rows import DialogueRow, OrganisationRow, PostRow, SourceRow
from dialogues_app.models import (
    Audience,
    Basis,
    Organisation,
    OrganisationKind,
    PartialDate,
    Person,
    Post,
    PostKind,
    Side,
    SlugKind,
    Source,
    Term,
    TermKind,
)


def facts_of(facts: Facts) -> Iterator[Fact]:
    """Each record of this aggregate that the files ask for."""
    public = public_sources(facts)
    for source in facts.of(SourceRow):
        is_public = source.key in public
        yield Fact(
            Source, source.FILE, source.key, [raw(source), is_public], partial(_source, source, is_public)
        )
    for row in facts.of(OrganisationRow):
        yield Fact(
            Organisation,
            row.FILE,
            row.key,
            raw(row),
            partial(_organisation, row),
            partial(_address, row.name_sv),
        )
    yield from _later_ministry(facts)
    posts = facts.of(PostRow)
    yield from _people(posts)
    for post in posts:
        yield Fact(Post, post.FILE, post.key, raw(post), partial(_post, post))
    yield from _terms(facts, posts)


def public_sources(facts: Facts) -> set[str]:
    """The sources that at least one row cites which the public may see.

    A row may be seen unless it is working material, or a post that is not named in public (its source can hold
    the name).
    """
    cited: set[str] = set()
    for row in (row for rows in facts.rows.values() for row in rows if not isinstance(row, SourceRow)):
        hidden = getattr(row, "shown", Audience.PUBLIC) is not Audience.PUBLIC
        unnamed = isinstance(row, PostRow) and not row.named_in_public
        if not hidden and not unnamed:
            cited.update(getattr(row, "source_ids", ()) or (getattr(row, "source_id"),))  # noqa: B009
    return cited


def _source(row: SourceRow, is_public: bool, _book: Book) -> Values:
    return {
        "title": row.title,
        "publisher": row.publisher,
        "url": row.url,
        "kind": row.source_kind,
        "note": row.note_sv,
        "is_public": is_public,
        **dated("published", row.published),
    }


def _organisation(row: OrganisationRow, book: Book) -> Values:
    return {
        "name": row.name_sv,
        "short_name": row.short_name,
        "kind": row.org_type,
        "side": row.side,
        "is_organiser": row.dialogue_organiser is True,
        "in_industriradet": row.industriradet_member,
        "in_industriavtalet": row.industriavtalet_party,
        "note": row.note_sv,
        "sources": book.sources(row.source_ids),
    }


def _address(name: str, book: Book, _at: datetime) -> Values:
    return {"slug": book.slug(Organisation, SlugKind.ORGANISATION, name)}


def _later_ministry(facts: Facts) -> Iterator[Fact]:
    """The ministry of the later dialogues, where there are any and the files do not have it themselves."""
    ministry = LATER_MINISTRY
    organised = (key for row in facts.of(DialogueRow) for key in organisers_in(row.date_earliest.year))
    if ministry.key in organised and ministry.key not in facts.keys[OrganisationRow.FILE]:
        cited = [ministry.source] if ministry.source in facts.keys[SourceRow.FILE] else []

        def values(book: Book) -> Values:
            return {
                "name": ministry.name,
                "kind": OrganisationKind.MINISTRY,
                "side": Side.STATE,
                "sources": book.sources(cited),
            }

        yield Fact(
            Organisation,
            f"{OrganisationRow.FILE} (README)",
            ministry.key,
            [ministry.name, cited],
            values,
            partial(_address, ministry.name),
        )


def _people(posts: Iterable[PostRow]) -> Iterator[Fact]:
    """One person for all rows with the same person_id; with an address as soon as a post lets them be named."""
    names = {post.person_id: post.name for post in posts}
    named = {post.person_id for post in posts if post.named_in_public}
    for key, name in names.items():
        in_public = key in named
        yield Fact(
            Person,
            f"{PostRow.FILE} (persons)",
            key,
            [name, in_public],
            partial(_person, name),
            settle=partial(_give_address, in_public),
        )


def _person(name: str, _book: Book) -> Values:
    return {"name": name}


def _give_address(in_public: bool, person: Person, book: Book, _at: datetime) -> None:
    if in_public and person.slug is None:
        person.slug = book.slug(Person, SlugKind.PERSON, person.name)


def _post(row: PostRow, book: Book) -> Values:
    return {
        "person": book.get(Person, row.person_id),
        "organisation": book.optional(Organisation, row.org_id),
        "title": row.public_role_sv,
        "kind": row.role_kind,
        "named_in_public": row.named_in_public,
        "basis": row.period_basis,
        "note": row.note_sv,
        "sources": book.sources(row.source_ids),
        **dated("from", row.period_from),
        **dated("to", row.period_to),
        **dated("seen", row.seen_in_role),
    }


def _terms(facts: Facts, posts: Iterable[PostRow]) -> Iterator[Fact]:
    """A board has the period that its members' posts have, where they all have the same."""
    organisations = facts.by_key(OrganisationRow)
    boards: dict[str, list[PostRow]] = {}
    for post in posts:
        if post.role_kind is PostKind.COUNCIL_MEMBER and post.org_id:
            boards.setdefault(post.org_id, []).append(post)
    for key, members in boards.items():
        periods = {(member.period_from, member.period_to, member.period_basis) for member in members}
        cited = list(dict.fromkeys(source for member in members for source in member.source_ids))
        if len(periods) == 1 and members[0].period_from.is_known:
            name, first = organisations[key].name_sv, members[0]
            period, file = (first.period_from, first.period_to), f"{PostRow.FILE} (terms)"
            values = partial(_term, name, key, period, (first.period_basis, cited))
            yield Fact(Term, file, key, [name, period, first.period_basis, cited], values)


def _term(
    name: str,
    organisation: str,
    period: tuple[PartialDate, PartialDate],
    ground: tuple[Basis | None, list[str]],
    book: Book,
) -> Values:
    return {
        "name": name,
        "kind": TermKind.BOARD,
        "organisation": book.get(Organisation, organisation),
        "basis": ground[0],
        "sources": book.sources(ground[1]),
        **dated("from", period[0]),
        **dated("to", period[1]),
    }
