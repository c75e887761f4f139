"""The themes of past and coming dialogues: problem, questions, focus areas, planned time."""

from __future__ import annotations

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from dialogues_app.clock import now
from dialogues_app.domain import themes as verbs
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import Basis, FocusArea, PartialDate, Role, Theme
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import bp, lookups
from dialogues_app.web.organizer.editing import Edit, carry_out
from dialogues_app.web.organizer.forms import ThemeForm, lines_of, theme_form_with


@bp.get("/teman")
@requires(Role.ORGANIZER)
def theme_list() -> ResponseReturnValue:
    """All themes."""
    return render_template("organizer/themes.html", themes=list(db.session.scalars(queries.themes())))


def focus_areas() -> list[FocusArea]:
    """The focus areas of the strategy, in its order."""
    return list(db.session.scalars(select(FocusArea).order_by(FocusArea.position, FocusArea.id)))


def _said(form: ThemeForm, areas: list[FocusArea]) -> verbs.ThemeText:
    chosen = {area: form[f"focus_{area.id}"].data for area in areas}
    earliest, latest = form.planned.data or (None, None)
    return verbs.ThemeText(
        title=form.title.data or "",
        problem=form.problem.data or "",
        questions=lines_of(form.questions.data),
        focus={area: Basis(basis) for area, basis in chosen.items() if basis},
        planned=PartialDate(earliest, latest, form.planned.text),
    )


@bp.route("/teman/nytt", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def new_theme() -> ResponseReturnValue:
    """Set a theme, long before any date if need be."""
    areas = focus_areas()
    form = theme_form_with(areas)()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/theme.html", form=form, areas=areas, theme=None),
            act=lambda: _open(form, areas),
            done=lambda: url_for(".theme_list"),
            said=lambda: _("Temat är sparat."),
        )
    )


def _open(form: ThemeForm, areas: list[FocusArea]) -> None:
    slug = lookups.theme_slug(form.title.data or "")
    theme, event = verbs.open_theme(_said(form, areas), slug=slug, practice=False, by=g.actor, at=now())
    db.session.add_all([theme, event])


def _theme_form(theme: Theme, areas: list[FocusArea], *, sent: bool) -> ThemeForm:
    given = {
        "title": theme.title,
        "problem": theme.problem,
        "questions": "\n".join(theme.questions),
        "version": theme.version,
    }
    if theme.planned.earliest and theme.planned.latest:
        given["planned"] = (theme.planned.earliest, theme.planned.latest)
    given |= {f"focus_{one.focus_area.id}": one.basis.value for one in theme.focus}
    kind = theme_form_with(areas)
    return kind(**given) if sent else kind(formdata=None, **given)


@bp.route("/teman/<int:theme_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def theme(theme_id: int) -> ResponseReturnValue:
    """Change a theme; its address stays."""
    found = db.get_or_404(Theme, theme_id)
    areas = focus_areas()
    form = _theme_form(found, areas, sent=True)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/theme.html", form=form, areas=areas, theme=found),
            act=lambda: _revise(found, form, areas),
            done=lambda: url_for(".theme_list"),
            said=lambda: _("Temat är sparat."),
            version=lambda: found.version,
            theirs=lambda: _theme_form(found, areas, sent=False),
            last=lambda: db.session.scalar(queries.last_theme_event(found.id)),
        )
    )


def _revise(found: Theme, form: ThemeForm, areas: list[FocusArea]) -> None:
    event = verbs.revise_theme(found, _said(form, areas), by=g.actor, at=now())
    if event is not None:
        db.session.add(event)
