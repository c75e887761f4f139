"""Loading brings the records in line with the files, once, and leaves alone what was edited in the product."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.domain import dialogues, themes
from dialogues_app.facts.collected import BrokenFacts
from dialogues_app.facts.loading import Report, Verdict, is_loaded, load
from dialogues_app.models import (
    Actor,
    Basis,
    Dialogue,
    Event,
    FocusArea,
    Holding,
    Link,
    LoadedFact,
    Measure,
    MeasureStatus,
    Seat,
    Source,
    StatusStatement,
    Theme,
)
from tests.factories import NOON

Edit = Callable[[str, str, str], None]
pytestmark = pytest.mark.both_databases


def loaded(session: Session, directory: Path, days: int = 0) -> Report:
    report = load(session, directory, at=NOON + timedelta(days=days))
    session.commit()
    return report


def by_key(session: Session, model: type, key: str):
    return session.scalars(select(model).where(model.fact_key == key)).one()


def test_loading_twice_changes_nothing(session: Session, directory: Path) -> None:
    first = loaded(session, directory)
    events = session.scalar(select(func.count(Event.id)))

    second = loaded(session, directory, days=1)

    assert second.total(Verdict.SKIPPED) == first.total(Verdict.LOADED)
    assert [second.total(verdict) for verdict in (Verdict.LOADED, Verdict.CHANGED, Verdict.KEPT)] == [0, 0, 0]
    assert session.scalar(select(func.count(Event.id))) == events
    assert is_loaded(session, directory)


def test_a_changed_row_is_changed_and_no_other(session: Session, directory: Path, edit: Edit) -> None:
    loaded(session, directory)
    edit("themes", "Cybersäkerhet,", "Cybersäkerhet i industrin,")
    assert not is_loaded(session, directory)

    report = loaded(session, directory, days=1)

    theme = by_key(session, Theme, "T09")
    assert (theme.title, theme.slug) == ("Cybersäkerhet i industrin", "cybersakerhet")
    assert (report.total(Verdict.CHANGED), report.counts["themes"][Verdict.CHANGED]) == (1, 1)
    assert loaded(session, directory, days=2).total(Verdict.CHANGED) == 0


def test_a_row_edited_in_the_product_is_never_overwritten(
    session: Session, directory: Path, edit: Edit
) -> None:
    loaded(session, directory)
    by_key(session, Theme, "T09").title = "Säkerhet på nätet"
    session.commit()
    edit("themes", "Cybersäkerhet,", "Cybersäkerhet i industrin,")

    report = loaded(session, directory, days=1)

    assert by_key(session, Theme, "T09").title == "Säkerhet på nätet"
    assert (report.kept, report.total(Verdict.CHANGED)) == ([("themes", "T09")], 0)
    assert loaded(session, directory, days=2).kept == [("themes", "T09")]


def test_bodies_edited_in_the_product_are_never_overwritten(
    session: Session, directory: Path, edit: Edit
) -> None:
    loaded(session, directory)
    dialogue = by_key(session, Dialogue, "IS-2016-04-11")
    body = dialogue.bodies[0].organisation
    told = dialogues.Particulars(themes=dialogue.themes, bodies=[body], leading=body)
    dialogues.revise(dialogue, told, by=Actor("Handläggare"), at=NOON)
    session.commit()
    edit("dialogues", "Första gången utanför Näringsdepartementet. Tre", "Tre")

    report = loaded(session, directory, days=1)

    assert report.kept == [("dialogues", "IS-2016-04-11")]
    assert [place.organisation for place in dialogue.bodies] == [body]


def test_focus_areas_and_ministers_edited_in_the_product_are_never_overwritten(
    session: Session, directory: Path
) -> None:
    loaded(session, directory)
    theme = by_key(session, Theme, "T09")
    area = session.scalars(select(FocusArea).order_by(FocusArea.id.desc())).first()
    assert area is not None
    themes.revise_theme(
        theme, themes.ThemeText(title=theme.title, focus={area: Basis.STATED}), by=Actor("H"), at=NOON
    )
    dialogue = by_key(session, Dialogue, "IS-2016-04-11")
    dialogues.set_ministers(dialogue, None, [], by=Actor("H"), at=NOON)
    session.commit()

    report = loaded(session, directory, days=1)

    assert sorted(report.kept) == [("dialogues", "IS-2016-04-11"), ("themes", "T09")]


def test_a_row_removed_in_the_product_is_not_made_again(session: Session, directory: Path) -> None:
    loaded(session, directory)
    session.delete(by_key(session, Link, "LK010"))
    session.commit()

    report = loaded(session, directory, days=1)

    assert report.kept == [("outcomes_links", "LK010")]
    assert session.scalar(select(func.count(Link.id))) == 10


def test_a_row_that_left_the_files_is_reported_and_stays(
    session: Session, directory: Path, edit: Edit
) -> None:
    loaded(session, directory)
    lines = (directory / "outcomes_links.csv").read_text(encoding="utf-8").splitlines()
    (directory / "outcomes_links.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")

    report = loaded(session, directory, days=1)

    assert report.gone == [("outcomes_links", "LK011")]
    assert by_key(session, Link, "LK011").stands


def test_a_new_outcome_does_not_make_its_dialogue_look_edited(session: Session, directory: Path) -> None:
    loaded(session, directory)
    path = directory / "dialogue_outcomes.csv"
    row = "OC019,IS-2016-04-11,diskussionspunkt,Mer återvinning,stated,dialogue,ORG-RK,S005,public,\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")

    report = loaded(session, directory, days=1)

    dialogue = by_key(session, Dialogue, "IS-2016-04-11")
    assert [outcome.number for outcome in dialogue.outcomes] == [1, 2, 3]
    assert (report.total(Verdict.LOADED), report.kept) == (1, [])
    assert loaded(session, directory, days=2).kept == []


def test_a_changed_status_withdraws_the_old_statement(session: Session, directory: Path, edit: Edit) -> None:
    loaded(session, directory)
    edit("measures", "beslutad,2016-11-24,stated", "genomförd,2019,stated")

    loaded(session, directory, days=1)

    measure = by_key(session, Measure, "HP1-11")
    assert [(one.status, one.stands, one.withdrawn_by) for one in measure.statuses] == [
        (MeasureStatus.DECIDED, False, "inläst från källor"),
        (MeasureStatus.COMPLETED, True, ""),
    ]
    assert measure.current_status is measure.statuses[1]


def test_a_statement_withdrawn_in_the_product_is_not_made_again(
    session: Session, directory: Path, edit: Edit
) -> None:
    loaded(session, directory)
    status = by_key(session, StatusStatement, "HP1-11/status")
    status.withdraw(by="Handläggare", at=NOON, reason="Fel", stated_on=status.stated_on)
    session.commit()
    edit("measures", "beslutad,2016-11-24,stated", "genomförd,2019,stated")

    loaded(session, directory, days=1)

    assert by_key(session, Measure, "HP1-11").current_status is None


def test_a_link_that_says_something_else_is_made_anew(session: Session, directory: Path, edit: Edit) -> None:
    loaded(session, directory)
    edit("outcomes_links", "plan,,HP2,,input_to", "plan,,HP2,,discussed")

    loaded(session, directory, days=1)

    links = session.scalars(select(Link).where(Link.plan_id.is_not(None)).order_by(Link.id)).all()
    old, new = (link for link in links if link.plan and link.plan.fact_key == "HP2")
    assert (old.kind.value, old.stands, new.kind.value, new.stands) == ("input_to", False, "discussed", True)


def test_a_source_becomes_public_with_the_row_that_cites_it(
    session: Session, directory: Path, edit: Edit
) -> None:
    loaded(session, directory)
    assert not by_key(session, Source, "S085").is_public
    edit("measures", "kompetensplattformar 2013–2017.,working,", "kompetensplattformar 2013–2017.,public,")

    loaded(session, directory, days=1)

    assert by_key(session, Source, "S085").is_public


def test_broken_files_leave_the_database_as_it_was(session: Session, directory: Path, edit: Edit) -> None:
    edit("dialogues", ",T02,P-DAMBERG", ",T99,P-DAMBERG")

    with pytest.raises(BrokenFacts):
        load(session, directory, at=NOON)

    session.commit()
    assert session.scalar(select(func.count(LoadedFact.id))) == 0


def test_a_seat_that_an_organizer_added_stays(session: Session, directory: Path, edit: Edit) -> None:
    loaded(session, directory)
    seat = Seat(description="ett mindre företag")
    seat.holdings.append(Holding(title="Vd"))
    dialogue = by_key(session, Dialogue, "IS-2016-04-11")
    dialogue.seats.append(seat)
    session.commit()
    edit("dialogues", "Första gången utanför Näringsdepartementet. Tre", "Utanför departementet. Tre")

    loaded(session, directory, days=1)

    assert dialogue.note.startswith("Utanför departementet.")
    assert len(dialogue.seats) == 5
    assert [one.description for one in dialogue.seats if one.description] == ["ett mindre företag"]
    assert [event.verb for event in dialogue.events] == ["loaded", "reloaded"]
