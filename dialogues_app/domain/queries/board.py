"""What the pages about the dialogues tell: the strategy's challenges, the boards and their named members."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.models import Challenge, Person, Post, PostKind, Source, SourceKind, Term, TermKind


def challenges() -> Select[Challenge]:
    """The strategy's challenges in their order."""
    return select(Challenge).order_by(Challenge.position, Challenge.id)


def boards() -> Select[Term]:
    """The boards with their periods."""
    return (
        select(Term)
        .where(Term.kind == TermKind.BOARD)
        .options(joinedload(Term.organisation), selectinload(Term.sources))
        .order_by(Term.from_earliest, Term.id)
    )


def members() -> Select[Post]:
    """The public posts on a board, by the name of who holds them."""
    return (
        select(Post)
        .join(Person, Person.id == Post.person_id)
        .where(Post.kind == PostKind.COUNCIL_MEMBER, Post.named_in_public)
        .options(joinedload(Post.person), joinedload(Post.organisation), selectinload(Post.sources))
        .order_by(Person.sort_key, Post.id)
    )


def seed_sources() -> Select[Source]:
    """The government's own page on the dialogues, which the whole archive began with."""
    return (
        select(Source)
        .where(Source.kind == SourceKind.SEED, Source.is_public)
        .order_by(Source.fact_key, Source.id)
    )
