"""The register's organisations: the list, one of them, what is stated of it, its own addresses."""

from __future__ import annotations

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import register
from dialogues_app.domain.queries import register as queries
from dialogues_app.extensions import db
from dialogues_app.models import Organisation, RegisterKind, Role
from dialogues_app.models.text import slug as slugged
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import lookups
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.register_pages.blueprint import (
    address_or_404,
    bp,
    list_page,
    organisation_or_404,
    search_text,
    with_bounces,
)
from dialogues_app.web.register_pages.forms import AddressForm, OrganisationForm

ONE = "/organisationer/<int:key>"


@bp.get("")
@requires(Role.ORGANIZER)
def index() -> ResponseReturnValue:
    """The organisations."""
    return list_page(queries.organisations(search_text()), "organizer/register/organisations.html", ".index")


@bp.route("/organisationer/ny", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def new_organisation() -> ResponseReturnValue:
    """Enter an organisation."""
    form = OrganisationForm()
    made: list[Organisation] = []
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/register/new_organisation.html", form=form),
            act=lambda: made.append(_enter(form)),
            done=lambda: url_for(".organisation", key=made[-1].id),
            said=lambda: _("Organisationen är sparad."),
        )
    )


def _enter(form: OrganisationForm) -> Organisation:
    facts = form.facts()
    made = register.enter_organisation(facts, slug=lookups.free_slug(Organisation.slug, slugged(facts.name)))
    db.session.add(made)
    db.session.flush()
    db.session.add(register.trace("organisation", made.id, "organisation_added", by=g.actor, at=now()))
    return made


@bp.route(ONE, methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def organisation(key: int) -> ResponseReturnValue:
    """One organisation: who holds posts there, its addresses, and what is stated of it."""
    found = organisation_or_404(key)
    form = OrganisationForm.of(found, sent=True)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/register/organisation.html",
                form=form,
                one=found,
                posts=list(db.session.scalars(queries.posts_in(key))),
                addresses=with_bounces(db.session.scalars(queries.addresses(organisations=[key])).all()),
                merges=list(db.session.scalars(queries.merges(RegisterKind.ORGANISATIONS, key))),
            ),
            act=lambda: db.session.add(
                register.revise_organisation(found, form.facts(), by=g.actor, at=now())
            ),
            done=lambda: url_for(".organisation", key=key),
            said=lambda: _("Organisationen är sparad."),
            version=lambda: found.version,
            theirs=lambda: OrganisationForm.of(found, sent=False),
            last=lambda: db.session.scalar(queries.last_event("organisation", key)),
        )
    )


@bp.route(f"{ONE}/adress", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def organisation_address(key: int) -> ResponseReturnValue:
    """An address of the organisation itself."""
    found, form = organisation_or_404(key), AddressForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/register/address.html", form=form, one=found),
            act=lambda: db.session.add(register.give_address(found, form.address.data or "", at=now())),
            done=lambda: url_for(".organisation", key=key),
            said=lambda: _("Adressen är sparad."),
        )
    )


@bp.route("/adresser/<int:key>/avslut", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def end_address(key: int) -> ResponseReturnValue:
    """An address is not in use any more."""
    found, form = address_or_404(key), ActForm()
    back = (
        url_for(".person", key=found.person_id)
        if found.person_id
        else url_for(".organisation", key=found.organisation_id)
    )
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/register/end_address.html", form=form, found=found, back=back
            ),
            act=lambda: db.session.add(register.end_address(found, by=g.actor, at=now())),
            done=lambda: back,
            said=lambda: _("Adressen används inte längre."),
        )
    )
