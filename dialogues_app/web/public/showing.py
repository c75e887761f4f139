"""Models told in plain values, for the macros: titles, dates, names, links and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from dialogues_app import clock, swedish
from dialogues_app.models import (
    Basis,
    Dialogue,
    FollowUp,
    Link,
    Measure,
    Organisation,
    PartialDate,
    Person,
    Post,
    Source,
    StatusStatement,
    Theme,
)
from dialogues_app.web.names import dialogue_name
from dialogues_app.web.public import remarks
from dialogues_app.web.words import word


class Footnotes:
    """The sources of a page, numbered in the order they are cited; only public ones."""

    def __init__(self) -> None:
        self.numbers: dict[int, tuple[int, Source]] = {}

    def cite(self, sources: list[Source]) -> Markup:
        """The numbers of these sources, each a link to the list at the end of the page."""
        shown = [source for source in sources if source.is_public]
        if not shown:
            return Markup("")
        marks = [
            Markup('<a href="#kalla-{}"><span class="vh">{} </span>{}</a>').format(first, _("källa"), text)
            for first, text in _runs(sorted({self._of(source) for source in shown}))
        ]
        return Markup('<sup class="fn">{}</sup>').format(Markup(" ").join(marks))

    @property
    def listed(self) -> list[tuple[int, Source]]:
        """The sources cited, by their numbers."""
        return sorted(self.numbers.values(), key=lambda entry: entry[0])

    def _of(self, source: Source) -> int:
        return self.numbers.setdefault(source.id, (len(self.numbers) + 1, source))[0]


@dataclass(frozen=True)
class Moment:
    """When a dialogue is or was, in the forms that lists and headings need."""

    date: PartialDate
    text: str
    short: str
    weekday: str
    year: str


def dialogue_title(dialogue: Dialogue) -> str:
    """Its own title, else its themes; the first of them keeps its capital."""
    return dialogue_name(dialogue)


def moment(dialogue: Dialogue) -> Moment:
    """The most precise date that is stated, else the time that is planned."""
    slot = dialogue.meeting.slot if dialogue.meeting else None
    stated = dialogue.most_precise_date if dialogue.dates else dialogue.held
    if slot and (
        not stated.is_known or (stated.is_day and stated.earliest == swedish.local(slot.starts_at).date())
    ):
        day = swedish.local(slot.starts_at).date()
        return Moment(
            PartialDate.day(day), swedish.slot_heading(slot.starts_at, slot.ends_at), *_day_parts(day)
        )
    if stated.earliest is None or stated.latest is None:
        return Moment(stated, stated.wording or _("Datum saknas"), "–", "", _("Utan datum"))
    if stated.is_day:
        return Moment(stated, swedish.day_heading(stated.earliest), *_day_parts(stated.earliest))
    text = swedish.partial_date(stated.earliest, stated.latest, stated.wording)
    return Moment(stated, text, _months(stated), "", str(stated.earliest.year))


def capital(text: object) -> str:
    """The text with a capital first; the rest is left alone, for it may hold names."""
    words = str(text)
    return words[:1].upper() + words[1:]


def partial(value: PartialDate) -> str:
    """A partial date in words, empty where it is unknown and has no wording."""
    return swedish.partial_date(value.earliest, value.latest, value.wording)


def year_range(start: date | None, end: date | None) -> str:
    """2015–2018, or the one year."""
    years = [str(day.year) for day in (start, end) if day]
    return swedish.EN_DASH.join(dict.fromkeys(years))


def month_of(day: date | None) -> tuple[date, date] | None:
    """The first and last day of the month of this day."""
    if day is None:
        return None
    month = PartialDate.parse(f"{day:%Y-%m}")
    return (month.earliest, month.latest) if month.earliest and month.latest else None


def areas_of(themes: list[Theme]) -> list[tuple[str, str, str]]:
    """(key, name, address) of the focus areas of these themes, each once, in the strategy's order."""
    found = {focus.focus_area for theme in themes for focus in theme.focus}
    ordered = sorted(found, key=lambda area: area.position)
    return [(area.mark_key, area.name, url_for("public.focus_area", slug=area.slug)) for area in ordered]


def areas_inferred(themes: list[Theme]) -> bool:
    """Whether a focus area of these themes is our own inference."""
    return any(focus.basis is Basis.INFERRED for theme in themes for focus in theme.focus)


def public_post(person: Person, organisation: Organisation | None) -> Post | None:
    """The post in which the public may read the person's name beside this organisation."""
    held = [post for post in person.posts if post.named_in_public]
    here = [post for post in held if organisation and post.organisation_id == organisation.id]
    loose = [post for post in held if organisation is None or post.organisation_id is None]
    return next(iter(here + loose), None)


@dataclass
class Lead:
    """One arrow row: what an outcome or a dialogue is linked to, and how that stands."""

    link: Link
    title: str
    href: str
    kind: str
    basis: str
    mark: str
    status: StatusStatement | None = None
    late: bool = False
    follow_up: FollowUp | None = None

    def remark(self, notes: Footnotes) -> Markup:
        """What the source says of the link, in plain words."""
        return remarks.remark(self.link.note, self.link.sources, notes)

    @property
    def status_value(self) -> str:
        """The status of the measure for its tag; empty for plans and other matters."""
        if self.link.measure is None:
            return ""
        return self.status.status.value if self.status else "unknown"

    @property
    def status_inferred(self) -> bool:
        """Whether the status is our own inference."""
        return self.status is not None and self.status.basis is Basis.INFERRED


def lead(link: Link) -> Lead:
    """The arrow row of a link."""
    title, href = _target(link)
    shown = Lead(link, title, href, capital(word(link.kind)), link.basis.value, link.mark)
    if link.measure:
        shown.status = link.measure.current_status
        shown.late = link.measure.is_late(swedish.local(clock.now()).date())
        shown.follow_up = latest_follow_up(link.measure)
    return shown


def leads(links: list[Link]) -> list[Lead]:
    """The arrow rows of the links that the public may see."""
    return [lead(link) for link in links if is_public_link(link)]


def is_public_link(link: Link) -> bool:
    """The link stands, is public, and so is the measure it leads to."""
    measure = link.measure
    open_measure = measure is None or (measure.is_public and not measure.is_practice)
    proposed = measure.proposed_in if measure else None
    return link.stands and link.is_public and open_measure and (proposed is None or proposed.is_published)


def latest_follow_up(measure: Measure) -> FollowUp | None:
    """The public follow-up with the latest date."""
    shown = [follow_up for follow_up in measure.follow_ups if follow_up.is_public]
    return max(shown, key=lambda one: (one.on_latest or date.min, one.id), default=None)


def source_rows(notes: Footnotes) -> list[dict[str, Any]]:
    """The numbered sources of a page for its list."""
    return [
        {
            "number": number,
            "title": source.title,
            "href": source.url if source.url.startswith(("https://", "http://")) else "",
            "publisher": source.publisher,
            "date": partial(source.published),
            "kind": word(source.kind),
            "note": source.note if remarks.is_plain(source.note) else "",
        }
        for number, source in notes.listed
    ]


def remark(text: str, sources: list[Source], notes: Footnotes) -> Markup:
    """A remark of the facts in words that a reader understands; empty where it is only for the collectors."""
    return remarks.remark(text, sources, notes)


def joined(parts: list[str]) -> Markup:
    """The parts that are not empty, a line each."""
    return Markup("<br>").join(escape(part) for part in parts if part)


def _runs(numbers: list[int]) -> list[tuple[int, str]]:
    """(first number, text): three or more in a row are told as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    found = [[run] if len(run) > 2 else [[number] for number in run] for run in runs]
    return [
        (run[0], f"{run[0]}{swedish.EN_DASH}{run[-1]}" if len(run) > 2 else str(run[0]))
        for group in found
        for run in group
    ]


def _target(link: Link) -> tuple[str, str]:
    if link.measure:
        return link.measure.title, url_for("public.measure", slug=link.measure.slug)
    if link.plan:
        return link.plan.title, url_for("public.plan", slug=link.plan.slug)
    return link.other_target, ""


def _day_parts(day: date) -> tuple[str, str, str]:
    return f"{day.day}{swedish.NBSP}{swedish.month_short(day)}", swedish.weekday(day), str(day.year)


def _months(stated: PartialDate) -> str:
    first, last = swedish.month_short(stated.earliest), swedish.month_short(stated.latest)  # type: ignore[arg-type]
    return first if first == last else f"{first}{swedish.EN_DASH}{last}"
