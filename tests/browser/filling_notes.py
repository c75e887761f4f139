"""What the pages of statements and notes have to show, made by the verbs."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import confidentiality, contributions, minutes
from dialogues_app.domain.times import local_day
from dialogues_app.links import MINUTES, Links
from dialogues_app.models import Actor, Attribution, Audience, Confirmation, Dialogue, Minutes

LATER = timedelta(hours=6)
SAID = (
    ("Vi väntar två år på besked, och kunderna väntar inte.", Attribution.ORGANISATION),
    ("Kraven skiljer sig mellan myndigheterna.", Attribution.NOBODY),
    ("Vi har stoppat en investering av det skälet.", Attribution.ORGANISATION),
)
COUNTER = minutes.Counter("Vi väntar i genomsnitt ett och ett halvt år på besked.", Attribution.ORGANISATION)


def said_behind(dialogue: Dialogue, by: Actor) -> None:
    """The first outcome has statements behind it: of a named organisation, of nobody, and of more."""
    for place, (text, attribution) in enumerate(SAID, start=1):
        seat = dialogue.seats[place]
        draft = contributions.Draft(text=text, seat=seat, attribution=attribution, audience=Audience.PUBLIC)
        contributions.add(dialogue.outcomes[0], draft, by=by, at=now())


def statements_of(dialogue: Dialogue, by: Actor) -> None:
    """The first statement has an earlier wording, the second is taken back, the third is marked."""
    changed, withdrawn, marked = dialogue.outcomes[0].contributions
    draft = contributions.draft_of(changed)
    shorter = contributions.Draft(
        text="Vi väntar två år på besked.", seat=draft.seat, audience=Audience.PUBLIC
    )
    contributions.revise(changed, shorter, by=by, at=now())
    contributions.withdraw(withdrawn, reason="Sades om en annan fråga", by=by, at=now())
    marking = confidentiality.Marking("30 kap. 23 § OSL", local_day(now()), "Näringsdepartementet")
    confidentiality.mark(marked, marking, by=by, at=now())


def notes(session: Session, settings: Settings, known: dict[str, str], by: Actor) -> dict[str, str]:
    """Notes that wait for answers, that may be approved, and that everyone reads; the mails wait for hours."""
    held, asked, ready, published = (
        session.get_one(Dialogue, int(known[name]))
        for name in ("held", "documented", "approved", "published")
    )
    statements_of(held, by)
    minutes.begin(held, by=by, at=now())
    waiting = _circulated(asked, by)
    objector, silent = waiting.confirmations[0], waiting.confirmations[1]
    _object(objector, by)
    _all_answered(_circulated(ready, by), by)
    _published(published, by)
    session.flush()
    links = Links(settings.secret_key, salt=MINUTES)
    return {
        "objection": str(waiting.objections[0].id),
        "notes_link": links.token(silent.link_id, 0),
        "notes_answered_link": links.token(objector.link_id, 0),
    }


def _circulated(dialogue: Dialogue, by: Actor) -> Minutes:
    version = minutes.begin(dialogue, by=by, at=now())
    last_day = local_day(now() + timedelta(days=14))
    round_ = minutes.Round(last_day, LATER, lambda link: f"https://samtal.example/m/{link}")
    minutes.circulate(version, round_, by=by, at=now())
    return version


def _object(asked: Confirmation, by: Actor) -> None:
    part = asked.minutes.dialogue.outcomes[0].contributions[0]
    minutes.object_to(asked, {part: COUNTER}, by=by, at=now())


def _all_answered(version: Minutes, by: Actor) -> None:
    """The round is over: one objection is still open, everybody else says that the notes are right."""
    objector, *others = version.confirmations
    _object(objector, by)
    for asked in others:
        minutes.confirm(asked, by=by, at=now())


def _published(dialogue: Dialogue, by: Actor) -> None:
    """Approved, with an objection that was declined, and corrected once."""
    first = _circulated(dialogue, by)
    _all_answered(first, by)
    minutes.decline(first.objections[0], reason="Så sades det i rummet.", by=by, at=now())
    minutes.approve(first, by=by, at=now())
    second = minutes.correct(dialogue, reason="Ett namn var felstavat", by=by, at=now())
    minutes.approve(second, by=by, at=now())
