"""What a participant raised and what it became: for the private page and its Atom feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, url_for
from flask_babel import gettext as _

from dialogues_app import clock, swedish
from dialogues_app.domain import hearing
from dialogues_app.domain.hearing import NOTHING_YET, State
from dialogues_app.domain.queries import hearing as queries
from dialogues_app.extensions import db
from dialogues_app.models import (
    AnswerState,
    Dialogue,
    LinkKind,
    Listener,
    MeasureStatus,
    Outcome,
    Telling,
)
from dialogues_app.web.calendars.blueprint import absolute
from dialogues_app.web.names import dialogue_name
from dialogues_app.web.words import word

ATOM = "http://www.w3.org/2005/Atom"
IN_THE_FEED = 100


@dataclass(frozen=True)
class Raised:
    """One point, with its answer as this person may see it."""

    outcome: Outcome
    dialogue: Dialogue
    state: State
    is_decided: bool
    unanswered_since: date | None
    href: str

    @property
    def answer(self) -> str:
        """The answer's value, for its tag."""
        return str(self.state["answer"])

    @property
    def due(self) -> date | None:
        """When an answer is promised."""
        return date.fromisoformat(self.state["due"]) if self.state["due"] else None

    @property
    def links(self) -> list[dict[str, Any]]:
        """What it led to, with the words of the pages."""
        return [_link(link) for link in self.state["links"]]


def raised_by(address: str) -> list[Raised]:
    """All that this address raised, the newest dialogue first."""
    today = swedish.local(clock.now()).date()
    found = db.session.scalars(queries.raised_by(address)).unique().all()
    return [_raised(outcome, today) for outcome in found]


def by_dialogue(found: list[Raised]) -> list[tuple[Dialogue, list[Raised]]]:
    """The points under their dialogues, in the same order."""
    grouped: dict[Dialogue, list[Raised]] = {}
    for one in found:
        grouped.setdefault(one.dialogue, []).append(one)
    return list(grouped.items())


def waiting(found: list[Raised]) -> list[Raised]:
    """Those that wait for an answer, the one that is due first before the others."""
    open_ones = [one for one in found if one.answer == AnswerState.AWAITING and one.due]
    return sorted(open_ones, key=lambda one: (one.due or date.max, one.outcome.id))


def listeners(address: str) -> list[Listener]:
    """Who is told of changes at this address."""
    return list(db.session.scalars(queries.listeners(address)))


def atom(address: str, token: str) -> Response:
    """What the address has been told, the newest first, as an Atom feed (RFC 4287)."""
    told = db.session.scalars(queries.tellings(address, limit=IN_THE_FEED)).unique().all()
    here = absolute("listening.feed", token=token)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "sv"})
    SubElement(feed, "id").text = here
    SubElement(feed, "title").text = _("Det jag har lyft i industrisamtalen")
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=here)
    SubElement(feed, "updated").text = _stamp(told[0].at) if told else "2015-01-01T00:00:00Z"
    SubElement(SubElement(feed, "author"), "name").text = _("Industrisamtal")
    for telling in told:
        _entry(feed, telling, here)
    body = tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def sentences(state: State) -> list[str]:
    """How a point is answered, in sentences."""
    said = [
        " ".join(part for part in (f"{link['kind']}: {link['title']}.", link["status_text"]) if part)
        for link in map(_link, state["links"])
    ]
    if state["answer"] == AnswerState.WITHOUT_MEASURE:
        said.append(_("Besvarat utan åtgärd. %(reason)s", reason=state["reason"]))
    elif state["answer"] == AnswerState.AWAITING and state["owner"] and state["due"]:
        day = swedish.day(date.fromisoformat(state["due"]))
        said.append(_("Väntar på svar. %(owner)s svarar senast %(day)s.", owner=state["owner"], day=day))
    elif state["answer"] == AnswerState.AWAITING:
        said.append(_("Väntar på svar."))
    elif not said:
        said.append(_("Inget svar än."))
    return said


def _raised(outcome: Outcome, today: date) -> Raised:
    dialogue, is_decided = outcome.dialogue, hearing.is_told(outcome)
    in_public = outcome.is_public and dialogue.is_published and not dialogue.is_practice
    page = url_for("public.dialogue", slug=dialogue.slug) if in_public else ""
    return Raised(
        outcome=outcome,
        dialogue=dialogue,
        state=hearing.state_of(outcome) if is_decided else NOTHING_YET,
        is_decided=is_decided,
        unanswered_since=outcome.unanswered_since(today) if is_decided else None,
        href=f"{page}#utfall-{outcome.number}" if page else "",
    )


def _link(link: dict[str, Any]) -> dict[str, Any]:
    status, seen = link["status"], link["seen"]
    told = [*link["sources"], *(status["sources"] if status else []), *(seen["sources"] if seen else [])]
    text = _("Läge: %(status)s.", status=word(MeasureStatus(status["status"]))) if status else ""
    return link | {
        "kind": str(word(LinkKind(link["kind"]))).capitalize(),
        "href": url_for("public.measure", slug=link["slug"]) if link["slug"] else "",
        "status_value": status["status"] if status else "",
        "status_text": text,
        "status_on": _days(status["on"]) if status else "",
        "seen_text": seen["summary"] if seen else "",
        "seen_on": _days(seen["on"]) if seen else "",
        "told": [source for place, source in enumerate(told) if source not in told[:place]],
    }


def _days(on: list[str]) -> str:
    first, last = (date.fromisoformat(text) if text else None for text in on[:2])
    return swedish.partial_date(first, last, on[2])


def _entry(feed: Element, telling: Telling, here: str) -> None:
    outcome = telling.outcome
    entry = SubElement(feed, "entry")
    SubElement(entry, "id").text = f"{here}#besked-{telling.id}"
    SubElement(entry, "title").text = outcome.sentence
    SubElement(entry, "updated").text = _stamp(telling.at)
    page = absolute("calendars.own", token=here.rpartition("/")[2].removesuffix(".atom"))
    SubElement(entry, "link", rel="alternate", href=page)
    SubElement(entry, "category", term=dialogue_name(outcome.dialogue))
    SubElement(entry, "content", type="text").text = "\n".join(sentences(telling.state))


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
