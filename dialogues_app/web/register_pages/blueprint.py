"""The pages of the register: their addresses, their menu, and what several of them look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from dialogues_app import swedish
from dialogues_app.domain.queries import register as queries
from dialogues_app.extensions import db
from dialogues_app.models import ContactAddress, Organisation, OutboxState, Person
from dialogues_app.web.organizer import lookups

bp = Blueprint("register", __name__, url_prefix="/arbete/register")
PER_PAGE = 50
MOST_SIGNS = 100


@bp.context_processor
def _menu() -> dict[str, Any]:
    """The dialogues in progress stand in the menu."""
    return {"ongoing": lookups.menu()} if g.get("user") else {}


@dataclass(frozen=True)
class AddressRow:
    """An address and whether mails to it arrive, in words."""

    address: ContactAddress
    bounce: str


def list_page(wanted: Select[Any], template: str, endpoint: str, **more: Any) -> str:
    """One page of a list, with its search."""
    text = request.args.get("q", "")[:MOST_SIGNS]
    total = db.session.scalar(queries.count(wanted)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, request.args.get("sida", 1, type=int)), pages)
    found = list(db.session.scalars(wanted.limit(PER_PAGE).offset((page - 1) * PER_PAGE)))
    return render_template(
        template,
        found=found,
        text=text,
        total=total,
        page=page,
        pages=pages,
        href=lambda number: url_for(endpoint, q=text or None, sida=number),
        **more,
    )


def search_text() -> str:
    """What is searched for."""
    return request.args.get("q", "")[:MOST_SIGNS]


def organisation_or_404(key: int) -> Organisation:
    """The organisation, or 404."""
    return db.session.scalar(queries.organisation(key)) or abort(404)


def person_or_404(key: int) -> Person:
    """The person with all posts, or 404."""
    return db.session.scalar(queries.person(key)) or abort(404)


def address_or_404(key: int) -> ContactAddress:
    """An address that is in use, or 404."""
    found = db.session.get(ContactAddress, key)
    return found if found is not None and found.ended_at is None else abort(404)


def with_bounces(addresses: Sequence[ContactAddress]) -> list[AddressRow]:
    """The addresses, each with what became of the mails to it: two queries for any number."""
    known = [one.address for one in addresses]
    told: dict[str, str] = {}
    for address, state, at, error in db.session.execute(queries.refusals(known)):
        if state is OutboxState.FAILED:
            told[address] = _("Mejlet gick inte fram %(day)s: %(why)s", day=_day(at), why=error)
    for address, at, why in db.session.execute(queries.bounces(known)):
        told[address] = _("Mejlet studsade %(day)s: %(why)s", day=_day(at), why=why)
    return [AddressRow(one, str(told.get(one.address, ""))) for one in addresses]


def _day(at: Any) -> str:
    return swedish.day_short(swedish.local(at).date())
