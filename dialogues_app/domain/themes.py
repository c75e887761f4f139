"""Verbs on themes, which may be set long before any dialogue has a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dialogues_app.errors import Invalid
from dialogues_app.models import Actor, Audience, Basis, Event, FocusArea, PartialDate, Theme, ThemeFocus

LONGEST_TITLE = 300


@dataclass(frozen=True, kw_only=True)
class ThemeText:
    """What an organizer may say about a theme, whole; the basis is said per focus area."""

    title: str
    problem: str = ""
    questions: Sequence[str] = ()
    focus: Mapping[FocusArea, Basis] = field(default_factory=dict)
    planned: PartialDate = field(default_factory=PartialDate)

    def check(self) -> None:
        """Raises Invalid for a theme without a title, or with one that fits no page."""
        if not self.title.strip():
            raise Invalid("title", "required")
        if len(self.title) > LONGEST_TITLE:
            raise Invalid("title", "too_long", longest=LONGEST_TITLE)


def open_theme(told: ThemeText, *, slug: str, practice: bool, by: Actor, at: datetime) -> tuple[Theme, Event]:
    """A new theme that organizers see, and the event that tells of it; a practice theme goes with its dialogue."""
    told.check()
    theme = Theme(title=told.title.strip(), slug=slug, is_practice=practice, audience=Audience.ORGANIZERS)
    _write(theme, told)
    return theme, Event.by(
        by, "theme_opened", at=at, subject_kind="theme", after=_summary(theme) | {"slug": slug}
    )


def revise_theme(theme: Theme, told: ThemeText, *, by: Actor, at: datetime) -> Event | None:
    """The theme says what it was told; its address stays. None where nothing changed."""
    told.check()
    before = _summary(theme)
    _write(theme, told)
    after = _summary(theme)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return None
    theme.touch()
    old, new = ({name: values[name] for name in changed} for values in (before, after))
    return Event.by(
        by, "theme_revised", at=at, subject_kind="theme", subject_id=theme.id, before=old, after=new
    )


def _write(theme: Theme, told: ThemeText) -> None:
    theme.title, theme.problem = told.title.strip(), told.problem.strip()
    theme.questions = [question.strip() for question in told.questions if question.strip()]
    theme.planned = told.planned
    kept = {focus.focus_area: focus for focus in theme.focus}
    theme.focus[:] = [kept.get(area) or ThemeFocus(focus_area=area) for area in told.focus]
    for focus in theme.focus:
        focus.basis = told.focus[focus.focus_area]


def _summary(theme: Theme) -> dict[str, Any]:
    return {
        "title": theme.title,
        "problem": theme.problem,
        "questions": list(theme.questions),
        "planned": [str(theme.planned.earliest), str(theme.planned.latest), theme.planned.wording],
        "focus": {focus.focus_area.slug: focus.basis.value for focus in theme.focus},
    }
