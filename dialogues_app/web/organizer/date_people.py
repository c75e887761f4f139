"""Who is asked in a date choice: one more, changed, removed, and answers that come by telephone."""

from __future__ import annotations

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import date_asking, date_choices, seating
from dialogues_app.domain.date_choices import Part
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.domain.queries import dates as queries
from dialogues_app.domain.seating import Line
from dialogues_app.extensions import db
from dialogues_app.models import Channel, DateAsk, DateChoice, Dialogue, Need, Role, SeatRole
from dialogues_app.web.access import requires
from dialogues_app.web.date_forms import answer_form, given
from dialogues_app.web.organizer import bp, lookups
from dialogues_app.web.organizer.date_board import board
from dialogues_app.web.organizer.date_forms import EnteredForm, NewPersonForm, PartForm
from dialogues_app.web.organizer.date_lookups import DATES, NUMBER, ask_of, light, whole
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.organizer.forms import lines_of
from dialogues_app.web.organizer.guest_forms import PasteForm
from dialogues_app.web.organizer.guests import organisation_called, organisation_names
from dialogues_app.web.organizer.pasting import FAULTS

ONE_PERSON = f"{DATES}/personer/{NUMBER}ask_id>"


@bp.route(f"{DATES}/personer", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def date_people(dialogue_id: int) -> ResponseReturnValue:
    """Everyone who is asked, and the form to add one."""
    dialogue = lookups.find(dialogue_id)
    form = NewPersonForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: _people_page(dialogue, form, PasteForm(formdata=None)),
            act=lambda: _add(whole(dialogue), form),
            done=lambda: url_for(".date_people", dialogue_id=dialogue.id, _anchor="lagg-till"),
            said=lambda: _("Personen är tillagd. Ingen har fått mejl än."),
        )
    )


def _people_page(dialogue: Dialogue, form: NewPersonForm, paste: PasteForm) -> str:
    choice = light(dialogue) or whole(dialogue)
    shown, names = board(dialogue, choice), organisation_names()
    return render_template(
        "organizer/dates/people.html",
        form=form,
        paste=paste,
        dialogue=dialogue,
        board=shown,
        organisations=names,
    )


def _part(form: PartForm) -> Part:
    return Part(
        required=form.required.data,
        scarce=form.scarce.data,
        counts_as=Need(form.counts_as.data) if form.counts_as.data else None,
        address=form.address.data or "",
    )


def _add(choice: DateChoice, form: NewPersonForm) -> None:
    practice = choice.dialogue.is_practice
    organisation, description = organisation_called(form.organisation.data or "", practice=practice)
    newcomer = Newcomer(
        address=form.address.data or "",
        name=form.name.data or "",
        title=form.title.data or "",
        organisation=organisation,
        description=description,
        role=SeatRole(form.role.data),
    )
    date_choices.add_person(choice, newcomer, _part(form), by=g.actor, at=now())


@bp.post(f"{DATES}/personer/klistra")
@requires(Role.ORGANIZER)
def paste_date_people(dialogue_id: int) -> ResponseReturnValue:
    """Everyone on the pasted lines, or nobody where a line has a fault."""
    dialogue = lookups.find(dialogue_id)
    choice, form = whole(dialogue), PasteForm()
    lines = _understood(choice, form)
    if form.lines.data and (faults := [line for line in lines if line.fault]):
        form.lines.validators = [*form.lines.validators]
        form.lines.errors = [_fault(line) for line in faults]
        return _people_page(dialogue, NewPersonForm(formdata=None), form), 422
    return carry_out(
        Edit(
            form=form,
            page=lambda: _people_page(dialogue, NewPersonForm(formdata=None), form),
            act=lambda: _add_lines(choice, form, lines),
            done=lambda: url_for(".date_people", dialogue_id=dialogue.id),
            said=lambda: ngettext(
                "%(num)s person är tillagd. Ingen har fått mejl än.",
                "%(num)s personer är tillagda. Ingen har fått mejl än.",
                len(lines),
            ),
        )
    )


def _understood(choice: DateChoice, form: PasteForm) -> list[Line]:
    text = form.lines.data or ""
    if len(lines_of(text)) > seating.MOST_LINES:
        return []  # the form itself says so
    taken = {ask.address for ask in choice.live_asks if ask.address}
    return seating.read_lines(text, taken=taken, practice=choice.dialogue.is_practice)


def _fault(line: Line) -> str:
    return str(_("Rad %(number)s: %(fault)s", number=line.number, fault=FAULTS[line.fault]))


def _add_lines(choice: DateChoice, form: PasteForm, lines: list[Line]) -> None:
    for line in lines:
        organisation, description = organisation_called(
            line.organisation, practice=choice.dialogue.is_practice
        )
        newcomer = Newcomer(
            address=line.address,
            name=line.name,
            title=line.title,
            organisation=organisation,
            description=description,
            role=SeatRole(form.role.data),
        )
        date_choices.add_person(choice, newcomer, Part(address=line.address), by=g.actor, at=now())


@bp.route(ONE_PERSON, methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def date_person(dialogue_id: int, ask_id: int) -> ResponseReturnValue:
    """What one person means to the choice."""
    dialogue = lookups.find(dialogue_id)
    ask = ask_of(whole(dialogue), ask_id)
    form = _part_form(ask, sent=True)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/person.html", form=form, dialogue=dialogue, ask=ask
            ),
            act=lambda: date_choices.revise_person(ask, _part(form), by=g.actor, at=now()),
            done=lambda: url_for(".date_people", dialogue_id=dialogue.id),
            said=lambda: _("Ändringen är sparad."),
            version=lambda: ask.version + ask.holding.seat.version,
            theirs=lambda: _part_form(ask, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _part_form(ask: DateAsk, *, sent: bool) -> PartForm:
    given_now = {
        "address": ask.address or "",
        "required": ask.holding.seat.required_for_date,
        "scarce": ask.is_scarce,
        "counts_as": ask.counts_as.value if ask.counts_as else "",
        "version": ask.version + ask.holding.seat.version,
    }
    return PartForm(**given_now) if sent else PartForm(formdata=None, **given_now)


@bp.route(f"{ONE_PERSON}/borttagning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def remove_date_person(dialogue_id: int, ask_id: int) -> ResponseReturnValue:
    """Somebody is asked no more."""
    dialogue = lookups.find(dialogue_id)
    ask, form = ask_of(whole(dialogue), ask_id), ActForm()
    reason = _("Du behöver inte längre hålla tiden.")
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/remove_person.html", form=form, dialogue=dialogue, ask=ask
            ),
            act=lambda: date_choices.remove_person(
                ask, reason=reason, by=g.actor, at=now(), hold=lookups.hold()
            ),
            done=lambda: url_for(".date_people", dialogue_id=dialogue.id),
            said=lambda: _("Personen är borttagen ur datumvalet."),
        )
    )


@bp.route(f"{ONE_PERSON}/svar", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def enter_date_answers(dialogue_id: int, ask_id: int) -> ResponseReturnValue:
    """Answers that came by telephone or through an office."""
    dialogue = lookups.find(dialogue_id)
    ask = ask_of(whole(dialogue), ask_id)
    slots = ask.choice.live_slots
    form = answer_form(slots, ask, EnteredForm)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/enter.html", form=form, dialogue=dialogue, ask=ask, slots=slots
            ),
            act=lambda: date_asking.answer(
                ask, given(form, slots), channel=Channel.PHONE, by=g.actor, at=now()
            ),
            done=lambda: url_for(".date_choice", dialogue_id=dialogue.id),
            said=lambda: _("Svaret är infört."),
        )
    )
