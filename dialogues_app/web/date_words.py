"""The Swedish words of a date choice: answers, needs, and why a date goes or does not, each a whole sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import holidays
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialogues_app import models as m
from dialogues_app import swedish
from dialogues_app.domain.date_judging import Finding, Judgement, Verdict

DATE_ANSWER: dict[m.DateAnswerKind, LazyString] = {
    m.DateAnswerKind.YES: _l("Ja"),
    m.DateAnswerKind.IF_NEEDED: _l("Om det behövs"),
    m.DateAnswerKind.NO: _l("Nej"),
}
NEED: dict[m.Need, LazyString] = {
    m.Need.LEAD_MINISTER: _l("statsrådet som leder samtalet"),
    m.Need.EACH_BODY: _l("någon från varje arrangör"),
    m.Need.COMPANIES: _l("företag"),
    m.Need.SMALL_COMPANIES: _l("små eller medelstora företag"),
    m.Need.UNIONS: _l("fackliga organisationer"),
    m.Need.EMPLOYER_ORGANISATIONS: _l("arbetsgivarorganisationer"),
    m.Need.AGENCIES: _l("myndigheter"),
    m.Need.UNIVERSITIES: _l("lärosäten"),
}
AT_LEAST: dict[m.Need, LazyString] = {
    m.Need.COMPANIES: _l("minst %(count)s företag"),
    m.Need.SMALL_COMPANIES: _l("minst %(count)s av små eller medelstora företag"),
    m.Need.UNIONS: _l("minst %(count)s från facket"),
    m.Need.EMPLOYER_ORGANISATIONS: _l("minst %(count)s från arbetsgivarnas organisationer"),
    m.Need.AGENCIES: _l("minst %(count)s från myndigheter"),
    m.Need.UNIVERSITIES: _l("minst %(count)s från lärosäten"),
}
TOO_FEW: dict[m.Need, LazyString] = {
    m.Need.LEAD_MINISTER: _l("Statsrådet som leder samtalet kan inte."),
    m.Need.COMPANIES: _l("För få företag kan: %(who)s har sagt nej."),
    m.Need.SMALL_COMPANIES: _l("För få små eller medelstora företag kan: %(who)s har sagt nej."),
    m.Need.UNIONS: _l("För få från facket kan: %(who)s har sagt nej."),
    m.Need.EMPLOYER_ORGANISATIONS: _l("För få från arbetsgivarnas organisationer kan: %(who)s har sagt nej."),
    m.Need.AGENCIES: _l("För få myndigheter kan: %(who)s har sagt nej."),
    m.Need.UNIVERSITIES: _l("För få lärosäten kan: %(who)s har sagt nej."),
}
NOT_ASKED: dict[m.Need, LazyString] = {
    m.Need.LEAD_MINISTER: _l("Inget statsråd som leder samtalet är tillfrågat."),
    m.Need.COMPANIES: _l("För få företag är tillfrågade."),
    m.Need.SMALL_COMPANIES: _l("För få små eller medelstora företag är tillfrågade."),
    m.Need.UNIONS: _l("För få från facket är tillfrågade."),
    m.Need.EMPLOYER_ORGANISATIONS: _l("För få från arbetsgivarnas organisationer är tillfrågade."),
    m.Need.AGENCIES: _l("För få myndigheter är tillfrågade."),
    m.Need.UNIVERSITIES: _l("För få lärosäten är tillfrågade."),
}
MOST_NAMED = 3


@cache
def _named_days(year: int) -> Mapping[date, str]:
    found = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"), language="sv")
    return dict(found.items())


def holiday(day: date) -> str:
    """What a public holiday, or an eve that is one in practice, is called; empty for an ordinary day."""
    return _named_days(day.year).get(day, "")


def rule_words(rules: Iterable[tuple[m.Need, int]]) -> str:
    """The rule of a dialogue on one line."""
    parts = [
        str(AT_LEAST[need] % {"count": swedish.spelled(count, neuter=True)})
        if need in AT_LEAST
        else str(NEED[need])
        for need, count in rules
    ]
    return swedish.listing(parts)


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    told = list(names)
    rest = len(told) - MOST_NAMED
    if rest < 2:
        return swedish.listing(told)
    more: str = ngettext("%(num)s till", "%(num)s till", rest)
    return swedish.listing([*told[:MOST_NAMED], more])


def spoken(title: str, organisation: str) -> str:
    """Somebody in running text, by capacity: "samordnare för Almega", "näringsministern"."""
    words = swedish.lower_first(title)
    if words.endswith("minister"):
        return f"{words}n"
    if words and organisation:
        return str(_("%(title)s för %(organisation)s", title=words, organisation=organisation))
    return words or organisation


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def explanation(one: Judgement, names: Mapping[int, str], bodies: Mapping[int, str], *, ruled: bool) -> str:
    """Why this date goes, hangs on somebody, or does not go: one sentence."""
    if one.verdict is Verdict.IMPOSSIBLE:
        first = next(found for found in one.findings if found.verdict is Verdict.IMPOSSIBLE)
        return in_words(first, names, bodies) if not one.blockers else blocked(one, names, bodies)
    who = listed(names[key] for key in one.hangs_on)
    if one.verdict is Verdict.OPEN:
        return str(_("Datumet kan gå, men svar saknas från %(who)s.", who=who))
    if one.verdict is Verdict.IF_NEEDED:
        return str(_("Alla nödvändiga kan om det behövs, och det hänger på %(who)s.", who=who))
    return _possible(one, ruled=ruled)


def _possible(one: Judgement, *, ruled: bool) -> str:
    answered, yes, maybe = (
        swedish.spelled(count, neuter=True) for count in (one.answered, one.yes, one.if_needed)
    )
    told = {"answered": answered, "yes": yes, "maybe": maybe}
    if ruled and one.if_needed:
        return str(
            _(
                "Alla nödvändiga kan, och av %(answered)s svar är %(yes)s ja och %(maybe)s om det behövs.",
                **told,
            )
        )
    if ruled:
        return str(_("Alla nödvändiga kan, och av %(answered)s svar är %(yes)s ja.", **told))
    if one.if_needed:
        return str(_("Av %(answered)s svar är %(yes)s ja och %(maybe)s om det behövs.", **told))
    return str(_("Av %(answered)s svar är %(yes)s ja.", **told))


def blocked(one: Judgement, names: Mapping[int, str], bodies: Mapping[int, str]) -> str:
    """Who makes the date impossible; plain where each of them is indispensable."""
    stuck = [
        found for found in one.findings if found.verdict is Verdict.IMPOSSIBLE and not found.nobody_asked
    ]
    alone = [found for found in stuck if len(found.requirement.members) == 1]
    if not alone:
        return in_words(stuck[0], names, bodies)
    keys = dict.fromkeys(key for found in alone for key in found.blocking)
    return capitalised(str(_("%(who)s kan inte.", who=listed(names[key] for key in keys))))


def in_words(found: Finding, names: Mapping[int, str], bodies: Mapping[int, str]) -> str:
    """One requirement that is not met, in a sentence of its own."""
    need, who = found.requirement.need, listed(names[key] for key in found.blocking)
    if found.verdict is Verdict.OPEN:
        return str(_("Svar saknas från %(who)s.", who=listed(names[key] for key in found.waiting)))
    if found.verdict is Verdict.IF_NEEDED:
        return capitalised(
            str(_("%(who)s kan om det behövs.", who=listed(names[key] for key in found.willing)))
        )
    if need is None:
        return capitalised(str(_("%(who)s kan inte.", who=who)))
    if need is m.Need.EACH_BODY:
        body = bodies.get(found.requirement.subject or 0, "")
        if found.nobody_asked:
            return str(_("Ingen från %(body)s är tillfrågad.", body=body))
        return str(_("Ingen från %(body)s kan.", body=body))
    return str(NOT_ASKED[need]) if found.nobody_asked else str(TOO_FEW[need] % {"who": who})


def in_brief(one: Judgement) -> str:
    """The verdict under a column."""
    if one.verdict is Verdict.IMPOSSIBLE:
        count = len(one.blockers)
        if not count:
            return str(_("För få är tillfrågade"))
        brief: str = ngettext(
            "En nödvändig kan inte", "%(antal)s nödvändiga kan inte", count, antal=swedish.spelled(count)
        )
        return capitalised(brief)
    return {
        Verdict.POSSIBLE: str(_("Alla nödvändiga kan")),
        Verdict.IF_NEEDED: str(_("Alla nödvändiga kan om det behövs")),
        Verdict.OPEN: str(_("Nödvändiga svar saknas")),
    }[one.verdict]
