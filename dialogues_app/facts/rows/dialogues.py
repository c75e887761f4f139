"""Rows of focus areas, themes, dialogues, their dates, outcomes and participation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dialogues_app.facts import cells
from dialogues_app.facts.rows.base import FROM_SEED, Row
from dialogues_app.facts.words import PLACE_BASES, SETTINGS
from dialogues_app.models import Audience, Basis, PartialDate, Setting


@dataclass(frozen=True, kw_only=True)
class FocusAreaRow(Row):
    """A focus area of the strategy."""

    FILE = "focus_areas"
    KEY = ("focus_area_id",)

    focus_area_id: str = cells.key()
    name_sv: str = cells.text(required=True)
    name_en: str = cells.text(required=True)
    challenge_sv: str = cells.text()
    challenge_basis: Basis | None = cells.basis(Basis.STATED, Basis.INFERRED)
    goal_summary_sv: str = cells.text()
    plan1_objective_summary_sv: str = cells.text()
    from_seed: str = cells.choice(FROM_SEED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)


@dataclass(frozen=True, kw_only=True)
class ThemeRow(Row):
    """A theme of dialogues."""

    FILE = "themes"
    KEY = ("theme_id",)

    theme_id: str = cells.key()
    title_sv: str = cells.text(required=True)
    title_en: str = cells.text()
    focus_area_id: str = cells.one("focus_areas")
    focus_area_basis: Basis | None = cells.basis(Basis.STATED, Basis.INFERRED)
    from_seed: str = cells.choice(FROM_SEED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)


@dataclass(frozen=True, kw_only=True)
class DialogueRow(Row):
    """A dialogue."""

    FILE = "dialogues"
    KEY = ("dialogue_id",)

    dialogue_id: str = cells.key()
    in_scope_2015_2018: bool = cells.flag(required=True)
    order_in_seed: int | None = cells.number(least=1)
    ordinal_stated: str = cells.text()
    date: PartialDate = cells.when()
    date_precision: str = cells.choice({"day": "day", "season": "season"}, required=True)
    date_in_seed: PartialDate = cells.when()
    date_earliest: dt.date = cells.day(required=True)
    date_latest: dt.date = cells.day(required=True)
    date_wording_sv: str = cells.text()
    place: str = cells.text()
    venue: str = cells.text()
    place_basis: Basis | None = cells.choice(PLACE_BASES)
    theme_ids: tuple[str, ...] = cells.many("themes")
    led_by_person_id: str = cells.one("people_public_roles#person_id")
    led_by_basis: Basis | None = cells.basis(Basis.STATED, Basis.GENERAL)
    minister_person_ids: tuple[str, ...] = cells.many("people_public_roles#person_id")
    state_secretary_person_ids: tuple[str, ...] = cells.many("people_public_roles#person_id")
    participants_stated_sv: str = cells.text()
    participant_count_stated: int | None = cells.number(least=1)
    from_seed: str = cells.choice(FROM_SEED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    note_sv: str = cells.text()


@dataclass(frozen=True, kw_only=True)
class DateRow(Row):
    """What one source says of the day of one dialogue."""

    FILE = "dialogue_dates"
    KEY = ("dialogue_id", "source_id")

    dialogue_id: str = cells.one("dialogues", required=True)
    date_earliest: dt.date = cells.day(required=True)
    date_latest: dt.date = cells.day(required=True)
    wording_sv: str = cells.text(required=True)
    source_id: str = cells.one("sources", required=True)


@dataclass(frozen=True, kw_only=True)
class OutcomeRow(Row):
    """What a dialogue came to, as a source tells it; `kind` is the source's own word."""

    FILE = "dialogue_outcomes"
    KEY = ("outcome_id",)

    outcome_id: str = cells.key()
    dialogue_id: str = cells.one("dialogues", required=True)
    kind: str = cells.text(required=True)
    summary_sv: str = cells.text(required=True)
    basis: Basis = cells.basis(Basis.STATED, Basis.ANNOUNCED, Basis.INFERRED, required=True)
    setting: Setting = cells.choice(SETTINGS, required=True)
    stated_by_org_id: str = cells.one("organisations")
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    shown: Audience = cells.shown()
    mark_sv: str = cells.text()


@dataclass(frozen=True, kw_only=True)
class ParticipationRow(Row):
    """Who took part."""

    FILE = "dialogue_participation"
    KEY = ("participation_id",)

    participation_id: str = cells.key()
    dialogue_id: str = cells.one("dialogues")
    scope_note_sv: str = cells.text()
    org_id: str = cells.one("organisations")
    person_id: str = cells.one("people_public_roles#person_id")
    capacity: str = cells.text(required=True)
    basis: Basis = cells.basis(Basis.STATED, Basis.ANNOUNCED, Basis.INFERRED, required=True)
    source_ids: tuple[str, ...] = cells.many("sources", required=True)
    shown: Audience = cells.shown()
    mark_sv: str = cells.text()
