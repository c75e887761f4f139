"""The mails that our own catcher took: what went out, as each recipient got it."""

from itertools import islice

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from dialogues_app.config import Settings
from dialogues_app.mailbox import Mailbox, StoredMail
from dialogues_app.web import headers
from dialogues_app.web.access import open_to_all
from dialogues_app.web.mailbox import letters

bp = Blueprint("mailbox", __name__, url_prefix="/brevlada")
PAGE = 50
WITH_FRAME = f"{headers.POLICY_WITHOUT_SCRIPT}; frame-src 'self'"
# A mail may style itself and link out, and nothing else; it is framed by our page alone.
OF_A_MAIL = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox",
    ]
)


@bp.get("")
@open_to_all
def index() -> ResponseReturnValue:
    """The newest mails, or those to a recipient."""
    wanted = request.args.get("till", "").strip()[:300]
    page = max(request.args.get("sida", 1, type=int), 1)
    found = (mail for mail in _mailbox().messages() if not wanted or letters.is_to(mail, wanted))
    shown = list(islice(found, (page - 1) * PAGE, page * PAGE + 1))
    newest = [letters.read(mail) for mail in shown[:PAGE]]
    more = len(shown) > PAGE
    return _private(
        render_template("mailbox/index.html", letters=newest, wanted=wanted, page=page, more=more)
    )


@bp.get("/<key>")
@open_to_all
def show(key: str) -> ResponseReturnValue:
    """One mail: text, HTML, calendar part and source."""
    mail = _mail_or_404(key)
    source = mail.raw.decode(errors="replace")
    response = _private(render_template("mailbox/show.html", letter=letters.read(mail), source=source))
    response.headers["Content-Security-Policy"] = WITH_FRAME
    return response


@bp.get("/<key>/html")
@open_to_all
def html(key: str) -> ResponseReturnValue:
    """The HTML part, for a frame: without scripts, forms or anything from outside."""
    letter = letters.read(_mail_or_404(key))
    if not letter.html:
        abort(404)
    response = _private(letters.framed(letter.html))
    response.headers["Content-Security-Policy"] = OF_A_MAIL
    return response


@bp.get("/<key>/fil")
@open_to_all
def download(key: str) -> ResponseReturnValue:
    """The mail as a file for a mail program."""
    response = _private(_mail_or_404(key).raw)
    response.headers["Content-Type"] = "message/rfc822"
    response.headers["Content-Disposition"] = 'attachment; filename="mejl.eml"'
    return response


def _mailbox() -> Mailbox:
    settings: Settings = current_app.config["SETTINGS"]
    return Mailbox(settings.mailbox_dir)


def _mail_or_404(key: str) -> StoredMail:
    mail = _mailbox().get(key)
    if mail is None:
        abort(404)
    return mail


def _private(body: str | bytes) -> Response:
    return headers.keep_private(make_response(body))
