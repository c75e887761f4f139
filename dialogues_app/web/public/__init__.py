"""What anybody may read: the archive, each dialogue, themes, ministers, measures and the way between them."""

from flask import Blueprint, g, request
from flask.blueprints import BlueprintSetupState
from flask.wrappers import Response

bp = Blueprint("public", __name__)


@bp.after_request
def let_caches_ask(response: Response) -> Response:
    """A cache may keep a public page if it asks each time; what a signed-in person sees is kept by nobody."""
    response.vary.add("Cookie")
    if g.get("user") is not None:
        response.headers["Cache-Control"] = "no-store"
    elif request.method in {"GET", "HEAD"} and response.status_code == 200:
        response.headers.setdefault("Cache-Control", "public, no-cache")
        response.add_etag()
        response.make_conditional(request)
    return response


@bp.record_once
def teach_templates(state: BlueprintSetupState) -> None:
    """Templates know the filter `stor`: a capital first."""
    state.app.jinja_env.filters["stor"] = showing.capital


from dialogues_app.web.public import (  # noqa: E402, F401  # the views hang on bp
    about,
    archive,
    cache,
    dialogues,
    measures,
    showing,
    themes,
    trace,
)

cache.serve_from(bp)
