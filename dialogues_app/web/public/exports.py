"""Open data: CSV that a spreadsheet reads safely, JSON with stable addresses, an Atom feed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from flask import Response, current_app, url_for
from flask_babel import gettext as _

from dialogues_app.models import Basis, Dialogue, DialogueDate, Measure, Outcome
from dialogues_app.web.public import people, showing
from dialogues_app.web.words import word

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
ATOM = "http://www.w3.org/2005/Atom"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_ENTRIES = 50
NO_LINK: tuple[None] = (None,)


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV by RFC 4180 in UTF-8; the mark at its start tells a spreadsheet so."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def safe_cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula: such a cell begins with an apostrophe."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(DANGEROUS) else text


def dialogues_csv(rows: list[Dialogue]) -> Response:
    """The dialogues, a row each."""
    head = (
        *("id", "titel", "teman", "fokusomraden", "fokusomraden_harledda", "datum_tidigast", "datum_senast"),
        *("datum_ordalydelse", "datum_enligt_kallor", "plats", "lokal", "statsrad", "arrangorer", "utfall"),
        *("status", "adress", "kallor"),
    )
    return csv_response("industrisamtal", head, [_dialogue_cells(row) for row in rows])


def dialogues_json(rows: list[Dialogue]) -> Response:
    """The dialogues with their themes, dates, outcomes and links, each with a stable id."""
    data = {"licence": LICENCE, "language": "sv", "dialogues": [_dialogue_data(row) for row in rows]}
    return Response(
        json.dumps(data, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )


def dialogues_atom(rows: list[Dialogue]) -> Response:
    """What was announced or published last, newest first (RFC 4287)."""
    ET.register_namespace("", ATOM)
    newest = sorted(rows, key=_changed, reverse=True)[:MOST_ENTRIES]
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "sv"})
    here = absolute(url_for("public.archive_data", kind="atom"))
    _add(feed, "id", here)
    _add(feed, "title", _("Industrisamtal"))
    _add(feed, "updated", (_changed(newest[0]) if newest else EPOCH).isoformat())
    _add(_add(feed, "author", ""), "name", _("Regeringen, Industrirådet och Almega"))
    _add(feed, "link", "", rel="self", type="application/atom+xml", href=here)
    _add(feed, "link", "", rel="alternate", type="text/html", href=absolute(url_for("public.archive")))
    for dialogue in newest:
        _entry(feed, dialogue)
    body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def measures_csv(rows: list[Measure]) -> Response:
    """The measures, a row each; only an entry that a source states names the plan."""
    head = (
        *("id", "titel", "plan", "plan_harledd", "fokusomraden", "ansvarig", "status", "status_galler"),
        *("status_grund", "beslutad", "redovisas_senast", "markering", "adress", "kallor"),
    )
    return csv_response("atgarder", head, [_measure_cells(row) for row in rows])


def trace_csv(rows: Iterable[tuple[Outcome, list[showing.Lead]]]) -> Response:
    """Every outcome with what it is linked to; a row for each link, one for an outcome without."""
    head = (
        *("fokusomraden", "samtal", "datum", "utfall_nr", "utfall", "typ", "koppling", "grund"),
        *("till", "lage", "senaste_uppfoljning", "svar", "markering", "kallor"),
    )
    cells = [_trace_cells(outcome, lead) for outcome, leads in rows for lead in (leads or NO_LINK)]
    return csv_response("fran-samtal-till-atgard", head, cells)


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved, never shown inline."""
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def absolute(path: str) -> str:
    """The address as others reach it, from BASE_URL and never from the Host header."""
    return str(current_app.config["SETTINGS"].base_url).rstrip("/") + path


def _dialogue_cells(dialogue: Dialogue) -> list[object]:
    when = showing.moment(dialogue).date
    return [
        dialogue.slug,
        showing.dialogue_title(dialogue),
        "|".join(theme.title for theme in dialogue.themes),
        "|".join(name for _key, name, _href in showing.areas_of(dialogue.themes)),
        _("ja") if showing.areas_inferred(dialogue.themes) else "",
        when.earliest,
        when.latest,
        when.wording,
        "|".join(_stated(date) for date in dialogue.dates),
        dialogue.place,
        dialogue.venue,
        "|".join(name for name, _href in minister_names(dialogue)),
        "|".join(body.organisation.name for body in dialogue.bodies),
        len(shown_outcomes(dialogue)),
        word(dialogue.status),
        absolute(url_for("public.dialogue", slug=dialogue.slug)),
        _addresses(dialogue.sources),
    ]


def _dialogue_data(dialogue: Dialogue) -> dict[str, Any]:
    when = showing.moment(dialogue).date
    return {
        "id": dialogue.slug,
        "url": absolute(url_for("public.dialogue", slug=dialogue.slug)),
        "title": showing.dialogue_title(dialogue),
        "themes": [{"id": theme.slug, "title": theme.title} for theme in dialogue.themes],
        "focus_areas": sorted({focus.focus_area.slug for theme in dialogue.themes for focus in theme.focus}),
        "focus_areas_inferred": showing.areas_inferred(dialogue.themes),
        "earliest": when.earliest.isoformat() if when.earliest else None,
        "latest": when.latest.isoformat() if when.latest else None,
        "date_statements": [
            {"earliest": one.earliest.isoformat(), "latest": one.latest.isoformat(), "wording": one.wording}
            | {"source": one.source.url if one.source and one.source.is_public else None}
            for one in dialogue.dates
        ],
        "place": dialogue.place or None,
        "ministers": [
            {"id": href.rsplit("/", 1)[-1] or None, "name": name} for name, href in minister_names(dialogue)
        ],
        "bodies": [
            {"id": body.organisation.slug, "name": body.organisation.name} for body in dialogue.bodies
        ],
        "status": dialogue.status.value,
        "outcomes": [_outcome_data(outcome) for outcome in shown_outcomes(dialogue)],
        "sources": [source.url for source in dialogue.sources if source.is_public and source.url],
    }


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    return {
        "number": outcome.number,
        "type": outcome.type.value,
        "text": outcome.sentence,
        "basis": outcome.basis.value,
        "mark": outcome.mark or None,
        "answer": outcome.answer_state.value,
        "links": [
            {"kind": lead.link.kind.value, "basis": lead.basis, "to": lead.title}
            | {"measure": lead.link.measure.slug if lead.link.measure else None}
            for lead in showing.leads(outcome.links)
        ],
        "sources": [source.url for source in outcome.sources if source.is_public and source.url],
    }


def shown_outcomes(dialogue: Dialogue) -> list[Outcome]:
    """The outcomes that the public sees: none before the dialogue is published."""
    if not dialogue.is_published:
        return []
    return [outcome for outcome in dialogue.outcomes if outcome.is_public and outcome.withdrawn_at is None]


def minister_names(dialogue: Dialogue) -> list[tuple[str, str]]:
    """(name, address) of the ministers whose names are public, the one who leads first."""
    return [(one.name, one.href) for one in people.ministers(dialogue)]


def _measure_cells(measure: Measure) -> list[object]:
    status = measure.current_status
    entries = [entry for entry in measure.plan_entries if entry.stands]
    return [
        measure.slug,
        measure.title,
        "|".join(entry.plan.title for entry in entries if entry.basis is Basis.STATED),
        "|".join(entry.plan.title for entry in entries if entry.basis is Basis.INFERRED),
        "|".join(focus.focus_area.name for focus in measure.focus),
        "|".join(
            body.organisation.name
            for body in measure.bodies
            if body.stands and body.role.value == "responsible"
        ),
        word(status.status) if status else _("uppgift saknas"),
        showing.partial(status.holds_since) if status else "",
        _("härlett") if status and status.basis is Basis.INFERRED else "",
        showing.partial(measure.decided_on),
        showing.partial(measure.report_due_on),
        measure.mark,
        absolute(url_for("public.measure", slug=measure.slug)),
        _addresses(measure.sources),
    ]


def _trace_cells(outcome: Outcome, lead: showing.Lead | None) -> list[object]:
    dialogue = outcome.dialogue
    follow_up = lead.follow_up if lead else None
    return [
        "|".join(name for _key, name, _href in showing.areas_of(dialogue.themes)),
        dialogue.slug,
        showing.moment(dialogue).text,
        outcome.number,
        outcome.sentence,
        outcome.type_wording or word(outcome.type),
        word(lead.link.kind) if lead else "",
        lead.basis if lead else "",
        lead.title if lead else "",
        word(lead.status.status) if lead and lead.status else "",
        showing.partial(follow_up.on) if follow_up else "",
        word(outcome.answer_state),
        "; ".join(filter(None, (outcome.mark, lead.mark if lead else ""))),
        _addresses(outcome.sources),
    ]


def _stated(date: DialogueDate) -> str:
    days = f"{date.earliest.isoformat()}/{date.latest.isoformat()}"
    return f"{days} {date.source.publisher}" if date.source and date.source.is_public else days


def _addresses(sources: list[Any]) -> str:
    return " ".join(source.url for source in sources if source.is_public and source.url)


def _changed(dialogue: Dialogue) -> datetime:
    return max(filter(None, (dialogue.announced_at, dialogue.published_at)), default=EPOCH)


def _entry(feed: ET.Element, dialogue: Dialogue) -> None:
    entry = _add(feed, "entry", "")
    address = absolute(url_for("public.dialogue", slug=dialogue.slug))
    _add(entry, "id", address)
    _add(entry, "title", showing.dialogue_title(dialogue))
    _add(entry, "updated", _changed(dialogue).isoformat())
    _add(entry, "link", "", rel="alternate", type="text/html", href=address)
    place = f", {dialogue.place}" if dialogue.place else ""
    _add(entry, "summary", f"{showing.moment(dialogue).text}{place}")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text.translate(NOT_IN_XML) or None
    return child


DIALOGUES: dict[str, Callable[[list[Dialogue]], Response]] = {
    "csv": dialogues_csv,
    "json": dialogues_json,
    "atom": dialogues_atom,
}
