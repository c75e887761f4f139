"""The register of organisations and people: lists with search, what belongs to one, whether mails bounce."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, delete, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from dialogues_app.models import (
    ContactAddress,
    Event,
    ImportDraft,
    Invitation,
    Merge,
    Organisation,
    OutboxRow,
    OutboxState,
    Person,
    Post,
    RegisterKind,
)
from dialogues_app.models.text import stems


def organisations(text: str = "") -> Select[Organisation]:
    """The organisations whose names hold all these words, in Swedish order."""
    found = select(Organisation)
    for stem in stems(text).split():
        found = found.where(Organisation.stems.like(f"% {stem}%"))
    return found.order_by(Organisation.sort_key, Organisation.id)


def people(text: str = "") -> Select[Person]:
    """The people whose names, or whose organisations' names, hold all these words."""
    found = select(Person).options(selectinload(Person.posts).joinedload(Post.organisation))
    for stem in stems(text).split():
        there = select(Post.person_id).join(Organisation).where(Organisation.stems.like(f"% {stem}%"))
        found = found.where(or_(Person.stems.like(f"% {stem}%"), Person.id.in_(there)))
    return found.order_by(Person.sort_key, Person.id)


def count(wanted: Select[Any]) -> Select[int]:
    """How many a list holds in all."""
    return select(func.count()).select_from(wanted.order_by(None).options().subquery())


def organisation(key: int) -> Select[Organisation]:
    """One organisation."""
    return select(Organisation).where(Organisation.id == key)


def person(key: int) -> Select[Person]:
    """One person with all posts."""
    return people().where(Person.id == key)


def posts_in(organisation_id: int) -> Select[Post]:
    """Who holds or held a post there, the newest first."""
    return (
        select(Post)
        .where(Post.organisation_id == organisation_id)
        .options(joinedload(Post.person))
        .order_by(Post.to_latest.is_not(None), Post.from_earliest.desc(), Post.id)
    )


def addresses(*, people: Sequence[int] = (), organisations: Sequence[int] = ()) -> Select[ContactAddress]:
    """The addresses in use of these people, or of these organisations themselves."""
    own: ColumnElement[bool] = ContactAddress.person_id.in_(people)
    if organisations:
        own = or_(own, ContactAddress.person_id.is_(None) & ContactAddress.organisation_id.in_(organisations))
    return (
        select(ContactAddress)
        .where(own, ContactAddress.ended_at.is_(None))
        .options(joinedload(ContactAddress.organisation), joinedload(ContactAddress.person))
        .order_by(ContactAddress.id)
    )


def bounces(known: Sequence[str]) -> Select[str, datetime | None, str]:
    """(address, when, why) of those addresses whose invitations bounce, newest last."""
    return (
        select(Invitation.address, Invitation.bounced_at, Invitation.bounce_reason)
        .where(Invitation.address.in_(known), Invitation.bounced_at.is_not(None))
        .order_by(Invitation.bounced_at, Invitation.id)
    )


def refusals(known: Sequence[str]) -> Select[str, OutboxState, Any, str]:
    """(address, state, when, why) of the newest settled mail to each of these addresses."""
    newest = (
        select(func.max(OutboxRow.id))
        .where(OutboxRow.recipient.in_(known), OutboxRow.state.in_((OutboxState.SENT, OutboxState.FAILED)))
        .group_by(OutboxRow.recipient)
    )
    return (
        select(OutboxRow.recipient, OutboxRow.state, OutboxRow.created_at, OutboxRow.error)
        .where(OutboxRow.id.in_(newest))
        .order_by(OutboxRow.id)
    )


def names() -> Select[int, str, str]:
    """(id, name, short name) of all organisations."""
    return select(Organisation.id, Organisation.name, Organisation.short_name).order_by(Organisation.id)


def all_addresses() -> Select[str]:
    """Every address in use."""
    return select(ContactAddress.address).where(ContactAddress.ended_at.is_(None)).order_by(ContactAddress.id)


def merges(kind: RegisterKind, kept_id: int) -> Select[Merge]:
    """What was merged into one row and can be parted again, newest first."""
    return (
        select(Merge)
        .where(Merge.kind == kind, Merge.kept_id == kept_id, Merge.undone_at.is_(None))
        .order_by(Merge.id.desc())
    )


def others(model: type[Organisation | Person], but: int) -> Select[int, str]:
    """(id, name) of all the others, to choose a duplicate among."""
    found = select(model.id, model.name).where(model.id != but).order_by(model.sort_key, model.id)
    return found.where(Organisation.is_organiser.is_(False)) if model is Organisation else found


def last_event(kind: str, key: int) -> Select[Event]:
    """Who last changed a row of the register."""
    return (
        select(Event)
        .where(Event.subject_kind == kind, Event.subject_id == key)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    )


def old_drafts(before: datetime) -> Delete:
    """The files that nobody decided on."""
    return delete(ImportDraft).where(ImportDraft.made_at < before)
