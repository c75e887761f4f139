"""Any sequence of acts: what the page showed is what was sent, and each calendar shows what the dialogue is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.domain import invitations, replies, scheduling
from dialogues_app.domain.forecast import before
from dialogues_app.domain.telling import is_addressed
from dialogues_app.errors import DomainError
from dialogues_app.models import (
    CalendarEvent,
    Channel,
    EventStatus,
    Invitation,
    OutboxRow,
    OutboxState,
    PartStat,
    Revision,
    Slot,
)
from dialogues_app.web.organizer import previews
from dialogues_app.web.organizer.forecasts import MADE_ANEW, outlook
from dialogues_app.web.organizer.previews import Mail
from tests.calendars import folded
from tests.factories import a_dialogue, number
from tests.sink import Sink
from tests.worker.conftest import BY
from tests.worker.test_delivery import make_due
from worker.delivery import Postman

HOLD = timedelta(hours=1)  # the waiting time is over when the test says so
PLACES, TEXTS = ("Rosenbad", "Kista", "Södertälje"), ("", "Ny text.", "Ännu en text.")
ANSWERS = (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)
NOT_SAID = object()  # the page could not know: something of the person's own came in between
ACTS = ("move", "place", "ask", "text", "quiet", "add", "send", "remove", "again", "postpone", "cancel")
STEPS = st.lists(
    st.tuples(
        st.sampled_from((*ACTS, "retake", "resend", "undo", "answer", "time", "time", "refused")),
        st.integers(0, 4),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class World:
    """A dialogue with four invited, the pages' promises, and the mails that came."""

    session: Session
    postman: Postman
    sink: Sink
    meeting: CalendarEvent
    start: Slot
    promised: dict[int, Any] = field(default_factory=dict)

    def act(self, name: str, n: int) -> None:
        """The step is taken as a person would: seen first, then done; or refused, and nothing is changed."""
        try:
            step = getattr(self, f"_{name}", None)
            if step is not None:
                step(n)
            else:
                self._done(self._verb(name, n))
        except DomainError:
            self.session.rollback()

    def slot(self, n: int) -> Slot:
        week = timedelta(days=7 * n)
        return Slot(self.start.starts_at + week, self.start.ends_at + week)

    def person(self, n: int) -> Invitation:
        return self.meeting.invitations[n % len(self.meeting.invitations)]

    def _verb(self, name: str, n: int) -> Callable[[], object]:
        told: dict[str, Any] = {"by": BY, "at": clock.now(), "hold": HOLD}
        why = told | {"reason": f"Skäl {n}"}
        meeting, place = self.meeting, PLACES[n % 3]
        verbs: dict[str, Callable[[], object]] = {
            "move": lambda: scheduling.reschedule(meeting, self.slot(n), **why),
            "place": lambda: scheduling.change_place(meeting, place, "", **why),
            "ask": lambda: scheduling.change_place(meeting, place, "", ask_anew=True, **why),
            "text": lambda: scheduling.reword(meeting, "", TEXTS[n % 3], tell=True, **why),
            "quiet": lambda: scheduling.reword(meeting, "", TEXTS[n % 3], tell=False, **why),
            "send": lambda: invitations.send(meeting, **told),
            "remove": lambda: invitations.remove(self.person(n), **why),
            "postpone": lambda: scheduling.postpone(meeting, **why),
            "cancel": lambda: scheduling.cancel(meeting, **why),
            "retake": lambda: scheduling.take_up_again(meeting, self.slot(n), **why),
        }
        return verbs[name]

    def _done(self, verb: Callable[[], object]) -> None:
        shown = self._seen(verb)
        known = before([self.meeting])
        with self.session.no_autoflush:
            verb()
            assert outlook([self.meeting], known, clock.now()).digest == shown
        self.session.commit()

    def _seen(self, verb: Callable[[], object]) -> str:
        """The act is rehearsed, each person's mail is noted, and nothing of it is kept."""
        known, seen = before([self.meeting]), {}
        with self.session.no_autoflush:
            verb()
            for invitation in self.meeting.invitations:
                page = outlook([self.meeting], known, clock.now(), person=str(invitation.id))
                waits = any(row.state is OutboxState.QUEUED for row in invitation.outbox)
                seen[invitation.id] = page.draft or (self.promised.get(invitation.id) if waits else None)
                if page.draft is None and _has_it(page.hushes, invitation):
                    seen[invitation.id] = None
        self.session.rollback()
        self.promised = seen
        return page.digest

    def _add(self, n: int) -> None:
        invitations.add_participant(self.meeting, _newcomer(), by=BY, at=clock.now())
        self.session.commit()

    def _again(self, n: int) -> None:
        """One who was removed is on the list again."""
        gone = next((one for one in self.meeting.invitations if one.removed_at), None)
        if gone is not None:
            newcomer = invitations.Newcomer(address=gone.address, name=gone.name)
            invitations.add_participant(self.meeting, newcomer, by=BY, at=clock.now())
            self.session.commit()
            self.promised[gone.id] = NOT_SAID

    def _resend(self, n: int) -> None:
        invitations.resend(self.person(n), by=BY, at=clock.now())
        self.promised[self.person(n).id] = NOT_SAID
        self.session.commit()

    def _undo(self, n: int) -> None:
        scheduling.take_back(self.meeting, by=BY, at=clock.now())
        self.promised = {one.id: NOT_SAID for one in self.meeting.invitations}
        self.session.commit()

    def _answer(self, n: int) -> None:
        who = self.person(n)
        replies.answer(who, ANSWERS[n % 3], channel=Channel.PAGE, by=replies.actor_of(who), at=clock.now())
        self.promised[who.id] = NOT_SAID
        self.session.commit()

    def _refused(self, n: int) -> None:
        """The waiting time is over, but one server takes nothing for now."""
        address = self.person(n).address
        self.sink.behave = lambda stage, what: "451 later" if (stage, what) == ("RCPT", address) else None
        self._time(n)
        self.sink.behave = lambda stage, what: None

    def _time(self, n: int) -> None:
        """The waiting time is over, and the worker sends what is due."""
        at = clock.now() - timedelta(minutes=1)
        self.session.execute(update(Revision).where(Revision.released_at > at).values(released_at=at))
        make_due(self.session)
        first = len(self.sink.taken)
        self.postman.drain(self.session)
        self.session.rollback()
        self.session.expire_all()
        self._check_promises(first)
        self._check_calendars()

    def _check_promises(self, first: int) -> None:
        by_address = {one.address: one for one in self.meeting.invitations}
        for mail in self.sink.taken[first:]:
            invitation = by_address[mail.recipients[0]]
            shown = self.promised.get(invitation.id)
            assert shown is not None, "the page said that nothing goes there"
            if shown is not NOT_SAID:
                assert _comparable(previews.taken_apart(mail.raw, is_draft=True)) == _comparable(shown)
            self.promised[invitation.id] = None
        for invitation in self.meeting.invitations:
            if not _waits(invitation) and self.promised.get(invitation.id) is not NOT_SAID:
                assert self.promised.get(invitation.id) is None, "what the page showed was not sent"

    def _check_calendars(self) -> None:
        """Each calendar is the state last told; with nothing left to send, that of the dialogue."""
        meeting = self.meeting
        for invitation in meeting.invitations:
            if _waits(invitation):
                continue
            mails = [mail.raw for mail in self.sink.to(invitation.address)]
            entry = folded(invitation.address, mails).entries.get(meeting.uid)
            on = meeting.status is EventStatus.INVITED and invitation.removed_at is None
            if not (on and is_addressed(invitation)):
                assert entry is None, "it stands in a calendar where it should not"
                continue
            assert entry is not None, "it is missing in a calendar"
            assert Slot(entry.starts, entry.ends) == meeting.slot
            assert (entry.place, entry.status) == (meeting.place, "CONFIRMED")


def _waits(invitation: Invitation) -> bool:
    return any(row.state is OutboxState.QUEUED for row in invitation.outbox)


def _has_it(hushes: list[Any], invitation: Invitation) -> bool:
    texts = [hush.why for hush in hushes if any(one.invitation_id == invitation.id for one in hush.people)]
    return bool(texts) and "väntar" not in texts[0]


def _comparable(mail: Mail) -> Mail:
    return replace(mail, is_draft=True, calendar=MADE_ANEW.sub("", mail.calendar))


def _newcomer() -> invitations.Newcomer:
    n = number()
    return invitations.Newcomer(address=f"nr{n}@foretag.example", name=f"Namn {n}", title="Företrädare")


def a_world(session: Session, postman: Postman, sink: Sink) -> World:
    at = clock.now()
    dialogue = a_dialogue()
    session.add(dialogue)
    starts = (at + timedelta(days=30)).replace(microsecond=0)
    slot = Slot(starts, starts + timedelta(hours=2))
    meeting = scheduling.set_slot(dialogue, slot, by=BY, at=at)
    meeting.place = PLACES[0]
    for _ in range(4):
        invitations.add_participant(meeting, _newcomer(), by=BY, at=at)
    session.commit()
    return World(session, postman, sink, meeting, slot)


@pytest.mark.both_databases
def test_what_is_shown_is_sent_and_what_is_sent_is_true(
    app: Flask, session: Session, postman: Postman, sink: Sink
) -> None:
    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def run(steps: list[tuple[str, int]]) -> None:
        sink.taken.clear()
        with app.test_request_context():
            world = a_world(session, postman, sink)
            for name, n in [("send", 0), *steps, ("time", 0)]:
                world.act(name, n)
        assert session.scalars(select(OutboxRow.id).where(OutboxRow.state == OutboxState.QUEUED)).all() == []
        session.rollback()

    run()
