"""What has served its time goes by itself; what may still be needed stays."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.config import ROOT
from dialogues_app.domain.queries import tidying
from dialogues_app.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    SignInLink,
    Submission,
    UserSession,
)
from tests.factories import a_user

DAY = timedelta(days=1)


def a_session(**given: object) -> UserSession:
    at = now()
    times = {"created_at": at, "seen_at": at, "expires_at": at + DAY}
    return UserSession(**{"key_hash": f"k{given}"} | times | given)


def a_mail(state: OutboxState, days: int) -> OutboxRow:
    made = now() - days * DAY
    return OutboxRow(
        kind=MessageKind.SIGN_IN,
        cause=f"sign-in:{state.value}{days}",
        recipient="a@b.example",
        message_id=f"<{state.value}{days}@b.example>",
        created_at=made,
        not_before=made,
        state=state,
    )


@pytest.mark.both_databases
def test_what_has_served_its_time_goes_and_the_rest_stays(session: Session) -> None:
    at, user = now(), a_user()
    old = at - 31 * DAY
    user.sessions += [
        a_session(key_hash="live"),
        a_session(key_hash="just over", expires_at=at - DAY),
        a_session(key_hash="old", expires_at=old),
        a_session(key_hash="signed out long ago", revoked_at=old),
    ]
    links = [
        SignInLink(user=user, token_hash=name, browser_hash="b", created_at=when, expires_at=when)
        for name, when in (("fresh", at), ("old", at - 2 * DAY))
    ]
    forms = [Submission(key=name, location="/", made_at=when) for name, when in (("new", at), ("old", old))]
    mails = [a_mail(OutboxState.SENT, 31), a_mail(OutboxState.QUEUED, 31), a_mail(OutboxState.SENT, 1)]
    session.add_all([user, *links, *forms, *mails])
    session.commit()

    for _ in range(2):
        for statement in tidying.outworn(at):
            session.execute(statement)
        session.commit()

    assert set(session.scalars(select(UserSession.key_hash))) == {"live", "just over"}
    assert list(session.scalars(select(SignInLink.token_hash))) == ["fresh"]
    assert list(session.scalars(select(Submission.key))) == ["new"]
    assert set(session.scalars(select(OutboxRow.cause))) == {"sign-in:queued31", "sign-in:sent1"}


def test_beat_asks_for_it_by_the_name_of_a_task(environment: dict[str, str]) -> None:
    shown = "from worker.celery_app import celery as c; c.loader.import_default_modules()\n"
    shown += "for one in c.conf.beat_schedule.values(): print(one['task'], one['task'] in c.tasks)"

    done = subprocess.run(
        [sys.executable, "-c", shown], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    lines = done.stdout.splitlines()
    assert "house.tidy True" in lines
    assert [line for line in lines if line.endswith("False")] == []
