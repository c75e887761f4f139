"""The product's own facts, as the public and organizers are to see them."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.facts import DIRECTORY
from dialogues_app.facts.loading import load
from dialogues_app.models import (
    ActionPlan,
    AnswerState,
    Audience,
    Basis,
    Dialogue,
    DialogueStatus,
    FocusArea,
    FollowUp,
    Link,
    Measure,
    Organisation,
    Outcome,
    OutcomeType,
    Participation,
    Person,
    PlanEntry,
    Post,
    SeatRole,
    Source,
    Term,
    Theme,
)
from tests.factories import NOON

pytestmark = pytest.mark.both_databases


@pytest.fixture
def history(session: Session) -> Session:
    load(session, DIRECTORY, at=NOON)
    session.commit()
    return session


def dialogue(history: Session, key: str) -> Dialogue:
    return history.scalars(select(Dialogue).where(Dialogue.fact_key == key)).one()


def measure(history: Session, key: str) -> Measure:
    return history.scalars(select(Measure).where(Measure.fact_key == key)).one()


def test_the_history_is_complete_and_its_working_material_is_kept_apart(history: Session) -> None:
    models = (Measure, FollowUp, Outcome, Link, Participation)
    rows = {model: list(history.scalars(select(model))) for model in models}
    working = {
        model: sum(row.audience is Audience.ORGANIZERS for row in found) for model, found in rows.items()
    }

    assert [len(rows[model]) for model in models] == [38, 39, 18, 11, 62]
    assert [working[model] for model in models] == [21, 7, 0, 3, 16]
    assert history.scalar(select(func.count(Dialogue.id))) == 15
    assert history.scalar(select(func.count(Theme.id))) == 15
    assert history.scalar(select(func.count(Post.id))) == 35


def test_only_stated_entries_count_for_a_plan(history: Session) -> None:
    found: Counter[tuple[str | None, Basis]] = Counter()
    for entry in history.scalars(select(PlanEntry)):
        found[entry.plan.fact_key, entry.basis] += 1
    counts = {plan.slug: plan.published_count for plan in history.scalars(select(ActionPlan))}

    assert found == {
        ("HP1", Basis.STATED): 3,
        ("HP2", Basis.STATED): 6,
        ("HP1", Basis.INFERRED): 8,
        ("HP2", Basis.INFERRED): 2,
    }
    assert counts == {"strategin": None, "1": 45, "2": 37}


def test_every_dialogue_is_published_with_one_event_by_the_loader(history: Session) -> None:
    for one in history.scalars(select(Dialogue)):
        assert one.status is DialogueStatus.PUBLISHED
        assert (one.announced_at, one.published_at) == (NOON, NOON)
        assert [(event.verb, event.actor_label) for event in one.events] == [("loaded", "inläst från källor")]
    marked = select(func.count(Dialogue.id)).where(Dialogue.on_government_page)
    assert history.scalar(marked) == 10


def test_addresses_say_the_date_as_precisely_as_it_is_known(history: Session) -> None:
    slugs = set(history.scalars(select(Dialogue.slug)))

    assert {
        "2015-05-28-industrisamtal",
        "2016-09-12-logistik-transporter-och-infrastruktur",
        "2017-11-06-cybersakerhet-minskade-processutslapp",
        "2021-var-investeringsklimat",
    } <= slugs
    assert measure(history, "HP2-03").slug == "industriklivet"


def test_sources_that_disagree_on_a_day_are_all_kept(history: Session) -> None:
    last = dialogue(history, "IS-2018-05-03")

    assert [(said.earliest, said.latest, said.wording) for said in last.dates] == [
        (date(2018, 5, 1), date(2018, 5, 31), "i maj 2018"),
        (date(2018, 5, 3), date(2018, 5, 3), "3 maj 2018"),
    ]
    assert (last.held, last.dates_agree) == (last.dates[1].date, False)
    assert dialogue(history, "IS-2021-V").held.latest == date(2021, 5, 31)
    disagreeing = [one.fact_key for one in history.scalars(select(Dialogue)) if not one.dates_agree]
    assert sorted(disagreeing) == ["IS-2015-05-28", "IS-2018-05-03", "IS-2023-11"]


def test_ministers_and_state_secretaries_have_seats_with_a_basis(history: Session) -> None:
    seats = [
        (seat.role, seat.holdings[0].name, seat.holdings[0].basis)
        for seat in dialogue(history, "IS-2015-08-28").seats
    ]

    assert seats == [
        (SeatRole.CHAIR, "Mikael Damberg", Basis.STATED),
        (SeatRole.MINISTER, "Aida Hadzialic", Basis.ANNOUNCED),
        (SeatRole.STATE_SECRETARY, "Erik Nilsson", Basis.ANNOUNCED),
    ]
    [chair] = dialogue(history, "IS-2017-01-25").seats
    assert chair.holdings[0].basis is Basis.GENERAL


@pytest.mark.parametrize(
    ("key", "bodies"),
    [
        ("IS-2016-09-12", ["Näringsdepartementet", "Industrirådet", "Almega"]),
        ("IS-2019-10-25", ["Näringsdepartementet", "Industrirådet", "Almega"]),
        ("IS-2021-V", []),
        ("IS-2023-11", ["Klimat- och näringslivsdepartementet", "Industrirådet"]),
    ],
)
def test_organisers_are_told_where_they_are_known(history: Session, key: str, bodies: list[str]) -> None:
    one = dialogue(history, key)

    assert [body.organisation.name for body in one.bodies] == bodies
    assert [body.organisation.name for body in one.bodies if body.leads] == bodies[:1]
    organisers = select(Organisation.fact_key).where(Organisation.is_organiser)
    assert set(history.scalars(organisers)) == {"ORG-N", "ORG-IR", "ORG-ALMEGA"}


def test_expert_seminars_are_known(history: Session) -> None:
    found = {one.fact_key for one in history.scalars(select(Dialogue)) if one.with_seminar}

    assert found == {"IS-2016-02-08", "IS-2016-04-11", "IS-2016-09-12", "IS-2017-06-02"}


def test_outcomes_keep_the_word_of_the_source_and_say_what_answered_them(history: Session) -> None:
    outcomes = dialogue(history, "IS-2016-09-12").outcomes

    assert [(one.number, one.type, one.type_wording, one.answer_state) for one in outcomes] == [
        (1, OutcomeType.INPUT, "", AnswerState.LINKED),
        (2, OutcomeType.OTHER, "diskussionspunkt", AnswerState.UNKNOWN),
        (3, OutcomeType.OTHER, "diskussionspunkt", AnswerState.UNKNOWN),
        (4, OutcomeType.DECISION_PRESENTED, "", AnswerState.LINKED),
        (5, OutcomeType.DECISION_PRESENTED, "", AnswerState.LINKED),
    ]
    assert outcomes[0].told_by is not None
    assert {one.raised_by for one in history.scalars(select(Outcome))} == {""}


def test_amounts_keep_what_the_source_says_about_them(history: Session) -> None:
    amounts = [
        (one.kind.value, one.year, one.sek, one.qualifier) for one in measure(history, "HP1-05").amounts
    ]

    assert amounts == [
        ("total", None, 16_000_000, "högst"),
        ("per_year", None, 8_000_000, "högst"),
        ("in_year", 2016, 8_000_000, "högst"),
        ("in_year", 2017, 8_000_000, "högst"),
    ]
    seel = measure(history, "HP2-01").amounts[0]
    assert (seel.qualifier, seel.note) == ("högst", "först 2018–2021, ändrat 2019 till 2019–2022")
    assert sum(any(a.sek for a in one.amounts) for one in history.scalars(select(Measure))) == 17


def test_commissioning_ministries_that_are_inferred_say_so(history: Session) -> None:
    found = {
        one.fact_key
        for one in history.scalars(select(Measure))
        if any(body.role.value == "commissioning" and body.basis is Basis.INFERRED for body in one.bodies)
    }

    assert found == {"HP2-03", "HP2-04", "C-06", "C-07", "C-09"}


def test_a_status_that_is_not_known_is_not_stated(history: Session) -> None:
    measures = list(history.scalars(select(Measure)))

    assert sum(one.current_status is None for one in measures) == 9
    status = measure(history, "HP2-01").current_status
    assert status is not None
    assert (status.stated_on.wording, status.basis) == ("2023-09", Basis.INFERRED)


def test_a_source_is_public_only_where_a_public_row_cites_it(history: Session) -> None:
    hidden = set(history.scalars(select(Source.fact_key).where(Source.is_public.is_(False))))

    assert len(hidden) == 34
    # Cited by nothing, by a post that is not named, by working rows alone.
    assert {"S031", "S096", "S004"} <= hidden
    assert not {"S001", "S015", "S011"} & hidden


def test_only_people_who_may_be_named_have_an_address(history: Session) -> None:
    people = {one.fact_key: one for one in history.scalars(select(Person))}

    assert len(people) == 33
    assert people["P-DAMBERG"].slug == "mikael-damberg"
    assert all((one.slug is not None) == one.named_in_public for one in people.values())
    sandvik = [(post.title, post.named_in_public) for post in people["P-SANDVIK"].posts]
    assert sandvik == [("ledamot i Advisory Board", True), ("vd", False)]


def test_the_advisory_board_has_a_period(history: Session) -> None:
    term = history.scalars(select(Term)).one()

    assert (term.name, term.begins.wording, term.ends.latest) == (
        "Advisory Board, rådet för nyindustrialisering",
        "2015-07-01",
        date(2016, 6, 30),
    )


def test_focus_areas_have_their_marks_goals_and_inferred_challenges(history: Session) -> None:
    areas = list(history.scalars(select(FocusArea).order_by(FocusArea.position)))

    assert [(area.mark_key, area.slug) for area in areas] == [
        ("i40", "industri-4-0"),
        ("hp", "hallbar-produktion"),
        ("ki", "kunskapslyft-industri"),
        ("ts", "testbadd-sverige"),
    ]
    assert {area.challenge_basis for area in areas} == {Basis.INFERRED}
    assert [area.challenge.title for area in areas if area.challenge] == [
        "digitalisering",
        "hållbarhet",
        "kompetens",
        "innovationskraft",
    ]


def test_involvement_in_the_talks_of_a_year_is_not_attendance(history: Session) -> None:
    without = [one for one in history.scalars(select(Participation)) if one.dialogue is None]

    assert len(without) == 17
    assert all(one.scope_note for one in without)
    assert [one.fact_key for one in without if one.is_public] == ["PT046"]
