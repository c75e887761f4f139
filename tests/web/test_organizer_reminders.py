"""Quiet hours and reminders on the organizers' pages."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from dialogues_app.clock import now
from dialogues_app.domain import replies
from dialogues_app.models import (
    Channel,
    Dialogue,
    MessageKind,
    OutboxState,
    PartStat,
    Reminder,
    ReminderKind,
    ReminderState,
    Slot,
)
from tests.domain.test_quiet_hours import swedish
from tests.factories import on
from tests.web.organizing import (
    a_booked_dialogue,
    an_organizer_signed_in,
    anew,
    confirm,
    fill,
    identity,
    invite_all,
    send,
    text_of,
    three_bodies,
)
from tests.web.test_organizer_changes import path_of, rows

DAY, NIGHT = "2026-12-08T12:00", "2026-12-08T21:15"  # a Tuesday; Wednesday is an ordinary day
BEFORE_CHRISTMAS = "2026-12-23T21:15"
MEETING = Slot(swedish("2027-01-20T09:00"), swedish("2027-01-20T12:00"))
SOON = Slot(swedish("2026-12-10T09:00"), swedish("2026-12-10T12:00"))
MORNING = swedish("2026-12-09T07:30")


@pytest.fixture
def clock():
    """Sets the clock, also for accounts and sessions made from then on."""
    with time_machine.travel(swedish(DAY), tick=False) as traveller:
        yield lambda text: traveller.move_to(swedish(text))


@pytest.fixture
def bodies(clock, client, session):
    found = three_bodies(session)
    an_organizer_signed_in(client, session, found[0], label="Samordnare")
    return found


def an_invited_dialogue(session, bodies, guests=3, slot=MEETING):
    """Everyone has the invitation; the reply date is a Thursday."""
    dialogue = a_booked_dialogue(session, bodies, guests=guests, slot=slot)
    dialogue.reply_by = on("2027-01-14")
    invite_all(session, dialogue)
    return dialogue


def radio(page, name):
    """Whether that choice is preselected; None where it is not offered."""
    found = [line for line in page.splitlines() if f'id="nar-{name}"' in line]
    return " checked" in found[0] if found else None


def review_of_a_place(client, dialogue):
    path = path_of(dialogue, "/plats")
    return path, fill(client, path, place="Kista", reason="Större rum")


def offered(answer):
    page = answer.get_data(as_text=True)
    return radio(page, "nu"), radio(page, "morgon")


def test_by_day_there_is_nothing_to_choose(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies)

    _path, review = review_of_a_place(client, dialogue)

    assert offered(review) == (None, None)
    assert "Mejlen går ut om 60 sekunder. Till dess kan du ångra." in text_of(review)


def test_at_night_the_morning_is_preselected_and_everything_waits_for_it(client, session, bodies, clock):
    dialogue = an_invited_dialogue(session, bodies)
    clock(NIGHT)

    path, review = review_of_a_place(client, dialogue)

    assert offered(review) == (False, True)
    assert "I morgon kl. 07.30" in text_of(review)
    answer = confirm(client, path, with_choice(review, "2026-12-09T07:30+01:00"))
    assert answer.status_code == 303
    assert {row.not_before for row in rows(session)[-3:]} == {MORNING}
    page = text_of(client.get(path_of(dialogue)))
    assert "Mejlen går ut onsdag 9 december 2026 kl. 07.30. Till dess kan du ångra." in page
    assert "Ändringen mejlas onsdag 9 december 2026 kl. 07.30." in page
    assert "Skickas 9 dec 2026 kl. 07.30" in page


def with_choice(review, value):
    """The review page with the choice made: a browser sends the checked radio with the hidden fields."""
    page = review.get_data(as_text=True)
    review.set_data(
        page.replace('<p class="btns', f'<input type="hidden" name="nar" value="{value}"><p class="btns')
    )
    return review


def test_what_waits_for_the_morning_can_be_taken_back_and_further_edits_join(client, session, bodies, clock):
    dialogue = an_invited_dialogue(session, bodies)
    clock(NIGHT)
    path, review = review_of_a_place(client, dialogue)
    confirm(client, path, with_choice(review, "2026-12-09T07:30+01:00"))
    clock("2026-12-08T22:30")
    again = fill(client, path, place="Solna", reason="Ännu större rum")
    confirm(client, path, with_choice(again, "2026-12-09T07:30+01:00"))
    clock("2026-12-09T06:45")

    fill(client, path_of(dialogue, "/angra"))

    assert [row.state for row in rows(session)[3:]] == [OutboxState.SUPERSEDED] * 3 + [
        OutboxState.TAKEN_BACK
    ] * 3
    assert session.get(Dialogue, identity(dialogue)).meeting.place == "Rosenbad"


def test_now_at_night_waits_as_long_as_by_day(client, session, bodies, clock):
    dialogue = an_invited_dialogue(session, bodies)
    clock(NIGHT)
    path, review = review_of_a_place(client, dialogue)

    confirm(client, path, with_choice(review, "nu"))

    assert {row.not_before for row in rows(session)[-3:]} == {swedish(NIGHT) + timedelta(seconds=60)}


@pytest.mark.parametrize(
    "value", ["2026-12-09T03:00+01:00", "2029-01-02T07:30+01:00", "2026-12-09T07:30", "x" * 500, ""]
)
def test_a_time_that_no_page_offered_is_now(client, session, bodies, clock, value):
    dialogue = an_invited_dialogue(session, bodies)
    clock(NIGHT)
    path, review = review_of_a_place(client, dialogue)

    confirm(client, path, with_choice(review, value))

    assert {row.not_before for row in rows(session)[-3:]} == {swedish(NIGHT) + timedelta(seconds=60)}


def test_now_is_preselected_within_two_days_of_the_meeting(client, session, bodies, clock):
    dialogue = an_invited_dialogue(session, bodies, slot=SOON)
    clock(NIGHT)

    assert offered(review_of_a_place(client, dialogue)[1]) == (True, False)


@pytest.mark.parametrize("act", ["/avbokning", "/uppskjutning"])
def test_now_is_preselected_for_every_cancellation(client, session, bodies, clock, act):
    dialogue = an_invited_dialogue(session, bodies)
    clock(NIGHT)

    assert offered(fill(client, path_of(dialogue, act), reason="Sjukdom")) == (True, False)


def test_a_red_day_in_between_is_said_in_words(client, session, bodies, clock):
    dialogue = an_invited_dialogue(session, bodies)
    clock(BEFORE_CHRISTMAS)
    an_organizer_signed_in(client, session, bodies[0])

    review = review_of_a_place(client, dialogue)[1]

    assert "Måndag 28 december 2026 kl. 07.30, nästa dag som inte är röd" in text_of(review)


def test_after_midnight_the_morning_is_that_of_today(client, session, bodies, clock):
    dialogue = an_invited_dialogue(session, bodies)
    clock("2026-12-09T00:30")

    assert "I dag kl. 07.30" in text_of(review_of_a_place(client, dialogue)[1])


def test_invitations_sent_at_night_may_wait_too(client, session, bodies, clock):
    dialogue = a_booked_dialogue(session, bodies, guests=2, slot=MEETING)
    clock(NIGHT)
    path = path_of(dialogue, "/utskick")

    page = client.get(path)
    answer = send(client, path, page.get_data(as_text=True), nar="2026-12-09T07:30+01:00")

    assert offered(page) == (False, True)
    assert answer.status_code == 303
    assert {row.not_before for row in rows(session)} == {MORNING}


def test_the_workspace_shows_what_is_planned_and_for_how_many(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies)
    yes = dialogue.meeting.invitations[0]
    replies.answer(yes, PartStat.ACCEPTED, channel=Channel.PAGE, by=replies.actor_of(yes), at=now())
    session.commit()

    page = text_of(client.get(path_of(dialogue)))

    for sentence in (
        "Påminnelse går ut torsdag 7 januari 2027 kl. 09.00 till 2 som inte har svarat.",
        "Påminnelse går ut måndag 11 januari 2027 kl. 09.00 till 2 som inte har svarat.",
        "Påminnelse går ut onsdag 13 januari 2027 kl. 09.00 till 2 som inte har svarat.",
        "Praktisk information går ut måndag 18 januari 2027 kl. 09.00 till 1 som kommer.",
    ):
        assert sentence in page


def test_nobody_to_remind_and_no_reply_date_are_said_in_words(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies, guests=1)
    yes = dialogue.meeting.invitations[0]
    replies.answer(yes, PartStat.DECLINED, channel=Channel.PAGE, by=replies.actor_of(yes), at=now())
    other = a_booked_dialogue(session, bodies, guests=1, slot=MEETING)
    other.practical_days = None
    invite_all(session, other)

    page = text_of(client.get(path_of(dialogue)))
    assert "Påminnelse går ut torsdag 7 januari 2027 kl. 09.00. Just nu finns ingen att påminna." in page
    assert "Skicka nu" not in page
    assert "Bestäm sista svarsdag" in text_of(client.get(path_of(other)))


def first(session):
    """The reminder that comes first, read in a transaction that is over."""
    living = select(Reminder).where(Reminder.state != ReminderState.WITHDRAWN)
    found = anew(session).scalars(living.order_by(Reminder.due_at)).first()
    session.commit()
    return found


def test_a_planned_reminder_can_be_stopped(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies)

    answer = fill(client, path_of(dialogue, f"/paminnelser/{first(session).id}/stopp"))

    assert answer.status_code == 303
    assert first(session).state is ReminderState.STOPPED
    page = text_of(client.get(path_of(dialogue)))
    assert "torsdag 7 januari 2027" not in page
    assert "stoppade en påminnelse" in page


def test_a_planned_reminder_can_be_sent_now_once(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies)
    path = path_of(dialogue, f"/paminnelser/{first(session).id}/utskick")
    page = client.get(path).get_data(as_text=True)

    answers = [send(client, path, page) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    made = [row for row in rows(session) if row.kind is MessageKind.REMINDER]
    session.commit()
    assert [row.state for row in made] == [OutboxState.QUEUED] * 3
    assert first(session).state is ReminderState.SENT
    workspace = text_of(client.get(path_of(dialogue)))
    assert "skickade en påminnelse till 3 som inte har svarat" in workspace
    assert "Påminnelsen mejlas kl. " in workspace
    assert "Ändringen mejlas" not in workspace
    assert fill(client, path).status_code == 422


def test_a_reminder_of_another_dialogue_is_not_found(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies)
    other = a_booked_dialogue(session, bodies)

    assert client.get(path_of(other, f"/paminnelser/{first(session).id}/stopp")).status_code == 404
    assert client.get(path_of(dialogue, f"/paminnelser/{first(session).id}/stopp")).status_code == 200


def test_the_days_are_chosen_for_each_dialogue(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies)

    answer = fill(client, path_of(dialogue, "/paminnelser"), nudge_days="2, 10", practical_days="")

    assert answer.status_code == 303
    wanted = select(Reminder).where(Reminder.state == ReminderState.PLANNED).order_by(Reminder.due_at)
    planned = anew(session).scalars(wanted).all()
    assert [one.due_at for one in planned] == [swedish("2027-01-04T09:00"), swedish("2027-01-12T09:00")]
    assert "ändrade när påminnelser går ut" in text_of(client.get(path_of(dialogue)))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"nudge_days": "snart"}, "Skriv dagarna som tal med komma mellan"),
        ({"nudge_days": "0"}, "Skriv dagar mellan 1 och 60."),
        ({"nudge_days": "7", "practical_days": "99"}, "Skriv ett tal mellan 1 och 60."),
    ],
)
def test_days_that_cannot_be_are_refused(client, session, bodies, given, sentence):
    dialogue = an_invited_dialogue(session, bodies)

    answer = fill(client, path_of(dialogue, "/paminnelser"), **given)

    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_new_reply_date_moves_the_plan(client, session, bodies):
    dialogue = an_invited_dialogue(session, bodies)
    path = path_of(dialogue, "/uppgifter")

    answer = fill(
        client,
        path,
        title="Samtal",
        reply_by="2027-01-15",
        bodies=[body.id for body in bodies],
        leading=bodies[0].id,
    )

    assert answer.status_code == 303
    assert first(session).due_at == swedish("2027-01-08T09:00")
    assert first(session).kind is ReminderKind.NUDGE
