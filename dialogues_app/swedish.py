"""Dates, times, numbers and words in the Swedish forms that pages, mails and documents share.

Imports nothing of ours and no framework, so that mail and PDF may use it as well as the pages.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NBSP = "\u00a0"
EN_DASH = "\u2013"
SOFT_HYPHEN = "\u00ad"
MILLION = 1_000_000
# Looked up once: a page of the archive writes hundreds of dates, and Babel reads a pattern for each.
MONTHS: dict[int, str] = dict(Locale("sv").months["format"]["wide"])
WEEKDAYS: dict[int, str] = dict(Locale("sv").days["format"]["wide"])
BILLION = 1_000_000_000

# Long compounds and where they may break; one list for all pages (design.md section 7).
COMPOUNDS = (
    "arbetsgivar·organisationer",
    "elektrifierings·strategi",
    "forsknings·infrastruktur",
    "infrastruktur·proposition",
    "innovations·upphandling",
    "investerings·främjande",
    "kompetens·försörjning",
    "konjunktur·skifte",
    "minnes·anteckningar",
    "närings·departementet",
    "närings·ministern",
    "process·utsläpp",
    "process·industrin",
    "tillgänglighets·redogörelse",
    "tjänste·innovation",
    "utbildnings·departementet",
    "verksamhets·utveckling",
)
_SOFT = {
    form.replace("·", ""): form.replace("·", SOFT_HYPHEN)
    for word in COMPOUNDS
    for form in (word, word.capitalize())
}
_COMPOUND = re.compile("|".join(sorted(_SOFT, key=len, reverse=True)))
_SPELLED = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def local(at: datetime) -> datetime:
    """Tell the instant in Swedish time; refuses one without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(STOCKHOLM)


def day(on: date) -> str:
    """12 september 2016"""
    return f"{on.day}{NBSP}{MONTHS[on.month]} {on.year}"


def day_heading(on: date) -> str:
    """måndag 12 september 2016, for headings and lists"""
    return f"{WEEKDAYS[on.weekday()]} {day(on)}"


def day_text(on: date) -> str:
    """måndagen den 12 september 2016, for running text"""
    return f"{WEEKDAYS[on.weekday()]}en den {day(on)}"


def month_short(on: date) -> str:
    """sep: three letters without a point, as in narrow tables."""
    return MONTHS[on.month][:3]


def day_short(on: date) -> str:
    """12 sep 2016, for narrow tables"""
    return f"{on.day}{NBSP}{month_short(on)}{NBSP}{on.year}"


def weekday(on: date) -> str:
    """måndag"""
    return WEEKDAYS[on.weekday()]


def month(on: date) -> str:
    """maj 2018"""
    return f"{MONTHS[on.month]}{NBSP}{on.year}"


def week(on: date) -> str:
    """v. 45, by ISO 8601"""
    return f"v.{NBSP}{on.isocalendar().week}"


def clock(at: datetime, *, padded: bool = True) -> str:
    """09.00 in lists, 9.00 in running text"""
    here = local(at)
    return f"{here.hour:02d}.{here.minute:02d}" if padded else f"{here.hour}.{here.minute:02d}"


def clock_span(start: datetime, end: datetime, *, padded: bool = True) -> str:
    """kl. 09.00–11.30"""
    return f"kl.{NBSP}{clock(start, padded=padded)}{EN_DASH}{clock(end, padded=padded)}"


def moment_heading(at: datetime) -> str:
    """måndag 12 september 2016 kl. 09.00"""
    return f"{day_heading(local(at))} kl.{NBSP}{clock(at)}"


def moment_text(at: datetime) -> str:
    """måndagen den 12 september 2016 kl. 9.00"""
    return f"{day_text(local(at))} kl.{NBSP}{clock(at, padded=False)}"


def moment_short(at: datetime) -> str:
    """12 sep 2016 kl. 09.00"""
    return f"{day_short(local(at))} kl.{NBSP}{clock(at)}"


def slot_heading(start: datetime, end: datetime) -> str:
    """måndag 12 september 2016 kl. 09.00–11.30, with both dates when it passes midnight"""
    if local(start).date() != local(end).date():
        return f"{moment_heading(start)} till {moment_heading(end)}"
    return f"{day_heading(local(start))} {clock_span(start, end)}"


def slot_text(start: datetime, end: datetime) -> str:
    """måndagen den 12 september 2016 kl. 9.00–11.30"""
    if local(start).date() != local(end).date():
        return f"{moment_text(start)} till {moment_text(end)}"
    return f"{day_text(local(start))} {clock_span(start, end, padded=False)}"


def iso(value: date | datetime) -> str:
    """2016-09-12, or 2016-09-12T09:00+02:00 for an instant: for datetime attributes and data"""
    return local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def _last_of_month(on: date) -> date:
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def partial_date(earliest: date | None, latest: date | None, wording: str = "") -> str:
    """Say a date as precisely as it is known, and no more; empty when nothing is known.

    A day, month or year is written our way; anything else (a season, "hösten 2016") keeps the source's words.
    """
    if earliest is None or latest is None:
        return wording
    if earliest == latest:
        return day(earliest)
    if (earliest.month, earliest.day, latest.month, latest.day) == (1, 1, 12, 31):
        years = (earliest.year, latest.year)
        return str(years[0]) if years[0] == years[1] else f"{years[0]}{EN_DASH}{years[1]}"
    if earliest.day == 1 and latest == _last_of_month(earliest):
        return month(earliest)
    return wording or f"{day(earliest)}{EN_DASH}{day(latest)}"


def partial_iso(earliest: date | None, latest: date | None) -> str:
    """2018-05-03, 2018-05 or 2018 for a datetime attribute; empty for what HTML cannot say."""
    if earliest is None or latest is None:
        return ""
    if earliest == latest:
        return earliest.isoformat()
    if earliest.day == 1 and latest == _last_of_month(earliest):
        return f"{earliest:%Y-%m}"
    whole_year = (earliest, latest) == (date(earliest.year, 1, 1), date(earliest.year, 12, 31))
    return f"{earliest:%Y}" if whole_year else ""


@lru_cache(maxsize=4096, typed=True)
def number(value: float | Decimal) -> str:
    """1 250 and 1 234,5 with no-break spaces"""
    return format_decimal(value, locale="sv")


def spelled(value: int, *, neuter: bool = False) -> str:
    """Words for zero to twelve in running text, figures above that."""
    if value == 1 and neuter:
        return "ett"
    return _SPELLED[value] if 0 <= value <= 12 else number(value)


def percent(value: float | Decimal) -> str:
    """70 % (tables; running text spells out the word)"""
    return f"{number(value)}{NBSP}%"


def money(kronor: int) -> str:
    """575 miljoner kronor: the shortest form that rounds nothing off"""
    if kronor >= BILLION and kronor % (BILLION // 100) == 0:
        word = "miljard" if kronor == BILLION else "miljarder"
        return f"{number(Decimal(kronor) / BILLION)}{NBSP}{word} kronor"
    if kronor >= MILLION and kronor % (MILLION // 100) == 0:
        word = "miljon" if kronor == MILLION else "miljoner"
        return f"{number(Decimal(kronor) / MILLION)}{NBSP}{word} kronor"
    return money_exact(kronor)


def money_exact(kronor: int) -> str:
    """575 000 000 kronor"""
    return f"{number(kronor)}{NBSP}{'krona' if kronor == 1 else 'kronor'}"


def soften(text: str) -> str:
    """Long compounds may break where our list says; nothing else changes."""
    return type(text)(_COMPOUND.sub(lambda found: _SOFT[found[0]], text))


def listing(parts: list[str]) -> str:
    """a, b och c"""
    return str(format_list(parts, locale="sv")) if parts else ""


def lower_first(text: str) -> str:
    """A title in running text: lower case at first, unless it begins with an abbreviation."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def heading_of(themes: list[str]) -> str:
    """Themes as a heading: Cybersäkerhet, hamnar och AI."""
    return listing([*themes[:1], *(lower_first(theme) for theme in themes[1:])])
