"""Jinja filters and globals: the forms of swedish.py, and what only a page needs.

Filters, by what they take:
  date      dag, dag_rubrik, dag_text, dag_kort, veckodag, manad_kort, vecka, iso
  instant   tid_rubrik, tid_text, tid_kort, klockan, svensk_dag, iso
  number    tal, ord, procent, pengar, pengar_exakt
  outcome   obesvarat_sedan
  text      mjuk (soft hyphens), sorterad (a list in Swedish order)
Globals: delvis_datum(earliest, latest, wording), delvis_iso(…), tidsrymd(start, end),
  tidsrymd_text(start, end), klockslag(start, end).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from dialogues_app import clock, swedish
from dialogues_app.models import Outcome
from dialogues_app.models.text import sort_key


def partial_date(earliest: date | None, latest: date | None, wording: str = "") -> str:
    """A partial date in words; tells when it is missing."""
    return swedish.partial_date(earliest, latest, wording) or _("Datum saknas")


def swedish_day(at: datetime) -> date:
    """The day of the instant in Sweden."""
    return swedish.local(at).date()


def unanswered_since(outcome: Outcome) -> date | None:
    """The day an answer was promised by, once it has passed without one."""
    return outcome.unanswered_since(swedish.local(clock.now()).date())


def in_order(items: Iterable[Any], attribute: str | None = None) -> list[Any]:
    """The items in Swedish order, by themselves or by an attribute."""
    return sorted(items, key=lambda item: sort_key(str(getattr(item, attribute) if attribute else item)))


FILTERS: dict[str, Any] = {
    "dag": swedish.day,
    "dag_rubrik": swedish.day_heading,
    "dag_text": swedish.day_text,
    "dag_kort": swedish.day_short,
    "veckodag": swedish.weekday,
    "manad_kort": swedish.month_short,
    "vecka": swedish.week,
    "iso": swedish.iso,
    "tid_rubrik": swedish.moment_heading,
    "tid_text": swedish.moment_text,
    "tid_kort": swedish.moment_short,
    "klockan": swedish.clock,
    "svensk_dag": swedish_day,
    "tal": swedish.number,
    "ord": swedish.spelled,
    "procent": swedish.percent,
    "pengar": swedish.money,
    "pengar_exakt": swedish.money_exact,
    "obesvarat_sedan": unanswered_since,
    "mjuk": swedish.soften,
    "sorterad": in_order,
}
GLOBALS: dict[str, Any] = {
    "delvis_datum": partial_date,
    "delvis_iso": swedish.partial_iso,
    "tidsrymd": swedish.slot_heading,
    "tidsrymd_text": swedish.slot_text,
    "klockslag": swedish.clock_span,
}


def register(app: Flask) -> None:
    """Templates of the app know our filters and globals."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)
