"""Whether this process and its database are alive, for compose and for service managers."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from dialogues_app.extensions import db, limiter

bp = Blueprint("health", __name__)


@bp.get("/halsa")
@limiter.exempt
def show() -> ResponseReturnValue:
    """200 if a query is answered, 503 if not; read by machines, hence no Swedish."""
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return {"database": "unreachable"}, 503
    return {"database": "ok"}, 200
