"""Rows of sources, organisations and posts."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues_app.facts import cells
from dialogues_app.facts.rows.base import FROM_SEED, Row
from dialogues_app.facts.words import ORGANISATION_KINDS, POST_KINDS, SIDES, SOURCE_KINDS
from dialogues_app.models import Basis, OrganisationKind, PartialDate, PostKind, Side, SourceKind


@dataclass(frozen=True, kw_only=True)
class SourceRow(Row):
    """A page or document."""

    FILE = "sources"
    KEY = ("source_id",)

    source_id: str = cells.key()
    title: str = cells.text(required=True)
    publisher: str = cells.text()
    url: str = cells.address()
    published: PartialDate = cells.when()
    source_kind: SourceKind = cells.choice(SOURCE_KINDS, required=True)
    note_sv: str = cells.text()


@dataclass(frozen=True, kw_only=True)
class OrganisationRow(Row):
    """A ministry, agency, company, union or other body."""

    FILE = "organisations"
    KEY = ("org_id",)

    org_id: str = cells.key()
    name_sv: str = cells.text(required=True)
    short_name: str = cells.text()
    org_type: OrganisationKind = cells.choice(ORGANISATION_KINDS, required=True)
    side: Side | None = cells.choice(SIDES)
    industriradet_member: bool | None = cells.flag()
    industriavtalet_party: bool | None = cells.flag()
    dialogue_organiser: bool | None = cells.flag()
    from_seed: str = cells.choice(FROM_SEED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    note_sv: str = cells.text()


@dataclass(frozen=True, kw_only=True)
class PostRow(Row):
    """A public role of a person."""

    FILE = "people_public_roles"
    KEY = ("person_role_id",)

    person_role_id: str = cells.key()
    person_id: str = cells.key()
    name: str = cells.text(required=True)
    public_role_sv: str = cells.text(required=True)
    org_id: str = cells.one("organisations")
    role_kind: PostKind = cells.choice(POST_KINDS, required=True)
    period_from: PartialDate = cells.when()
    period_to: PartialDate = cells.when()
    seen_in_role: PartialDate = cells.when()
    period_basis: Basis | None = cells.basis(Basis.STATED, Basis.INFERRED)
    from_seed: str = cells.choice(FROM_SEED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    note_sv: str = cells.text()
    named_in_public: bool = cells.flag(required=True)
