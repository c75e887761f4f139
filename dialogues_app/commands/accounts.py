"""flask accounts: who may sign in."""

import json
from datetime import datetime
from typing import TypeVar

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import accounts, practice
from dialogues_app.domain.queries import accounts as queries
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.mail_address import BadAddress, parse_address
from dialogues_app.models import Actor, Organisation, OrganisationKind, Person, Role, User

group = AppGroup("accounts", help="Who may sign in.")
COMMAND = Actor(label="flask accounts")
Named = TypeVar("Named", Organisation, Person)


@group.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--label", required=True, help="How the account is shown, in Swedish.")
@click.option("--body", "body_slug", default="", help="Slug of the organising body; organizers need one.")
@click.option(
    "--person", "person_slug", default="", help="Slug of the minister; minister and staff need one."
)
def add(email: str, role: str, label: str, body_slug: str, person_slug: str) -> None:
    """Add an account that can ask for a sign-in link."""
    try:
        new = accounts.NewAccount(
            email=parse_address(email).lower(),
            label=label,
            role=Role(role),
            body=_by_slug(Organisation, body_slug),
            person=_by_slug(Person, person_slug),
        )
        if _find(new.email) is not None:
            raise click.ClickException(f"{new.email} has an account already.")
        db.session.add(accounts.add_account(new, by=COMMAND, at=now()))
    except BadAddress as bad:
        raise click.ClickException(f"{email!r} is no mail address ({bad.fault}).") from None
    except Invalid as fault:
        raise click.ClickException(f"--{fault.field}: {fault.code.replace('_', ' ')}.") from None
    db.session.commit()
    click.echo(f"{new.email} can sign in as {role}.")


@group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close an account and end its sessions at once."""
    user = _find(email)
    if user is None:
        raise click.ClickException(f"There is no account {email!r}.")
    accounts.disable_account(user, by=COMMAND, at=now())
    db.session.commit()
    click.echo(f"{user.email} is closed and signed out.")


@group.command("list")
@click.option(
    "--practice", "only_practice", is_flag=True, help="The practice accounts; made first if absent."
)
@click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")
def show(only_practice: bool, as_json: bool) -> None:
    """List the accounts."""
    settings: Settings = current_app.config["SETTINGS"]
    if only_practice and settings.embedded:
        ensure_practice_accounts(db.session(), now())
        db.session.commit()
    users = db.session.scalars(queries.accounts(practice=True if only_practice else None)).all()
    rows = [_row(user) for user in users]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max((len(user.email) for user in users), default=0)
    for row in rows:
        closed = "  (closed)" if row["disabled"] else ""
        click.echo(f"{row['email']:<{width}}  {row['role']:<13}  {row['label']}{closed}")


def ensure_practice_accounts(session: Session, at: datetime) -> list[User]:
    """Every practice account is there; returns those that were made now. The caller commits."""
    bodies = session.scalars(queries.organising_bodies()).all()
    ministry = next((body for body in bodies if body.kind is OrganisationKind.MINISTRY), None)
    minister = session.scalar(select(Person).where(Person.is_practice).order_by(Person.id))
    if minister is None:
        post = practice.minister_post(ministry)
        session.add(post)
        minister = post.person
    wanted = practice.new_accounts(bodies, minister)
    present = session.scalars(queries.accounts(practice=True)).all()
    made = practice.add_missing(wanted, present, by=COMMAND, at=at)
    session.add_all(made)
    return made


def _row(user: User) -> dict[str, str | bool]:
    return {
        "email": user.email,
        "role": user.role.value,
        "label": user.label,
        "body": user.body.name if user.body else "",
        "person": user.person.name if user.person else "",
        "practice": user.is_practice,
        "disabled": user.disabled_at is not None,
    }


def _find(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.lower()))


def _by_slug(kind: type[Named], slug: str) -> Named | None:
    if not slug:
        return None
    found = db.session.scalar(select(kind).where(kind.slug == slug))
    if found is None:
        raise click.ClickException(f"There is no {kind.__name__.lower()} with the slug {slug!r}.")
    return found
