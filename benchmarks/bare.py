"""The yardstick: a bare Flask page with Jinja and one query, measured in the same run as ours."""

from __future__ import annotations

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from dialogues_app.models import Base, Dialogue

PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{{ dialogue.slug }}</title></head>
<body><main><h1>{{ dialogue.slug }}</h1><p>{{ dialogue.purpose }}</p><p>{{ dialogue.place }}</p></main></body></html>"""


def bare_app(database_url: str) -> Flask:
    """An app whose only page is `/<slug>`."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    db = SQLAlchemy(metadata=Base.metadata)
    db.init_app(app)

    @app.get("/<slug>")
    def show(slug: str) -> str:
        columns = select(Dialogue.slug, Dialogue.purpose, Dialogue.place).where(Dialogue.slug == slug)
        return render_template_string(PAGE, dialogue=db.session.execute(columns).one())

    return app
