"""What every public page shares: how it is rendered, looked up and moved."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from flask import abort, current_app, g, redirect, render_template, url_for
from sqlalchemy import Select

from dialogues_app.domain.queries import dialogues as queries
from dialogues_app.extensions import db
from dialogues_app.models import SlugKind
from dialogues_app.web.public import showing

Row = TypeVar("Row")


def page(template: str, **values: Any) -> str:
    """The page, with its footnotes, the functions that tell models in plain values, and where to write."""
    shared = {"notes": showing.Footnotes(), "show": showing, "contact_address": contact()}
    return render_template(f"public/{template}", **shared, **values)


def contact() -> str:
    """The address that takes questions about the site."""
    return f"kontakt@{current_app.config['SETTINGS'].mail_domain}"


def found_or_moved(query: Select[Row], kind: SlugKind, slug: str, owner: Any, endpoint: str) -> Row:
    """The row at this address; else 301 to where it has moved, else 404."""
    row = db.session.scalars(query).unique().first()
    return row if row is not None else moved_or_missing(kind, slug, owner, endpoint)


def moved_or_missing(kind: SlugKind, slug: str, owner: Any, endpoint: str) -> NoReturn:
    """Answer 301 where the slug is a former one, else 404."""
    present = db.session.scalars(queries.former(kind, slug, owner)).first()
    if present is None or present == slug:
        abort(404)
    abort(redirect(url_for(endpoint, slug=present), 301))


def is_signed_in() -> bool:
    """Whether somebody with an account asks."""
    return g.get("user") is not None
