"""Opening, revising, entering, stepping and deleting dialogues: no app, no database."""

import pytest

from dialogues_app.domain import dialogues
from dialogues_app.domain.dialogues import Particulars
from dialogues_app.errors import IllegalTransition, Invalid, NotAllowed, ReasonRequired
from dialogues_app.models import DialogueStatus, EventStatus, PartialDate, SeatRole
from tests.factories import (
    NOON,
    SLOT,
    a_body,
    a_dialogue,
    a_meeting,
    a_minister,
    a_theme,
    after,
    an_invitation,
    an_organizer,
    on,
    the_ministry,
)

S = DialogueStatus


def opened(**given):
    ministry = given.pop("leading", None) or the_ministry()
    told = {"themes": [a_theme(title="Cybersäkerhet")], "bodies": [ministry], "practice": False} | given
    return dialogues.open_dialogue(leading=ministry, by=an_organizer(), at=NOON, **told)


def told(dialogue, **given):
    kept = {
        "themes": dialogue.themes,
        "bodies": [place.organisation for place in dialogue.bodies],
        "leading": dialogue.leading_body,
    }
    return Particulars(**kept | given)


def test_a_new_dialogue_is_a_draft_with_its_themes_and_bodies():
    first, second, ministry, almega = a_theme(), a_theme(), the_ministry(), a_body(name="Almega")

    dialogue = opened(
        themes=[first, second, first], bodies=[almega, ministry], leading=ministry, practice=True
    )

    assert dialogue.themes == [first, second]
    assert [(place.organisation, place.leads) for place in dialogue.bodies] == [
        (almega, False),
        (ministry, True),
    ]
    assert (dialogue.status, dialogue.is_practice) == (S.DRAFT, True)
    assert [event.verb for event in dialogue.events] == ["opened"]


def test_a_dialogue_without_a_given_slug_gets_one_that_nobody_else_has():
    theme = a_theme(title="Cybersäkerhet och minskade processutsläpp")

    slugs = {opened(themes=[theme]).slug for _ in range(20)}

    assert len(slugs) == 20
    assert all(slug.startswith("cybersakerhet-och-minskade-processutslapp-") for slug in slugs)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"themes": [], "title": "  "}, "themes", "theme_or_title"),
        ({"title": "å" * 301}, "title", "too_long"),
        ({"bodies": [a_body()]}, "leading", "not_among_bodies"),
    ],
)
def test_a_dialogue_that_cannot_be_named_or_led_is_refused(given, field, code):
    with pytest.raises(Invalid) as refused:
        opened(**given)

    assert (refused.value.field, refused.value.code) == (field, code)


def test_a_revision_keeps_what_changed_before_and_after():
    dialogue, theme = a_dialogue(title="Det gamla"), a_theme(title="Kompetens")

    said = told(
        dialogue,
        title="Det nya",
        themes=[theme],
        reply_by=on("2026-10-01"),
        references=["N2026/1", " ", "N2026/1"],
    )
    event = dialogues.revise(dialogue, said, by=an_organizer(), at=NOON)

    assert (dialogue.title, dialogue.themes, dialogue.reply_by) == ("Det nya", [theme], on("2026-10-01"))
    assert [reference.number for reference in dialogue.references] == ["N2026/1"]
    assert event.before["title"] == "Det gamla"
    assert event.after == {
        "title": "Det nya",
        "themes": ["Kompetens"],
        "reply_by": "2026-10-01",
        "references": ["N2026/1"],
    }


def test_a_revision_that_says_the_same_leaves_no_event():
    dialogue = a_dialogue()

    assert dialogues.revise(dialogue, told(dialogue), by=an_organizer(), at=NOON) is None
    assert dialogue.events == []


@pytest.mark.parametrize(("text", "held"), [("2018-05-22", S.HELD), ("2018-05", S.HELD), ("2018", S.HELD)])
def test_a_dialogue_already_held_is_entered_with_any_past_date(text, held):
    dialogue, day = opened(), PartialDate.parse(text)

    dialogues.enter_held(dialogue, day, by=an_organizer(), at=NOON)

    assert (dialogue.status, dialogue.held) == (held, day)
    assert [stated.date for stated in dialogue.dates] == [day]


def test_a_coming_dialogue_is_not_entered_as_held():
    dialogue = opened()

    with pytest.raises(Invalid) as refused:
        dialogues.enter_held(dialogue, PartialDate.parse("2026-09-02"), by=an_organizer(), at=NOON)

    assert (refused.value.code, dialogue.status) == ("in_the_future", S.DRAFT)


def test_a_dialogue_is_held_by_a_person_once_its_time_is_over():
    meeting = a_meeting(status=EventStatus.INVITED, dialogue=a_dialogue(status=S.INVITED))
    dialogue = meeting.dialogue

    with pytest.raises(Invalid) as refused:
        dialogues.advance(dialogue, S.HELD, by=an_organizer(), at=NOON)
    dialogues.advance(dialogue, S.HELD, by=an_organizer(), at=SLOT.ends_at)

    assert refused.value.code == "slot_not_over"
    assert (dialogue.status, meeting.status) == (S.HELD, EventStatus.HELD)
    assert dialogue.held == PartialDate.day(on("2026-10-14"))


def test_held_by_mistake_is_stepped_back_with_a_reason_and_the_planned_day_stays():
    meeting = a_meeting(dialogue=a_dialogue(status=S.BOOKED))
    dialogue = meeting.dialogue
    dialogues.advance(dialogue, S.HELD, by=an_organizer(), at=SLOT.ends_at)

    with pytest.raises(ReasonRequired):
        dialogues.step_back(dialogue, S.BOOKED, reason=" ", by=an_organizer(), at=after(days=90))
    dialogues.step_back(dialogue, S.BOOKED, reason="Fel samtal.", by=an_organizer(), at=after(days=90))

    assert (dialogue.status, meeting.status, dialogue.dates) == (S.BOOKED, EventStatus.DRAFT, [])
    assert dialogue.held == PartialDate.day(on("2026-10-14"))
    assert dialogue.events[-1].reason == "Fel samtal."


def test_each_step_back_offered_can_be_taken_and_no_other():
    for status in S:
        offered = dialogues.steps_back(a_dialogue(status=status))
        for wanted in S:
            dialogue = a_dialogue(status=status)
            if wanted in offered:
                dialogues.step_back(dialogue, wanted, reason="Skäl.", by=an_organizer(), at=NOON)
                assert dialogue.status is wanted
            elif wanted is S.CANCELLED:
                with pytest.raises(NotAllowed):
                    dialogues.step_back(dialogue, wanted, reason="Skäl.", by=an_organizer(), at=NOON)


def test_a_dialogue_without_a_time_is_called_off_and_resumed():
    dialogue = a_dialogue()

    dialogues.call_off(dialogue, reason="Ingen tid.", by=an_organizer(), at=NOON)
    was = dialogue.status
    dialogues.resume(dialogue, reason="Nu finns tid.", by=an_organizer(), at=NOON)

    assert (was, dialogue.status) == (S.CANCELLED, S.BOOKED)


def test_ministers_get_seats_with_one_in_the_chair_and_keep_them():
    dialogue, first, second = a_dialogue(), a_minister(), a_minister()

    dialogues.set_ministers(dialogue, first, [second], by=an_organizer(), at=NOON)
    kept = dialogue.seats[1]
    dialogues.set_ministers(dialogue, second, [], by=an_organizer(), at=NOON)

    assert dialogue.seats == [kept]
    assert (kept.role, kept.holding.person, kept.holding.title) == (SeatRole.CHAIR, second, "näringsminister")
    assert [event.verb for event in dialogue.events] == ["ministers_set", "ministers_set"]


@pytest.mark.parametrize("seat", ["chair", "other"])
def test_the_minister_of_the_practice_sits_in_practice_dialogues_alone(seat):
    dialogue, practice = a_dialogue(), a_dialogue(is_practice=True)
    nobody = a_minister(is_practice=True)
    told = (nobody, []) if seat == "chair" else (None, [nobody])

    dialogues.set_ministers(practice, *told, by=an_organizer(), at=NOON)
    with pytest.raises(Invalid) as refused:
        dialogues.set_ministers(dialogue, *told, by=an_organizer(), at=NOON)

    assert refused.value.code == "practice_only"
    assert (len(practice.seats), len(dialogue.seats)) == (1, 0)


def test_a_minister_with_an_invitation_keeps_the_seat():
    dialogue, minister = a_dialogue(), a_minister()
    dialogues.set_ministers(dialogue, minister, [], by=an_organizer(), at=NOON)
    an_invitation().holding = dialogue.seats[0].holding

    with pytest.raises(Invalid) as refused:
        dialogues.set_ministers(dialogue, None, [], by=an_organizer(), at=NOON)

    assert (refused.value.code, len(dialogue.seats)) == ("is_invited", 1)


def test_only_a_practice_dialogue_can_be_deleted_and_one_event_tells_of_it():
    practice = a_dialogue(is_practice=True, slug="ovning")

    event = dialogues.delete_practice(practice, reason="Klar.", by=an_organizer(), at=NOON)

    assert (event.verb, event.dialogue, event.reason, event.before["slug"]) == (
        "practice_deleted",
        None,
        "Klar.",
        "ovning",
    )
    with pytest.raises(NotAllowed):
        dialogues.delete_practice(a_dialogue(), reason="Klar.", by=an_organizer(), at=NOON)
    with pytest.raises(ReasonRequired):
        dialogues.delete_practice(practice, reason="", by=an_organizer(), at=NOON)


def test_an_address_follows_the_date_until_it_is_announced():
    dialogue = a_dialogue(slug="tema")

    dialogues.readdress(dialogue, "2026-10-14-tema")
    dialogue.announced_at = NOON
    dialogues.readdress(dialogue, "2026-11-14-tema")

    assert dialogue.slug == "2026-10-14-tema"


def test_a_taken_slug_gets_the_next_free_number():
    assert dialogues.free_slug("tema", []) == "tema"
    assert dialogues.free_slug("tema", ["tema", "tema-2", "tema-mera"]) == "tema-3"


def test_a_published_dialogue_takes_no_step_of_these():
    with pytest.raises(IllegalTransition):
        dialogues.advance(a_dialogue(status=S.PUBLISHED), S.DOCUMENTED, by=an_organizer(), at=NOON)
