"""The calendars: what each shows and hides, when it answers 304, and who can change its address."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlalchemy import event as sql
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import accounts, invitations, replies, scheduling
from dialogues_app.domain.queries.workspace import removal
from dialogues_app.extensions import db
from dialogues_app.links import FeedTokens, Links
from dialogues_app.models import (
    CalendarEvent,
    Channel,
    Dialogue,
    DialogueStatus,
    EventStatus,
    Feed,
    FormerSlug,
    Invitation,
    OutboxRow,
    PartialDate,
    PartStat,
    Person,
    Role,
    SeatRole,
    Slot,
    SlugKind,
)
from dialogues_app.models import Event as Trace
from dialogues_app.web.calendars.entries import uid_without_meeting
from tests.domain.recording import a_seat
from tests.domain.test_scheduling import BY, settle
from tests.factories import (
    LATER,
    NOON,
    SLOT,
    a_body,
    a_dialogue,
    a_meeting,
    a_minister,
    a_theme,
    a_user,
    after,
)
from tests.itip.test_feed import ical_js, page  # noqa: F401  # the fixture
from tests.published import a_published, an_announced
from tests.web.browser import sign_in, submit
from tests.web.organizing import a_booked_dialogue, identity, three_bodies


def events(client: FlaskClient, path: str) -> list[Event]:
    """The events of the calendar at this path, which is one that every program takes."""
    response = client.get(path)
    assert (response.status_code, response.content_type) == (200, "text/calendar; charset=utf-8"), path
    calendar = Calendar.from_ical(response.data)
    assert calendar.get("METHOD") is None
    assert calendar["NAME"] == calendar["X-WR-CALNAME"]
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert all({"ATTENDEE", "ORGANIZER"} & set(found) == set() for found in calendar.events)
    return list(calendar.events)


def uids(client: FlaskClient, path: str) -> list[str]:
    return sorted(str(found["UID"]) for found in events(client, path))


def store(session: Session, *rows: object) -> None:
    session.add_all(rows)
    session.commit()


def planned(uid: str, **given: object) -> Dialogue:
    """An announced dialogue whose meeting has this UID."""
    slot, status = given.pop("slot", SLOT), given.pop("event_status", EventStatus.INVITED)
    dialogue = an_announced(**{"dates": [], **given})  # type: ignore[arg-type]
    dialogue.held = PartialDate.day(date(2026, 10, 14))
    a_meeting(dialogue=dialogue, uid=uid, slot=slot, status=status, sequence=3)
    return dialogue


@pytest.mark.both_databases
def test_every_public_calendar_follows_the_gates(client: FlaskClient, session: Session) -> None:
    theme = a_theme(slug="hamnar", title="Hamnar")
    store(
        session,
        planned("aviserat", slug="aviserat", themes=[theme]),
        planned("utkast", slug="utkast", announced_at=None, themes=[theme]),
        planned("ovning", slug="ovning", is_practice=True, themes=[theme]),
        planned("annat", slug="annat"),
    )

    assert uids(client, "/samtal.ics") == ["annat", "aviserat"]
    assert uids(client, "/teman/hamnar.ics") == ["aviserat"]
    assert uids(client, "/samtal.ics?tema=hamnar") == ["aviserat"]
    assert uids(client, "/samtal/aviserat.ics") == ["aviserat"]
    assert [client.get(f"/samtal/{slug}.ics").status_code for slug in ("utkast", "ovning")] == [404, 404]
    assert client.get("/samtal.ics?fran=igår").status_code == 400


def test_practice_stays_out_of_public_calendars_for_who_is_signed_in_too(
    client: FlaskClient, session: Session
) -> None:
    store(session, planned("ovning", slug="ovning", is_practice=True))
    sign_in(client, session, a_user(body=a_body()))

    assert client.get("/samtal/ovning.ics").status_code == 404
    assert events(client, "/samtal.ics") == []


def test_a_theme_that_nobody_may_see_has_no_calendar(client: FlaskClient, session: Session) -> None:
    hidden = planned("utkast", announced_at=None, themes=[a_theme(slug="hemligt")])
    store(session, hidden)

    assert client.get("/teman/hemligt.ics").status_code == 404


def test_an_event_has_the_uid_and_sequence_of_the_invitation(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    store(
        session, planned("samma", slug="ett", title="Hamnar, farleder", venue="Rosenbad", place="Stockholm")
    )

    [shown] = events(client, "/samtal/ett.ics")

    assert (shown["UID"], shown["SEQUENCE"], shown["STATUS"]) == ("samma", 3, "CONFIRMED")
    assert (shown["DTSTART"].dt, shown["DTEND"].dt) == (SLOT.starts_at, SLOT.ends_at)
    assert (shown["SUMMARY"], shown["LOCATION"]) == ("Hamnar, farleder", "Rosenbad, Stockholm")
    assert str(shown["URL"]) == f"{settings.base_url}/samtal/ett"


@pytest.mark.both_databases
def test_a_day_without_clock_time_is_all_day_and_less_than_a_day_is_nowhere(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    day = a_published("2016-09-12", slug="dag", fact_key="D01")
    month = a_published(slug="manad", dates=[("2017-05-01", "2017-05-31")])
    store(session, day, month, a_published(slug="okant", dates=[]))

    [shown] = events(client, "/samtal.ics")

    assert (shown["DTSTART"].dt, shown["DTEND"].dt) == (date(2016, 9, 12), date(2016, 9, 13))
    assert (shown["TRANSP"], shown["STATUS"]) == ("TRANSPARENT", "CONFIRMED")
    assert [client.get(f"/samtal/{slug}.ics").status_code for slug in ("manad", "okant")] == [404, 404]
    assert uids(client, "/samtal/dag.ics") == uids(client, "/samtal.ics")
    assert "Prenumerera i kalendern" in client.get("/samtal/dag").text
    webcal = settings.base_url.replace("http:", "webcal:")
    assert f"{webcal}/samtal/dag.ics" in client.get("/samtal/dag").text
    assert "/samtal/manad.ics" not in client.get("/samtal/manad").text


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_what_is_cancelled_stays_as_cancelled(
    client: FlaskClient, session: Session, status: EventStatus
) -> None:
    store(session, planned("installt", title="Hamnar", event_status=status))

    [shown] = events(client, "/samtal.ics")

    assert (shown["UID"], shown["STATUS"], shown["SUMMARY"]) == ("installt", "CANCELLED", "Inställt: Hamnar")


def test_a_renamed_dialogue_or_theme_sends_its_subscribers_on(client: FlaskClient, session: Session) -> None:
    theme = a_theme(slug="nytt-tema")
    dialogue = planned("x", slug="nytt", themes=[theme])
    store(session, dialogue)
    store(
        session,
        FormerSlug(kind=SlugKind.DIALOGUE, slug="gammalt", target_id=dialogue.id),
        FormerSlug(kind=SlugKind.THEME, slug="gammalt-tema", target_id=theme.id),
    )

    moved = [client.get(path) for path in ("/samtal/gammalt.ics", "/teman/gammalt-tema.ics")]

    assert [(one.status_code, one.location) for one in moved] == [
        (301, "/samtal/nytt.ics"),
        (301, "/teman/nytt-tema.ics"),
    ]


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, session: Session) -> None:
    dialogue = planned("x", slug="ett")
    store(session, dialogue)
    first = client.get("/samtal.ics")
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]

    same = [
        client.get("/samtal.ics", headers=asked)
        for asked in ({"If-None-Match": tag}, {"If-Modified-Since": changed})
    ]
    head = client.head("/samtal.ics")
    meeting, at = dialogue.calendar_events[0], after(days=1)
    scheduling.reschedule(meeting, LATER, reason="Krock", by=BY, at=at, hold=timedelta())
    session.commit()
    moved = [
        client.get("/samtal.ics", headers=asked)
        for asked in (
            {"If-None-Match": tag},
            {"If-Modified-Since": changed},
            {"If-None-Match": tag, "If-Modified-Since": changed},
        )
    ]

    assert [(one.status_code, one.data) for one in same] == [(304, b""), (304, b"")]
    assert (head.status_code, head.headers["ETag"], head.data) == (200, tag, b"")
    assert [one.status_code for one in moved] == [200, 200, 200]
    dates = [one.last_modified for one in (first, moved[0]) if one.last_modified]
    assert dates[0] < dates[1]


def test_facts_that_are_loaded_anew_are_a_newer_entry(client: FlaskClient, session: Session) -> None:
    dialogue = planned("x", slug="ett")
    store(session, dialogue)
    first = client.get("/samtal.ics").last_modified
    dialogue.place = "Göteborg"
    dialogue.record("reloaded", by=BY, at=after(days=1))
    session.commit()

    second = client.get("/samtal.ics").last_modified

    assert first is not None
    assert second is not None
    assert first < second


def test_a_dialogue_that_left_the_calendar_makes_it_another_one(
    client: FlaskClient, session: Session
) -> None:
    newest = planned("nyast", announced_at=NOON + timedelta(days=2))
    store(session, planned("aldst"), newest)
    changed = client.get("/samtal.ics").headers["Last-Modified"]
    newest.announced_at = None
    session.commit()

    answer = client.get("/samtal.ics", headers={"If-Modified-Since": changed})

    assert answer.status_code == 200
    assert b"nyast" not in answer.data


def test_a_calendar_names_no_host_but_ours(client: FlaskClient, session: Session) -> None:
    store(session, planned("x", slug="ett"))

    assert b"evil.example" not in client.get("/samtal.ics", headers={"Host": "evil.example"}).data


def statements(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements an answer costs."""
    count: list[str] = []
    with app.app_context():
        engine = db.engine
    listen = ("before_cursor_execute", lambda _c, _u, statement, *_rest: count.append(statement))
    sql.listen(engine, *listen)
    client.get(path)
    sql.remove(engine, *listen)
    return len([one for one in count if one.startswith("SELECT")])


def test_a_public_calendar_costs_one_query_however_long(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    store(session, planned("ett", slug="ett"))
    one = statements(app, client, "/samtal.ics"), statements(app, client, "/samtal/ett.ics")
    store(session, *(planned(f"u{n}") for n in range(5)))

    assert (one, statements(app, client, "/samtal.ics")) == ((1, 1), 1)


@pytest.mark.both_databases
def test_any_mixture_of_dialogues_is_shown_by_the_rules(
    client: FlaskClient,
    session: Session,
    page: object,  # noqa: F811
) -> None:
    chance = random.Random(20260901)
    made = [a_random_dialogue(chance, n) for n in range(120)]
    store(session, *made)
    expected = {shown_uid(dialogue): instant_or_day(dialogue) for dialogue in made if is_expected(dialogue)}

    found = events(client, "/samtal.ics")

    assert {str(one["UID"]): one["DTSTART"].dt for one in found} == expected
    assert len(found) == len(expected) > 20
    read = {one[0]: one[3] for one in ical_js(page, client.get("/samtal.ics").data)}  # type: ignore[arg-type]
    assert read == {
        uid: when.timestamp() if isinstance(when, datetime) else when.isoformat()
        for uid, when in expected.items()
    }


def a_random_dialogue(chance: random.Random, n: int) -> Dialogue:
    """Any status, gates, practice, precision of the date, and maybe a meeting that may be off."""
    first = date(2015, 1, 1) + timedelta(days=chance.randrange(5000))
    gate = [None, NOON]
    dialogue = a_dialogue(
        slug=f"slump-{n}",
        title=chance.choice(["", "Åtgärder; så här, \\ ja", "x" * 90]),
        status=chance.choice(list(DialogueStatus)),
        is_practice=chance.random() < 0.2,
        announced_at=chance.choice(gate),
        published_at=chance.choice(gate),
        status_since=NOON,
        place="Örebro",
    )
    width = chance.choice([None, 0, 0, 0, 30])
    dialogue.held = PartialDate() if width is None else PartialDate(first, first + timedelta(days=width))
    if chance.random() < 0.6:
        starts = datetime.combine(first, SLOT.starts_at.timetz()) + timedelta(days=chance.choice([0, 0, 1]))
        slot = chance.choice([None, Slot(starts, starts + timedelta(hours=2))])
        status = chance.choice(list(EventStatus))
        a_meeting(dialogue=dialogue, uid=f"uid-slump-{n}", slot=slot, status=status)
    return dialogue


def instant_or_day(dialogue: Dialogue) -> datetime | date | None:
    """When it is, by the words of the issue: hours, else a day, else nothing."""
    slot, held = dialogue.meeting.slot if dialogue.meeting else None, dialogue.held
    if slot and (not held.is_known or (held.is_day and held.earliest == slot.starts_at.date())):
        return slot.starts_at
    return held.earliest if held.is_day else None


def is_expected(dialogue: Dialogue) -> bool:
    is_open = dialogue.is_announced or dialogue.is_published
    return is_open and not dialogue.is_practice and instant_or_day(dialogue) is not None


def shown_uid(dialogue: Dialogue) -> str:
    return dialogue.meeting.uid if dialogue.meeting else uid_without_meeting(dialogue.id, None)


# Private calendars


def address_on(client: FlaskClient, path: str) -> str:
    """The address that the page shows in its field, as a path."""
    text = client.get(path).text
    return urlsplit(text.split('id="kalenderadress" value="')[1].split('"')[0]).path


@pytest.mark.both_databases
def test_an_organizer_sees_every_dialogue_of_the_workspace(client: FlaskClient, session: Session) -> None:
    draft = planned("utkast", announced_at=None, status=DialogueStatus.DRAFT)
    store(session, planned("aviserat"), draft, planned("ovning", is_practice=True, title="Hamnar"))
    sign_in(client, session, a_user(body=a_body()))
    submit(client, "/arbete/kalender")

    shown = {str(one["UID"]): one for one in events(client, address_on(client, "/arbete/kalender"))}

    assert set(shown) == {"aviserat", "utkast", "ovning"}
    assert shown["ovning"]["SUMMARY"] == "Övning: Hamnar"
    assert (shown["utkast"]["STATUS"], "URL" in shown["utkast"]) == ("TENTATIVE", False)


@pytest.mark.both_databases
@pytest.mark.parametrize("role", [Role.MINISTER, Role.STAFF])
def test_a_minister_sees_the_own_dialogues_once_they_are_booked(
    client: FlaskClient, session: Session, role: Role
) -> None:
    minister = a_minister()

    def seated(uid: str, person: Person, status: DialogueStatus, **given: object) -> Dialogue:
        dialogue = planned(uid, announced_at=None, status=status, **given)
        dialogue.seats.append(a_seat(person=person, role=SeatRole.CHAIR))
        return dialogue

    store(
        session,
        seated("bokat", minister, DialogueStatus.BOOKED),
        seated("utkast", minister, DialogueStatus.DRAFT),
        seated("struket", minister, DialogueStatus.CANCELLED, cancelled_from=DialogueStatus.DATE_CHOICE),
        seated("installt", minister, DialogueStatus.CANCELLED, cancelled_from=DialogueStatus.INVITED),
        seated("kollegans", a_minister(), DialogueStatus.BOOKED),
        planned("utan", announced_at=None),
    )
    sign_in(client, session, a_user(role=role, person=minister))
    submit(client, "/granska/kalender")

    assert uids(client, address_on(client, "/granska/kalender")) == ["bokat", "installt"]


def test_another_address_ends_the_old_one_and_none_ends_all(client: FlaskClient, session: Session) -> None:
    sign_in(client, session, a_user(body=a_body()))
    submit(client, "/arbete/kalender")
    first = address_on(client, "/arbete/kalender")
    submit(client, "/arbete/kalender")
    second = address_on(client, "/arbete/kalender")

    renewed = client.get(first).status_code, client.get(second).status_code
    submit(client, "/arbete/kalender/borttagen", page="/arbete/kalender")
    closed = client.get(second)
    session.rollback()

    assert renewed == (404, 200)
    assert (closed.status_code, b"VEVENT" in closed.data) == (410, False)
    assert [one.verb for one in session.scalars(select(Trace).where(Trace.verb.like("feed%")))] == [
        "feed_opened",
        "feed_renewed",
        "feed_closed",
    ]


def test_the_database_holds_only_the_hash_and_the_answer_is_private(
    client: FlaskClient, session: Session, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    sign_in(client, session, a_user(body=a_body()))
    submit(client, "/arbete/kalender")
    path = address_on(client, "/arbete/kalender")
    token = path.removeprefix("/min/").removesuffix(".ics")
    session.rollback()
    feed = session.scalars(select(Feed)).one()

    stored = [str(value) for value in vars(feed).values()]
    answer = client.get(path)

    assert [value for value in [*stored, caplog.text] if token in value] == []
    assert (feed.token_hash, len(token)) == (accounts.digest(token), 43)
    assert FeedTokens("another key").shown(feed.nonce, feed.token_hash) == ""
    assert FeedTokens("another key", settings.secret_key).shown(feed.nonce, feed.token_hash) == token
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_disabled_account_has_no_calendar(client: FlaskClient, session: Session) -> None:
    user = a_user(body=a_body())
    sign_in(client, session, user)
    submit(client, "/arbete/kalender")
    path = address_on(client, "/arbete/kalender")
    user.disabled_at = now()
    session.commit()

    assert client.get(path).status_code == 410


def test_guessing_is_slowed_down(client: FlaskClient) -> None:
    statuses = [client.get(f"/min/{'x' * 43}{n}.ics").status_code for n in range(62)]

    assert set(statuses[:60]) == {404}
    assert statuses[-1] == 429


@pytest.fixture
def invited(session: Session) -> list[Invitation]:
    """vd@foretag.example, told of a practice dialogue, with a colleague; not told of another one."""
    bodies = three_bodies(session)
    found = []
    for guests in (2, 1):
        dialogue = a_booked_dialogue(session, bodies, guests=guests)
        found.append(session.get_one(Dialogue, identity(dialogue)).calendar_events[0].invitations[0])
    tell(found[0].event)
    session.commit()
    return found


def tell(event: CalendarEvent) -> None:
    invitations.send(event, by=BY, at=now(), hold=timedelta())
    settle(event)


def answer_path(invitation: Invitation, settings: Settings) -> str:
    return f"/s/{Links(settings.secret_key).token(invitation.link_id, invitation.link_generation)}"


def asked_for(client: FlaskClient, session: Session, invitation: Invitation, settings: Settings) -> str:
    """The path of the own page, as it was mailed to the invited address after a press on the answer page."""
    path = answer_path(invitation, settings)
    session.rollback()
    answer = submit(client, f"{path}/kalender", page=path)
    assert (answer.status_code, answer.location) == (303, path)
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "feed").order_by(OutboxRow.id)).all()
    link = str(rows[-1].context["link"])
    session.rollback()
    return urlsplit(link).path


def test_a_participants_calendar_is_mailed_and_shows_what_was_told_with_the_own_answer(
    client: FlaskClient, session: Session, settings: Settings, invited: list[Invitation]
) -> None:
    invitation = invited[0]
    own = asked_for(client, session, invitation, settings)
    replies.answer(invitation, PartStat.DECLINED, channel=Channel.PAGE, by=BY, at=now())
    scheduling.reschedule(invitation.event, LATER_THAN_NOW, reason="Krock", by=BY, at=now(), hold=timedelta())
    session.commit()
    told = invitation.sent_revision
    assert told is not None
    session.rollback()

    shown = events(client, address_on(client, own))

    assert [str(one["UID"]) for one in shown] == [invitation.event.uid]
    assert (shown[0]["DTSTART"].dt, shown[0]["SEQUENCE"]) == (told.starts_at, told.sequence)
    assert (shown[0]["DESCRIPTION"], shown[0]["TRANSP"]) == ("Ditt svar: kommer inte.", "TRANSPARENT")
    assert shown[0]["SUMMARY"].startswith("Övning: Industrisamtal om ")


LATER_THAN_NOW = Slot(
    now().replace(microsecond=0) + timedelta(days=40),
    now().replace(microsecond=0) + timedelta(days=40, hours=1),
)


def test_the_mail_with_the_address_goes_to_the_invited_mailbox_alone_and_not_for_ever(
    client: FlaskClient, session: Session, settings: Settings, invited: list[Invitation]
) -> None:
    own = {asked_for(client, session, invited[0], settings) for _n in range(5)}
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "feed")).all()
    session.rollback()
    shown = client.get(answer_path(invited[0], settings)).text
    session.rollback()

    assert (len(own), len(rows)) == (1, 3)
    assert {(row.recipient, row.is_practice) for row in rows} == {(invited[0].address, True)}
    assert own.pop() not in shown


def test_a_cancelled_dialogue_stays_and_a_removed_participant_sees_nothing(
    client: FlaskClient, session: Session, settings: Settings, invited: list[Invitation]
) -> None:
    own = asked_for(client, session, invited[0], settings)
    calendar = address_on(client, own)
    scheduling.cancel(invited[0].event, reason="Sjukdom", by=BY, at=now(), hold=timedelta())
    settle(invited[0].event)
    session.commit()
    cancelled = [(str(one["STATUS"]), one["SEQUENCE"]) for one in events(client, calendar)]
    tell(invited[1].event)
    session.commit()
    both = len(events(client, calendar))
    invitations.remove(invited[1], reason="Fel person", by=BY, at=now(), hold=timedelta())
    session.commit()

    assert cancelled == [("CANCELLED", 1)]
    assert (both, len(events(client, calendar))) == (2, 1)


def test_no_private_calendar_names_a_participant(
    client: FlaskClient, session: Session, settings: Settings, invited: list[Invitation]
) -> None:
    own = asked_for(client, session, invited[0], settings)
    raw = client.get(address_on(client, own)).data
    sign_in(client, session, a_user(body=a_body()))
    submit(client, "/arbete/kalender")
    raw += client.get(address_on(client, "/arbete/kalender")).data

    for invitation in session.scalars(select(Invitation)):
        holding = invitation.holding
        for secret in (
            invitation.name,
            invitation.address,
            holding.name,
            invitation.token,
            invitation.link_id,
        ):
            assert secret.encode() not in raw


def test_a_participant_changes_the_address_and_takes_it_away(
    client: FlaskClient, session: Session, settings: Settings, invited: list[Invitation]
) -> None:
    own = asked_for(client, session, invited[0], settings)
    page_ = client.get(own)
    moved = submit(client, own).location
    ended = [client.get(path).status_code for path in (own, f"{own}.ics")]
    submit(client, f"{moved}/borttagen", page=moved)
    gone = [client.get(path).status_code for path in (moved, f"{moved}.ics")]
    again = asked_for(client, session, invited[0], settings)

    assert (page_.headers["Referrer-Policy"], "<script" in page_.text) == ("no-referrer", False)
    assert (ended, gone) == ([404, 404], [410, 410])
    assert client.get(again).status_code == 200


def test_the_page_of_an_accounts_calendar_is_where_it_signs_in(client: FlaskClient, session: Session) -> None:
    sign_in(client, session, a_user(body=a_body()))
    submit(client, "/arbete/kalender")

    assert client.get(address_on(client, "/arbete/kalender").removesuffix(".ics")).status_code == 404


@pytest.mark.both_databases
def test_deleting_a_practice_dialogue_takes_the_feed_of_its_guests(
    client: FlaskClient, session: Session, settings: Settings, invited: list[Invitation]
) -> None:
    asked_for(client, session, invited[0], settings)
    left = []
    for dialogue_id in [invitation.event.dialogue.id for invitation in invited]:
        for statement in removal(dialogue_id):
            session.execute(statement)
        session.commit()
        left.append(len(session.scalars(select(Feed)).all()))

    assert left == [1, 0]
