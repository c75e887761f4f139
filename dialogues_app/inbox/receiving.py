"""receive(): one mail takes effect exactly once, in the transaction that stores it; the raw mail is kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from dialogues_app import clock
from dialogues_app.domain.queries import inbound as queries
from dialogues_app.inbox.arrivals import Arrived, House, Receipt, Unstorable
from dialogues_app.inbox.effects import Desk
from dialogues_app.inbox.matching import ANSWER, RETURN, People, tokens
from dialogues_app.itip.letter import LARGEST_MAIL, Letter, open_letter
from dialogues_app.itip.readings import Reading, Reply, Unreadable
from dialogues_app.itip.reply import read_letter
from dialogues_app.models import InboundMail, MailOutcome

log = logging.getLogger(__name__)

KEPT_OF_LARGE = 64 * 1024  # bytes of a mail over the size limit: its headers and a beginning
TRIES = 3  # of one mail that meets another writer


def receive(session: Session, arrived: Arrived, house: House) -> Receipt:
    """The mail is stored with its effect; one that was read before changes nothing."""
    return receive_all(session, [arrived], house)[0]


def receive_all(session: Session, arrivals: Sequence[Arrived], house: House) -> list[Receipt]:
    """Several mails in one transaction; if any of them fails, each has its own, so that it takes none along.

    Raises Unstorable where not even the bytes of a mail can be kept; what came before it is stored.
    """
    try:
        pile = Pile(session, arrivals, house)
        receipts = [Receipt.of(pile.take(one)) for one in pile.sheets]
        session.commit()
    except OperationalError:
        session.rollback()
        raise
    except Exception:  # noqa: BLE001  (one by one, each failure is named and logged)
        session.rollback()
        return [_alone(session, one, house) for one in arrivals]
    return receipts


def _alone(session: Session, arrived: Arrived, house: House) -> Receipt:
    """The mail in a transaction of its own; tried again where another writer was first, else kept as poison."""
    for _ in range(TRIES):
        try:
            pile = Pile(session, [arrived], house)
            receipt = Receipt.of(pile.take(pile.sheets[0]))
            session.commit()
        except (IntegrityError, StaleDataError):
            session.rollback()  # what the other writer wrote is seen now
        except OperationalError:
            session.rollback()
            raise
        except Exception:
            session.rollback()
            log.exception("mail %s cannot be taken in", arrived.key)
            break
        else:
            return receipt
    return _poisoned(session, arrived)


@dataclass(frozen=True)
class Sheet:
    """One mail, opened."""

    arrived: Arrived
    letter: Letter
    identity: str
    unread: Unreadable | None = None


class Pile:
    """Mails of one transaction, and what is known of them and of those they came to."""

    def __init__(self, session: Session, arrivals: Sequence[Arrived], house: House) -> None:
        self.session, self.house, self.at = session, house, clock.now()
        self.sheets = [_opened(one, self.at) for one in arrivals]
        keys, identities = [one.key for one in arrivals], [one.identity for one in self.sheets]
        known = session.scalars(queries.read_before(keys, identities)).all()
        self.by_key = {mail.key: mail for mail in known}
        self.by_identity = {mail.identity: mail for mail in known}
        self.people = People(session)
        self.people.of([token for one in self.sheets for token in self._tokens(one)])

    def take(self, sheet: Sheet) -> InboundMail:
        """The mail as it will be stored, with its effect; one that was read before is that one."""
        before = self.by_key.get(sheet.arrived.key)
        if before is not None:
            return before
        first = self.by_identity.get(sheet.identity)
        mail = self._repeat(sheet, first) if first else self._stored(sheet)
        self.session.add(mail)
        self.by_key[mail.key] = mail
        self.by_identity.setdefault(sheet.identity, mail)
        return mail

    def _tokens(self, sheet: Sheet) -> list[str]:
        return tokens(sheet.letter, sheet.arrived, self.house, ANSWER, RETURN)

    def _stored(self, sheet: Sheet) -> InboundMail:
        reading = sheet.unread or _read(sheet.letter)
        effect = Desk(self.people, sheet.letter, sheet.arrived, self.house, self.at).take(reading)
        mail = _row(sheet.arrived, effect.outcome, effect.reason, at=self.at)
        mail.identity, mail.raw = sheet.identity, _kept(sheet.arrived.raw)
        mail.message_id, mail.subject = sheet.letter.message_id, sheet.letter.subject
        mail.from_address = sheet.letter.sender.address
        if effect.line is not None:
            mail.attendee, mail.attendee_name = effect.line.address, effect.line.name
            mail.partstat = effect.line.partstat if isinstance(reading, Reply) else None
        mail.text = effect.text
        mail.dialogue, mail.invitation = effect.dialogue, effect.invitation
        mail.answer, mail.proposal = effect.answer, effect.proposal
        return mail

    def _repeat(self, sheet: Sheet, first: InboundMail) -> InboundMail:
        """Only that it came again is noted."""
        mail = _row(sheet.arrived, MailOutcome.IGNORED, "repeated", at=self.at)
        mail.message_id, mail.from_address = sheet.letter.message_id, sheet.letter.sender.address
        mail.dialogue, mail.invitation = first.dialogue, first.invitation
        return mail


def _opened(arrived: Arrived, at: datetime) -> Sheet:
    """The mail taken apart; of one that breaks the parser nothing but its bytes is known."""
    arrived = replace(arrived, received_at=min(arrived.received_at, at))
    try:
        letter = open_letter(arrived.raw)
        _ = letter.recipients, letter.subject, letter.sender
        return Sheet(arrived, letter, letter.message_id or arrived.hash)
    except Exception:  # noqa: BLE001  (a mail from outside may break any parser)
        return Sheet(arrived, open_letter(b"\r\n"), arrived.hash, Unreadable("unreadable"))


def _read(letter: Letter) -> Reading:
    try:
        return read_letter(letter)
    except Exception:  # noqa: BLE001  (as above)
        return Unreadable("unreadable")


def _row(arrived: Arrived, outcome: MailOutcome, reason: str, *, at: datetime) -> InboundMail:
    return InboundMail(
        key=arrived.key,
        received_at=arrived.received_at,
        read_at=at,
        outcome=outcome,
        reason=reason,
        mailbox=arrived.mailbox,
        uid=arrived.uid,
    )


def _poisoned(session: Session, arrived: Arrived) -> Receipt:
    """The bytes are kept and a person looks; nothing of the mail is believed."""
    at = clock.now()
    sheet = _opened(arrived, at)
    mail = _row(sheet.arrived, MailOutcome.QUARANTINED, "poison", at=at)
    mail.identity, mail.raw = sheet.identity, _kept(arrived.raw)
    try:
        session.add(mail)
        session.commit()
    except OperationalError:
        session.rollback()
        raise
    except Exception as error:
        session.rollback()
        raise Unstorable(arrived.key) from error
    return Receipt(MailOutcome.QUARANTINED, "poison")


def _kept(raw: bytes) -> bytes:
    return raw if len(raw) <= LARGEST_MAIL else raw[:KEPT_OF_LARGE]
