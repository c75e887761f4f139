"""Who took part, as the public may read it: by side, organisation and capacity; names only in public posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from dialogues_app.models import (
    MINISTERIAL,
    THERE,
    Basis,
    Dialogue,
    Holding,
    Organisation,
    OrganisationKind,
    Participation,
    Person,
    Post,
    PostKind,
    Seat,
    SeatRole,
    Side,
    Source,
)
from dialogues_app.web.public import showing
from dialogues_app.web.words import word

GOVERNMENT = "government"
AGENCIES = (OrganisationKind.AGENCY, OrganisationKind.SEMI_STATE, OrganisationKind.STATE_COMPANY)
STATE = (OrganisationKind.MINISTRY, OrganisationKind.GOVERNMENT_OFFICES)


@dataclass
class Shown:
    """One line of the list of participants."""

    name: str = ""
    title: str = ""
    href: str = ""
    basis: str = ""
    mark: str = ""
    role: str = ""
    sources: list[Source] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Name and title, or what there is of them."""
        return ", ".join(part for part in (self.name, self.title) if part)


def ministers(dialogue: Dialogue) -> list[Shown]:
    """The ministers whose names are public, the one who leads first."""
    seated = [
        (seat, seat.holding) for seat in dialogue.seats if seat.role in MINISTERIAL and not seat.withdrawn_at
    ]
    found = [_seated(seat, holding) for seat, holding in seated if holding]
    return sorted((one for one in found if one.name), key=lambda one: one.role != SeatRole.CHAIR)


def state_secretaries(dialogue: Dialogue) -> list[Shown]:
    """The state secretaries whose names are public."""
    seated = [
        seat for seat in dialogue.seats if seat.role is SeatRole.STATE_SECRETARY and not seat.withdrawn_at
    ]
    found = [_seated(seat, seat.holding) for seat in seated if seat.holding]
    return [one for one in found if one.name]


def groups(dialogue: Dialogue) -> list[tuple[str, list[Shown]]]:
    """(heading, lines): the government first, then by side; empty before the results are published."""
    if not dialogue.is_published:
        return []
    lines: dict[str, list[Shown]] = {}
    for part in dialogue.participations:
        if part.is_public and (part.presence is None or part.presence in THERE):
            lines.setdefault(_side(_organisation(part)), []).append(_line(part))
    headings = _headings()
    return [(text, lines[key]) for key, text in headings.items() if key in lines]


def minister_post(person: Person) -> Post | None:
    """The public post as minister, the last of several."""
    held = [post for post in person.posts if post.kind is PostKind.MINISTER and post.named_in_public]
    return held[-1] if held else None


def _seated(seat: Seat, holding: Holding) -> Shown:
    """A minister or state secretary in a seat; without a public post there is no name."""
    person = holding.person
    wanted = PostKind.STATE_SECRETARY if seat.role is SeatRole.STATE_SECRETARY else PostKind.MINISTER
    posts = [post for post in person.posts if post.kind is wanted and post.named_in_public] if person else []
    if person is None or not posts:
        return Shown(role=seat.role)
    basis = holding.basis.value if holding.basis in (Basis.GENERAL, Basis.INFERRED, Basis.ANNOUNCED) else ""
    here = next((post for post in posts if post.organisation_id == seat.organisation_id), posts[0])
    href = url_for("public.minister", slug=person.slug) if person.slug and wanted is PostKind.MINISTER else ""
    return Shown(person.name, here.title, href, basis, role=seat.role)


def _line(part: Participation) -> Shown:
    organisation, holding = _organisation(part), part.holding
    person = part.person or (holding.person if holding else None)
    post = showing.public_post(person, organisation) if person else None
    capacity = part.capacity or (holding.title if holding else "") or _("Företrädare")
    basis = part.basis.value if part.basis in (Basis.ANNOUNCED, Basis.INFERRED) else ""
    shown = Shown(basis=basis, mark=part.mark, sources=part.sources)
    if person and post:
        is_minister = post.kind is PostKind.MINISTER and person.slug
        shown.name, shown.title = person.name, post.title
        shown.href = url_for("public.minister", slug=person.slug) if is_minister else ""
        return shown
    described = holding.seat.description if holding and organisation is None else ""
    name = organisation.name if organisation else described
    shown.title = ", ".join(filter(None, (name, capacity)))
    return shown


def _organisation(part: Participation) -> Organisation | None:
    return part.organisation or (part.holding.seat.organisation if part.holding else None)


def _side(organisation: Organisation | None) -> str:
    if organisation is None:
        return "other"
    if organisation.kind in STATE:
        return GOVERNMENT
    return organisation.side.value if organisation.side else "other"


def _headings() -> dict[str, Any]:
    sides = {side.value: showing.capital(word(side)) for side in Side if side is not Side.STATE}
    return {
        GOVERNMENT: _("Regeringen"),
        Side.STATE.value: _("Myndigheter och statliga organ"),
        **sides,
        "other": _("Övriga"),
    }
