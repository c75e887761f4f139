"""Pages that are kept are the pages of now: whatever changed, whoever changed it, whoever asks."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from dialogues_app import create_app, database
from dialogues_app.config import Settings
from dialogues_app.domain import dialogues, measures, outcomes, publication, scheduling, themes
from dialogues_app.extensions import db
from dialogues_app.facts import DIRECTORY
from dialogues_app.facts.loading import load
from dialogues_app.models import (
    Actor,
    Audience,
    Base,
    Dialogue,
    DialogueStatus,
    Measure,
    MeasureStatus,
    OutcomeType,
    PartialDate,
    Slot,
    Source,
    Theme,
)
from dialogues_app.web.public import cache
from dialogues_app.web.public.cache import Kept, Pages
from tests import factories, published
from tests.factories import NOON, after
from tests.web.browser import sign_in

PATHS = [
    *("/", "/samtal", "/samtal/samtalet", "/samtal/samtalet.ics", "/teman/temat"),
    *("/atgarder/atgarden", "/fran-samtal-till-atgard"),
]
Scene = dict[str, Any]


@pytest.fixture
def scene(session: Session) -> Scene:
    """A published dialogue with all that public pages tell."""
    session.expire_on_commit = False
    theme = published.a_theme_in(published.a_focus_area(), slug="temat", audience=Audience.PUBLIC)
    body = factories.the_ministry()
    dialogue = published.a_published("2017-01-25", slug="samtalet", themes=[theme], body=body)
    published.with_minister(dialogue, factories.a_minister(), body)
    measure = published.a_public_measure(slug="atgarden")
    measure.statuses.append(published.a_status(status=MeasureStatus.PLANNED, holds="2017"))
    outcome = published.with_outcome(dialogue)
    link = published.linked(outcome, measure)
    meeting = factories.a_meeting(dialogue=dialogue)
    session.add_all([dialogue, link])
    session.commit()
    by = Actor.of(factories.a_user(body=body))
    session.add(by.user)
    session.commit()
    return {"by": by, "dialogue": dialogue, "theme": theme, "measure": measure, "outcome": outcome} | {
        "link": link,
        "meeting": meeting,
    }


def rename_the_theme(session: Session, scene: Scene) -> None:
    told = themes.ThemeText(title="Ett nytt namn på temat")
    session.add(themes.revise_theme(scene["theme"], told, by=scene["by"], at=NOON))


def state_a_status(session: Session, scene: Scene) -> None:
    said = measures.Said(holds_since=PartialDate.parse("2018"))
    session.add(
        measures.state_status(
            scene["measure"], MeasureStatus.IN_PROGRESS, said, by=scene["by"], at=after(hours=1)
        )
    )


def see_a_follow_up(session: Session, scene: Scene) -> None:
    seen = measures.Observation(summary="Det går framåt.", on=PartialDate.parse("2018-03-01"))
    session.add(measures.add_follow_up(scene["measure"], seen, by=scene["by"], at=NOON))
    scene["measure"].follow_ups[-1].audience = Audience.PUBLIC


def record_an_outcome(_session: Session, scene: Scene) -> None:
    dialogue: Dialogue = scene["dialogue"]
    dialogue.status = DialogueStatus.HELD
    draft = outcomes.Draft(
        type=OutcomeType.INPUT, sentence="Ett till utfall.", said="x", audience=Audience.PUBLIC
    )
    outcomes.record_outcome(dialogue, draft, (scene["measure"],), by=scene["by"], at=NOON)
    dialogue.status = DialogueStatus.PUBLISHED


def unpublish(_session: Session, scene: Scene) -> None:
    publication.unpublish(scene["dialogue"], reason="Fel.", by=scene["by"], at=NOON)


def publish(_session: Session, scene: Scene) -> None:
    scene["dialogue"].status = DialogueStatus.APPROVED
    publication.publish(scene["dialogue"], by=scene["by"], at=after(hours=2))


def move_the_meeting(_session: Session, scene: Scene) -> None:
    starts = after(days=400)
    scheduling.reschedule(
        scene["meeting"],
        Slot(starts, after(days=400, hours=2)),
        reason="Flyttat.",
        by=scene["by"],
        at=NOON,
        hold=after(hours=1) - NOON,
    )


def seat_a_minister(_session: Session, scene: Scene) -> None:
    minister = factories.a_minister()
    dialogues.set_ministers(scene["dialogue"], minister, [], by=scene["by"], at=NOON)


def cite_a_source(_session: Session, scene: Scene) -> None:
    scene["outcome"].sources.append(published.a_source(title="En källa till"))


def cite_it_no_more(_session: Session, scene: Scene) -> None:
    scene["link"].sources.clear()
    scene["outcome"].sources.clear()


def withdraw_the_link(_session: Session, scene: Scene) -> None:
    scene["link"].withdrawn_at = NOON


def rename_in_bulk(session: Session, _scene: Scene) -> None:
    session.execute(update(Measure).values(title="Alla heter så"))


def retitle_sources_by_table(session: Session, _scene: Scene) -> None:
    session.execute(update(Source.__table__).values(title="Samma källa"))


def load_the_facts(session: Session, _scene: Scene) -> None:
    load(session, DIRECTORY, at=NOON)


CHANGES: list[Callable[[Session, Scene], None]] = [
    *(rename_the_theme, state_a_status, see_a_follow_up, record_an_outcome, unpublish, publish),
    *(move_the_meeting, seat_a_minister, cite_a_source, retitle_sources_by_table, cite_it_no_more),
    *(withdraw_the_link, rename_in_bulk, load_the_facts),
]


def kept_of(app: Flask) -> Pages:
    """The pages that this app keeps."""
    with app.app_context():
        return cache.pages()


def read(client: FlaskClient) -> dict[str, bytes]:
    """Every page."""
    answers = {path: client.get(path) for path in PATHS}
    return {path: answer.data for path, answer in answers.items()}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_each_change_is_shown_by_the_next_page(
    app: Flask, session: Session, scene: Scene, change: Callable[[Session, Scene], None]
) -> None:
    before = read(app.test_client())

    change(session, scene)
    session.commit()

    shown = read(app.test_client())
    kept_of(app).clear()
    assert shown == read(app.test_client())
    # These undo what others do, and a meeting does not overrule the day that a source states.
    if change not in (publish, cite_it_no_more, move_the_meeting):
        assert shown != before


def test_pages_are_the_same_with_and_without_keeping_whatever_the_order(
    app: Flask, session: Session, scene: Scene
) -> None:
    order = [change for change in CHANGES if change is not load_the_facts]
    random.Random(2016).shuffle(order)

    for change in order:
        if change is record_an_outcome and not scene["dialogue"].is_published:
            continue
        change(session, scene)
        session.commit()
        shown = read(app.test_client())
        kept_of(app).clear()
        assert shown == read(app.test_client()), change.__name__


def test_another_process_shows_the_change(
    app: Flask, settings: Settings, session: Session, scene: Scene
) -> None:
    other = create_app(settings)
    assert read(app.test_client()) == read(other.test_client())

    rename_the_theme(session, scene)
    session.commit()

    for one in (app, other):
        assert "Ett nytt namn på temat" in one.test_client().get("/samtal/samtalet").text
    with other.app_context():
        db.engine.dispose()


def test_a_kept_page_asks_the_database_once(app: Flask, session: Session, scene: Scene) -> None:
    client = app.test_client()
    first = client.get("/samtal/samtalet")
    asked: list[str] = []
    with app.app_context():
        database.event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    second = client.get("/samtal/samtalet")

    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    assert asked[-1:] == ["SELECT number FROM data_version"]
    assert [one for one in asked if not one.startswith(("PRAGMA", "BEGIN"))] == asked[-1:]


@pytest.mark.parametrize("path", ["/samtal/samtalet", "/samtal/samtalet.ics"])
def test_who_has_a_kept_page_is_told_so(app: Flask, scene: Scene, path: str) -> None:
    client = app.test_client()
    tag = client.get(path).headers["ETag"]

    again = client.get(path, headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")


def test_an_account_neither_gets_nor_fills_what_is_kept(app: Flask, session: Session, scene: Scene) -> None:
    visitor, organizer = app.test_client(), app.test_client()
    sign_in(organizer, session, factories.a_user(role="organizer", body=scene["by"].body))
    kept_of(app).clear()

    theirs = organizer.get("/samtal")
    assert not kept_of(app).kept
    ours = visitor.get("/samtal")

    assert theirs.headers["Cache-Control"] == "no-store"
    assert "Till mina sidor" in theirs.text
    assert "Till mina sidor" not in ours.text
    assert "Till mina sidor" in organizer.get("/samtal").text


def test_a_practice_dialogue_is_not_kept_for_those_who_may_not_see_it(
    app: Flask, session: Session, scene: Scene
) -> None:
    session.add(published.an_announced(slug="ovning", is_practice=True))
    session.commit()
    organizer = app.test_client()
    sign_in(organizer, session, factories.a_user(role="organizer", body=scene["by"].body))

    assert organizer.get("/samtal/ovning").status_code == 200
    assert app.test_client().get("/samtal/ovning").status_code == 404


def test_a_chosen_colour_is_not_given_to_others(app: Flask, scene: Scene) -> None:
    dark = app.test_client()
    dark.set_cookie("tema", "dark")

    assert 'data-theme="dark"' in dark.get("/samtal").text
    assert "data-theme" not in app.test_client().get("/samtal").text


def test_what_is_kept_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_PAGES", 3)
    monkeypatch.setattr(cache, "MOST_BYTES", 10)
    pages, state = Pages(), (1, date(2026, 9, 1))

    for name in ("/a", "/b", "/c", "/d"):
        pages.put(("host", name, b"", ""), Kept(state, b"12", cache.Headers()))
    assert [key[1] for key in pages.kept] == ["/b", "/c", "/d"]
    pages.put(("host", "/e", b"", ""), Kept(state, b"123456789", cache.Headers()))

    assert ([key[1] for key in pages.kept], pages.size) == (["/e"], 9)


def version_of(engine: Engine) -> int:
    with Session(engine) as asking:
        return database.data_version(asking)


@pytest.mark.both_databases
def test_the_version_grows_with_each_commit_that_the_public_sees(engine: Engine) -> None:
    with Session(engine) as one, Session(engine) as other:
        one.add(factories.a_theme())
        one.commit()
        other.add_all([factories.a_theme(), factories.a_measure()])
        other.flush()
        other.commit()
        one.execute(update(Theme).values(problem="x"))
        one.commit()
        one.execute(delete(Theme))
        one.commit()

    assert version_of(engine) == 4


@pytest.mark.both_databases
def test_what_is_rolled_back_leaves_the_version(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(factories.a_theme())
        session.flush()
        session.rollback()
        session.add(factories.a_user())
        session.commit()

    assert version_of(engine) == 0


@pytest.mark.both_databases
def test_mails_answers_and_sessions_leave_the_version(engine: Engine) -> None:
    with Session(engine) as session:
        meeting = factories.a_meeting(invitations=[factories.an_invitation()])
        session.add(meeting)
        session.commit()
        before = version_of(engine)

        invitation = meeting.invitations[0]
        invitation.sent_sequence, invitation.sent_dtstamp = 3, NOON
        meeting.dialogue.record("mailed", by=Actor(label="x"), at=NOON)
        session.add(factories.a_user())
        session.commit()
        session.execute(update(type(invitation)).values(bounce_reason="full"))
        session.commit()

    assert version_of(engine) == before


def test_these_rows_and_no_others_are_never_on_a_public_page() -> None:
    unseen = {mapper.local_table.name for mapper in Base.registry.mappers if mapper.class_.is_unseen}

    assert unseen == {
        *("answers", "invitations", "proposals", "aliases", "outbox", "submissions"),
        *("inbound_mails", "mailbox_states", "users", "user_sessions", "sign_in_links", "events"),
        *("decisions", "decision_rounds", "loaded_facts", "facts_loads", "feeds", "data_version"),
        *("reminders", "delivery_state"),
        *("contributions", "confidentiality_marks", "confirmations", "objections"),
        *("answer_reminders", "carry_overs", "listeners", "tellings"),
        *("nominations", "reserves", "seat_needs", "seating_rules", "balance_targets"),
        *("contact_addresses", "import_drafts", "merges"),
    }
