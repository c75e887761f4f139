"""The Swedish words of every value that a person reads: one table, one filter (design.md section 7)."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app import models as m
from dialogues_app.web.date_words import DATE_ANSWER, NEED
from dialogues_app.web.mail_words import (
    ANSWER_REMINDER_KIND,
    MAIL_DECISION,
    MAIL_OUTCOME,
    MESSAGE_KIND,
    OUTBOX_STATE,
    PAUSE_CAUSE,
)
from dialogues_app.web.notes_words import ATTRIBUTION, MINUTES_STATE, RESOLUTION
from dialogues_app.web.party_words import (
    ORGANISATION_KIND,
    POST_KIND,
    ROLE,
    SIDE,
    SIZE_CLASS,
    SOURCE_KIND,
    TERM_KIND,
)
from dialogues_app.web.seat_words import SEAT_TABLES

DIALOGUE_STATUS: dict[m.DialogueStatus, LazyString] = {
    m.DialogueStatus.DRAFT: _l("Utkast"),
    m.DialogueStatus.DATE_CHOICE: _l("Datumval"),
    m.DialogueStatus.BOOKED: _l("Bokat"),
    m.DialogueStatus.INVITED: _l("Inbjudet"),
    m.DialogueStatus.HELD: _l("Hållet"),
    m.DialogueStatus.DOCUMENTED: _l("Dokumenterat"),
    m.DialogueStatus.APPROVED: _l("Godkänt"),
    m.DialogueStatus.PUBLISHED: _l("Publicerat"),
    m.DialogueStatus.CANCELLED: _l("Inställt"),
}
EVENT_KIND: dict[m.EventKind, LazyString] = {
    m.EventKind.MEETING: _l("samtal"),
    m.EventKind.SEMINAR: _l("seminarium"),
    m.EventKind.HOLD: _l("preliminär tid"),
}
EVENT_STATUS: dict[m.EventStatus, LazyString] = {
    m.EventStatus.DRAFT: _l("Inte inbjudet än"),
    m.EventStatus.INVITED: _l("Inbjudet"),
    m.EventStatus.POSTPONED: _l("Uppskjutet"),
    m.EventStatus.HELD: _l("Hållet"),
    m.EventStatus.CANCELLED: _l("Inställt"),
}
METHOD: dict[m.Method, LazyString] = {
    m.Method.REQUEST: _l("inbjudan"),
    m.Method.CANCEL: _l("inställt"),
    m.Method.DECLINECOUNTER: _l("nej till annan tid"),
}
CAUSE: dict[m.Cause, LazyString] = {
    m.Cause.INVITED: _l("inbjudan"),
    m.Cause.ADDED: _l("ny deltagare"),
    m.Cause.REMOVED: _l("borttagen deltagare"),
    m.Cause.MOVED: _l("ny tid"),
    m.Cause.PLACED: _l("ny plats"),
    m.Cause.REWORDED: _l("ändrad text"),
    m.Cause.POSTPONED: _l("uppskjutet"),
    m.Cause.CANCELLED: _l("inställt"),
    m.Cause.RETAKEN: _l("återupptaget"),
    m.Cause.CONFIRMED: _l("bekräftelse"),
    m.Cause.RESENT: _l("skickad igen"),
    m.Cause.REMINDED: _l("påminnelse"),
}
PART_STAT: dict[m.PartStat, LazyString] = {
    m.PartStat.NEEDS_ACTION: _l("inget svar"),
    m.PartStat.ACCEPTED: _l("kommer"),
    m.PartStat.TENTATIVE: _l("kanske"),
    m.PartStat.DECLINED: _l("kommer inte"),
    m.PartStat.DELEGATED: _l("ombud svarar"),
}
CHANNEL: dict[m.Channel, LazyString] = {
    m.Channel.CALENDAR: _l("i kalendern"),
    m.Channel.PAGE: _l("på svarssidan"),
    m.Channel.PHONE: _l("per telefon"),
}
PROPOSAL_KIND: dict[m.ProposalKind, LazyString] = {
    m.ProposalKind.SUBSTITUTE: _l("ersättare"),
    m.ProposalKind.DELEGATE: _l("ombud"),
    m.ProposalKind.COUNTER: _l("annan tid"),
}
PROPOSAL_STATE: dict[m.ProposalState, LazyString] = {
    m.ProposalState.OPEN: _l("väntar på besked"),
    m.ProposalState.ACCEPTED: _l("ja"),
    m.ProposalState.DECLINED: _l("nej"),
}
REMINDER_KIND: dict[m.ReminderKind, LazyString] = {
    m.ReminderKind.NUDGE: _l("påminnelse"),
    m.ReminderKind.PRACTICAL: _l("praktisk information"),
}
REMINDER_STATE: dict[m.ReminderState, LazyString] = {
    m.ReminderState.PLANNED: _l("planerad"),
    m.ReminderState.SENT: _l("skickad"),
    m.ReminderState.STOPPED: _l("stoppad"),
    m.ReminderState.WITHDRAWN: _l("inte längre aktuell"),
    m.ReminderState.LAPSED: _l("behövdes inte"),
}
SEAT_ROLE: dict[m.SeatRole, LazyString] = {
    m.SeatRole.CHAIR: _l("leder samtalet"),
    m.SeatRole.MINISTER: _l("statsråd"),
    m.SeatRole.STATE_SECRETARY: _l("statssekreterare"),
    m.SeatRole.REQUIRED: _l("deltagare"),
    m.SeatRole.OPTIONAL: _l("valfri deltagare"),
    m.SeatRole.OBSERVER: _l("åhörare"),
}
ORIGIN: dict[m.Origin, LazyString] = {
    m.Origin.INVITED: _l("inbjuden"),
    m.Origin.NOMINATED: _l("utsedd av organisationen"),
    m.Origin.SUBSTITUTE: _l("ersättare"),
    m.Origin.DELEGATED: _l("ombud"),
}
PRESENCE: dict[m.Presence, LazyString] = {
    m.Presence.PRESENT: _l("närvarade"),
    m.Presence.ABSENT: _l("kom inte"),
    m.Presence.EXCUSED: _l("anmälde förhinder"),
    m.Presence.SUBSTITUTE: _l("ersättare närvarade"),
    m.Presence.WALK_IN: _l("kom utan inbjudan"),
    m.Presence.REMOTE: _l("deltog på distans"),
}
AUDIENCE: dict[m.Audience, LazyString] = {
    m.Audience.BODY: _l("den egna organisationen"),
    m.Audience.ORGANIZERS: _l("arrangörerna"),
    m.Audience.PARTICIPANTS: _l("deltagarna"),
    m.Audience.PUBLIC: _l("alla"),
}
BASIS: dict[m.Basis, LazyString] = {
    m.Basis.STATED: _l("uttryckligt samband"),
    m.Basis.ANNOUNCED: _l("aviserat"),
    m.Basis.INFERRED: _l("vår tolkning"),
    m.Basis.GENERAL: _l("gäller alla samtal"),
}
LEVEL: dict[m.Level, LazyString] = {
    m.Level.EU: _l("EU-nivå"),
    m.Level.NATIONAL: _l("nationell nivå"),
    m.Level.REGIONAL: _l("regional nivå"),
    m.Level.LOCAL: _l("lokal nivå"),
}
LINK_KIND: dict[m.LinkKind, LazyString] = {
    m.LinkKind.LED_TO: _l("ledde till"),
    m.LinkKind.CONTRIBUTED_TO: _l("bidrog till"),
    m.LinkKind.INPUT_TO: _l("underlag till"),
    m.LinkKind.ANNOUNCED_AT: _l("aviserades vid samtalet"),
    m.LinkKind.DISCUSSED: _l("diskuterades"),
    m.LinkKind.CONTINUED_BY: _l("fortsatte i"),
}
OUTCOME_TYPE: dict[m.OutcomeType, LazyString] = {
    m.OutcomeType.INPUT: _l("inspel"),
    m.OutcomeType.POSITION: _l("ställningstagande"),
    m.OutcomeType.COMMITMENT: _l("åtagande"),
    m.OutcomeType.QUESTION: _l("fråga att utreda"),
    m.OutcomeType.DECISION_PRESENTED: _l("beslut presenterat"),
    m.OutcomeType.OTHER: _l("övrigt"),
}
SETTING: dict[m.Setting, LazyString] = {
    m.Setting.DIALOGUE: _l("i samtalet"),
    m.Setting.SEMINAR: _l("på seminariet"),
}
ANSWER_STATE: dict[m.AnswerState, LazyString] = {
    m.AnswerState.LINKED: _l("besvarat med åtgärd"),
    m.AnswerState.WITHOUT_MEASURE: _l("besvarat utan åtgärd"),
    m.AnswerState.AWAITING: _l("väntar på svar"),
    m.AnswerState.UNKNOWN: _l("uppgift saknas"),
    m.AnswerState.OPEN: _l("inte besvarat än"),
}
VERDICT: dict[m.Verdict, LazyString] = {
    m.Verdict.APPROVED: _l("godkänt"),
    m.Verdict.RETURNED: _l("skickat tillbaka"),
}
MEASURE_STATUS: dict[m.MeasureStatus, LazyString] = {
    m.MeasureStatus.PLANNED: _l("planerad"),
    m.MeasureStatus.DECIDED: _l("beslutad"),
    m.MeasureStatus.IN_PROGRESS: _l("pågår"),
    m.MeasureStatus.COMPLETED: _l("genomförd"),
    m.MeasureStatus.STOPPED: _l("avbruten"),
    m.MeasureStatus.UNKNOWN: _l("uppgift saknas"),
}
DELAYED: LazyString = _l("försenad")  # computed, never stored
ENTRY_KIND: dict[m.EntryKind, LazyString] = {
    m.EntryKind.INCLUDED: _l("ingår"),
    m.EntryKind.MOVED: _l("flyttad"),
    m.EntryKind.MERGED: _l("sammanslagen"),
    m.EntryKind.SPLIT: _l("delad"),
    m.EntryKind.REPLACED: _l("ersatt"),
    m.EntryKind.WITHDRAWN: _l("borttagen"),
}
BODY_ROLE: dict[m.BodyRole, LazyString] = {
    m.BodyRole.RESPONSIBLE: _l("ansvarig"),
    m.BodyRole.COMMISSIONING: _l("uppdragsgivare"),
    m.BodyRole.PARTNER: _l("samarbetspart"),
}
PLAN_KIND: dict[m.PlanKind, LazyString] = {
    m.PlanKind.STRATEGY: _l("strategi"),
    m.PlanKind.ACTION_PLAN: _l("handlingsplan"),
}
AMOUNT_KIND: dict[m.AmountKind, LazyString] = {
    m.AmountKind.TOTAL: _l("totalt"),
    m.AmountKind.PER_YEAR: _l("per år"),
    m.AmountKind.IN_YEAR: _l("för året"),
}
AGENDA_KIND: dict[m.AgendaKind, LazyString] = {
    m.AgendaKind.TALK: _l("inledning"),
    m.AgendaKind.DISCUSSION: _l("diskussion"),
    m.AgendaKind.PAUSE: _l("paus"),
    m.AgendaKind.SEMINAR: _l("seminarium"),
}
SLUG_KIND: dict[m.SlugKind, LazyString] = {
    m.SlugKind.DIALOGUE: _l("samtal"),
    m.SlugKind.THEME: _l("tema"),
    m.SlugKind.FOCUS_AREA: _l("fokusområde"),
    m.SlugKind.PERSON: _l("person"),
    m.SlugKind.MEASURE: _l("åtgärd"),
    m.SlugKind.ORGANISATION: _l("organisation"),
}
# One table per enumeration. Looked up by class first: members of different enumerations with one value are equal.
WORDS: dict[type[Enum], Mapping[Any, LazyString]] = {
    type(next(iter(table))): table
    for table in cast(
        tuple[Mapping[Any, LazyString], ...],
        (
            *(
                DIALOGUE_STATUS,
                EVENT_KIND,
                EVENT_STATUS,
                METHOD,
                CAUSE,
                PART_STAT,
                CHANNEL,
            ),
            *(
                PROPOSAL_KIND,
                PROPOSAL_STATE,
                MESSAGE_KIND,
                OUTBOX_STATE,
                REMINDER_KIND,
                ANSWER_REMINDER_KIND,
                REMINDER_STATE,
                MAIL_OUTCOME,
                MAIL_DECISION,
                SEAT_ROLE,
                ORIGIN,
                PRESENCE,
            ),
            *(
                AUDIENCE,
                BASIS,
                LEVEL,
                LINK_KIND,
                OUTCOME_TYPE,
                SETTING,
                ANSWER_STATE,
                VERDICT,
            ),
            *(
                MEASURE_STATUS,
                ENTRY_KIND,
                BODY_ROLE,
                PLAN_KIND,
                AMOUNT_KIND,
                AGENDA_KIND,
            ),
            *(
                ORGANISATION_KIND,
                SIDE,
                SIZE_CLASS,
                POST_KIND,
                TERM_KIND,
                SOURCE_KIND,
                SLUG_KIND,
                ROLE,
                ATTRIBUTION,
                MINUTES_STATE,
                RESOLUTION,
            ),
            *SEAT_TABLES,
            *(DATE_ANSWER, NEED, PAUSE_CAUSE),
        ),
    )
}


def word(member: Enum) -> LazyString:
    """The Swedish word of a value."""
    return WORDS[type(member)][member]


def register(app: Flask) -> None:
    """Templates know the filter `word`."""
    app.jinja_env.filters["word"] = word
