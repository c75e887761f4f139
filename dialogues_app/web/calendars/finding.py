"""Whose private address this is: 404 for what we never gave, 410 for what has been taken away."""

from __future__ import annotations

from typing import NoReturn

from flask import Response, abort, render_template

from dialogues_app.domain.queries import feeds as queries
from dialogues_app.extensions import db
from dialogues_app.models import Feed


def open_feed(token: str) -> Feed:
    """The feed of this address."""
    found: Feed | None = db.session.scalar(queries.by_token(token))
    if found is None:
        abort(404)
    if not found.is_open:
        _gone()
    return found


def participants_feed(token: str) -> Feed:
    """The feed of somebody without an account; others see to theirs where they are signed in."""
    found = open_feed(token)
    if found.user is not None:
        abort(404)
    return found


def _gone() -> NoReturn:
    abort(Response(render_template("participant/feed_gone.html"), 410))
