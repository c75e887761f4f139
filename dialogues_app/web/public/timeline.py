"""The timeline: dialogues by date and focus area, laid out by the server; the list below tells the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from dialogues_app.models import ActionPlan, Dialogue, FocusArea, PlanKind
from dialogues_app.web.public import showing

LEFT, RIGHT = 206.0, 1160.0
TOP, STEP = 64.0, 36.0
WIDE, NARROW = 1.0, 0.28  # a year with dialogues, and one without
LETTER, GAP, DOT = 7.0, 14.0, 10.0
LONGEST = 26


@dataclass
class Dot:
    """One dialogue in one row."""

    x: float
    y: float
    key: str
    name: str
    label: str = ""
    label_x: float = 0.0
    anchor: str = "start"


@dataclass
class Mark:
    """One dialogue: its dots, its address and what it is called aloud."""

    href: str
    spoken: str
    dots: list[Dot]


@dataclass
class Drawing:
    """Everything that the SVG shows."""

    years: list[tuple[int, float, float]]
    rows: list[tuple[str, str, float]]
    plans: list[tuple[float, str, str]]
    marks: list[Mark] = field(default_factory=list)
    span: str = ""

    @property
    def height(self) -> float:
        """How high the drawing is."""
        return TOP + STEP * len(self.rows) - 10


def draw(
    dialogues: Sequence[Dialogue], areas: Sequence[FocusArea], plans: Sequence[ActionPlan]
) -> Drawing | None:
    """The drawing of these dialogues, None where there is nothing to draw."""
    dated = [dialogue for dialogue in dialogues if dialogue.held_earliest and dialogue.held_latest]
    if not dated:
        return None
    scale = _Scale([dialogue.held_earliest.year for dialogue in dated if dialogue.held_earliest])
    rows = [(area.mark_key, area.name, TOP + STEP * at) for at, area in enumerate(areas)]
    rows.append(("tv", _("Tvärgående eller inte angivet"), TOP + STEP * len(areas)))
    heights = {key: y for key, _name, y in rows}
    ticks = [tick for tick in (_tick(plan, scale) for plan in plans) if tick]
    drawing = Drawing(scale.years, rows, ticks, [_mark(dialogue, scale, heights) for dialogue in dated])
    drawing.span = showing.year_range(dated[0].held_earliest, dated[-1].held_latest)
    for key, _name, _y in rows:
        _name_dots(key, drawing.marks)
    return drawing


class _Scale:
    """Years on a line; a year without dialogues takes less room."""

    def __init__(self, used: list[int]) -> None:
        span = range(min(used), max(used) + 1)
        weights = {year: WIDE if year in used else NARROW for year in span}
        unit = (RIGHT - LEFT) / sum(weights.values())
        self.years: list[tuple[int, float, float]] = []
        at = LEFT
        for year in span:
            self.years.append((year, at, weights[year] * unit))
            at += weights[year] * unit
        self._starts = {year: (start, width) for year, start, width in self.years}

    def reaches(self, day: date) -> bool:
        """Whether the line has the year of this day."""
        return day.year in self._starts

    def x(self, day: date) -> float:
        """Where the day lies."""
        start, width = self._starts[day.year]
        return round(start + width * (day.timetuple().tm_yday - 1) / 366, 1)


def _mark(dialogue: Dialogue, scale: _Scale, heights: dict[str, float]) -> Mark:
    first, last = dialogue.held_earliest, dialogue.held_latest
    middle = first + (last - first) / 2 if first and last else date.min
    keys = [key for key, _name, _href in showing.areas_of(dialogue.themes)] or ["tv"]
    title = showing.dialogue_title(dialogue)
    x = scale.x(middle)
    dots = [Dot(x, heights[key], key, _short(_theme_in(dialogue, key))) for key in keys if key in heights]
    href = url_for("public.dialogue", slug=dialogue.slug)
    return Mark(href, f"{title}, {showing.moment(dialogue).text}", dots)


def _name_dots(key: str, marks: list[Mark]) -> None:
    """Write each name right of its dot, else left of it, else nowhere: names never run into anything."""
    found = sorted((dot for mark in marks for dot in mark.dots if dot.key == key), key=lambda dot: dot.x)
    taken = LEFT
    for at, dot in enumerate(found):
        room = found[at + 1].x - DOT if at + 1 < len(found) else RIGHT + 20
        width = len(dot.name) * LETTER
        if dot.x + GAP + width < room:
            dot.label, dot.label_x, dot.anchor = dot.name, dot.x + GAP, "start"
            taken = dot.label_x + width + DOT
        elif dot.x - GAP - width > taken:
            dot.label, dot.label_x, dot.anchor = dot.name, dot.x - GAP, "end"
            taken = dot.x + DOT
        else:
            taken = dot.x + DOT


def _tick(plan: ActionPlan, scale: _Scale) -> tuple[float, str, str] | None:
    """(place, word, anchor) of the day a plan was decided or presented, where the timeline reaches it."""
    day = plan.decided_earliest or plan.presented_earliest
    if day is None or not scale.reaches(day):
        return None
    text = _("Strategin") if plan.kind is PlanKind.STRATEGY else _("Handlingsplan")
    return scale.x(day), text, "end" if day.month > 9 else "start"


def _theme_in(dialogue: Dialogue, key: str) -> str:
    """The theme that puts the dialogue in this row, else its title."""
    placed = [theme for theme in dialogue.themes for focus in theme.focus if focus.focus_area.mark_key == key]
    if placed:
        return placed[0].title
    return showing.dialogue_title(dialogue) if dialogue.themes or dialogue.title else _("Utan tema")


def _short(title: str) -> str:
    """The beginning of a title, up to its first colon or comma, at most a few words."""
    head = re.split("[:,]", title, maxsplit=1)[0]
    words = head.split(" ")
    while len(" ".join(words)) > LONGEST and len(words) > 1:
        words.pop()
    while len(words) > 1 and words[-1] in ("och", "för", "med", "till", "i", "av", "inom"):
        words.pop()
    return " ".join(words)
