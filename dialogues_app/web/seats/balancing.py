"""The balance of a dialogue: figures against targets, whom to ask next, and the same figures as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.domain import balance
from dialogues_app.domain.balance import Candidate, Figure, Member, Profile, Suggestion
from dialogues_app.domain.queries import seats as queries
from dialogues_app.domain.roster import Guest
from dialogues_app.extensions import db
from dialogues_app.models import STEPS, THERE, Dialogue, DialogueStatus, Dimension, PartStat, Role, SizeClass
from dialogues_app.web.access import requires
from dialogues_app.web.forms import options
from dialogues_app.web.organizer import lookups
from dialogues_app.web.organizer.editing import Edit, carry_out
from dialogues_app.web.public.exports import csv_response
from dialogues_app.web.seats.blueprint import bp
from dialogues_app.web.seats.forms import TargetForm, sorts
from dialogues_app.web.seats.words import sort_word
from dialogues_app.web.words import word

TONES = ("q1", "q2", "q3", "q4")


@dataclass(frozen=True)
class Bar:
    """One dimension drawn: parts as (words, number, tone), and the shortages in words."""

    title: str
    parts: list[tuple[str, int, str]]
    shortages: list[str]


def members_of(dialogue: Dialogue, guests: list[Guest]) -> list[Member]:
    """Each seat once, with what is known of it and how far its holder has come."""
    by_holding = {guest.holding_id: guest for guest in guests}
    found: dict[int, Member] = {}
    for row in db.session.execute(queries.at_the_table(dialogue.id)):
        guest = by_holding.get(row.holding_id)
        told = guest is not None and guest.is_told
        found[row.id] = Member(
            profile=_profile(row),
            invited=told,
            accepted=told and guest is not None and guest.partstat is PartStat.ACCEPTED,
            present=row.presence in THERE,
        )
    return list(found.values())


def is_held(dialogue: Dialogue) -> bool:
    """Whether the target is held against those who were there."""
    return dialogue.status in STEPS[STEPS.index(DialogueStatus.HELD) :]


def card(dialogue: Dialogue, guests: list[Guest]) -> dict[str, Any]:
    """What the card of the workspace shows; nothing where nobody is seated and nothing is wanted."""
    members = members_of(dialogue, guests)
    figures = balance.against(members, balance.aims_of(dialogue))
    held = is_held(dialogue)
    kinds = [Dimension.SIDE, Dimension.SIZE, Dimension.REGION]
    kinds += [one.dimension for one in figures if one.dimension not in kinds]
    bars = [_bar(kind, members, figures, held=held) for kind in dict.fromkeys(kinds)]
    return {"bars": [bar for bar in bars if bar.parts or bar.shortages], "held": held}


def _bar(kind: Dimension, members: list[Member], figures: list[Figure], *, held: bool) -> Bar:
    counted = [one for one in balance.breakdown(members, kind) if one.reached(held=held)]
    counted.sort(key=lambda one: (-one.reached(held=held), one.value))
    parts = [
        (_capital(sort_word(kind, one.value)), one.reached(held=held), TONES[min(at, 3)])
        for at, one in enumerate(counted)
    ]
    short = [one for one in figures if one.dimension is kind and one.missing(held=held)]
    gap = sum(one.missing(held=held) for one in short)
    if gap:
        parts.append((_("Saknas"), gap, "gap"))
    return Bar(_capital(str(word(kind))), parts, [shortage(one, held=held) for one in short])


def shortage(figure: Figure, *, held: bool = False) -> str:
    """The gap in words: "Små och medelstora företag: 0 av minst 2"."""
    return str(
        _(
            "%(sort)s: %(reached)s av minst %(wanted)s",
            sort=_capital(sort_word(figure.dimension, figure.value)),
            reached=figure.reached(held=held),
            wanted=figure.at_least,
        )
    )


def reason(suggestion: Suggestion) -> str:
    """Why just this one."""
    sorts = [sort_word(one.dimension, one.value) for one in suggestion.closes]
    kind = _("Står i reserv") if suggestion.candidate.is_reserve else _("Finns i registret")
    return str(_("%(kind)s. Fyller på: %(sorts)s.", kind=kind, sorts=swedish.listing(sorts)))


@bp.route("/balans", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def targets(dialogue_id: int) -> ResponseReturnValue:
    """The figures, the targets, and whom to ask next."""
    dialogue = lookups.find(dialogue_id)
    form = TargetForm()
    form.sort.choices = options(sorts())
    return carry_out(
        Edit(
            form=form,
            page=lambda: _balance_page(dialogue, form),
            act=lambda: balance.set_target(dialogue, form.aim(), by=g.actor, at=now()),
            done=lambda: url_for(".targets", dialogue_id=dialogue.id),
            said=lambda: _("Målet är sparat."),
        )
    )


def _balance_page(dialogue: Dialogue, form: TargetForm) -> str:
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    members = members_of(dialogue, guests)
    figures = balance.against(members, balance.aims_of(dialogue))
    return render_template(
        "organizer/seats/balance.html",
        dialogue=dialogue,
        form=form,
        balance=card(dialogue, guests),
        figures=[
            (one, _capital(sort_word(one.dimension, one.value)), _capital(str(word(one.dimension))))
            for one in figures
        ],
        suggestions=[(one, reason(one)) for one in suggestions(dialogue, figures)],
    )


def suggestions(dialogue: Dialogue, figures: list[Figure]) -> list[Suggestion]:
    """Whom to ask next among the reserves and the register; nobody once it is held."""
    gaps = [one for one in figures if one.missing()]
    if not gaps or is_held(dialogue):
        return []
    found = [
        Candidate(("reserve", row.reserve_id), _label(row), _profile(row), rank, is_reserve=True)
        for rank, row in enumerate(db.session.execute(queries.in_reserve(dialogue.id)))
    ]
    if not dialogue.is_practice:
        rows = db.session.execute(queries.could_be_asked(dialogue.id, gaps))
        found += [
            Candidate(("organisation", row.id), _label(row), _profile(row), rank)
            for rank, row in enumerate(rows, len(found))
        ]
    return balance.whom_to_ask(gaps, found)


@bp.get("/balans.csv")
@requires(Role.ORGANIZER)
def figures_file(dialogue_id: int) -> ResponseReturnValue:
    """The figures of the page as a file."""
    dialogue = lookups.find(dialogue_id)
    guests = lookups.guests_of([dialogue.id]).of(dialogue.id)
    return csv_response(f"balans-{dialogue.slug}", HEAD, figure_rows(dialogue, guests))


HEAD = ("vad", "vilka", "inbjudna", "kommer", "narvarande", "minst")


def figure_rows(dialogue: Dialogue, guests: list[Guest]) -> list[list[object]]:
    """The figures as rows under HEAD: targets first, then every value that occurs. An xlsx may be made of the same."""
    members = members_of(dialogue, guests)
    found = balance.against(members, balance.aims_of(dialogue))
    for kind in Dimension:
        found += balance.breakdown(members, kind)
    return [
        [
            _capital(str(word(one.dimension))),
            sort_word(one.dimension, one.value),
            one.invited,
            one.accepted,
            one.present,
            "" if one.at_least is None else one.at_least,
        ]
        for one in found
    ]


def _profile(row: Any) -> Profile:
    """What the register states of the organisation; where it has none, what the seat was wanted for."""
    known = row.id if not hasattr(row, "organisation_id") else row.organisation_id
    wanted = row if hasattr(row, "wanted_side") and known is None else None
    sizes = (
        [row.size_class]
        if row.size_class
        else [SizeClass(one) for one in (wanted.sizes or [] if wanted else [])]
    )
    return Profile(
        side=row.side or (wanted.wanted_side if wanted else None),
        sizes=frozenset(sizes),
        sector=row.sector or (wanted.wanted_sector if wanted else "") or "",
        region=row.region or (wanted.wanted_region if wanted else "") or "",
        first_timer=None if known is None else not row.there_before,
    )


def _label(row: Any) -> str:
    name = row.name or getattr(row, "description", "")
    title = getattr(row, "title", "")
    return ", ".join(part for part in (title, name) if part)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
