"""receive(): one mail takes effect exactly once, in the transaction that stores it; the raw mail is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from dialogues_app import clock
from dialogues_app.domain.queries import inbound as queries
from dialogues_app.inbox.arrivals import Arrived, House, Receipt, Unstorable
from dialogues_app.inbox.effects import Desk, Effect
from dialogues_app.itip.letter import LARGEST_MAIL, Letter, open_letter
from dialogues_app.itip.readings import Reading, Unreadable
from dialogues_app.itip.reply import read_letter
from dialogues_app.models import InboundMail, MailOutcome

log = logging.getLogger(__name__)

KEPT_OF_LARGE = 64 * 1024  # bytes of a mail over the size limit: its headers and a beginning
TRIES = 3  # of one mail that meets another writer


def receive(session: Session, arrived: Arrived, house: House) -> Receipt:
    """The mail is stored with its effect; one that was read before changes nothing."""
    return receive_all(session, [arrived], house)[0]


def receive_all(session: Session, arrivals: Iterable[Arrived], house: House) -> list[Receipt]:
    """Several mails in one transaction, each with a savepoint of its own: one that fails takes none along."""
    try:
        receipts = [Receipt.of(take(session, one, house)) for one in arrivals]
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return receipts


def take(session: Session, arrived: Arrived, house: House) -> InboundMail:
    """The stored mail, in the caller's transaction. Raises Unstorable where not even its bytes can be kept."""
    for _ in range(TRIES):
        try:
            with session.begin_nested():
                return _take(session, arrived, house)
        except (IntegrityError, StaleDataError):
            session.expire_all()  # another writer was first; what it wrote is seen now
        except DBAPIError as error:
            if error.connection_invalidated or not _is_about_the_mail(error):
                raise
            log.exception("mail %s cannot be taken in", arrived.key)
            break
        except Exception:
            log.exception("mail %s cannot be taken in", arrived.key)
            break
    return _poisoned(session, arrived)


def _take(session: Session, arrived: Arrived, house: House) -> InboundMail:
    letter, unread = _opened(arrived.raw)
    identity = letter.message_id or arrived.hash
    before = session.scalars(queries.read_before(arrived.key, identity)).all()
    same = next((mail for mail in before if mail.key == arrived.key), None)
    if same is not None:
        return same
    at = clock.now()
    if before:
        mail = _repeat(arrived, letter, before[0], at=at)
    else:
        reading = unread or _read(letter)
        effect = Desk(session, letter, _not_from_the_future(arrived, at), house, at).take(reading)
        mail = _stored(arrived, letter, effect, identity=identity, at=at)
    session.add(mail)
    session.flush()
    return mail


def _opened(raw: bytes) -> tuple[Letter, Unreadable | None]:
    """The mail taken apart; of one that breaks the parser nothing but its bytes is known."""
    try:
        letter = open_letter(raw)
        _ = letter.message_id, letter.recipients, letter.subject, letter.sender
    except Exception:  # noqa: BLE001  (a mail from outside may break any parser)
        return open_letter(b"\r\n"), Unreadable("unreadable")
    return letter, None


def _read(letter: Letter) -> Reading:
    try:
        return read_letter(letter)
    except Exception:  # noqa: BLE001  (as above)
        return Unreadable("unreadable")


def _not_from_the_future(arrived: Arrived, at: datetime) -> Arrived:
    if arrived.received_at <= at:
        return arrived
    return Arrived(**{**vars(arrived), "received_at": at})


def _stored(
    arrived: Arrived, letter: Letter, effect: Effect, *, identity: str, at: datetime
) -> InboundMail:
    mail = _row(arrived, effect.outcome, effect.reason, at=at)
    mail.identity, mail.raw = identity, _kept(arrived.raw)
    mail.message_id, mail.subject = letter.message_id, letter.subject
    mail.from_address = letter.sender.address
    if effect.line is not None:
        mail.attendee, mail.attendee_name = effect.line.address, effect.line.name
    mail.text = effect.text
    mail.dialogue, mail.invitation = effect.dialogue, effect.invitation
    mail.answer, mail.proposal = effect.answer, effect.proposal
    return mail


def _repeat(arrived: Arrived, letter: Letter, first: InboundMail, *, at: datetime) -> InboundMail:
    """Only that it came again is noted."""
    mail = _row(arrived, MailOutcome.IGNORED, "repeated", at=at)
    mail.message_id, mail.from_address = letter.message_id, letter.sender.address
    mail.dialogue, mail.invitation = first.dialogue, first.invitation
    return mail


def _row(arrived: Arrived, outcome: MailOutcome, reason: str, *, at: datetime) -> InboundMail:
    return InboundMail(
        key=arrived.key,
        received_at=min(arrived.received_at, at),
        read_at=at,
        outcome=outcome,
        reason=reason,
        mailbox=arrived.mailbox,
        uid=arrived.uid,
    )


def _poisoned(session: Session, arrived: Arrived) -> InboundMail:
    """The bytes are kept and a person looks; nothing of the mail is believed."""
    try:
        with session.begin_nested():
            mail = _row(arrived, MailOutcome.QUARANTINED, "poison", at=clock.now())
            mail.identity, mail.raw = arrived.hash, _kept(arrived.raw)
            session.add(mail)
            session.flush()
    except Exception as error:
        raise Unstorable(arrived.key) from error
    return mail


def _kept(raw: bytes) -> bytes:
    return raw if len(raw) <= LARGEST_MAIL else raw[:KEPT_OF_LARGE]


def _is_about_the_mail(error: DBAPIError) -> bool:
    """Whether the database refused a value, rather than having trouble of its own."""
    return type(error).__name__ in ("DataError", "StatementError", "ProgrammingError")
