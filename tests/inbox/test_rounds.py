"""Reading a mailbox: exactly once, batch by batch, whatever is in it and whoever is killed (F25, F27, F29, F30)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dialogues_app.config import ROOT
from dialogues_app.inbox import rounds
from dialogues_app.inbox.mailboxes import Maildir
from dialogues_app.inbox.receiving import Pile, receive_all
from dialogues_app.inbox.rounds import read_source
from dialogues_app.mailbox import spool
from dialogues_app.models import Answer, InboundMail, Invitation, MailboxState, MailOutcome, PartStat
from tests.factories import an_invitation
from tests.inbox.conftest import HOUSE, an_invited_meeting
from tests.itip.letters import ATTENDEE, DOMAIN, TOKEN, a_reply, raw

pytestmark = pytest.mark.both_databases


@pytest.fixture
def maildir(tmp_path: Path) -> Maildir:
    for room in ("tmp", "new", "cur"):
        (tmp_path / "maildir" / room).mkdir(parents=True)
    return Maildir(tmp_path / "maildir")


def put(maildir: Maildir, name: str, content: bytes) -> None:
    (maildir.path / "new" / name).write_bytes(content)


def names(maildir: Maildir, room: str) -> list[str]:
    folder = maildir.path / room
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def counted(session: Session, model: type) -> int:
    found = session.scalar(select(func.count()).select_from(model)) or 0
    session.rollback()
    return found


def test_what_waits_is_read_and_moved(session: Session, invitation: Invitation, maildir: Maildir) -> None:
    for number, name in enumerate(["outlook-accepted", "words", "dmarc-fail", "base64-cut-in-event"]):
        put(maildir, f"{number}.mx", raw(name))

    more = read_source(session, maildir, HOUSE)

    assert (more, names(maildir, "new")) == (False, [])
    assert names(maildir, "cur") == ["0.mx:2,S", "1.mx:2,S", "2.mx:2,S", "3.mx:2,S"]
    outcomes = session.scalars(select(InboundMail.outcome).order_by(InboundMail.key)).all()
    assert outcomes == [
        MailOutcome.ACCEPTED,
        MailOutcome.MESSAGE,
        MailOutcome.QUARANTINED,
        MailOutcome.QUARANTINED,
    ]


def test_a_mail_that_lies_there_twice_takes_effect_once(
    session: Session, invitation: Invitation, maildir: Maildir
) -> None:
    for name in ("a", "b", "c"):
        put(maildir, name, raw("outlook-accepted"))

    read_source(session, maildir, HOUSE)

    assert (counted(session, Answer), counted(session, InboundMail)) == (1, 3)


def test_a_reader_that_dies_between_commit_and_move_changes_nothing_the_next_time(
    session: Session, invitation: Invitation, maildir: Maildir
) -> None:
    put(maildir, "a", raw("outlook-accepted"))
    receive_all(session, list(maildir.arrivals(None)), HOUSE)  # and now it dies

    read_source(session, maildir, HOUSE)

    assert (counted(session, Answer), counted(session, InboundMail)) == (1, 1)
    assert names(maildir, "cur") == ["a:2,S"]


def test_a_poisoned_mail_takes_no_other_along(
    session: Session, invitation: Invitation, maildir: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Pile._stored

    def break_down(pile: Pile, sheet: object) -> InboundMail:
        if b"<gift@" in sheet.arrived.raw:  # type: ignore[attr-defined]
            raise ValueError("poison")
        return real(pile, sheet)  # type: ignore[arg-type]

    monkeypatch.setattr(Pile, "_stored", break_down)
    put(maildir, "1", a_reply("ACCEPTED", name="ett"))
    put(maildir, "2", a_reply("DECLINED", name="gift"))
    put(maildir, "3", a_reply("TENTATIVE", name="tre", stamp="20260902T080001Z"))

    read_source(session, maildir, HOUSE)

    found = session.execute(select(InboundMail.outcome, InboundMail.reason).order_by(InboundMail.key)).all()
    assert [tuple(one) for one in found] == [
        (MailOutcome.ACCEPTED, ""),
        (MailOutcome.QUARANTINED, "poison"),
        (MailOutcome.TENTATIVE, ""),
    ]


def test_a_mail_that_cannot_even_be_stored_is_set_aside(
    session: Session, invitation: Invitation, maildir: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rounds.receive_all

    def refuse(session: Session, batch: list[object], house: object) -> object:
        if any(b"<gift@" in one.raw for one in batch):  # type: ignore[attr-defined]
            raise rounds.Unstorable("gift")
        return real(session, batch, house)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "receive_all", refuse)
    put(maildir, "1", a_reply(name="gift"))
    put(maildir, "2", a_reply(name="bra"))

    read_source(session, maildir, HOUSE)

    assert [names(maildir, room) for room in ("new", "cur", "aside")] == [[], ["2:2,S"], ["1"]]


def test_a_mailbox_that_fails_rests_longer_each_time_and_recovers(
    session: Session, invitation: Invitation, tmp_path: Path
) -> None:
    away = Maildir(tmp_path / "later")
    rests = []
    for _ in range(3):
        read_source(session, away, HOUSE)
        state = session.scalars(select(MailboxState)).one()
        assert state.not_before is not None
        rests.append(round((state.not_before - state.failing_since).total_seconds()))  # type: ignore[operator]
        read_source(session, away, HOUSE)  # too early: it is left alone
        assert session.scalars(select(MailboxState.failures)).one() == len(rests)
        session.execute(update(MailboxState).values(not_before=None))
        session.commit()
    (away.path / "new").mkdir(parents=True)
    put(away, "1", raw("outlook-accepted"))

    read_source(session, away, HOUSE)

    assert rests == sorted(rests)
    assert rests[0] >= 9
    session.expire_all()
    state = session.scalars(select(MailboxState)).one()
    assert (state.failures, state.failing_since, state.error) == (0, None, "")
    assert session.scalars(select(Answer.partstat)).all() == [PartStat.ACCEPTED]


def test_two_readers_do_not_read_one_mailbox_at_once(
    session: Session, invitation: Invitation, maildir: Maildir
) -> None:
    put(maildir, "1", raw("outlook-accepted"))
    token = rounds._claim(session, maildir.name)

    read_source(session, maildir, HOUSE)

    assert token is not None
    assert names(maildir, "new") == ["1"]
    rounds._release(session, maildir.name, token)
    read_source(session, maildir, HOUSE)
    assert names(maildir, "new") == []


def test_what_our_own_catcher_took_brings_its_envelope_along(
    session: Session, invitation: Invitation, tmp_path: Path
) -> None:
    content = raw("outlook-accepted").replace(f"To: <svar+{TOKEN}".encode(), b"To: <dold")
    spool(tmp_path / "inbox", content, ATTENDEE, [f"svar+{TOKEN}@{DOMAIN}"])

    read_source(session, Maildir(tmp_path / "inbox"), HOUSE)

    session.expire_all()
    assert session.scalars(select(Answer.partstat)).all() == [PartStat.ACCEPTED]


READER = """
import sys
from pathlib import Path
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from dialogues_app import database
from dialogues_app.inbox import House
from dialogues_app.inbox import rounds
from dialogues_app.inbox.mailboxes import Maildir
rounds.BATCH = 3
url, folder = sys.argv[1:]
engine = database.prepare(create_engine(url, **database.engine_options(url)))
with Session(engine) as session:
    print("ready", flush=True)
    while rounds.read_source(session, Maildir(Path(folder)), House("industrisamtal.example", "industrisamtal.example")):
        pass
print("done", flush=True)
"""


def test_readers_that_are_killed_lose_no_answer_and_double_none(
    session: Session, database_url: str, maildir: Maildir
) -> None:
    guests = [an_invitation(token=f"{n:020x}", address=f"nr{n}@foretag.example") for n in range(20)]
    an_invited_meeting(session, *guests)
    for number in range(200):
        guest = guests[number % 20]
        stamp = f"20260902T08{number // 60:02d}{number % 60:02d}Z"
        content = a_reply(
            ["ACCEPTED", "DECLINED"][number % 2],
            name=f"n{number}",
            token=guest.token,
            attendee=guest.address,
            stamp=stamp,
        )
        put(maildir, f"{number:04d}", content)
    session.rollback()
    kills = 0
    for attempt in range(60):
        session.execute(update(MailboxState).values(claimed_until=None, claim_token=None))
        session.commit()  # the lease of the killed one is over
        reader = subprocess.Popen(
            [sys.executable, "-c", READER, database_url, str(maildir.path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        if attempt < 8:
            time.sleep(0.02 + attempt * 0.015)
            if reader.poll() is None:
                os.kill(reader.pid, signal.SIGKILL)
                kills += 1
        reader.wait(timeout=60)
        reader.stdout.close()
        if not names(maildir, "new"):
            break

    assert kills > 0
    assert (counted(session, Answer), counted(session, InboundMail)) == (200, 200)
    assert len(names(maildir, "cur")) == 200
