"""Who a mail is from, as far as that counts: by the token it came to and the ATTENDEE line it bears (itip.md, section 3)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dialogues_app.domain.queries import inbound as queries
from dialogues_app.inbox.arrivals import Arrived, House
from dialogues_app.itip.letter import Letter
from dialogues_app.itip.readings import Answering, Line
from dialogues_app.models import CalendarEvent, Invitation

ANSWER, RETURN = "svar", "retur"


@dataclass(frozen=True)
class Match:
    """The invitation and line that count, or the reason why a person must look."""

    invitation: Invitation | None = None
    line: Line | None = None
    reason: str = ""
    event: CalendarEvent | None = None


class People:
    """Those invited, found by their tokens; each is asked for once in a transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._known: dict[str, Invitation | None] = {}

    def of(self, wanted: Collection[str]) -> list[Invitation]:
        """The invitations of these tokens, in their order; a token that is nobody's is left out."""
        unknown = [token for token in wanted if token not in self._known]
        if unknown:
            self._known.update(dict.fromkeys(unknown))
            found = self.session.scalars(queries.invitations_of_tokens(unknown))
            self._known.update({one.token: one for one in found})
        return [one for one in map(self._known.get, wanted) if one is not None]


def tokens(letter: Letter, arrived: Arrived, house: House, *purposes: str) -> list[str]:
    """The tokens of the addresses it came to, for these purposes."""
    pattern = re.compile(rf"({'|'.join(purposes)})\+([0-9a-z]{{1,64}})@{re.escape(house.mail_domain)}")
    came_to = [*(one.lower() for one in arrived.recipients), *letter.recipients]
    found = [match.group(2) for match in map(pattern.fullmatch, came_to) if match]
    return list(dict.fromkeys(found))


def by_token(people: People, letter: Letter, arrived: Arrived, house: House) -> Invitation | None:
    """Whose address it came to, whatever it says."""
    return next(iter(people.of(tokens(letter, arrived, house, ANSWER, RETURN))), None)


def match(people: People, reading: Answering, letter: Letter, arrived: Arrived, house: House) -> Match:
    """UID, then who: the invited address or a remembered alias, on that invitation's own token."""
    session = people.session
    invited = people.of(tokens(letter, arrived, house, ANSWER))
    same = [one for one in invited if one.event.uid == reading.uid]
    if not same:
        return _foreign(session, reading, invited)
    for invitation in same:
        line = _own_line(session, invitation, reading)
        if line is not None:
            return Match(invitation, line, _distrust(invitation, letter, house), invitation.event)
    invitation = same[0]
    line = _speaker(reading)
    return Match(invitation, line, _stranger(invitation, line), invitation.event)


def _foreign(session: Session, reading: Answering, invited: list[Invitation]) -> Match:
    """The UID is none of the token's: either nobody's, or another dialogue's."""
    event = session.scalars(queries.event_of_uid(reading.uid)).first()
    line = _speaker(reading)
    if invited:
        reason = "unknown_uid" if event is None else "wrong_uid"
        return Match(invited[0], line, reason, invited[0].event)
    return Match(None, line, "unknown_uid" if event is None else "no_token", event)


def _own_line(session: Session, invitation: Invitation, reading: Answering) -> Line | None:
    """The line of the invited address; else that of an alias, which is asked for only then."""
    for line in reading.lines:
        if line.address == invitation.address:
            return line
    if not reading.lines:
        return None
    aliases = set(session.scalars(queries.aliases_of(invitation.address)))
    return next((line for line in reading.lines if line.address in aliases), None)


def _distrust(invitation: Invitation, letter: Letter, house: House) -> str:
    if letter.failed_dmarc(house.authserv_id):
        return "dmarc"
    return "removed" if invitation.removed_at is not None else ""


def _stranger(invitation: Invitation, line: Line | None) -> str:
    if line is None or not line.address:
        return "no_attendee"
    others = {one.address for one in invitation.event.active_invitations}
    return "others_token" if line.address in others else "other_address"


def _speaker(reading: Answering) -> Line | None:
    """The line that answers, where none is the invitation's: the first with an answer, else the first."""
    return next((one for one in reading.lines if one.partstat), next(iter(reading.lines), None))
