"""Mails as they leave the house, case by case, against golden files (GOLDEN=write writes them anew)."""

from __future__ import annotations

import os
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from dialogues_app.domain import holds, invitations, programme, proposals, reminders, replies, scheduling
from dialogues_app.domain.reminder_plan import upcoming
from dialogues_app.mail import Context, Renderer
from dialogues_app.models import (
    Audience,
    CalendarEvent,
    Channel,
    DialogueStatus,
    EventKind,
    EventStatus,
    Holding,
    Invitation,
    OutboxRow,
    OutboxState,
    PartStat,
    Reminder,
    ReminderKind,
    Seat,
    SeatRole,
)
from tests.domain.test_scheduling import HOLD, settle
from tests.factories import (
    LATER,
    NOON,
    SLOT,
    a_dialogue,
    a_minister,
    a_theme,
    after,
    an_organisation,
    an_organizer,
    on,
    the_ministry,
)

BY = an_organizer()
GOLDEN = Path(__file__).parent.parent / "golden"
CONTEXT = Context("https://samtal.example", "post.samtal.example", "s" * 32)


def an_invitation_in_the_outbox(**given: Any) -> Invitation:
    """One invitation whose names, tokens and ids are always the same."""
    themes = [a_theme(title="Cybersäkerhet"), a_theme(title="Minskade processutsläpp")]
    dialogue = a_dialogue(
        **{"themes": themes, "body": the_ministry(), "reply_by": on("2026-10-01"), "slug": "samtal"} | given
    )
    meeting = scheduling.set_slot(dialogue, SLOT, by=BY, at=NOON)
    meeting.uid, meeting.place = "11111111-2222-4333-8444-555555555555", "Rosenbad 4, Stockholm"
    meeting.text = "Samtalet har två delar.\n\nVi vill veta vilka hinder ni ser <och> varför."
    newcomer = invitations.Newcomer(
        address="foretradare@ifmetall.example",
        title="Företrädare",
        organisation=an_organisation(name="IF Metall"),
    )
    made = invitations.add_participant(meeting, newcomer, by=BY, at=NOON)
    made.token, made.link_id = "a1b2c3d4e5f6a7b8c9d0", "lank"
    invitations.send(meeting, by=BY, at=NOON, hold=HOLD)
    return made


def told(**given: Any) -> tuple[Invitation, CalendarEvent]:
    """The invitation has arrived."""
    invitation = an_invitation_in_the_outbox(**given)
    invitation.first_message_id = "forsta"
    settle(invitation.event)
    return invitation, invitation.event


def moved_and_placed() -> Invitation:
    invitation, meeting = told()
    scheduling.reschedule(
        meeting, LATER, reason="Ministern är i Bryssel.", by=BY, at=after(minutes=5), hold=HOLD
    )
    scheduling.change_place(
        meeting,
        "Scania, Södertälje",
        "https://video.example/rum",
        reason="",
        by=BY,
        at=after(minutes=5),
        hold=HOLD,
    )
    return invitation


def placed() -> Invitation:
    invitation, meeting = told()
    scheduling.change_place(meeting, "Kista", "", reason="", by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def reworded() -> Invitation:
    invitation, meeting = told()
    scheduling.reword(meeting, "", "Ny text.", tell=True, reason="", by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def cancelled() -> Invitation:
    invitation, meeting = told()
    scheduling.cancel(meeting, reason="Sjukdom.", by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def postponed() -> Invitation:
    invitation, meeting = told()
    scheduling.postpone(meeting, reason="Sjukdom.", by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def removed() -> Invitation:
    invitation, _ = told()
    invitations.remove(invitation, reason="Platsen är dubbel.", by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def again() -> Invitation:
    invitation = cancelled()
    settle(invitation.event)
    scheduling.take_up_again(
        invitation.event, LATER, reason="Alla är friska.", by=BY, at=after(minutes=9), hold=HOLD
    )
    return invitation


def placed_and_asked_anew() -> Invitation:
    invitation, meeting = told()
    scheduling.change_place(
        meeting, "Kista", "", reason="", by=BY, at=after(minutes=5), hold=HOLD, ask_anew=True
    )
    return invitation


def sent_again() -> Invitation:
    invitation, _ = told()
    invitations.resend(invitation, by=BY, at=after(minutes=5))
    return invitation


def a_hold() -> Invitation:
    invitation = an_invitation_in_the_outbox()
    event = invitation.event
    invitation.outbox[-1].state = OutboxState.TAKEN_BACK
    event.kind, event.status = EventKind.HOLD, EventStatus.DRAFT
    event.dialogue.status = DialogueStatus.DATE_CHOICE
    invitations.send(event, by=BY, at=NOON, hold=HOLD)
    return invitation


def a_told_hold() -> Invitation:
    invitation = a_hold()
    invitation.first_message_id = "forsta"
    settle(invitation.event)
    return invitation


def confirmed_hold() -> Invitation:
    invitation = a_told_hold()
    holds.confirm(invitation.event, by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def released_hold() -> Invitation:
    invitation = a_told_hold()
    other = scheduling.add_event(invitation.event.dialogue, EventKind.HOLD)
    other.slot = LATER
    holds.confirm(other, by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def called_off_after_all() -> Invitation:
    invitation = postponed()
    settle(invitation.event)
    scheduling.cancel(invitation.event, reason="Ingen dag passar.", by=BY, at=after(minutes=9), hold=HOLD)
    return invitation


def delegated() -> Invitation:
    invitation, _ = told()
    proposal = proposals.propose_delegate(
        invitation,
        "ersattare@ifmetall.example",
        "Ersättare",
        comment="",
        message_id="",
        at=after(minutes=3),
    )
    delegate = proposals.accept_delegate(proposal, by=BY, at=after(minutes=5), hold=HOLD)
    delegate.token, delegate.link_id = "b1b2c3d4e5f6a7b8c9d0", "lank2"
    return delegate


def time_declined() -> Invitation:
    invitation, _ = told()
    proposal = proposals.propose_time(
        invitation, LATER, sequence=0, comment="", message_id="", at=after(minutes=3)
    )
    assert proposal is not None
    proposals.decline_counter(proposal, reason="Lokalen är bokad.", by=BY, at=after(minutes=5), hold=HOLD)
    return invitation


def nudged() -> Invitation:
    invitation, meeting = told()
    reminders.send_due(reminder_of(meeting, ReminderKind.NUDGE), at=after(days=23))
    return invitation


def reminded_of_what_is_practical() -> Invitation:
    invitation, meeting = told()
    replies.answer(invitation, PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=after(days=1))
    scheduling.reword(meeting, "", "Ny text.", tell=False, reason="", by=BY, at=after(days=2), hold=HOLD)
    for item in (
        programme.ItemText(title="Inledning", owner="näringsministern", minutes=15),
        programme.ItemText(title="Internt samtal", minutes=5, audience=Audience.ORGANIZERS),
        programme.ItemText(title="Hinder <och> behov"),
    ):
        programme.add_item(meeting.dialogue, item, by=BY, at=after(days=2))
    reminders.send_due(reminder_of(meeting, ReminderKind.PRACTICAL), at=after(days=41))
    return invitation


def reminder_of(meeting: CalendarEvent, kind: ReminderKind) -> Reminder:
    return next(one for one in upcoming(meeting) if one.kind is kind)


CASES = {
    "inbjudan": an_invitation_in_the_outbox,
    "ovning": lambda: an_invitation_in_the_outbox(is_practice=True),
    "ny-tid-och-plats": moved_and_placed,
    "ny-plats": placed,
    "ny-text": reworded,
    "installt": cancelled,
    "installt-tills-vidare": postponed,
    "inte-langre-inbjuden": removed,
    "aterupptaget": again,
    "ny-plats-fragar-pa-nytt": placed_and_asked_anew,
    "skickas-igen": sent_again,
    "preliminar-tid": a_hold,
    "preliminar-tid-bekraftad": confirmed_hold,
    "preliminar-tid-struken": released_hold,
    "installt-efter-uppskjutning": called_off_after_all,
    "till-den-som-fatt-uppdraget": delegated,
    "tiden-star-fast": time_declined,
    "paminnelse": nudged,
    "infor-samtalet": reminded_of_what_is_practical,
}


def mail_of(invitation: Invitation) -> EmailMessage:
    """The newest mail that waits for this invitation."""
    row: OutboxRow = invitation.outbox[-1]
    row.message_id, row.dtstamp = "denna", after(hours=1)
    message = message_from_bytes(Renderer(CONTEXT).render(row.revision, invitation, row), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def readable(message: EmailMessage) -> str:
    """Headers, then each text as a person reads it."""
    lines = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            lines += ["", f"=== {part['Content-Type']}", "", part.get_content().replace("\r\n ", "").strip()]
    return "\n".join(lines).replace("\r", "") + "\n"


@pytest.mark.parametrize("case", CASES)
def test_the_mail_is_the_golden_one(case: str) -> None:
    text = readable(mail_of(CASES[case]()))
    path = GOLDEN / f"{case}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text)

    assert text == path.read_text()


def test_the_tree_is_the_one_that_clients_understand() -> None:
    message = mail_of(an_invitation_in_the_outbox())

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    parts = list(message.walk())
    assert [part.defects for part in parts] == [[]] * 6
    assert parts[4].get_content_disposition() is None
    assert parts[4].get_param("method") == "REQUEST"
    assert parts[5].get_param("method") is None
    assert parts[4].get_payload(decode=True) == parts[5].get_payload(decode=True)


def test_a_reminder_has_no_calendar_part_and_follows_the_first_mail() -> None:
    message = mail_of(nudged())

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert message["References"] == "<forsta@post.samtal.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "svar+a1b2c3d4e5f6a7b8c9d0@post.samtal.example" in message["Reply-To"]


def test_the_same_rows_give_the_same_bytes() -> None:
    invitation = an_invitation_in_the_outbox()
    row = invitation.outbox[-1]
    row.dtstamp = after(hours=1)

    assert len({Renderer(CONTEXT).render(row.revision, invitation, row) for _ in range(3)}) == 1


def test_nobody_reads_about_another_participant() -> None:
    invitation = an_invitation_in_the_outbox()
    other = invitations.Newcomer(address="annan@foretag.example", name="Annan Person")
    invitations.add_participant(invitation.event, other, by=BY, at=after(minutes=2))
    scheduling.reschedule(invitation.event, LATER, reason="Krock", by=BY, at=after(minutes=5), hold=HOLD)

    text = readable(mail_of(invitation))

    assert "Annan Person" not in text
    assert "annan@foretag.example" not in text


def test_what_an_organizer_wrote_is_text_and_never_markup() -> None:
    html = mail_of(an_invitation_in_the_outbox()).get_body(("html",)).get_content()  # type: ignore[union-attr]

    assert "hinder ni ser &lt;och&gt; varför" in html
    assert "<img" not in html
    assert "<style>" in html  # only what no attribute can say: narrow screens and dark mode
    assert "@media (prefers-color-scheme:dark)" in html.replace(": dark", ":dark")


def test_a_header_cannot_be_smuggled_in() -> None:
    invitation = an_invitation_in_the_outbox(title="Titel\r\nBcc: alla@foretag.example")

    message = mail_of(invitation)

    assert message["Bcc"] is None
    assert "Bcc: alla@foretag.example" in message["Subject"]


def test_the_announced_minister_is_host_and_no_other() -> None:
    dialogue_given = {"announced_at": NOON, "status": DialogueStatus.DRAFT}
    invitation = an_invitation_in_the_outbox(**dialogue_given)
    seat = Seat(role=SeatRole.CHAIR)
    seat.holdings.append(Holding(person=a_minister(name="Namn Ministersson"), title="näringsminister"))
    invitation.event.dialogue.seats.append(seat)
    invitation.outbox[-1].state = OutboxState.SENT
    invitations.resend(invitation, by=BY, at=after(minutes=2))

    assert "Värd: Namn Ministersson, näringsminister" in readable(mail_of(invitation))
