"""The people of the practice: one account per role, so that the whole journey can be made on one machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from dialogues_app.domain.accounts import NewAccount, add_account
from dialogues_app.models import Actor, Organisation, Person, Post, PostKind, Role, User
from dialogues_app.models.text import slug

MINISTER = "Näringsministern (övning)"  # a role, nobody's name; data like the facts, hence no translation
MINISTER_POST = "näringsminister (övning)"
DOMAIN = "ovning.example"


def new_accounts(bodies: Iterable[Organisation], minister: Person) -> list[NewAccount]:
    """One organizer of each body, the minister, the minister's staff and an administrator."""
    organizers = [
        NewAccount(
            email=f"handlaggare@{slug(body.name)}.example",
            label=f"Handläggare, {body.name} (övning)",
            role=Role.ORGANIZER,
            body=body,
            is_practice=True,
        )
        for body in bodies
    ]
    others = (
        ("ministern", MINISTER, Role.MINISTER, minister),
        ("medarbetare", "Medarbetare hos näringsministern (övning)", Role.STAFF, minister),
        ("administrator", "Administratör (övning)", Role.ADMINISTRATOR, None),
    )
    return organizers + [
        NewAccount(email=f"{name}@{DOMAIN}", label=label, role=role, person=person, is_practice=True)
        for name, label, role, person in others
    ]


def minister_post(ministry: Organisation | None) -> Post:
    """The post of the practice's minister, who may be named since it is nobody; storing it stores the person."""
    person = Person(name=MINISTER, is_practice=True)
    return Post(
        title=MINISTER_POST,
        kind=PostKind.MINISTER,
        named_in_public=True,
        person=person,
        organisation=ministry,
    )


def add_missing(
    wanted: Sequence[NewAccount], present: Iterable[User], *, by: Actor, at: datetime
) -> list[User]:
    """The accounts that were not there before; one that was closed stays closed."""
    known = {user.email for user in present}
    return [add_account(new, by=by, at=at) for new in wanted if new.email not in known]
