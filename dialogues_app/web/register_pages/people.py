"""The register's people: the list, one of them, posts with periods, addresses."""

from __future__ import annotations

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import register
from dialogues_app.domain.queries import register as queries
from dialogues_app.extensions import db
from dialogues_app.models import Person, Post, RegisterKind, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer.editing import Edit, carry_out
from dialogues_app.web.register_pages.blueprint import bp, list_page, person_or_404, search_text, with_bounces
from dialogues_app.web.register_pages.forms import AddressForm, EndForm, PersonForm, PostForm, partial_of

ONE = "/personer/<int:key>"


@bp.get("/personer")
@requires(Role.ORGANIZER)
def people() -> ResponseReturnValue:
    """The people."""
    return list_page(queries.people(search_text()), "organizer/register/people.html", ".people")


@bp.route("/personer/ny", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def new_person() -> ResponseReturnValue:
    """Enter somebody."""
    form = PersonForm()
    made: list[Person] = []
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/register/new_person.html", form=form),
            act=lambda: made.append(_enter(form)),
            done=lambda: url_for(".person", key=made[-1].id),
            said=lambda: _("Personen är sparad. Namnet syns bara för arrangörer."),
        )
    )


def _enter(form: PersonForm) -> Person:
    made = register.enter_person(form.name.data or "")
    db.session.add(made)
    db.session.flush()
    db.session.add(register.trace("person", made.id, "person_added", by=g.actor, at=now()))
    return made


@bp.route(ONE, methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def person(key: int) -> ResponseReturnValue:
    """One person: posts with their periods, addresses with what became of mails to them, the name."""
    found = person_or_404(key)
    form = PersonForm(name=found.name, version=found.version)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/register/person.html",
                form=form,
                one=found,
                addresses=with_bounces(db.session.scalars(queries.addresses(people=[key])).all()),
                merges=list(db.session.scalars(queries.merges(RegisterKind.PEOPLE, key))),
            ),
            act=lambda: db.session.add(
                register.rename_person(found, form.name.data or "", by=g.actor, at=now())
            ),
            done=lambda: url_for(".person", key=key),
            said=lambda: _("Personen är sparad."),
            version=lambda: found.version,
            theirs=lambda: PersonForm(formdata=None, name=found.name, version=found.version),
            last=lambda: db.session.scalar(queries.last_event("person", key)),
        )
    )


@bp.route(f"{ONE}/uppdrag", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def new_post(key: int) -> ResponseReturnValue:
    """A post that the person holds for a time."""
    found, form = person_or_404(key), PostForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/register/post.html", form=form, one=found),
            act=lambda: db.session.add(register.give_post(found, form.holder())),
            done=lambda: url_for(".person", key=key),
            said=lambda: _("Uppdraget är sparat."),
        )
    )


@bp.route(f"{ONE}/uppdrag/<int:post_id>/avslut", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def end_post(key: int, post_id: int) -> ResponseReturnValue:
    """A post is no longer held."""
    found = person_or_404(key)
    post: Post = next((one for one in found.posts if one.id == post_id), None) or abort(404)
    form = EndForm(version=post.version)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/register/end_post.html", form=form, one=found, post=post),
            act=lambda: db.session.add(
                register.end_post(post, partial_of(form.held_to), by=g.actor, at=now())
            ),
            done=lambda: url_for(".person", key=key),
            said=lambda: _("Uppdraget är avslutat."),
            version=lambda: post.version,
        )
    )


@bp.route(f"{ONE}/adress", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def person_address(key: int) -> ResponseReturnValue:
    """An address of the person."""
    found, form = person_or_404(key), AddressForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/register/address.html", form=form, one=found),
            act=lambda: db.session.add(register.give_address(found, form.address.data or "", at=now())),
            done=lambda: url_for(".person", key=key),
            said=lambda: _("Adressen är sparad."),
        )
    )
