"""What goes out, as the page shows it before it does: the same texts once, who gets them, who gets nothing and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect

from dialogues_app import swedish
from dialogues_app.domain.forecast import Before, Going, Silence, Silent, forecast, presuming
from dialogues_app.itip.message import asks
from dialogues_app.mail import Renderer
from dialogues_app.models import CalendarEvent, EventKind, Invitation, Method, OutboxRow, PartStat, Revision
from dialogues_app.web.organizer import previews
from dialogues_app.web.organizer.previews import Mail

WHY = {
    Silence.HAS_IT: _l("Har redan fått allt. Det finns inget nytt att berätta."),
    Silence.WAITS: _l("Har redan ett mejl som väntar. Det går ut samtidigt."),
    Silence.NOT_INVITED: _l("Har inte fått någon inbjudan."),
    Silence.BOUNCED: _l("Inbjudan kom inte fram till adressen."),
    Silence.OVER: _l("Samtalet är över, så inget mejl går ut."),
    Silence.UNCONCERNED: _l("Berörs inte av ändringen."),
}
ANSWERS = {
    PartStat.NEEDS_ACTION: _l("inget svar"),
    PartStat.ACCEPTED: _l("kommer"),
    PartStat.TENTATIVE: _l("kanske"),
    PartStat.DECLINED: _l("kommer inte"),
    PartStat.DELEGATED: _l("föreslår ersättare"),
}
MADE_ANEW = re.compile(r"^(?:DTSTAMP|LAST-MODIFIED)[^\n]*\n", re.MULTILINE)  # differs between two looks
NOT_YET = "…"  # stands for the address and the link of an invitation that does not exist yet


@dataclass(frozen=True)
class Person:
    """One invited, as a list names them."""

    invitation_id: int | None
    label: str
    organisation: str
    address: str


@dataclass(frozen=True)
class Bundle:
    """One mail, shown as one of its receivers gets it, with everyone who gets the same."""

    mail: Mail
    after: str
    people: list[Person]


@dataclass(frozen=True)
class Hush:
    """Some who get nothing, for one reason, and what their calendar shows."""

    why: str
    stands: str
    people: list[Person]


@dataclass(frozen=True)
class Outlook:
    """Everything that an act sends; the digest is the same as long as nothing in it has changed."""

    bundles: list[Bundle]
    hushes: list[Hush]
    digest: str
    draft: Mail | None = None  # the exact mail to the one who was asked for

    @property
    def count(self) -> int:
        """How many get a mail."""
        return sum(len(bundle.people) for bundle in self.bundles)


def outlook(events: Sequence[CalendarEvent], known: Before, at: datetime, *, person: str = "") -> Outlook:
    """What the act carried out since `known` sends; with `person` that one's exact mail is at hand too."""
    renderer = previews.renderer().drafting()
    with presuming(events):
        made = forecast(events, known, at)
        groups = _grouped(made.going)
        bundles = [_bundle(renderer, group, at) for group in groups]
        hushes = [_hush(group) for group in _quiet(made.silent)]
        asked = next((one for one in made.going if str(one.invitation.id) == person), None)
        mail = _mail(renderer, asked, at) if asked else None
        digest = _digest(renderer, bundles, groups, made.silent)
    return Outlook(bundles, hushes, digest, mail)


def _grouped(going: Iterable[Going]) -> list[list[Going]]:
    """Those who get the same text and the same calendar, but for name, address, capacity and link."""
    groups: dict[tuple[object, ...], list[Going]] = {}
    for one in going:
        key = (
            one.row.kind,
            id(one.row.revision),
            one.change,
            _kept(one),
            bool(one.invitation.delegated_from),
        )
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _kept(one: Going) -> PartStat | None:
    """The answer that stays in the calendar; None where the mail asks, or carries none."""
    revision = one.row.revision
    if revision is None or revision.method is not Method.REQUEST or asks(revision, one.invitation):
        return None
    return one.invitation.partstat


def _quiet(silent: Iterable[Silent]) -> list[list[Silent]]:
    groups: dict[tuple[object, ...], list[Silent]] = {}
    for one in silent:
        key = (one.why, one.invitation.sent_method, id(one.invitation.sent_revision))
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _bundle(renderer: Renderer, group: list[Going], at: datetime) -> Bundle:
    return Bundle(_mail(renderer, group[0], at), _after(group[0]), [_person(one.invitation) for one in group])


def _mail(renderer: Renderer, one: Going, at: datetime) -> Mail:
    """The exact mail, by the same `render` that the worker calls."""
    row = OutboxRow(
        kind=one.row.kind,
        cause=one.row.cause,
        recipient=one.row.recipient,
        message_id=one.row.message_id,
        created_at=at,
        not_before=at,
        dtstamp=at.replace(microsecond=0),
        sequence=one.row.sequence,
        is_practice=one.row.is_practice,
        context=one.row.context,
    )
    mail = previews.taken_apart(renderer.render(one.row.revision, one.invitation, row), is_draft=True)
    return mail if inspect(one.invitation).has_identity else _without_secrets(renderer, mail, one.invitation)


def _without_secrets(renderer: Renderer, mail: Mail, invitation: Invitation) -> Mail:
    """Address and link of an invitation that is only tried are made anew when it is made for good."""
    link = renderer.links.token(invitation.link_id, invitation.link_generation)
    parts = {name: getattr(mail, name) for name in ("sender", "text", "html", "calendar")}
    folded = {name: text.replace("\r\n ", "") if name == "calendar" else text for name, text in parts.items()}
    return replace(
        mail,
        **{
            name: text.replace(invitation.token, NOT_YET).replace(link, NOT_YET)
            for name, text in folded.items()
        },
    )


def _after(one: Going) -> str:
    """What the receiver's calendar shows once the mail has come."""
    revision = one.row.revision
    if revision is None:
        return str(_("Kalendern är som förut."))
    if revision.method is Method.CANCEL:
        return str(_("Samtalet stryks ur kalendern."))
    entry = _entry(revision)
    if revision.event_kind is EventKind.HOLD:
        entry = _("%(entry)s, preliminärt", entry=entry)
    kept = _kept(one)
    if kept is None:
        return str(_("Kalendern visar %(entry)s. Frågan ställs på nytt.", entry=entry))
    return str(
        _("Kalendern visar %(entry)s. Svaret står kvar: %(answer)s.", entry=entry, answer=ANSWERS[kept])
    )


def _entry(revision: Revision) -> str:
    slot = swedish.slot_heading(revision.starts_at, revision.ends_at)
    return ", ".join(part for part in (slot, revision.place) if part)


def _hush(group: list[Silent]) -> Hush:
    first = group[0].invitation
    stands = str(_("Samtalet finns inte i kalendern."))
    if first.sent_method is Method.REQUEST and first.sent_revision is not None:
        stands = str(_("Kalendern visar %(entry)s.", entry=_entry(first.sent_revision)))
    return Hush(str(WHY[group[0].why]), stands, [_person(one.invitation) for one in group])


def _person(invitation: Invitation) -> Person:
    holding = invitation.holding
    organisation = holding.seat.organisation
    return Person(
        invitation.id,
        holding.title or invitation.name or invitation.address,
        organisation.name if organisation else holding.seat.description,
        invitation.address,
    )


def _digest(
    renderer: Renderer, bundles: list[Bundle], groups: list[list[Going]], silent: Iterable[Silent]
) -> str:
    """The same for the same mails to the same people; what differs between any two looks is left out."""
    shown = [
        {
            "mail": [mail.subject, mail.sender, mail.text, mail.html, MADE_ANEW.sub("", mail.calendar)],
            "to": [_own(renderer, one.invitation) for one in group],
        }
        for mail, group in zip((bundle.mail for bundle in bundles), groups, strict=True)
    ]
    quiet = [(one.invitation.address, one.why.value) for one in silent]
    return sha256(json.dumps([shown, quiet]).encode()).hexdigest()


def _own(renderer: Renderer, invitation: Invitation) -> list[str | int]:
    """Everything of a mail that is one receiver's own."""
    stored = inspect(invitation).has_identity
    return [
        invitation.address,
        invitation.name,
        invitation.token if stored else "",
        invitation.link_generation,
        invitation.delegated_from,
        invitation.first_message_id,
        renderer.capacity(invitation),
        invitation.holding.seat.role.value,
    ]
