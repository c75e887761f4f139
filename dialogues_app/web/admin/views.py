"""Accounts and settings. An administrator sees no dialogue."""

from dataclasses import fields

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import accounts
from dialogues_app.domain.queries import accounts as queries
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.models import Organisation, Person, Role, User
from dialogues_app.web.access import requires
from dialogues_app.web.admin.forms import AccountForm, ConfirmForm

bp = Blueprint("admin", __name__, url_prefix="/arbete")


@bp.get("/konton")
@requires(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Every account, and in how many browsers it is signed in."""
    users = db.session.scalars(queries.accounts()).all()
    signed_in: dict[int, int] = dict(db.session.execute(queries.open_sessions(at=now())).all())
    return render_template("admin/accounts.html", users=users, signed_in=signed_in)


@bp.route("/konton/nytt", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """A new account."""
    form = AccountForm()
    form.offer(db.session.scalars(queries.organising_bodies()), db.session.scalars(queries.ministers()))
    if form.validate_on_submit() and _added(form):
        flash(_("Kontot är skapat. Personen kan nu be om en länk på inloggningssidan."))
        return redirect(url_for(".index"), 303)
    return render_template("admin/add.html", form=form), 422 if form.errors else 200


@bp.route("/konton/<int:user_id>/stangning", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def disable(user_id: int) -> ResponseReturnValue:
    """The account is closed, after a page that says what that means."""
    user = db.get_or_404(User, user_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        accounts.disable_account(user, by=g.actor, at=now())
        db.session.commit()
        flash(_("Kontot är stängt och utloggat överallt."))
        return redirect(url_for(".index"), 303)
    return render_template("admin/disable.html", form=form, user=user)


@bp.post("/konton/<int:user_id>/oppning")
@requires(Role.ADMINISTRATOR)
def enable(user_id: int) -> ResponseReturnValue:
    """The account is open again."""
    accounts.enable_account(db.get_or_404(User, user_id), by=g.actor, at=now())
    db.session.commit()
    flash(_("Kontot är öppet igen."))
    return redirect(url_for(".index"), 303)


@bp.post("/konton/<int:user_id>/utloggning")
@requires(Role.ADMINISTRATOR)
def sign_out(user_id: int) -> ResponseReturnValue:
    """The account is signed out of every browser."""
    accounts.end_sessions(db.get_or_404(User, user_id), by=g.actor, at=now())
    db.session.commit()
    flash(_("Kontot är utloggat överallt."))
    return redirect(url_for(".index"), 303)


@bp.get("/installningar")
@requires(Role.ADMINISTRATOR)
def settings() -> ResponseReturnValue:
    """What this installation was told, without its secrets."""
    rows = _readable(current_app.config["SETTINGS"])
    return render_template("admin/settings.html", rows=rows, embedded=current_app.config["SETTINGS"].embedded)


def _added(form: AccountForm) -> bool:
    """Whether the account was stored; if not, the form says why."""
    try:
        db.session.add(accounts.add_account(_described(form), by=g.actor, at=now()))
        db.session.commit()
    except Invalid as fault:
        form.blame(fault)
    except IntegrityError:
        form.blame(Invalid("email", "taken"))
    else:
        return True
    db.session.rollback()
    form.offer(db.session.scalars(queries.organising_bodies()), db.session.scalars(queries.ministers()))
    return False


def _described(form: AccountForm) -> accounts.NewAccount:
    return accounts.NewAccount(
        email=str(form.email.data),
        label=str(form.label.data),
        role=Role(form.role.data),
        body=db.session.get(Organisation, form.body.data) if form.body.data else None,
        person=db.session.get(Person, form.person.data) if form.person.data else None,
    )


def _readable(settings: Settings) -> list[tuple[str, str]]:
    """(name, value) of every setting; a secret and an address that may hold a password say only that they are set."""
    rows = []
    for one in fields(Settings):
        if "doc" not in one.metadata:
            continue
        value = getattr(settings, one.name)
        secret = _("angiven, visas inte") if value else _("inte angiven")
        rows.append((one.name.upper(), str(value) if one.repr else secret))
    return rows
