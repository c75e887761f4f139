"""The organizers' pages of the notes: look, send for confirmation, answer objections, approve, correct."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import minutes
from dialogues_app.domain.minutes_content import key_of
from dialogues_app.errors import Conflict, IllegalTransition, Invalid
from dialogues_app.extensions import db
from dialogues_app.mail import Context, Renderer
from dialogues_app.models import Dialogue, MessageKind, Minutes, Objection, OutboxRow, Resolution, Role
from dialogues_app.web.access import requires
from dialogues_app.web.minutes.blueprint import (
    WORK,
    bp,
    content_of,
    dialogue_or_404,
    links,
    organizer,
    read_by,
)
from dialogues_app.web.minutes.document import Edition, notes_of
from dialogues_app.web.minutes.forms import CHANGE, CorrectForm, ResolveForm, RoundForm
from dialogues_app.web.organizer.lookups import hold
from dialogues_app.web.public.exports import absolute
from dialogues_app.web.recording.blueprint import is_for_me
from dialogues_app.web.recording.forms import PlainForm


@bp.get(WORK)
@requires(Role.ORGANIZER)
def show(dialogue_id: int) -> ResponseReturnValue:
    """The newest version as this organizer may read it, and the one next step."""
    dialogue = dialogue_or_404(dialogue_id)
    version, at = minutes.current(dialogue), now()
    content = read_by(content_of(version, dialogue), dialogue, organizer())
    return render_template(
        "organizer/minutes/show.html",
        dialogue=dialogue,
        version=version,
        notes=notes_of(content, Edition(version, is_public=False, at=at)),
        objections=_mine(version),
        round_over=version is not None and minutes.round_is_over(version, at=at),
        may_take_back=version is not None and version.released_at is not None and version.released_at > at,
        key_of=key_of,
        can_make=dialogue.status in minutes.MADE_IN,
    )


@bp.route(f"{WORK}/utskick", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def circulate(dialogue_id: int) -> ResponseReturnValue:
    """Who is asked and by what mail, and the button that says how many."""
    dialogue = dialogue_or_404(dialogue_id)
    form = RoundForm()
    if form.validate_on_submit() and form.respond_by.data is not None:
        round_ = minutes.Round(form.respond_by.data, hold(), _link)
        try:
            version = minutes.begin(dialogue, by=g.actor, at=now())
            minutes.circulate(version, round_, by=g.actor, at=now())
        except Invalid as error:
            db.session.rollback()
            _refuse(form, error)
            return _show_round(dialogue_or_404(dialogue_id), form), 422
        db.session.commit()
        flash(_("Anteckningarna skickas om en minut. Till dess kan du ångra."))
        return redirect(url_for(".show", dialogue_id=dialogue_id), 303)
    return _show_round(dialogue, form), 422 if form.errors else 200


@bp.post(f"{WORK}/utskick/angra")
@requires(Role.ORGANIZER)
def take_back(dialogue_id: int) -> ResponseReturnValue:
    """Nobody is asked after all."""
    dialogue = dialogue_or_404(dialogue_id)
    version = minutes.current(dialogue)
    if version is None:
        abort(404)
    minutes.take_back(version, by=g.actor, at=now())
    db.session.commit()
    flash(_("Utskicket är ångrat. Ingen har fått något mejl."))
    return redirect(url_for(".show", dialogue_id=dialogue_id), 303)


@bp.route(f"{WORK}/invandningar/<int:objection_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def resolve(dialogue_id: int, objection_id: int) -> ResponseReturnValue:
    """Change the words as somebody present asked, or let them stand with a reason."""
    dialogue = dialogue_or_404(dialogue_id)
    found = next((one for one in _mine(minutes.current(dialogue)) if one.id == objection_id), None)
    if found is None:
        abort(404)
    form = ResolveForm()
    if not form.is_submitted():
        form.show(found)
    elif form.validate() and _resolved(found, form):
        db.session.commit()
        flash(_("Invändningen är besvarad."))
        return redirect(url_for(".show", dialogue_id=dialogue_id), 303)
    page = render_template(
        "organizer/minutes/resolve.html", dialogue=dialogue, objection=found, form=form, key_of=key_of
    )
    return page, 422 if form.errors else 200


@bp.route(f"{WORK}/godkannande", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def approve(dialogue_id: int) -> ResponseReturnValue:
    """Look once more at what is unresolved, then lock the version."""
    dialogue = dialogue_or_404(dialogue_id)
    version = minutes.current(dialogue)
    if version is None:
        abort(404)
    form = PlainForm()
    if form.validate_on_submit():
        try:
            minutes.approve(version, by=g.actor, at=now())
        except (Invalid, Conflict):
            db.session.rollback()
            return _show_approval(dialogue_or_404(dialogue_id), form), 409
        db.session.commit()
        flash(_("Anteckningarna är godkända och låsta."))
        return redirect(url_for(".show", dialogue_id=dialogue_id), 303)
    return _show_approval(dialogue, form)


@bp.route(f"{WORK}/rattelse", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def correct(dialogue_id: int) -> ResponseReturnValue:
    """Begin a new version, with the reason; the approved one stays as it is."""
    dialogue = dialogue_or_404(dialogue_id)
    form = CorrectForm()
    if form.validate_on_submit():
        minutes.correct(dialogue, reason=form.reason.data or "", by=g.actor, at=now())
        db.session.commit()
        flash(_("En ny version är påbörjad. Ändra utfall och uttalanden, så följer anteckningarna med."))
        return redirect(url_for(".show", dialogue_id=dialogue_id), 303)
    page = render_template("organizer/minutes/correct.html", dialogue=dialogue, form=form)
    return page, 422 if form.errors else 200


def _link(link_id: str) -> str:
    return absolute(url_for("minutes.read", token=links().token(link_id, 0)))


def _mine(version: Minutes | None) -> list[Objection]:
    """The objections about parts that this organizer may read."""
    if version is None:
        return []
    return [made for made in version.objections if is_for_me(made.part)]


def _resolved(objection: Objection, form: ResolveForm) -> bool:
    """Whether the domain took it; what it refuses stands at its field."""
    try:
        if form.choice.data == CHANGE:
            minutes.accept(objection, form.wording.data or "", by=g.actor, at=now())
            return True
        if not (form.reason.data or "").strip():
            form.reason.errors = [
                *form.reason.errors,
                _("Skriv varför texten står kvar. Det syns i anteckningarna."),
            ]
            return False
        minutes.decline(objection, reason=form.reason.data or "", by=g.actor, at=now())
    except Invalid:
        db.session.rollback()
        form.wording.errors = [*form.wording.errors, _("Skriv texten efter ändringen.")]
        return False
    except IllegalTransition:
        db.session.rollback()
        form.form_errors.append(
            _("Utfallen är stängda för ändring. Öppna samtalets anteckningar igen och försök på nytt.")
        )
        return False
    return True


def _refuse(form: RoundForm, error: Invalid) -> None:
    sentences = {
        "past": _("Dagen har passerat eller är i dag. Skriv en senare dag."),
        "nobody": _("Ingen närvarande har en e-postadress. Anteckna närvaron först."),
        "empty": _("Det finns inga utfall att bekräfta."),
    }
    form.respond_by.errors = [*form.respond_by.errors, sentences[error.code]]


def _show_round(dialogue: Dialogue, form: RoundForm) -> str:
    asked = minutes.to_ask(dialogue)
    return render_template(
        "organizer/minutes/circulate.html",
        dialogue=dialogue,
        form=form,
        asked=asked,
        without_address=minutes.without_address(dialogue),
        button=ngettext("Skicka %(num)s mejl", "Skicka %(num)s mejl", len(asked)),
        letter=_letter(dialogue, form),
    )


def _letter(dialogue: Dialogue, form: RoundForm) -> EmailMessage:
    """The mail as it will be, but for its own link and address."""
    settings, at = current_app.config["SETTINGS"], now()
    context = {
        "link": absolute("/m/…"),
        "themes": [dialogue.title] if dialogue.title else [theme.title for theme in dialogue.themes],
        "respond_by": (form.respond_by.data or at.date()).isoformat(),
    }
    row = OutboxRow(
        kind=MessageKind.MINUTES,
        cause="look",
        recipient="deltagare@foretag.example",
        message_id="look",
        created_at=at,
        not_before=at,
        is_practice=dialogue.is_practice,
        context=context,
        dtstamp=at,
    )
    made = Renderer(Context(settings.base_url, settings.mail_domain, settings.secret_key)).render(
        None, None, row
    )
    return message_from_bytes(made, policy=default)


def _show_approval(dialogue: Dialogue, form: PlainForm) -> str:
    version = minutes.current(dialogue)
    objections = version.objections if version else []
    return render_template(
        "organizer/minutes/approve.html",
        dialogue=dialogue,
        version=version,
        form=form,
        open_objections=[one for one in objections if one.resolution is Resolution.OPEN],
        unanswered=sum(1 for one in version.confirmations if one.answered_at is None) if version else 0,
        may=version is not None
        and (
            minutes.round_is_over(version, at=now()) if version.confirmations or version.number == 1 else True
        ),
    )
