"""The participants of a dialogue: add, correct, resend, remove, answer by telephone, decide on a substitute."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import invitations, replies, seating
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import (
    CalendarEvent,
    Channel,
    Dialogue,
    Event,
    EventStatus,
    Holding,
    Invitation,
    Organisation,
    OrganisationKind,
    PartStat,
    Proposal,
    ProposalKind,
    Role,
    SeatRole,
)
from dialogues_app.models.text import slug as slugged
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, board, bp, lookups, sendtimes
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out, going, review_page
from dialogues_app.web.organizer.guest_forms import AddressForm, AnswerForm, GuestForm, PasteForm, RemovalForm
from dialogues_app.web.organizer.timing import before_sending, consequence, waiting_sentence

ONE = f"{DIALOGUE}/deltagare/<int:invitation_id>"


def find_invitation(dialogue: Dialogue, invitation_id: int) -> Invitation:
    """An invitation that stands, of this dialogue, or 404."""
    found = db.session.get(Invitation, invitation_id)
    if found is None or found.removed_at is not None or found.event.dialogue_id != dialogue.id:
        abort(404)
    return found


def ready_meeting(dialogue: Dialogue) -> CalendarEvent | None:
    """The meeting that people can be added to; None until there is a time, or when it is over or off."""
    meeting = dialogue.meeting
    return meeting if meeting is not None and meeting.status in invitations.OPEN else None


@bp.route(f"{DIALOGUE}/deltagare", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def participants(dialogue_id: int) -> ResponseReturnValue:
    """All participants, and the form to add one."""
    dialogue = lookups.find(dialogue_id)
    form, paste = GuestForm(), PasteForm(formdata=None)
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/participants.html",
                form=form,
                paste=paste,
                dialogue=dialogue,
                organisations=organisation_names(),
                **board.guest_page(dialogue, guests),
            ),
            act=lambda: _add(dialogue, form),
            done=lambda: url_for(".participants", dialogue_id=dialogue.id, _anchor="lagg-till"),
            said=lambda: _("Deltagaren är tillagd. Ingen har fått mejl än."),
        )
    )


def organisation_names() -> list[str]:
    """The names in the register, to choose among."""
    return [organisation.name for organisation in db.session.scalars(queries.organisations())]


def organisation_called(name: str, *, practice: bool) -> tuple[Organisation | None, str]:
    """(the organisation, a description): a new name joins the register, but a practice one is only described."""
    if not name:
        return None, ""
    known = {
        label.casefold(): one
        for one in db.session.scalars(queries.organisations())
        for label in (one.short_name, one.name)
        if label
    }
    if name.casefold() in known:
        return known[name.casefold()], ""
    if practice:
        return None, name
    slug = lookups.free_slug(Organisation.slug, slugged(name))
    made = Organisation(name=name, slug=slug, kind=OrganisationKind.OTHER)
    db.session.add(made)
    db.session.flush()
    db.session.add(
        Event.by(g.actor, "organisation_added", at=now(), subject_kind="organisation", subject_id=made.id)
    )
    return made, ""


def _add(dialogue: Dialogue, form: GuestForm) -> None:
    meeting = ready_meeting(dialogue) or abort(409)
    organisation, description = organisation_called(
        form.organisation.data or "", practice=dialogue.is_practice
    )
    newcomer = Newcomer(
        address=form.address.data or "",
        name=form.name.data or "",
        title=form.title.data or "",
        organisation=organisation,
        description=description,
        role=SeatRole(form.role.data),
    )
    invitations.add_participant(meeting, newcomer, by=g.actor, at=now())


@bp.get(ONE)
@requires(Role.ORGANIZER)
def participant(dialogue_id: int, invitation_id: int) -> ResponseReturnValue:
    """One participant: all answers, all mails, and what can be done."""
    dialogue = lookups.find(dialogue_id)
    invitation = find_invitation(dialogue, invitation_id)
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    guest = next((one for one in guests if one.invitation_id == invitation.id), None) or abort(404)
    return render_template(
        "organizer/participant.html", dialogue=dialogue, invitation=invitation, guest=guest
    )


@bp.route(f"{ONE}/adress", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def address(dialogue_id: int, invitation_id: int) -> ResponseReturnValue:
    """Correct an address: the old invitation is revoked, a new one goes to the right address."""
    dialogue = lookups.find(dialogue_id)
    invitation, form = find_invitation(dialogue, invitation_id), AddressForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/address.html", form=form, dialogue=dialogue, invitation=invitation
            ),
            review=(lambda: _review_people(_("Rätta adressen"), invitation.event, going(0)))
            if _is_out(dialogue)
            else None,
            mails=(lambda: [invitation.event]) if _is_out(dialogue) else None,
            act=lambda: invitations.correct_address(
                invitation, form.address.data or "", by=g.actor, at=now(), hold=lookups.hold()
            ),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Adressen är rättad. %(waits)s", waits=_waits(dialogue)),
        )
    )


def _review_people(title: str, event: CalendarEvent, count: int) -> str:
    """What goes out to those whom it is about."""
    when = sendtimes.choice(event) if count else None
    return review_page(
        title, [consequence(count), *([before_sending(when)] if count else [])], title, when=when
    )


def _is_out(dialogue: Dialogue) -> bool:
    meeting = dialogue.meeting
    return meeting is not None and meeting.status is EventStatus.INVITED


def _waits(dialogue: Dialogue) -> str:
    return waiting_sentence() if _is_out(dialogue) else _("Ingen har fått mejl.")


@bp.route(f"{DIALOGUE}/deltagare/stol/<int:holding_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def seat_address(dialogue_id: int, holding_id: int) -> ResponseReturnValue:
    """Give an address to somebody who has a seat and none: the ministers, mostly."""
    dialogue = lookups.find(dialogue_id)
    holding = db.session.get(Holding, holding_id)
    if holding is None or holding.seat.dialogue_id != dialogue.id or holding.ended_at is not None:
        abort(404)
    form = AddressForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/seat_address.html", form=form, dialogue=dialogue, holding=holding
            ),
            act=lambda: seating.give_address(
                ready_meeting(dialogue) or abort(409), holding, form.address.data or "", by=g.actor, at=now()
            ),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Adressen är sparad. Ingen har fått mejl än."),
        )
    )


@bp.route(f"{ONE}/igen", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def resend(dialogue_id: int, invitation_id: int) -> ResponseReturnValue:
    """Send the invitation to one participant again."""
    dialogue = lookups.find(dialogue_id)
    invitation, form = find_invitation(dialogue, invitation_id), ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/resend.html", form=form, dialogue=dialogue, invitation=invitation
            ),
            act=lambda: invitations.resend(
                invitation, by=g.actor, at=now(), hold=sendtimes.hold_by_choice(timedelta())
            ),
            done=lambda: url_for(".participant", dialogue_id=dialogue.id, invitation_id=invitation.id),
            said=lambda: waiting_sentence() if sendtimes.chosen_morning() else _("Inbjudan skickas igen."),
        )
    )


@bp.route(f"{ONE}/svar", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def answer(dialogue_id: int, invitation_id: int) -> ResponseReturnValue:
    """Enter an answer given by telephone; it is marked with who entered it."""
    dialogue = lookups.find(dialogue_id)
    invitation, form = find_invitation(dialogue, invitation_id), AnswerForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/answer.html", form=form, dialogue=dialogue, invitation=invitation
            ),
            act=lambda: replies.answer(
                invitation,
                PartStat(form.partstat.data),
                channel=Channel.PHONE,
                comment=form.comment.data or "",
                by=g.actor,
                at=now(),
            ),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Svaret är infört."),
        )
    )


@bp.route(f"{ONE}/borttagning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def remove(dialogue_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take a participant off the list; who has the invitation is told, nobody else."""
    dialogue = lookups.find(dialogue_id)
    invitation, form = find_invitation(dialogue, invitation_id), RemovalForm()
    effects = [_("Den här deltagaren får mejl och samtalet stryks ur kalendern. Ingen annan får mejl.")]
    when = sendtimes.choice(invitation.event, cancels=True) if invitation.is_told else None
    effects += [before_sending(when)]
    quiet = [_("Ingen får mejl, för inbjudan har inte skickats.")]
    title = _("Ta bort %(name)s", name=invitation.name)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/remove.html", form=form, dialogue=dialogue, invitation=invitation
            ),
            review=lambda: review_page(
                title, effects if going(0) else quiet, _("Ta bort"), reason=form.reason.data, when=when
            ),
            mails=lambda: [invitation.event],
            act=lambda: invitations.remove(
                invitation, reason=form.reason.data or "", by=g.actor, at=now(), hold=lookups.hold()
            ),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: _("Deltagaren är borttagen."),
        )
    )


@bp.route(f"{DIALOGUE}/forslag/<int:proposal_id>", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def proposal(dialogue_id: int, proposal_id: int) -> ResponseReturnValue:
    """Decide on a proposed substitute."""
    dialogue = lookups.find(dialogue_id)
    found, form = db.session.get(Proposal, proposal_id), ActForm()
    if found is None or found.invitation.event.dialogue_id != dialogue.id:
        abort(404)
    if found.kind is ProposalKind.COUNTER:
        return redirect(url_for("inbound.time", proposal_id=found.id), 303)
    yes = request.form.get("besked") == "ja"
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/proposal.html", form=form, dialogue=dialogue, proposal=found
            ),
            review=(lambda: _review_people(_("Bjud in ersättaren"), found.invitation.event, going(0)))
            if yes
            else None,
            mails=(lambda: [found.invitation.event]) if yes else None,
            act=lambda: _decide(found, yes=yes),
            done=lambda: url_for(".show", dialogue_id=dialogue.id),
            said=lambda: (
                _("Ersättaren bjuds in. %(waits)s", waits=waiting_sentence())
                if yes
                else _("Platsen är oförändrad.")
            ),
        )
    )


def _decide(found: Proposal, *, yes: bool) -> None:
    if yes:
        replies.accept_substitute(found, by=g.actor, at=now(), hold=lookups.hold())
    else:
        replies.decline_substitute(found, by=g.actor, at=now())
