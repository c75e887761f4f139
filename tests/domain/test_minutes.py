"""Notes: made from what is recorded, confirmed in one round, locked by a hash, corrected in new versions."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues_app.domain import contributions, minutes, outcomes
from dialogues_app.domain.minutes_content import (
    PRESENT,
    PUBLIC,
    Content,
    Reader,
    canonical,
    compose,
    digest,
    parts,
    seen_by,
    still_open,
)
from dialogues_app.domain.wording import Change, changes
from dialogues_app.errors import Conflict, IllegalTransition, Invalid, ReasonRequired
from dialogues_app.models import (
    Actor,
    Attribution,
    Audience,
    Confirmation,
    Contribution,
    Dialogue,
    EventStatus,
    MessageKind,
    Minutes,
    MinutesState,
    Organisation,
    OutboxState,
    Participation,
    Presence,
    Resolution,
)
from tests.domain.recording import a_held_dialogue
from tests.factories import NOON, a_body, a_meeting, after, an_invitation, an_organisation, an_outcome, on

BY = Actor(label="Handläggare")
HOLD = timedelta(seconds=60)
DAY = on("2026-09-15")
ROUND = minutes.Round(DAY, HOLD, lambda link: f"https://samtal.example/m/{link}")
COUNTER = minutes.Counter("Vi har väntat i två år.", Attribution.ORGANISATION)


def a_dialogue_with_notes(present: int = 2) -> Dialogue:
    """A held dialogue with one public outcome, a statement behind it, and those who were there."""
    outcome = an_outcome(sentence="Tillstånden tar för lång tid.", audience=Audience.PUBLIC)
    dialogue = a_held_dialogue(outcomes=[outcome])
    invitations = [
        an_invitation(organisation=an_organisation(name=f"Förbund {n}")) for n in range(1, present + 1)
    ]
    a_meeting(dialogue=dialogue, invitations=invitations, status=EventStatus.HELD)
    for invitation in invitations:
        dialogue.participations.append(
            Participation(
                holding=invitation.holding,
                presence=Presence.PRESENT,
                capacity="Företrädare",
                organisation=invitation.holding.seat.organisation,
                audience=Audience.PUBLIC,
            )
        )
    draft = contributions.Draft(
        text="Vi väntar för länge.", seat=invitations[0].holding.seat, audience=Audience.PUBLIC
    )
    contributions.add(outcome, draft, by=BY, at=NOON)
    return dialogue


def circulated(dialogue: Dialogue) -> Minutes:
    version = minutes.begin(dialogue, by=BY, at=NOON)
    minutes.circulate(version, ROUND, by=BY, at=NOON)
    return version


def the_statement(dialogue: Dialogue) -> Contribution:
    return dialogue.outcomes[0].contributions[0]


def objected(dialogue: Dialogue, asked: Confirmation) -> None:
    minutes.object_to(asked, {the_statement(dialogue): COUNTER}, by=BY, at=after(days=1))


def test_those_present_are_asked_once_each_by_a_mail_that_waits_and_says_nothing_of_the_notes() -> None:
    dialogue = a_dialogue_with_notes(present=3)

    version = circulated(dialogue)

    rows = [asked.outbox for asked in version.confirmations]
    assert [row.kind for row in rows if row] == [MessageKind.MINUTES] * 3
    assert {row.recipient for row in rows if row} == {one.address for one in minutes.to_ask(dialogue)}
    assert {row.not_before for row in rows if row} == {NOON + HOLD}
    assert len({asked.link_id for asked in version.confirmations}) == 3
    assert "väntar" not in json.dumps([row.context for row in rows if row], ensure_ascii=False)
    assert version.circulated == compose(dialogue)


def test_somebody_absent_is_not_asked() -> None:
    dialogue = a_dialogue_with_notes(present=2)
    dialogue.participations[1].presence = Presence.ABSENT

    assert [one.holding for one in minutes.to_ask(dialogue)] == [dialogue.participations[0].holding]


@pytest.mark.parametrize("day", ["2026-08-31", "2026-09-01"])
def test_the_last_day_lies_ahead(day: str) -> None:
    dialogue = a_dialogue_with_notes()
    version = minutes.begin(dialogue, by=BY, at=NOON)

    with pytest.raises(Invalid):
        minutes.circulate(version, minutes.Round(on(day), HOLD, str), by=BY, at=NOON)

    assert (version.state, version.confirmations) == (MinutesState.DRAFT, [])


def test_within_the_waiting_time_nobody_was_asked_after_all() -> None:
    dialogue = a_dialogue_with_notes()
    version = circulated(dialogue)
    rows = [asked.outbox for asked in version.confirmations]

    minutes.take_back(version, by=BY, at=after(seconds=59))

    assert [row.state for row in rows if row] == [OutboxState.TAKEN_BACK] * 2
    assert (version.state, version.confirmations, version.circulated) == (MinutesState.DRAFT, [], {})
    with pytest.raises(IllegalTransition):
        minutes.take_back(circulated(a_dialogue_with_notes()), by=BY, at=after(seconds=60))


def test_each_person_answers_once() -> None:
    dialogue = a_dialogue_with_notes()
    first, second = circulated(dialogue).confirmations
    minutes.confirm(first, by=BY, at=after(days=1))
    objected(dialogue, second)

    minutes.confirm(first, by=BY, at=after(days=2))  # a second press changes nothing
    with pytest.raises(IllegalTransition):
        objected(dialogue, first)
    with pytest.raises(IllegalTransition):
        minutes.confirm(second, by=BY, at=after(days=2))
    with pytest.raises(IllegalTransition):
        objected(dialogue, second)

    assert (first.confirmed, first.answered_at) == (True, after(days=1))
    assert [len(one.objections) for one in (first, second)] == [0, 1]


def test_the_round_ends_with_its_last_day_in_sweden() -> None:
    asked = circulated(a_dialogue_with_notes()).confirmations[0]
    midnight = after(days=14, hours=12)  # 2026-09-15 22:00 UTC is midnight in Sweden

    assert minutes.is_open(asked, at=midnight - timedelta(seconds=1))
    assert not minutes.is_open(asked, at=midnight)
    with pytest.raises(IllegalTransition):
        minutes.confirm(asked, by=BY, at=midnight)


def test_nobody_objects_to_what_they_were_not_shown() -> None:
    dialogue = a_dialogue_with_notes()
    the_statement(dialogue).audience = Audience.ORGANIZERS
    asked = circulated(dialogue).confirmations[0]

    with pytest.raises(Invalid):
        objected(dialogue, asked)

    assert asked.answered_at is None


def test_an_accepted_objection_changes_the_words_in_the_one_place_they_stand() -> None:
    dialogue = a_dialogue_with_notes()
    version = circulated(dialogue)
    objected(dialogue, version.confirmations[0])

    minutes.accept(version.objections[0], COUNTER.wording, by=BY, at=after(days=2))

    assert the_statement(dialogue).text == COUNTER.wording
    assert [part.get("text") for part in parts(compose(dialogue, version.objections))][1] == COUNTER.wording
    assert all(part["objections"] == [] for part in parts(compose(dialogue, version.objections)))


@pytest.mark.parametrize("resolved", [False, True])
def test_an_objection_that_is_not_accepted_stays_visible(resolved: bool) -> None:
    dialogue = a_dialogue_with_notes()
    version = circulated(dialogue)
    objected(dialogue, version.confirmations[0])
    if resolved:
        minutes.decline(version.objections[0], reason="Så sades det.", by=BY, at=after(days=2))

    minutes.approve(version, by=BY, at=after(days=30))

    shown = list(parts(seen_by(version.content, PUBLIC)))[1]["objections"]
    state = Resolution.DECLINED if resolved else Resolution.OPEN
    assert shown == [
        {
            "who": "Förbund 1",
            "counter": COUNTER.wording,
            "resolution": state.value,
            "reason": "Så sades det." if resolved else "",
        }
    ]


def test_an_objection_is_resolved_once_and_declined_with_a_reason() -> None:
    dialogue = a_dialogue_with_notes()
    version = circulated(dialogue)
    objected(dialogue, version.confirmations[0])
    made = version.objections[0]

    with pytest.raises(ReasonRequired):
        minutes.decline(made, reason=" ", by=BY, at=after(days=2))
    minutes.decline(made, reason="Så sades det.", by=BY, at=after(days=2))
    with pytest.raises(IllegalTransition):
        minutes.accept(made, "Något annat.", by=BY, at=after(days=2))

    assert the_statement(dialogue).text == "Vi väntar för länge."


def test_approval_waits_for_the_round() -> None:
    dialogue = a_dialogue_with_notes()
    version = minutes.begin(dialogue, by=BY, at=NOON)
    with pytest.raises(Invalid):
        minutes.approve(version, by=BY, at=NOON)
    minutes.circulate(version, ROUND, by=BY, at=NOON)
    with pytest.raises(Invalid):
        minutes.approve(version, by=BY, at=after(days=1))

    for asked in version.confirmations:
        minutes.confirm(asked, by=BY, at=after(days=1))
    minutes.approve(version, by=BY, at=after(days=1))

    assert (version.state, version.sha256) == (MinutesState.APPROVED, digest(version.content))


def test_an_approved_version_is_locked_and_tells_when_it_was_touched() -> None:
    dialogue = a_dialogue_with_notes()
    version = circulated(dialogue)
    minutes.approve(version, by=BY, at=after(days=30))
    before = canonical(version.content)

    draft = outcomes.Draft(type=dialogue.outcomes[0].type, sentence="Något helt annat.")
    outcomes.revise_outcome(dialogue.outcomes[0], draft, by=BY, at=after(days=31))
    with pytest.raises(Conflict):
        minutes.approve(version, by=BY, at=after(days=31))

    assert canonical(version.content) == before
    assert minutes.is_unchanged(version)
    version.content["items"][0]["outcomes"][0]["sentence"] = "Manipulerat."
    assert not minutes.is_unchanged(version)


def test_a_correction_is_a_new_version_with_a_reason() -> None:
    dialogue = a_dialogue_with_notes()
    first = circulated(dialogue)
    minutes.approve(first, by=BY, at=after(days=30))
    with pytest.raises(ReasonRequired):
        minutes.correct(dialogue, reason="", by=BY, at=after(days=31))

    second = minutes.correct(dialogue, reason="Fel årtal", by=BY, at=after(days=31))
    while_open = minutes.approved(dialogue)
    dialogue.outcomes[0].sentence = "Tillstånden tar tre år."
    minutes.approve(second, by=BY, at=after(days=32))

    assert (first.number, second.number, second.reason) == (1, 2, "Fel årtal")
    assert while_open is first
    assert minutes.approved(dialogue) is second
    assert first.sha256 != second.sha256
    assert minutes.is_unchanged(first)


def test_a_version_that_is_not_approved_is_not_corrected() -> None:
    dialogue = a_dialogue_with_notes()
    circulated(dialogue)

    with pytest.raises(IllegalTransition):
        minutes.correct(dialogue, reason="Fel", by=BY, at=NOON)


def test_what_is_closed_after_approval_leaves_the_public_notes() -> None:
    dialogue = a_dialogue_with_notes()
    version = circulated(dialogue)
    minutes.approve(version, by=BY, at=after(days=30))
    public = seen_by(version.content, PUBLIC)

    the_statement(dialogue).audience = Audience.ORGANIZERS

    assert [part["key"] for part in parts(public)] == ["1", "1.1"]
    assert [part["key"] for part in parts(still_open(public, dialogue, PUBLIC))] == ["1"]


# ---- properties ----

AUDIENCES = st.sampled_from(list(Audience))
BODIES = ("departementet", "almega", "industriradet")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12)


def _part(key: str, audience: Audience, body: str) -> Content:
    part = {
        "key": key,
        "text": key,
        "sentence": key,
        "said": f"sagt {key}",
        "objections": [],
        "secrecy": None,
    }
    return part | {"audience": audience.value, "body": body if audience is Audience.BODY else ""}


@st.composite
def contents(draw: Any) -> Content:
    items = []
    for number in range(draw(st.integers(0, 4))):
        outcome = _part(str(number), draw(AUDIENCES), draw(st.sampled_from(BODIES)))
        outcome["contributions"] = [
            _part(f"{number}.{place}", draw(AUDIENCES), draw(st.sampled_from(BODIES)))
            for place in range(draw(st.integers(0, 3)))
        ]
        items.append(
            {"title": f"punkt {number}", "audience": draw(AUDIENCES).value, "body": "almega"}
            | {"outcomes": [outcome]}
        )
    return {"form": 1, "dialogue": {"title": draw(TEXTS)}, "present": [], "items": items}


READERS = [PUBLIC, PRESENT, *(Reader(Audience.ORGANIZERS, body) for body in (*BODIES, ""))]


@given(content=contents(), reader=st.sampled_from(READERS))
def test_no_reader_ever_sees_a_part_that_is_not_meant_for_them(content: Content, reader: Reader) -> None:
    seen = seen_by(content, reader)

    for part in parts(seen):
        audience = Audience(part["audience"])
        assert audience is not Audience.BODY or part["body"] == reader.body
        if reader.audience is not Audience.ORGANIZERS:
            assert audience in (Audience.PUBLIC, reader.audience)
            assert part.get("said", "") == "" or "contributions" not in part
    assert {part["key"] for part in parts(seen)} <= {part["key"] for part in parts(content)}
    assert seen_by(seen, reader) == seen


@given(content=contents())
def test_a_wider_reader_sees_all_that_a_narrower_one_sees(content: Content) -> None:
    keys = [{part["key"] for part in parts(seen_by(content, reader))} for reader in READERS[:3]]

    assert keys[0] <= keys[1] <= keys[2]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(content=st.dictionaries(TEXTS, JSON, max_size=4))
def test_the_hash_does_not_hang_on_the_order_of_keys_or_a_way_through_the_database(content: Content) -> None:
    shuffled = dict(reversed(list(content.items())))
    stored = json.loads(json.dumps(content))

    assert canonical(content) == canonical(shuffled) == canonical(stored)


@given(content=contents(), text=TEXTS)
def test_the_hash_follows_every_word(content: Content, text: str) -> None:
    changed = content | {"dialogue": {"title": content["dialogue"]["title"] + text}}

    assert (digest(changed) == digest(content)) == (canonical(changed) == canonical(content))
    assert digest(content) != digest(content | {"form": 2})


def test_two_ways_to_write_the_same_letter_have_one_hash() -> None:
    assert digest({"ord": "\u00e5"}) == digest({"ord": "a\u030a"})


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_a_difference_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    runs = changes(before, after)

    assert "".join(run.text for run in runs if run.change is not Change.ADDED) == before
    assert "".join(run.text for run in runs if run.change is not Change.REMOVED) == after


def test_private_words_of_two_bodies_stay_apart() -> None:
    dialogue = a_dialogue_with_notes()
    body: Organisation = a_body(slug="almega")
    draft = contributions.Draft(text="Bara Almega.", audience=Audience.BODY, audience_body=body)
    contributions.add(dialogue.outcomes[0], draft, by=BY, at=NOON)
    content = compose(dialogue)

    mine, theirs = (seen_by(content, Reader(Audience.ORGANIZERS, slug)) for slug in ("almega", "annan"))

    assert ["Bara Almega." in json.dumps(one, ensure_ascii=False) for one in (mine, theirs)] == [True, False]
