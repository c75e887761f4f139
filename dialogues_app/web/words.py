"""The Swedish words of every value that a person reads: one table, one filter (design.md section 7)."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app.models import (
    AgendaKind,
    AmountKind,
    AnswerState,
    Audience,
    Basis,
    BodyRole,
    Cause,
    Channel,
    DialogueStatus,
    EntryKind,
    EventKind,
    EventStatus,
    Level,
    LinkKind,
    MeasureStatus,
    MessageKind,
    Method,
    Origin,
    OrganisationKind,
    OutboxState,
    OutcomeType,
    PartStat,
    PlanKind,
    PostKind,
    Presence,
    ProposalKind,
    ProposalState,
    Role,
    SeatRole,
    Setting,
    Side,
    SizeClass,
    SlugKind,
    SourceKind,
    TermKind,
    Verdict,
)

DIALOGUE_STATUS: dict[DialogueStatus, LazyString] = {
    DialogueStatus.DRAFT: _l("Utkast"),
    DialogueStatus.DATE_CHOICE: _l("Datumval"),
    DialogueStatus.BOOKED: _l("Bokat"),
    DialogueStatus.INVITED: _l("Inbjudet"),
    DialogueStatus.HELD: _l("Hållet"),
    DialogueStatus.DOCUMENTED: _l("Dokumenterat"),
    DialogueStatus.APPROVED: _l("Godkänt"),
    DialogueStatus.PUBLISHED: _l("Publicerat"),
    DialogueStatus.CANCELLED: _l("Inställt"),
}
EVENT_KIND: dict[EventKind, LazyString] = {
    EventKind.MEETING: _l("samtal"),
    EventKind.SEMINAR: _l("seminarium"),
    EventKind.HOLD: _l("preliminär tid"),
}
EVENT_STATUS: dict[EventStatus, LazyString] = {
    EventStatus.DRAFT: _l("Inte inbjudet än"),
    EventStatus.INVITED: _l("Inbjudet"),
    EventStatus.POSTPONED: _l("Uppskjutet"),
    EventStatus.HELD: _l("Hållet"),
    EventStatus.CANCELLED: _l("Inställt"),
}
METHOD: dict[Method, LazyString] = {
    Method.REQUEST: _l("inbjudan"),
    Method.CANCEL: _l("inställt"),
    Method.DECLINECOUNTER: _l("nej till annan tid"),
}
CAUSE: dict[Cause, LazyString] = {
    Cause.INVITED: _l("inbjudan"),
    Cause.ADDED: _l("ny deltagare"),
    Cause.REMOVED: _l("borttagen deltagare"),
    Cause.MOVED: _l("ny tid"),
    Cause.PLACED: _l("ny plats"),
    Cause.REWORDED: _l("ändrad text"),
    Cause.POSTPONED: _l("uppskjutet"),
    Cause.CANCELLED: _l("inställt"),
    Cause.RETAKEN: _l("återupptaget"),
    Cause.CONFIRMED: _l("bekräftelse"),
    Cause.RESENT: _l("skickad igen"),
    Cause.REMINDED: _l("påminnelse"),
}
PART_STAT: dict[PartStat, LazyString] = {
    PartStat.NEEDS_ACTION: _l("inget svar"),
    PartStat.ACCEPTED: _l("kommer"),
    PartStat.TENTATIVE: _l("kanske"),
    PartStat.DECLINED: _l("kommer inte"),
    PartStat.DELEGATED: _l("ombud svarar"),
}
CHANNEL: dict[Channel, LazyString] = {
    Channel.CALENDAR: _l("i kalendern"),
    Channel.PAGE: _l("på svarssidan"),
    Channel.PHONE: _l("per telefon"),
}
PROPOSAL_KIND: dict[ProposalKind, LazyString] = {
    ProposalKind.SUBSTITUTE: _l("ersättare"),
    ProposalKind.DELEGATE: _l("ombud"),
    ProposalKind.COUNTER: _l("annan tid"),
}
PROPOSAL_STATE: dict[ProposalState, LazyString] = {
    ProposalState.OPEN: _l("väntar på besked"),
    ProposalState.ACCEPTED: _l("ja"),
    ProposalState.DECLINED: _l("nej"),
}
MESSAGE_KIND: dict[MessageKind, LazyString] = {
    MessageKind.REQUEST: _l("inbjudan"),
    MessageKind.CANCEL: _l("inställt"),
    MessageKind.DECLINECOUNTER: _l("nej till annan tid"),
    MessageKind.REMINDER: _l("påminnelse"),
    MessageKind.SIGN_IN: _l("länk för att logga in"),
    MessageKind.RECEIPT: _l("kvitto"),
}
OUTBOX_STATE: dict[OutboxState, LazyString] = {
    OutboxState.QUEUED: _l("köad"),
    OutboxState.SENDING: _l("skickas"),
    OutboxState.SENT: _l("lämnad till mottagarens server"),
    OutboxState.FAILED: _l("kunde inte levereras"),
    OutboxState.SUPERSEDED: _l("ersatt av nyare"),
    OutboxState.TAKEN_BACK: _l("ångrad"),
}
SEAT_ROLE: dict[SeatRole, LazyString] = {
    SeatRole.CHAIR: _l("leder samtalet"),
    SeatRole.MINISTER: _l("statsråd"),
    SeatRole.STATE_SECRETARY: _l("statssekreterare"),
    SeatRole.REQUIRED: _l("deltagare"),
    SeatRole.OPTIONAL: _l("valfri deltagare"),
    SeatRole.OBSERVER: _l("åhörare"),
}
ORIGIN: dict[Origin, LazyString] = {
    Origin.INVITED: _l("inbjuden"),
    Origin.NOMINATED: _l("utsedd av organisationen"),
    Origin.SUBSTITUTE: _l("ersättare"),
    Origin.DELEGATED: _l("ombud"),
}
PRESENCE: dict[Presence, LazyString] = {
    Presence.PRESENT: _l("närvarade"),
    Presence.ABSENT: _l("kom inte"),
    Presence.EXCUSED: _l("anmälde förhinder"),
    Presence.SUBSTITUTE: _l("ersättare närvarade"),
    Presence.WALK_IN: _l("kom utan inbjudan"),
    Presence.REMOTE: _l("deltog på distans"),
}
AUDIENCE: dict[Audience, LazyString] = {
    Audience.BODY: _l("den egna organisationen"),
    Audience.ORGANIZERS: _l("arrangörerna"),
    Audience.PARTICIPANTS: _l("deltagarna"),
    Audience.PUBLIC: _l("alla"),
}
BASIS: dict[Basis, LazyString] = {
    Basis.STATED: _l("uttryckligt samband"),
    Basis.ANNOUNCED: _l("aviserat"),
    Basis.INFERRED: _l("vår tolkning"),
    Basis.GENERAL: _l("gäller alla samtal"),
}
LEVEL: dict[Level, LazyString] = {
    Level.EU: _l("EU-nivå"),
    Level.NATIONAL: _l("nationell nivå"),
    Level.REGIONAL: _l("regional nivå"),
    Level.LOCAL: _l("lokal nivå"),
}
LINK_KIND: dict[LinkKind, LazyString] = {
    LinkKind.LED_TO: _l("ledde till"),
    LinkKind.CONTRIBUTED_TO: _l("bidrog till"),
    LinkKind.INPUT_TO: _l("underlag till"),
    LinkKind.ANNOUNCED_AT: _l("aviserades vid samtalet"),
    LinkKind.DISCUSSED: _l("diskuterades"),
    LinkKind.CONTINUED_BY: _l("fortsatte i"),
}
OUTCOME_TYPE: dict[OutcomeType, LazyString] = {
    OutcomeType.INPUT: _l("inspel"),
    OutcomeType.POSITION: _l("ställningstagande"),
    OutcomeType.COMMITMENT: _l("åtagande"),
    OutcomeType.QUESTION: _l("fråga att utreda"),
    OutcomeType.DECISION_PRESENTED: _l("beslut presenterat"),
    OutcomeType.OTHER: _l("övrigt"),
}
SETTING: dict[Setting, LazyString] = {
    Setting.DIALOGUE: _l("i samtalet"),
    Setting.SEMINAR: _l("på seminariet"),
}
ANSWER_STATE: dict[AnswerState, LazyString] = {
    AnswerState.LINKED: _l("besvarat med åtgärd"),
    AnswerState.WITHOUT_MEASURE: _l("besvarat utan åtgärd"),
    AnswerState.AWAITING: _l("väntar på svar"),
    AnswerState.UNKNOWN: _l("uppgift saknas"),
    AnswerState.OPEN: _l("inte besvarat än"),
}
VERDICT: dict[Verdict, LazyString] = {
    Verdict.APPROVED: _l("godkänt"),
    Verdict.RETURNED: _l("skickat tillbaka"),
}
MEASURE_STATUS: dict[MeasureStatus, LazyString] = {
    MeasureStatus.PLANNED: _l("planerad"),
    MeasureStatus.DECIDED: _l("beslutad"),
    MeasureStatus.IN_PROGRESS: _l("pågår"),
    MeasureStatus.COMPLETED: _l("genomförd"),
    MeasureStatus.STOPPED: _l("avbruten"),
    MeasureStatus.UNKNOWN: _l("uppgift saknas"),
}
DELAYED: LazyString = _l("försenad")  # computed, never stored
ENTRY_KIND: dict[EntryKind, LazyString] = {
    EntryKind.INCLUDED: _l("ingår"),
    EntryKind.MOVED: _l("flyttad"),
    EntryKind.MERGED: _l("sammanslagen"),
    EntryKind.SPLIT: _l("delad"),
    EntryKind.REPLACED: _l("ersatt"),
    EntryKind.WITHDRAWN: _l("borttagen"),
}
BODY_ROLE: dict[BodyRole, LazyString] = {
    BodyRole.RESPONSIBLE: _l("ansvarig"),
    BodyRole.COMMISSIONING: _l("uppdragsgivare"),
    BodyRole.PARTNER: _l("samarbetspart"),
}
PLAN_KIND: dict[PlanKind, LazyString] = {
    PlanKind.STRATEGY: _l("strategi"),
    PlanKind.ACTION_PLAN: _l("handlingsplan"),
}
AMOUNT_KIND: dict[AmountKind, LazyString] = {
    AmountKind.TOTAL: _l("totalt"),
    AmountKind.PER_YEAR: _l("per år"),
    AmountKind.IN_YEAR: _l("för året"),
}
AGENDA_KIND: dict[AgendaKind, LazyString] = {
    AgendaKind.TALK: _l("inledning"),
    AgendaKind.DISCUSSION: _l("diskussion"),
    AgendaKind.PAUSE: _l("paus"),
    AgendaKind.SEMINAR: _l("seminarium"),
}
ORGANISATION_KIND: dict[OrganisationKind, LazyString] = {
    OrganisationKind.GOVERNMENT_OFFICES: _l("Regeringskansliet"),
    OrganisationKind.MINISTRY: _l("departement"),
    OrganisationKind.PARLIAMENT: _l("riksdagen"),
    OrganisationKind.AGENCY: _l("myndighet"),
    OrganisationKind.COMMITTEE: _l("kommitté"),
    OrganisationKind.SEMI_STATE: _l("delvis statlig organisation"),
    OrganisationKind.STATE_COMPANY: _l("statligt bolag"),
    OrganisationKind.COMPANY: _l("företag"),
    OrganisationKind.COUNCIL: _l("råd"),
    OrganisationKind.COOPERATION: _l("samverkan mellan parter"),
    OrganisationKind.EMPLOYER_ORGANISATION: _l("arbetsgivarorganisation"),
    OrganisationKind.TRADE_ASSOCIATION: _l("branschorganisation"),
    OrganisationKind.UNION: _l("fackförbund"),
    OrganisationKind.UNIVERSITY: _l("universitet eller högskola"),
    OrganisationKind.OTHER: _l("annan organisation"),
}
SIDE: dict[Side, LazyString] = {
    Side.STATE: _l("staten"),
    Side.EMPLOYERS: _l("arbetsgivare"),
    Side.EMPLOYEES: _l("arbetstagare"),
    Side.PARTIES: _l("parterna gemensamt"),
    Side.COMPANIES: _l("företag"),
    Side.ACADEMIA: _l("akademi"),
}
SIZE_CLASS: dict[SizeClass, LazyString] = {
    SizeClass.MICRO: _l("mikroföretag"),
    SizeClass.SMALL: _l("litet företag"),
    SizeClass.MEDIUM: _l("medelstort företag"),
    SizeClass.LARGE: _l("stort företag"),
}
POST_KIND: dict[PostKind, LazyString] = {
    PostKind.MINISTER: _l("statsråd"),
    PostKind.STATE_SECRETARY: _l("statssekreterare"),
    PostKind.COUNCIL_MEMBER: _l("rådsledamot"),
    PostKind.HEAD: _l("chef"),
    PostKind.SPOKESPERSON: _l("talesperson"),
    PostKind.INQUIRER: _l("utredare"),
    PostKind.OTHER: _l("annan uppgift"),
}
TERM_KIND: dict[TermKind, LazyString] = {
    TermKind.GOVERNMENT: _l("regering"),
    TermKind.TERM_OF_OFFICE: _l("mandatperiod"),
    TermKind.BOARD: _l("råd eller styrelse"),
}
SOURCE_KIND: dict[SourceKind, LazyString] = {
    SourceKind.SEED: _l("utgångsuppgift"),
    SourceKind.PRIMARY: _l("ursprunglig källa"),
    SourceKind.PRIMARY_COPY: _l("kopia av ursprunglig källa"),
    SourceKind.PARTICIPANT: _l("deltagares egen uppgift"),
    SourceKind.PRESS: _l("press"),
    SourceKind.EVALUATION: _l("utvärdering"),
    SourceKind.DOCUMENT: _l("handling i ärendet"),
}
SLUG_KIND: dict[SlugKind, LazyString] = {
    SlugKind.DIALOGUE: _l("samtal"),
    SlugKind.THEME: _l("tema"),
    SlugKind.FOCUS_AREA: _l("fokusområde"),
    SlugKind.PERSON: _l("person"),
    SlugKind.MEASURE: _l("åtgärd"),
    SlugKind.ORGANISATION: _l("organisation"),
}
ROLE: dict[Role, LazyString] = {
    Role.ORGANIZER: _l("arrangör"),
    Role.MINISTER: _l("statsråd"),
    Role.STAFF: _l("statsrådets medarbetare"),
    Role.ADMINISTRATOR: _l("administratör"),
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
            ),
        ),
    )
}


def word(member: Enum) -> LazyString:
    """The Swedish word of a value."""
    return WORDS[type(member)][member]


def register(app: Flask) -> None:
    """Templates know the filter `word`."""
    app.jinja_env.filters["word"] = word
