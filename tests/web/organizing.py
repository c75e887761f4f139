"""What the tests of the work area share: the three bodies, an organizer, forms filled in as a person does."""

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from dialogues_app.clock import now
from dialogues_app.domain import dialogues, invitations, scheduling
from dialogues_app.domain.invitations import Newcomer
from dialogues_app.models import Actor, CalendarEvent, Dialogue, Organisation, OutboxState, Side, Slot, User
from tests.factories import a_body, a_theme, a_user, an_organisation, number, the_ministry
from tests.web.browser import TOKEN, sign_in, token

SHOWN = re.compile(r'<input type="hidden" name="(visat)" value="([^"]*)">')
HIDDEN = re.compile(r'<input id="(?:key|version)" name="(key|version)" type="hidden" value="([^"]*)"')
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
CHOSEN, FIRST = re.compile(r'value="([^"]*)" selected'), re.compile(r'value="([^"]*)"')
BY = Actor(label="Handläggare")


def three_bodies(session: Session) -> list[Organisation]:
    """The ministry and two more, stored. From here on a commit of the session leaves no transaction open."""
    session.expire_on_commit = False
    bodies = [the_ministry(), a_body(name="Industrirådet"), a_body(name="Almega")]
    session.add_all(bodies)
    session.commit()
    return bodies


def an_organizer_signed_in(client: FlaskClient, session: Session, body: Organisation, **given: Any) -> User:
    """An organizer of this body, whose browser the client is."""
    user = a_user(body=body, **given)
    sign_in(client, session, user)
    return user


def anew(session: Session) -> Session:
    """The session, knowing nothing of what it has read before."""
    session.rollback()
    session.expire_all()
    return session


def identity(dialogue: Dialogue) -> int:
    """Its key, without asking the database."""
    key = inspect(dialogue).identity
    assert key is not None
    number_: int = key[0]
    return number_


def in_days(days: int, hours: int = 3) -> Slot:
    """A slot that many days from now."""
    starts = now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return Slot(starts, starts + timedelta(hours=hours))


def a_booked_dialogue(
    session: Session, bodies: list[Organisation], guests: int = 0, **given: Any
) -> Dialogue:
    """A practice dialogue in thirty days with that many on the list, stored; nobody has been mailed."""
    dialogue = dialogues.open_dialogue(
        themes=[a_theme(title=f"Cybersäkerhet {number()}")],
        bodies=bodies,
        leading=bodies[0],
        practice=given.pop("practice", True),
        by=BY,
        at=now(),
    )
    meeting = scheduling.set_slot(dialogue, given.pop("slot", in_days(30)), by=BY, at=now())
    meeting.place = "Rosenbad"
    for place in range(guests):
        add_guest(meeting, place)
    session.add(dialogue)
    session.commit()
    return dialogue


def add_guest(meeting: CalendarEvent, place: int) -> None:
    """One more on the list, each of an organisation of its own."""
    organisation = an_organisation(side=list(Side)[place % 6])
    newcomer = Newcomer(
        address=f"deltagare{place}@foretag.example",
        name=f"Namn {place}",
        title="Vd",
        organisation=organisation,
    )
    invitations.add_participant(meeting, newcomer, by=BY, at=now())


def invite_all(session: Session, dialogue: Dialogue, *, hold: int = 0, sent: bool = True) -> None:
    """Everyone on the list is invited; the mails have left, or wait."""
    meeting = dialogue.meeting
    assert meeting is not None
    revision = invitations.send(meeting, by=BY, at=now(), hold=timedelta(seconds=hold))
    session.flush()
    for row in revision.outbox if sent else []:
        row.state, row.sent_at = OutboxState.SENT, now()
        invitation = row.invitation
        assert invitation is not None
        invitation.sent_sequence, invitation.sent_method = revision.sequence, revision.method
        invitation.sent_revision = revision
    session.commit()


def hidden(page: str) -> dict[str, str]:
    """What a browser sends of the form untouched: its key, its version, and the option each list shows."""
    lists = {name: CHOSEN.search(options) or FIRST.search(options) for name, options in SELECT.findall(page)}
    return (
        dict(HIDDEN.findall(page))
        | dict(SHOWN.findall(page))
        | {name: found[1] for name, found in lists.items() if found}
    )


def csrf(page: str) -> str:
    """The CSRF token of a form on the page."""
    found = TOKEN.search(page)
    assert found is not None, page
    return found[1]


def fill(client: FlaskClient, path: str, /, **values: Any) -> TestResponse:
    """Open the page, fill the form in, send it."""
    page = client.get(path)
    assert page.status_code == 200, page.status
    return send(client, path, page.get_data(as_text=True), **values)


def send(client: FlaskClient, path: str, page: str, /, **values: Any) -> TestResponse:
    """Send the form that is on this page, with its hidden fields; None leaves a field out."""
    data: MultiDict[str, str] = MultiDict({"csrf_token": csrf(page)} | hidden(page))
    for name, value in values.items():
        data.pop(name, None)
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                data.add(name.replace("__", "-"), str(one))
    return client.post(path, data=data)


def confirm(client: FlaskClient, path: str, review: TestResponse, **values: Any) -> TestResponse:
    """Press the button of the page that writes the consequence out."""
    from html import unescape  # what was typed comes back escaped

    page = review.get_data(as_text=True)
    assert 'value="genomfor"' in page, page
    data: MultiDict[str, str] = MultiDict((name, unescape(value)) for name, value in FIELD.findall(page))
    data.setlist("csrf_token", [token(client, path)])
    data.add("steg", "genomfor")
    return client.post(path, data=data)


def text_of(answer: TestResponse) -> str:
    """The page without tags, blanks made one."""
    page = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return re.sub(r"\s+", " ", page.replace("\u00ad", ""))
