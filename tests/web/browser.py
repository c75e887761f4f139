"""A browser in memory: it presses the buttons of our pages with their CSRF tokens, and can be signed in."""

import re
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialogues_app.clock import now
from dialogues_app.domain import accounts
from dialogues_app.extensions import db
from dialogues_app.models import OutboxRow, User

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SITE = "http://localhost:8000"


def token(client: FlaskClient, path: str) -> str:
    """The CSRF token that the page at this path carries."""
    found = TOKEN.search(client.get(path).get_data(as_text=True))
    assert found is not None, f"{path} has no form"
    return found[1]


def submit(client: FlaskClient, path: str, *, page: str = "", **values: Any) -> TestResponse:
    """The answer to the form on `page` (or `path` itself), sent to `path`."""
    return client.post(path, data=values | {"csrf_token": token(client, page or path)})


def sign_in(client: FlaskClient, session: Session, user: User, *, at: datetime | None = None) -> str:
    """The client has a session of this account; returns its key. Stores and commits the account."""
    session.add(user)
    key = accounts.start_session(user, at=at or now())
    session.commit()
    client.set_cookie("signed-in", key)
    return key


def ask(client: FlaskClient, email: str, onward: str = "") -> TestResponse:
    """Asks for a link on the page."""
    path = f"/logga-in?vidare={onward}" if onward else "/logga-in"
    return submit(client, path, email=email)


def mailed_links(app: Flask) -> list[str]:
    """The links in the outbox, oldest first, each as a path with its query."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        return [str(row.context["link"]).removeprefix(app.config["SETTINGS"].base_url) for row in rows]
