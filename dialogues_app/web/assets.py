"""The stylesheet, joined once from its parts, and addresses that change when a file changes."""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for
from flask_wtf.csrf import generate_csrf

from dialogues_app.web.access import open_to_all

STATIC = Path(__file__).resolve().parent.parent / "static"
YEAR = 365 * 24 * 60 * 60

bp = Blueprint("assets", __name__)


@cache
def stylesheet_text() -> str:
    """All parts of static/css in name order, without comments and indentation."""
    css = "".join(part.read_text(encoding="utf-8") for part in sorted((STATIC / "css").glob("*.css")))
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip() + "\n"


@cache
def stylesheet_fingerprint() -> str:
    """Eight hex digits that follow the content of the stylesheet."""
    return hashlib.sha256(stylesheet_text().encode()).hexdigest()[:8]


def stylesheet_url() -> str:
    """The address of the one stylesheet."""
    return url_for("assets.stylesheet", v=stylesheet_fingerprint())


@bp.get("/stil.css")
@open_to_all
def stylesheet() -> Response:
    """Serve the joined stylesheet; its address carries the fingerprint, so it may be kept for a year."""
    response = Response(stylesheet_text(), mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = YEAR
    response.set_etag(stylesheet_fingerprint())
    return response


def register(app: Flask) -> None:
    """The app serves the stylesheet, and templates know its address."""
    app.register_blueprint(bp)
    known = app.jinja_env.globals
    known.update(stylesheet_url=stylesheet_url, csrf_token=generate_csrf, chosen_theme=chosen_theme)


def chosen_theme() -> str:
    """`light` or `dark` when the person has fixed it (cookie `tema`), else empty: the system decides."""
    theme = request.cookies.get("tema", "")
    return theme if theme in {"light", "dark"} else ""
