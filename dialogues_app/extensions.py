"""The Flask extensions, each made once and bound to the app in create_app."""

from flask import Flask, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from dialogues_app import database
from dialogues_app.config import ROOT
from dialogues_app.models.base import Base

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate(directory=str(ROOT / "migrations"), compare_type=True, render_as_batch=True)
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)


def register(app: Flask) -> None:
    """The extensions serve this app."""
    db.init_app(app)
    migrate.init_app(app, db)
    babel.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    app.before_request(_begin_as_asked)
    app.teardown_request(_forget_what_was_asked)


def _begin_as_asked() -> None:
    """A request that only asks begins read-only transactions; every other request begins as a writer."""
    database.set_reading(request.method in READING_METHODS)


def _forget_what_was_asked(_error: BaseException | None) -> None:
    """What the thread does after the request writes again."""
    database.set_reading(False)
