"""The stylesheet, joined once from its parts, and addresses that change when a file changes."""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, url_for

STATIC = Path(__file__).resolve().parent.parent / "static"
YEAR = 365 * 24 * 60 * 60

bp = Blueprint("assets", __name__)


@cache
def stylesheet_text() -> str:
    """All parts of static/css in name order, without comments and indentation."""
    css = "".join(part.read_text(encoding="utf-8") for part in sorted((STATIC / "css").glob("*.css")))
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip() + "\n"


@cache
def fingerprint(path: str) -> str:
    """Eight hex digits that follow the content of a static file."""
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:8]


@cache
def stylesheet_fingerprint() -> str:
    """Eight hex digits that follow the content of the stylesheet."""
    return hashlib.sha256(stylesheet_text().encode()).hexdigest()[:8]


def asset(path: str) -> str:
    """The address of a static file, with its fingerprint."""
    return url_for("static", filename=path, v=fingerprint(path))


def stylesheet_url() -> str:
    """The address of the one stylesheet."""
    return url_for("assets.stylesheet", v=stylesheet_fingerprint())


@bp.get("/stil.css")
def stylesheet() -> Response:
    """Serve the joined stylesheet; its address carries the fingerprint, so it may be kept for a year."""
    response = Response(stylesheet_text(), mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = YEAR
    response.set_etag(stylesheet_fingerprint())
    return response


def register(app: Flask) -> None:
    """The app serves the stylesheet, and templates know `asset` and `stylesheet_url`."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(asset=asset, stylesheet_url=stylesheet_url)
