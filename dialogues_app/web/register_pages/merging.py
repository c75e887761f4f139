"""Two rows of the register that are one and the same: merge, and undo."""

from __future__ import annotations

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import merging
from dialogues_app.domain.queries import register as queries
from dialogues_app.extensions import db
from dialogues_app.models import Merge, Organisation, Person, RegisterKind, Role
from dialogues_app.web.access import requires
from dialogues_app.web.forms import options
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out, review_page
from dialogues_app.web.register_pages.blueprint import bp, organisation_or_404, person_or_404
from dialogues_app.web.register_pages.forms import MergeForm


@bp.route("/organisationer/<int:key>/sammanslagning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def merge_organisation(key: int) -> ResponseReturnValue:
    """Another organisation is this one."""
    return _merge(organisation_or_404(key), ".organisation")


@bp.route("/personer/<int:key>/sammanslagning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def merge_person(key: int) -> ResponseReturnValue:
    """Another person is this one."""
    return _merge(person_or_404(key), ".person")


def _merge(kept: Organisation | Person, endpoint: str) -> ResponseReturnValue:
    form, key = MergeForm(), kept.id
    others = [(str(other), name) for other, name in db.session.execute(queries.others(type(kept), key))]
    form.other.choices = options([("", _("Välj dubbletten")), *others])
    gone = dict(others).get(form.other.data or "", "")
    effects = [
        _("%(gone)s försvinner ur registret. Allt som hör dit hör till %(kept)s.", gone=gone, kept=kept.name),
        _("Det går att ångra från sidan om %(kept)s.", kept=kept.name),
    ]
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/register/merge.html", form=form, one=kept, back=url_for(endpoint, key=key)
            ),
            review=lambda: review_page(_("Slå ihop"), effects, _("Slå ihop")),
            act=lambda: _carry_out(kept, int(form.other.data)),
            done=lambda: url_for(endpoint, key=key),
            said=lambda: _("De två är sammanslagna."),
        )
    )


def _carry_out(kept: Organisation | Person, key: int) -> None:
    gone: Organisation | Person = db.session.get(type(kept), key) or abort(409)
    made, event = merging.merge(kept, gone, execute=db.session.execute, by=g.actor, at=now())
    db.session.expire_all()
    db.session.add_all([made, event])


@bp.route("/sammanslagningar/<int:merge_id>/angra", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def undo_merge(merge_id: int) -> ResponseReturnValue:
    """The two are two again."""
    found = db.session.get(Merge, merge_id)
    if found is None or found.undone_at is not None:
        abort(404)
    form = ActForm(version=found.version)
    endpoint = ".organisation" if found.kind is RegisterKind.ORGANISATIONS else ".person"
    back = url_for(endpoint, key=found.kept_id)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/register/undo_merge.html", form=form, merge=found, back=back
            ),
            act=lambda: db.session.add(merging.undo(found, execute=db.session.execute, by=g.actor, at=now())),
            done=lambda: back,
            said=lambda: _("%(name)s finns åter i registret.", name=found.gone_label),
            version=lambda: found.version,
        )
    )
