"""What the pages have to show: dialogues in each state, beside the real history, made by the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import (
    accounts,
    answers,
    attendance,
    bounces,
    closing,
    dialogues,
    feeds,
    invitations,
    measures,
    outcomes,
    programme,
    proposals,
    publication,
    replies,
    review,
    scheduling,
)
from dialogues_app.domain.queries import working
from dialogues_app.inbox import Arrived, House, receive
from dialogues_app.links import DATES, FeedTokens, Links
from dialogues_app.models import (
    Actor,
    Audience,
    CalendarEvent,
    Channel,
    Decision,
    DecisionRound,
    Dialogue,
    DialogueStatus,
    Holding,
    InboundMail,
    Measure,
    MeasureStatus,
    Organisation,
    OutcomeType,
    PartStat,
    Person,
    Presence,
    Role,
    Seat,
    SeatRole,
    Slot,
    Theme,
    User,
    Verdict,
)
from tests.browser import listening
from tests.browser.filling_notes import notes, said_behind
from tests.browser.filling_seats import enter_people, seat_people
from tests.factories import a_theme
from tests.itip.letters import a_reply
from tests.web.dating import IF_NEEDED, NO, YES, an_open_choice, asked, choice_of, reply
from tests.web.organizing import in_days, invite_all

NO_WAIT, LONG_WAIT = timedelta(), timedelta(hours=6)
GUESTS = 18
ANSWERS = [PartStat.ACCEPTED] * 5 + [PartStat.TENTATIVE, PartStat.DECLINED, None]
SENTENCES = (
    (OutcomeType.INPUT, "Små underleverantörer behöver stöd för att klara kraven på cybersäkerhet."),
    (OutcomeType.POSITION, "Parterna vill se en gemensam larmväg mellan företag och myndigheter."),
    (OutcomeType.QUESTION, "Går det att öva hela leverantörskedjor utan att röja affärshemligheter?"),
)


@dataclass
class Filling:
    """What has been put into the database so far."""

    session: Session
    settings: Settings
    organizer: Actor
    bodies: list[Organisation]
    minister: Person
    organisations: Sequence[Organisation]
    known: dict[str, str] = field(default_factory=dict)

    def link(self, event: CalendarEvent, place: int) -> str:
        """The token of an answer page."""
        invitation = event.invitations[place]
        signer = Links(self.settings.secret_key)
        return signer.token(invitation.link_id, invitation.link_generation)

    def real_minister(self) -> Person:
        """A minister of the history; the one of the practice may lead no dialogue that is real."""
        return self.session.scalars(select(Person).where(Person.slug == "ebba-busch")).one()


def fill(session: Session, settings: Settings) -> tuple[dict[str, str], dict[str, str], int]:
    """Everything is stored; tells the names of what the tests open, a session per role, and the mails to await."""
    users = list(session.scalars(select(User).order_by(User.id)))
    organizer = next(user for user in users if user.body and user.body.slug == "naringsdepartementet")
    minister = next(user.person for user in users if user.role is Role.MINISTER)
    assert minister is not None
    bodies = list(session.scalars(select(Organisation).where(Organisation.is_organiser)))
    bodies.sort(key=lambda body: body is not organizer.body)
    organisations = session.scalars(select(Organisation).order_by(Organisation.id).offset(20)).all()
    made = Filling(session, settings, Actor.of(organizer), bodies, minister, organisations)
    for part in (
        _planned,
        _dated,
        _undated,
        _invited,
        _changed,
        _announced,
        _recorded,
        _reviewed,
        _decided,
        _measured,
    ):
        part(made)
        session.commit()
    booked = session.get_one(Dialogue, int(made.known["booked"]))
    made.known |= seat_people(session, settings, booked, made.organizer)
    made.known |= enter_people(session, made.organizer, organizer)
    made.known |= notes(session, settings, made.known, made.organizer)
    session.commit()
    chosen = {user.role.value: user for user in users if user.role is not Role.ORGANIZER}
    chosen["organizer"] = organizer
    keys = {role: accounts.start_session(user, at=now()) for role, user in chosen.items()}
    made.known["admin_user"] = str(users[0].id)
    session.commit()
    return made.known, keys, 2 + 6


def _a_dialogue(made: Filling, title: str, days: int, guests: int = 0, *, practice: bool = True) -> Dialogue:
    """A dialogue in so many days, under the minister, with that many on the list."""
    theme = a_theme(title=title, is_practice=practice, questions=["Vad hindrar företagen i dag?"])
    theme.audience = Audience.PUBLIC
    dialogue = dialogues.open_dialogue(
        themes=[theme],
        bodies=made.bodies,
        leading=made.bodies[0],
        practice=practice,
        by=made.organizer,
        at=now(),
    )
    dialogue.purpose = "Att enas om vad staten, företagen och facken gör härnäst."
    made.session.add(dialogue)
    leads = made.minister if practice else made.real_minister()
    dialogues.set_ministers(dialogue, leads, [], by=made.organizer, at=now())
    meeting = scheduling.set_slot(dialogue, in_days(days), by=made.organizer, at=now())
    meeting.place = "Rosenbad, Stockholm"
    for place in range(guests):
        organisation = made.organisations[place]
        newcomer = invitations.Newcomer(
            address=f"foretradare{place}@{organisation.slug[:40]}.example",
            name=f"Företrädare, {organisation.name}",
            title="Företrädare",
            organisation=organisation,
            role=SeatRole.REQUIRED if place % 4 else SeatRole.OPTIONAL,
        )
        invitations.add_participant(meeting, newcomer, by=made.organizer, at=now())
    return dialogue


def _meeting(dialogue: Dialogue) -> CalendarEvent:
    assert dialogue.meeting is not None
    return dialogue.meeting


def _planned(made: Filling) -> None:
    """A draft list that nobody has been told of; the minister has no address yet."""
    dialogue = _a_dialogue(made, "Testbäddar för små företag", 60, guests=3)
    for title, minutes in (("Inledning", 15), ("Läget i testbäddarna", 45)):
        programme.add_item(
            dialogue, programme.ItemText(title=title, minutes=minutes), by=made.organizer, at=now()
        )
    made.session.flush()
    chair = next(seat for seat in dialogue.seats if seat.role is SeatRole.CHAIR)
    assert chair.holding is not None
    made.known |= {
        "booked": str(dialogue.id),
        "booked_guest": str(_meeting(dialogue).invitations[0].id),
        "item": str(dialogue.agenda[0].id),
        "holding": str(chair.holding.id),
        "theme_id": str(dialogue.themes[0].id),
        "theme": dialogue.themes[0].slug,
    }


def _dated(made: Filling) -> None:
    """A date choice that people have begun to answer."""
    dialogue = an_open_choice(made.session, made.bodies, people=6, dates=4)
    asks = asked(made.session, dialogue)
    reply(made.session, asks[0], YES, IF_NEEDED, NO, YES)
    reply(made.session, asks[1], YES, NO, YES, IF_NEEDED)
    slots = choice_of(dialogue).live_slots
    links = Links(made.settings.secret_key, salt=DATES)
    made.known |= {
        "dated": str(dialogue.id),
        "date": str(slots[0].id),
        "ask": str(asks[0].id),
        "date_link": links.token(asks[2].link_id, asks[2].link_generation),
        "date_answered_link": links.token(asks[0].link_id, asks[0].link_generation),
    }


def _undated(made: Filling) -> None:
    """A date choice that nobody has been asked in yet."""
    dialogue = an_open_choice(made.session, made.bodies, people=2, dates=2)
    made.known["undated"] = str(dialogue.id)


def _invited(made: Filling) -> None:
    """Answers of each kind, an address that failed, a substitute, another time, mails in the inbox."""
    dialogue = _a_dialogue(made, "Cybersäkerhet i leverantörskedjan", 30, guests=GUESTS)
    dialogue.reply_by = in_days(20).starts_at.date()
    invite_all(made.session, dialogue)
    meeting = _meeting(dialogue)
    for place, invitation in enumerate(meeting.invitations):
        answer = ANSWERS[place % len(ANSWERS)]
        if answer is not None:
            channel = Channel.PAGE if place % 2 else Channel.CALENDAR
            comment = "Jag behöver komma in med rullstol." if place == 1 else ""
            by = Actor(label="Företrädare")
            replies.answer(invitation, answer, channel=channel, comment=comment, by=by, at=now())
    bounces.note_bounce(meeting.invitations[7], "550 5.1.1 No such user", at=now())
    substitute = replies.propose_substitute(
        meeting.invitations[6], "Ersättare, Scania", "ersattare@scania.example", "Jag är på resa.", at=now()
    )
    wanted = in_days(31)
    counter = proposals.propose_time(
        meeting.invitations[5], wanted, sequence=0, comment="Dagen efter passar.", message_id="", at=now()
    )
    invitations.remove(
        meeting.invitations[-1], reason="Bytt tjänst", by=made.organizer, at=now(), hold=LONG_WAIT
    )
    made.session.flush()
    assert counter is not None
    made.known |= {
        "invited": str(dialogue.id),
        "reminder": str(meeting.reminders[0].id),
        "guest": str(meeting.invitations[0].id),
        "bounced": str(meeting.invitations[7].id),
        "silent_link": made.link(meeting, 7),
        "link": made.link(meeting, 1),
        "dead_link": made.link(meeting, GUESTS - 1),
        "proposal": str(substitute.id),
        "counter": str(counter.id),
        "invited_slug": dialogue.slug,
    }
    nonce = feeds.new_nonce()
    secret = feeds.Secret(nonce, FeedTokens(made.settings.secret_key).token(nonce))
    made.session.add(feeds.open_feed(meeting.invitations[0].address, secret, at=now()))
    made.known["feed"] = secret.token
    _listened(made, meeting.invitations[0].address)
    _quarantined(made, meeting)


def _listened(made: Filling, address: str) -> None:
    """The owner of the feed raised something earlier that still waits for its answer."""
    booked = made.session.get_one(Dialogue, int(made.known["booked"]))
    earlier, listener = (
        listening.an_earlier_dialogue(booked, address, made.bodies[0]),
        listening.a_listener(address),
    )
    made.session.add_all([earlier, listener])
    made.session.flush()
    made.known |= {
        "unanswered": str(earlier.outcomes[0].id),
        "stop": listening.stop_link(made.settings, listener),
    }


def _quarantined(made: Filling, meeting: CalendarEvent) -> None:
    """An answer under an address that nobody was invited under."""
    letter = a_reply(
        token=meeting.invitations[2].token,
        uid=meeting.uid,
        attendee="annan@privat.example",
        name="fran-annan",
    )
    domain = made.settings.mail_domain
    house = House(domain, domain)
    arrived = Arrived(key="test:1", raw=letter, received_at=now() - timedelta(minutes=1))
    receive(made.session, arrived, house)
    made.known["inbound"] = str(made.session.scalars(select(InboundMail.id)).one())


def _changed(made: Filling) -> None:
    """One whose mails the worker sends, one with a change that waits, one cancelled."""
    mailed = _a_dialogue(made, "Kompetens för elektrifiering", 40, guests=2)
    invitations.send(_meeting(mailed), by=made.organizer, at=now(), hold=NO_WAIT)
    waiting = _a_dialogue(made, "Vätgas i processindustrin", 45, guests=2)
    invite_all(made.session, waiting)
    scheduling.change_place(
        _meeting(waiting),
        "Norra Latin, Stockholm",
        "",
        reason="Fler ryms",
        by=made.organizer,
        at=now(),
        hold=LONG_WAIT,
    )
    cancelled = _a_dialogue(made, "Exportkontroll", 50, guests=1)
    invite_all(made.session, cancelled)
    scheduling.cancel(
        _meeting(cancelled), reason="Ministern är på resa", by=made.organizer, at=now(), hold=LONG_WAIT
    )
    made.session.flush()
    made.known |= {
        "mailed": str(mailed.id),
        "waiting": str(waiting.id),
        "cancelled": str(cancelled.id),
        "cancelled_link": made.link(_meeting(cancelled), 0),
    }


def _announced(made: Filling) -> None:
    """A coming dialogue that everyone sees."""
    dialogue = _a_dialogue(made, "Återvinning av batterier", 75, practice=False)
    publication.announce(dialogue, by=made.organizer, at=now())
    made.session.flush()
    made.known |= {
        "announced": str(dialogue.id),
        "announced_slug": dialogue.slug,
        "coming_theme": dialogue.themes[0].slug,
    }


def _held(made: Filling, title: str, **given: Any) -> Dialogue:
    """A practice dialogue that began an hour ago, with outcomes."""
    dialogue = _a_dialogue(made, title, 1, guests=6)
    meeting = _meeting(dialogue)
    begins = now().replace(microsecond=0) - timedelta(hours=1)
    meeting.slot = Slot(begins, begins + timedelta(hours=3))
    dialogue.status = DialogueStatus.HELD
    for topic in ("Inledning", "Läget i kedjan", "Vi stämmer av utfallen"):
        programme.add_item(dialogue, programme.ItemText(title=topic, minutes=45), by=made.organizer, at=now())
    for place, (kind, sentence) in enumerate(SENTENCES):
        draft = outcomes.Draft(
            type=kind,
            sentence=sentence,
            said="Företagen beskrev hur kraven ser ut i dag och vad som saknas.",
            seat=dialogue.seats[place + 1],
            audience=Audience.PUBLIC,
        )
        outcomes.record_outcome(dialogue, draft, by=made.organizer, at=now())
    said_behind(dialogue, made.organizer)
    made.session.flush()
    return dialogue


def _recorded(made: Filling) -> None:
    """The room while the meeting goes on."""
    dialogue = _held(made, "Digitala leverantörskedjor")
    for seat in dialogue.seats[:4]:
        holding: Holding | None = seat.holding
        if holding is not None:
            attendance.check_in(holding, Presence.PRESENT, by=made.organizer, at=now())
    link = _answer_all(made, dialogue)
    made.known |= {"held": str(dialogue.id), "recorded_link": link}


def _answer_all(made: Filling, dialogue: Dialogue) -> str:
    """Each outcome is answered in another way; tells the id of the link."""
    first, second, third = dialogue.outcomes
    proposed = measures.NewMeasure("Handledning i cybersäkerhet", slug=f"handledning-{dialogue.id}")
    measure = measures.propose_measure(dialogue, proposed, by=made.organizer, at=now())
    made.session.add(measure)
    target = answers.Target(kind=answers.kind_for(measure, dialogue), measure=measure)
    link = answers.link(first, target, by=made.organizer, at=now())
    due = (now() + timedelta(days=60)).date()
    answers.await_answer(second, made.bodies[1], due, by=made.organizer, at=now())
    answers.answer_without_measure(third, reason="Frågan rör företagen själva.", by=made.organizer, at=now())
    made.session.flush()
    return str(link.id)


def _documented(made: Filling, title: str) -> tuple[Dialogue, DecisionRound]:
    dialogue = _held(made, title)
    _answer_all(made, dialogue)
    for seat in dialogue.seats:
        if seat.holding is not None:
            attendance.check_in(seat.holding, Presence.PRESENT, by=made.organizer, at=now())
    closing.close_notes(dialogue, by=made.organizer, at=now())
    due = (now() + timedelta(days=14)).date()
    round_ = review.open_round(dialogue, made.minister, due, by=made.organizer, at=now())
    made.session.flush()
    return dialogue, round_


def _account(made: Filling, role: Role) -> Actor:
    return Actor.of(made.session.scalars(select(User).where(User.role == role)).one())


def _reviewed(made: Filling) -> None:
    """A round that waits, and one whose decisions are drafted."""
    dialogue, waiting = _documented(made, "Leverantörer och lösenord")
    summary = ["Tre utfall väntar på ditt besked.", "Utfall 2 är känsligt.", "Svar behövs inom två veckor."]
    suggested = {outcome: review.Choice(Verdict.APPROVED) for outcome in dialogue.outcomes[:2]}
    review.prepare(waiting, summary, suggested, by=_account(made, Role.STAFF), at=now())
    _, drafted = _documented(made, "Robotar i små serier")
    _draft(made, drafted)
    made.session.flush()
    made.known |= {"documented": str(dialogue.id), "round": str(waiting.id), "drafted": str(drafted.id)}


def _draft(made: Filling, round_: DecisionRound, *, returned: bool = True) -> None:
    decisions: list[Decision] = list(round_.to_decide)
    choices = {one.outcome: review.Choice(Verdict.APPROVED) for one in decisions}
    if returned:
        choices[decisions[1].outcome] = review.Choice(Verdict.RETURNED, "Stäm av med parterna.")
    review.draft_decisions(round_, choices, by=_account(made, Role.MINISTER))


def _decided(made: Filling) -> None:
    """One that is approved, and one that is published."""
    for name, title in (("approved", "Elnät för industrin"), ("published", "Halvledare i Europa")):
        dialogue, round_ = _documented(made, title)
        _draft(made, round_, returned=False)
        review.give_decisions(round_, by=_account(made, Role.MINISTER), at=now())
        made.session.flush()
        made.known |= {name: str(dialogue.id), f"{name}_slug": dialogue.slug, "decided": str(round_.id)}
    publication.publish(dialogue, by=made.organizer, at=now())


def _measured(made: Filling) -> None:
    """A measure with statements that can be taken back, and the names of the real history."""
    session = made.session
    measure = session.scalars(select(Measure).where(Measure.fact_key == "HP1-08")).one()
    said = measures.Said()
    measures.state_status(measure, MeasureStatus.IN_PROGRESS, said, by=made.organizer, at=now())
    part = measures.Part(made.bodies[1])
    measures.state_body(measure, part, said, by=made.organizer, at=now())
    session.flush()
    theme = session.scalars(select(Theme).where(Theme.is_practice.is_(False)).order_by(Theme.id)).first()
    seat = session.scalars(select(Seat).where(Seat.role == SeatRole.CHAIR)).first()
    assert theme is not None
    assert seat is not None
    working_material = session.scalars(working.follow_ups()).first()
    assert working_material is not None
    made.known |= {
        "working": str(working_material.id),
        "measure": measure.slug,
        "status": str(max(one.id for one in measure.statuses)),
        "body": str(max(one.id for one in measure.bodies)),
        "old_theme": theme.slug,
        "old_dialogue": "2016-09-12-logistik-transporter-och-infrastruktur",
        "minister": "mikael-damberg",
    }
