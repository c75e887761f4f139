"""The register as files: CSV in, shown row by row before anything is stored, all or nothing; CSV out."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, count
from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import register, register_files
from dialogues_app.domain.queries import register as queries
from dialogues_app.domain.register_files import KINDS, SIDES, SIZES, Known, Row
from dialogues_app.errors import Invalid
from dialogues_app.extensions import db
from dialogues_app.models import (
    ContactAddress,
    ImportDraft,
    Organisation,
    OrganisationKind,
    Person,
    Post,
    RegisterKind,
    Role,
)
from dialogues_app.models.text import slug as slugged
from dialogues_app.web.access import requires
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.public.exports import csv_response
from dialogues_app.web.register_pages.blueprint import bp
from dialogues_app.web.register_pages.forms import FileForm

KEPT = timedelta(days=1)
SHOWN = 200
NO_POST: tuple[Post | None, ...] = (None,)  # who holds none still has a row
FAULTS = {
    "field_count": _l("raden har inte lika många fält som rubrikraden"),
    "too_long": _l("fältet är längre än 300 tecken"),
    "control": _l("fältet innehåller dolda styrtecken"),
    "missing": _l("fältet är tomt"),
    "unknown": _l("värdet finns inte i registret"),
    "twice": _l("samma uppgift står på en tidigare rad"),
    "known": _l("finns redan i registret"),
    "address": _l("adressen går inte att mejla till"),
    "date": _l("skriv datumet som ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ"),
    "before_start": _l("uppdraget slutar innan det börjar"),
}


@bp.route("/import", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def send_file() -> ResponseReturnValue:
    """Send a CSV; nothing is stored in the register by it."""
    form = FileForm()
    made: list[ImportDraft] = []
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/register/file.html", form=form, heads=register_files.HEADS, words=_values()
            ),
            act=lambda: _keep(form, made),
            done=lambda: url_for(".review_file", draft_id=made[-1].id),
            said=lambda: _("Filen är läst. Inget är infört än."),
        )
    )


def _values() -> list[tuple[str, list[str]]]:
    return [("slag", list(KINDS)), ("part", list(SIDES)), ("storlek", list(SIZES))]


def _keep(form: FileForm, made: list[ImportDraft]) -> None:
    raw = form.file.data.read()
    kind = RegisterKind(form.kind.data)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("file", "encoding") from None
    register_files.read(text, kind, _known())  # a file that is none is refused here
    db.session.execute(queries.old_drafts(now() - KEPT))
    draft = ImportDraft(kind=kind, text=text, made_at=now(), user_id=g.user.id)
    db.session.add(draft)
    made.append(draft)


def _known() -> Known:
    names = db.session.execute(queries.names()).all()
    found = {label.casefold() for _key, name, short in names for label in (name, short) if label}
    return Known(organisations=found, addresses=set(db.session.scalars(queries.all_addresses())))


@bp.route("/import/<int:draft_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def review_file(draft_id: int) -> ResponseReturnValue:
    """Every faulty row with its reason; the button that reads all of it in stands there once there is none."""
    draft = db.session.get(ImportDraft, draft_id)
    if draft is None or draft.user_id != g.user.id:
        abort(404)
    rows = register_files.read(draft.text, draft.kind, _known())
    good = [row for row in rows if row.is_good]
    faulty = [row for row in rows if not row.is_good and not row.is_known]
    form, kind = ActForm(), draft.kind
    return carry_out(
        Edit(
            form=form,
            page=lambda: _review_page(draft, form, rows, faulty, good),
            act=lambda: _read_in(draft, good, faulty),
            done=lambda: url_for(".index" if kind is RegisterKind.ORGANISATIONS else ".people"),
            said=lambda: ngettext("%(num)s rad är införd.", "%(num)s rader är införda.", len(good)),
        )
    )


def _review_page(
    draft: ImportDraft, form: ActForm, rows: list[Row], faulty: list[Row], good: list[Row]
) -> str:
    return render_template(
        "organizer/register/review.html",
        draft=draft,
        form=form,
        faulty=faulty,
        good=good,
        shown=good[:SHOWN],
        known=sum(row.is_known for row in rows),
        head=register_files.HEADS[draft.kind],
        faults=FAULTS,
    )


def _read_in(draft: ImportDraft, good: list[Row], faulty: list[Row]) -> None:
    """All rows or none: in the one transaction of the act."""
    if faulty or not good:
        raise Invalid("file", "faulty")
    if draft.kind is RegisterKind.ORGANISATIONS:
        _read_organisations(good)
    else:
        _read_people(good)
    event = register.trace("register", None, "register_imported", by=g.actor, at=now())
    event.after = {"kind": draft.kind.value, "count": len(good)}
    db.session.add(event)
    db.session.delete(draft)


def _read_organisations(good: list[Row]) -> None:
    taken = set(db.session.scalars(select(Organisation.slug)))
    for row in good:
        cells = row.cells
        slug = _slug(slugged(cells["namn"]), taken)
        facts = register.OrganisationFacts(
            name=cells["namn"],
            short_name=cells["kortnamn"],
            kind=KINDS.get(cells["slag"].lower(), OrganisationKind.OTHER),
            side=SIDES.get(cells["part"].lower()),
            size_class=SIZES.get(cells["storlek"].lower()),
            sector=cells["bransch"],
            region=cells["region"],
        )
        db.session.add(register.enter_organisation(facts, slug=slug))


def _slug(wanted: str, taken: set[str]) -> str:
    """An address that no organisation has, in the register or in the file; it is taken from now on."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    found = next(one for one in chain([wanted], numbered) if one not in taken)
    taken.add(found)
    return found


def _read_people(good: list[Row]) -> None:
    by_name: dict[str, Organisation] = {}
    for one in db.session.scalars(queries.organisations()):
        by_name |= {label.casefold(): one for label in (one.short_name, one.name) if label}
    for row in good:
        cells = row.cells
        person = register.enter_person(cells["namn"])
        where = by_name.get(cells["organisation"].casefold())
        if cells["titel"]:
            held = register.Holder(
                title=cells["titel"],
                organisation=where,
                held_from=register_files.partial(cells["fran"]),
                held_to=register_files.partial(cells["till"]),
            )
            register.give_post(person, held)
        db.session.add(person)
        if cells["adress"]:
            db.session.add(register.give_address(person, cells["adress"], organisation=where, at=now()))


@bp.get("/organisationer.csv")
@requires(Role.ORGANIZER)
def organisations_file() -> ResponseReturnValue:
    """The organisations as a file that can be read in again."""
    return csv_response("organisationer", *organisation_rows())


@bp.get("/personer.csv")
@requires(Role.ORGANIZER)
def people_file() -> ResponseReturnValue:
    """The people as a file: a row for each post."""
    return csv_response("personer", *people_rows())


def organisation_rows() -> tuple[tuple[str, ...], list[list[object]]]:
    """(heading, rows) of the organisations; an xlsx may be made of the same."""
    rows: list[list[object]] = [
        [
            one.name,
            one.short_name,
            one.kind.value,
            one.side.value if one.side else "",
            one.size_class.value if one.size_class else "",
            one.sector,
            one.region,
        ]
        for one in db.session.scalars(queries.organisations())
    ]
    return register_files.HEADS[RegisterKind.ORGANISATIONS], rows


def people_rows() -> tuple[tuple[str, ...], list[list[object]]]:
    """(heading, rows) of the people; an xlsx may be made of the same."""
    found = list(db.session.scalars(queries.people()))
    addresses: dict[int | None, ContactAddress] = {}
    for one in db.session.scalars(queries.addresses(people=[person.id for person in found])):
        addresses.setdefault(one.person_id, one)
    rows = [
        _person_row(person, post, addresses.get(person.id))
        for person in found
        for post in (*person.posts, *NO_POST[: not person.posts])
    ]
    return register_files.HEADS[RegisterKind.PEOPLE], rows


def _person_row(person: Person, post: Post | None, address: ContactAddress | None) -> list[object]:
    held: list[Any] = ["", "", "", ""]
    if post is not None:
        held = [
            post.title,
            post.organisation.name if post.organisation else "",
            swedish.partial_iso(post.from_earliest, post.from_latest),
            swedish.partial_iso(post.to_earliest, post.to_latest),
        ]
    return [person.name, *held, address.address if address else ""]
