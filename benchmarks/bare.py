"""The yardstick: a bare Flask page with Jinja and one query, measured in the same run as ours."""

from __future__ import annotations

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import select

from dialogues_app.models import Base, Dialogue

# Templates are compiled once, as from files; `render_template_string` would compile on each request.
TEMPLATES = {
    "base.html": """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head>
<body><main>{% block content %}{% endblock %}</main></body></html>""",
    "page.html": """{% extends "base.html" %}{% block title %}{{ dialogue.slug }}{% endblock %}
{% block content %}<h1>{{ dialogue.slug }}</h1><p>{{ dialogue.purpose }}</p><p>{{ dialogue.place }}</p>{% endblock %}""",
}


def bare_app(database_url: str) -> Flask:
    """An app with two pages: `/<slug>` loads one object, `/columns/<slug>` three of its columns."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.jinja_loader = DictLoader(TEMPLATES)  # type: ignore[misc]
    db = SQLAlchemy(metadata=Base.metadata)
    db.init_app(app)

    @app.get("/<slug>")
    def show(slug: str) -> str:
        dialogue = db.session.scalars(select(Dialogue).where(Dialogue.slug == slug)).one()
        return render_template("page.html", dialogue=dialogue)

    @app.get("/columns/<slug>")
    def show_columns(slug: str) -> str:
        columns = select(Dialogue.slug, Dialogue.purpose, Dialogue.place).where(Dialogue.slug == slug)
        return render_template("page.html", dialogue=db.session.execute(columns).one())

    return app
