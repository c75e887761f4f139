"""The product's own worker reads what comes to the reply addresses, with nobody pressing anything."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialogues_app.config import Settings
from dialogues_app.mailbox import spool
from dialogues_app.models import InboundMail, MailOutcome, PartStat
from tests.itip.letters import a_reply
from tests.worker.conftest import invite
from tests.worker.test_journey import Start, start, valkey  # noqa: F401  (fixtures)
from tests.worker.test_worker import until


def test_an_answer_in_the_mail_program_reaches_the_ledger_by_itself(
    session: Session,
    product: Settings,
    start: Start,  # noqa: F811
) -> None:
    meeting = invite(session, 1)
    invitation = meeting.invitations[0]
    content = a_reply(token=invitation.token, uid=meeting.uid, attendee=invitation.address)
    session.commit()
    start()

    spool(product.inbox_dir, content, invitation.address, [f"svar+{invitation.token}@{product.mail_domain}"])

    def read() -> MailOutcome | None:
        outcome = session.scalar(select(InboundMail.outcome))
        session.rollback()  # the lock is not kept while we wait
        return outcome

    until(read, 60)
    assert read() is MailOutcome.ACCEPTED
    session.refresh(invitation)
    assert [one.partstat for one in invitation.answers] == [PartStat.ACCEPTED]
