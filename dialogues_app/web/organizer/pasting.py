"""Many participants at once: pasted lines are shown as they are understood, and all are added or none."""

from __future__ import annotations

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import invitations, seating
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.domain.seating import Line
from dialogues_app.models import Dialogue, Organisation, Role, SeatRole
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, bp, lookups
from dialogues_app.web.organizer.editing import Edit, carry_out
from dialogues_app.web.organizer.forms import PasteForm, lines_of
from dialogues_app.web.organizer.guests import organisation_called, ready_meeting

DUPLICATES = ("already_invited", "twice_in_paste")
FAULTS = {
    "field_count": _l("Raden ska ha fyra delar: namn, roll, organisation och adress."),
    "too_long": _l("En del är längre än 300 tecken."),
    "control": _l("Raden innehåller dolda styrtecken."),
    "nobody": _l("Skriv ett namn eller en roll."),
    "not_practice": _l("I en övning går det bara att bjuda in adresser som slutar på .example."),
    "address_form": _l("Adressen ska se ut som namn@exempel.se."),
    "address_local_not_ascii": _l("Före @ går det inte att ha å, ä, ö eller andra särskilda tecken."),
    "address_domain": _l("Kontrollera det som står efter @."),
    "address_too_long": _l("Adressen är för lång."),
    "already_invited": _l("Dubblett: adressen är redan med i samtalet."),
    "twice_in_paste": _l("Dubblett: adressen står på en rad ovanför."),
}


@bp.route(f"{DIALOGUE}/deltagare/klistra", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def paste(dialogue_id: int) -> ResponseReturnValue:
    """Paste lines, look at the preview, add them."""
    dialogue = lookups.find(dialogue_id)
    form = PasteForm()
    lines = _understood(dialogue, form)
    good = [line for line in lines if line.is_good]
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/paste.html", form=form, dialogue=dialogue),
            review=lambda: _preview(dialogue, form, lines),
            always_review=bool(_faulty(lines)) or not good,
            act=lambda: _add_all(dialogue, form, good),
            done=lambda: url_for(".participants", dialogue_id=dialogue.id),
            said=lambda: ngettext(
                "%(num)s deltagare är tillagd. Ingen har fått mejl än.",
                "%(num)s deltagare är tillagda. Ingen har fått mejl än.",
                len(good),
            ),
        )
    )


def _understood(dialogue: Dialogue, form: PasteForm) -> list[Line]:
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    taken = {guest.address for guest in guests if guest.address}
    text = form.lines.data or ""
    if len(lines_of(text)) > seating.MOST_LINES:
        return []  # the form itself says so
    return seating.read_lines(text, taken=taken, practice=dialogue.is_practice)


def _faulty(lines: list[Line]) -> list[Line]:
    """What must be mended before anything is added; duplicates are left out instead."""
    return [line for line in lines if line.fault and line.fault not in DUPLICATES]


def _preview(dialogue: Dialogue, form: PasteForm, lines: list[Line]) -> str:
    return render_template(
        "organizer/paste_preview.html",
        form=form,
        dialogue=dialogue,
        lines=lines,
        faulty=_faulty(lines),
        good=[line for line in lines if line.is_good],
        doubled=[line for line in lines if line.fault in DUPLICATES],
        faults=FAULTS,
        sent=[(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "steg")],
    )


def _add_all(dialogue: Dialogue, form: PasteForm, lines: list[Line]) -> None:
    meeting = ready_meeting(dialogue) or abort(409)
    role = SeatRole(form.role.data)
    known: dict[str, tuple[Organisation | None, str]] = {}
    for line in lines:
        if line.organisation not in known:
            known[line.organisation] = organisation_called(line.organisation, practice=dialogue.is_practice)
        organisation, description = known[line.organisation]
        newcomer = Newcomer(
            address=line.address,
            name=line.name,
            title=line.title,
            organisation=organisation,
            description=description,
            role=role,
        )
        invitations.add_participant(meeting, newcomer, by=g.actor, at=now())
