"""Reading a folder over IMAP: a place is UIDVALIDITY and UID, and flags are for people only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialogues_app.addresses import mail_store
from dialogues_app.config import Settings
from dialogues_app.inbox import Reader
from dialogues_app.inbox.mailboxes import Imap
from dialogues_app.inbox.rounds import LOGIN_REST, read_source
from dialogues_app.itip.letter import LARGEST_MAIL
from dialogues_app.mailbox import spool
from dialogues_app.models import Answer, InboundMail, Invitation, MailboxState, PartStat
from tests.inbox.conftest import HOUSE
from tests.inbox.imap import PASSWORD, Box, serving
from tests.itip.letters import ATTENDEE, DOMAIN, TOKEN, raw


@pytest.fixture
def box() -> Iterator[Box]:
    with serving(Box()) as made:
        yield made


@pytest.fixture
def imap(box: Box) -> Imap:
    return Imap(mail_store(f"imap://svar:{PASSWORD}@127.0.0.1:{box.port}/INBOX"))


def reasons(session: Session) -> list[str]:
    return list(session.scalars(select(InboundMail.reason).order_by(InboundMail.id)))


def test_mails_are_read_in_order_and_marked_after_the_commit(
    session: Session, invitation: Invitation, box: Box, imap: Imap
) -> None:
    first, second = box.put(raw("outlook-accepted")), box.put(raw("words"))

    read_source(session, imap, HOUSE)

    found = session.scalars(select(InboundMail).order_by(InboundMail.uid)).all()
    assert [(one.uid, one.outcome.value, one.received_at) for one in found] == [
        (first, "accepted", datetime(2026, 9, 2, 8, 0, 5, tzinfo=UTC)),
        (second, "message", datetime(2026, 9, 2, 8, 0, 5, tzinfo=UTC)),
    ]
    assert box.flags == {first: {"\\Seen"}, second: {"\\Seen"}}
    assert found[0].raw == raw("outlook-accepted")


def test_a_mail_that_a_person_has_opened_is_read_all_the_same(
    session: Session, invitation: Invitation, box: Box, imap: Imap
) -> None:
    box.flags[box.put(raw("outlook-accepted"))].add("\\Seen")

    read_source(session, imap, HOUSE)
    read_source(session, imap, HOUSE)

    assert (reasons(session), session.scalars(select(Answer.partstat)).all()) == ([""], [PartStat.ACCEPTED])


def test_a_mailbox_that_was_built_anew_repeats_nothing(
    session: Session, invitation: Invitation, box: Box, imap: Imap
) -> None:
    box.put(raw("outlook-accepted"))
    read_source(session, imap, HOUSE)
    box.validity += 1
    box.put(raw("domino"))

    read_source(session, imap, HOUSE)

    assert reasons(session) == ["", "repeated", ""]
    assert len(session.scalars(select(Answer)).all()) == 2


def test_of_a_huge_mail_only_the_headers_are_fetched(
    session: Session, invitation: Invitation, box: Box, imap: Imap
) -> None:
    box.put(raw("words") + b"x" * LARGEST_MAIL)
    box.put(raw("domino"))

    read_source(session, imap, HOUSE)

    assert reasons(session) == ["too_large", ""]


def test_a_refused_password_is_not_tried_until_the_account_is_locked(
    session: Session, invitation: Invitation, box: Box, imap: Imap
) -> None:
    box.password = "ett-annat"

    for _ in range(5):
        read_source(session, imap, HOUSE)

    assert box.logins == 1
    state = session.scalars(select(MailboxState)).one()
    assert state.not_before is not None
    assert state.failing_since is not None
    assert state.not_before - state.failing_since >= LOGIN_REST
    box.password = PASSWORD
    session.execute(update(MailboxState).values(not_before=None))
    session.commit()
    box.put(raw("outlook-accepted"))
    read_source(session, imap, HOUSE)
    assert reasons(session) == [""]


def test_the_reader_of_an_installation_reads_what_the_catcher_took(
    session: Session, invitation: Invitation, settings: Settings
) -> None:
    spool(settings.inbox_dir, raw("outlook-accepted"), ATTENDEE, [f"svar+{TOKEN}@{DOMAIN}"])

    more = Reader(settings).read(session)

    assert more is False
    assert session.scalars(select(Answer.partstat)).all() == [PartStat.ACCEPTED]


def test_mailbox_url_and_our_own_catcher_are_both_read(
    session: Session, invitation: Invitation, environment: dict[str, str], box: Box
) -> None:
    told = environment | {"MAILBOX_URL": f"imap://svar:{PASSWORD}@127.0.0.1:{box.port}/INBOX"}
    settings = Settings.read(told)
    box.put(raw("domino"))
    spool(settings.inbox_dir, raw("outlook-accepted"), ATTENDEE, [f"svar+{TOKEN}@{DOMAIN}"])

    Reader(settings).read(session)

    assert sorted(session.scalars(select(Answer.partstat))) == [PartStat.ACCEPTED, PartStat.DECLINED]
