"""The doors of signing in and out. A GET changes nothing: mail scanners follow every link."""

from urllib.parse import urlencode

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import accounts
from dialogues_app.domain.accounts import LinkRefused, Refusal
from dialogues_app.domain.queries import accounts as queries
from dialogues_app.extensions import db, limiter
from dialogues_app.models import SignInLink
from dialogues_app.web import sessions
from dialogues_app.web.access import local_path, open_to_all
from dialogues_app.web.signin.forms import AskForm, ConfirmForm

bp = Blueprint("signin", __name__)
STATUS = {Refusal.OTHER_BROWSER: 403, Refusal.DISABLED: 410, Refusal.USED: 410, Refusal.EXPIRED: 410}


@bp.route("/logga-in", methods=["GET", "POST"])
@open_to_all
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def ask() -> ResponseReturnValue:
    """The form for the address; the answer is the same whether there is an account or not (ASVS 6.3.8)."""
    form = AskForm()
    onward = local_path(request.args.get("vidare", ""))
    if form.validate_on_submit():
        browser = sessions.read_cookie(sessions.ASKING) or accounts.new_secret()
        _send_link(str(form.email.data), browser, onward)
        response = redirect(url_for(".sent"), 303)
        sessions.give_cookie(response, sessions.ASKING, browser, accounts.LINK_LIFE)
        return response
    return render_template("signin/ask.html", form=form), 422 if form.errors else 200


@bp.get("/logga-in/skickat")
@open_to_all
def sent() -> ResponseReturnValue:
    """What happens next, in the same words for everybody."""
    limits = {"minutes": accounts.LINK_LIFE.seconds // 60, "most": accounts.LINKS_IN_WINDOW}
    return render_template("signin/sent.html", **limits)


@bp.get("/logga-in/<token>")
@open_to_all
@limiter.limit("60 per minute")
def open_link(token: str) -> ResponseReturnValue:
    """A page with one button, or why the link lets nobody in."""
    try:
        link = accounts.check_link(_found(token), browser=sessions.read_cookie(sessions.ASKING), at=now())
    except LinkRefused as refusal:
        return _refusal_page(refusal.reason)
    return render_template("signin/confirm.html", form=ConfirmForm(), label=link.user.label)


@bp.post("/logga-in/<token>")
@open_to_all
@limiter.limit("20 per minute")
def use_link(token: str) -> ResponseReturnValue:
    """The account is signed in by its link, once."""
    link, at = _found(token, to_use=True), now()
    try:
        user = accounts.consume_link(link, browser=sessions.read_cookie(sessions.ASKING), at=at)
    except LinkRefused as refusal:
        db.session.add(accounts.refused(by=g.actor, at=at, why=refusal.reason, link=link))
        db.session.commit()
        return _refusal_page(refusal.reason)
    home = local_path(request.args.get("vidare", "")) or sessions.HOME[user.role]
    key = sessions.begin(user, at=at)
    db.session.commit()
    return _signed_in(redirect(home, 303), key)


@bp.route("/logga-ut", methods=["GET", "POST"])
@open_to_all
def leave() -> ResponseReturnValue:
    """A page that asks, and the act: the old cookie is dead on the server."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("signin/leave.html", form=form)
    sessions.end(at=now())
    db.session.commit()
    response = redirect(url_for(".left"), 303)
    sessions.drop_cookie(response, sessions.SIGNED_IN)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # drafts kept by the browser go as well
    return response


@bp.get("/logga-ut/klart")
@open_to_all
def left() -> ResponseReturnValue:
    """You are signed out."""
    return render_template("signin/left.html")


def _send_link(email: str, browser: str, onward: str) -> None:
    """A link is on its way if the account may have one; else a trace is left, at the same cost."""
    at = now()
    user = db.session.scalar(queries.active_account(email))
    asked = db.session.scalar(queries.links_lately(user, at=at)) or 0
    if user is None or asked >= accounts.LINKS_IN_WINDOW:
        why = "no_account" if user is None else "too_many_links"
        db.session.add(accounts.refused(by=g.actor, at=at, why=why))
    else:
        head = _letterhead(onward)
        db.session.add_all(accounts.request_link(user, browser=browser, head=head, by=g.actor, at=at))
    db.session.commit()


def _letterhead(onward: str) -> accounts.Letterhead:
    """Addresses begin with our own setting, never with what the request calls us (ASVS 13.2.4)."""
    settings: Settings = current_app.config["SETTINGS"]
    tail = f"?{urlencode({'vidare': onward})}" if onward else ""
    return accounts.Letterhead(
        link_to=lambda token: f"{settings.base_url.rstrip('/')}/logga-in/{token}{tail}",
        domain=settings.mail_domain,
    )


def _found(token: str, *, to_use: bool = False) -> SignInLink | None:
    query = queries.link_by_token(token)
    return db.session.scalar(query.with_for_update(of=SignInLink) if to_use else query)


def _refusal_page(reason: Refusal) -> tuple[str, int]:
    return render_template("signin/refused.html", reason=reason.value), STATUS.get(reason, 410)


def _signed_in(response: Response, key: str) -> Response:
    sessions.give_cookie(response, sessions.SIGNED_IN, key)
    sessions.drop_cookie(response, sessions.ASKING)
    return response
