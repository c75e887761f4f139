"""The queries of the work area, on both databases."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import dialogues, replies, roster
from dialogues_app.domain.queries import guests as guest_queries
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.models import (
    Channel,
    Dialogue,
    Event,
    FormerSlug,
    InboundMail,
    MailOutcome,
    Measure,
    Organisation,
    PartStat,
    SlugKind,
    Submission,
    Theme,
)
from dialogues_app.models.base import Base
from tests.factories import a_measure, a_minister, a_theme
from tests.web.organizing import BY, a_booked_dialogue, invite_all, three_bodies

pytestmark = pytest.mark.both_databases
STAYS = {"data_version", "organisations", "people", "posts", "themes", "events"}


def rows(session: Session) -> dict[str, int]:
    """How many rows each table holds, empty ones left out."""
    counts = {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    return {name: count for name, count in counts.items() if count}


def a_lived_in_practice_dialogue(session: Session) -> Dialogue:
    bodies = three_bodies(session)
    dialogue = a_booked_dialogue(session, bodies, guests=3)
    dialogue.set_themes([a_theme(title="Övningstema", is_practice=True)])
    dialogues.set_ministers(dialogue, a_minister(), [], by=BY, at=now())
    invite_all(session, dialogue)
    invitation = dialogue.meeting.invitations[0]
    replies.answer(invitation, PartStat.DECLINED, channel=Channel.PAGE, by=BY, at=now())
    replies.propose_substitute(invitation, "Ersättare", "e@foretag.example", "", at=now())
    session.add(a_measure(proposed_in=dialogue, is_practice=True))
    session.add(FormerSlug(kind=SlugKind.DIALOGUE, slug="gammal", target_id=dialogue.id))
    page = f"/arbete/samtal/{dialogue.id}"
    session.add_all(
        Submission(key=where, location=where, made_at=now()) for where in (page, f"{page}/deltagare")
    )
    session.add_all(
        InboundMail(key=key, received_at=now(), read_at=now(), outcome=MailOutcome.ACCEPTED, **about)
        for key, about in (("1", {"dialogue": dialogue}), ("2", {"invitation": invitation}))
    )
    session.commit()
    return dialogue


def test_a_deleted_practice_dialogue_leaves_no_row_but_what_others_share_and_one_event(session):
    dialogue = a_lived_in_practice_dialogue(session)
    key = dialogue.id

    session.add(dialogues.delete_practice(dialogue, reason="Klar.", by=BY, at=now()))
    session.flush()
    for statement in queries.removal(key):
        session.execute(statement, execution_options={"synchronize_session": False})
    session.commit()

    assert session.scalars(select(Submission.key)).all() == []
    left = rows(session)
    assert set(left) <= STAYS
    assert left["events"] == 1
    assert session.scalars(select(Event.verb)).all() == ["practice_deleted"]
    assert session.scalars(select(Theme.title)).all() != ["Övningstema"]
    assert session.scalar(select(func.count()).select_from(Measure)) == 0


def test_a_practice_theme_that_another_dialogue_uses_stays(session):
    bodies = three_bodies(session)
    theme = a_theme(title="Delat", is_practice=True)
    first, second = a_booked_dialogue(session, bodies), a_booked_dialogue(session, bodies)
    for dialogue in (first, second):
        dialogue.set_themes([theme])
    session.commit()

    for statement in queries.removal(first.id):
        session.execute(statement, execution_options={"synchronize_session": False})
    session.commit()

    assert "Delat" in session.scalars(select(Theme.title)).all()


def test_a_real_dialogue_withstands_the_removal(session):
    dialogue = a_booked_dialogue(session, three_bodies(session), practice=False)

    for statement in queries.removal(dialogue.id):
        session.execute(statement, execution_options={"synchronize_session": False})
    session.commit()

    assert session.scalar(select(func.count()).select_from(Dialogue)) == 1


def test_the_roster_is_the_same_on_both_databases(session):
    bodies = three_bodies(session)
    dialogue = a_booked_dialogue(session, bodies, guests=4)
    invite_all(session, dialogue)
    replies.answer(dialogue.meeting.invitations[1], PartStat.ACCEPTED, channel=Channel.PAGE, by=BY, at=now())
    session.commit()

    keys = [dialogue.id]
    put = roster.put_together(
        seats=session.execute(guest_queries.seats(keys)),
        answers=session.execute(guest_queries.answers(keys)),
        mails=session.execute(guest_queries.mails(keys)),
        proposals=session.execute(guest_queries.proposals(keys)),
        at=now(),
    )

    counts = put.tally(dialogue.id)
    assert (counts.invited, counts.accepted, counts.unanswered, counts.sent) == (4, 1, 3, 4)


def test_the_menu_names_the_nearest_and_no_more_than_fit(session):
    bodies = three_bodies(session)
    for _ in range(queries.IN_MENU + 2):
        a_booked_dialogue(session, bodies)

    assert len({row[0] for row in session.execute(queries.menu())}) == queries.IN_MENU


def test_slugs_that_begin_alike_are_found_and_signs_are_not_wild(session):
    for slug in ("tema", "tema-2", "temat", "te_ma-1"):
        session.add(a_theme(slug=slug))
    session.commit()

    assert session.scalars(queries.slugs_like(Theme.slug, "tema")).all() == ["tema", "tema-2"]
    assert session.scalars(queries.organisations()).all() == session.scalars(select(Organisation)).all()
