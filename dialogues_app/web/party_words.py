"""The Swedish words of people, organisations and sources; words.py gathers them with all others."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app import models as m

ORGANISATION_KIND: dict[m.OrganisationKind, LazyString] = {
    m.OrganisationKind.GOVERNMENT_OFFICES: _l("Regeringskansliet"),
    m.OrganisationKind.MINISTRY: _l("departement"),
    m.OrganisationKind.PARLIAMENT: _l("riksdagen"),
    m.OrganisationKind.AGENCY: _l("myndighet"),
    m.OrganisationKind.COMMITTEE: _l("kommitté"),
    m.OrganisationKind.SEMI_STATE: _l("delvis statlig organisation"),
    m.OrganisationKind.STATE_COMPANY: _l("statligt bolag"),
    m.OrganisationKind.COMPANY: _l("företag"),
    m.OrganisationKind.COUNCIL: _l("råd"),
    m.OrganisationKind.COOPERATION: _l("samverkan mellan parter"),
    m.OrganisationKind.EMPLOYER_ORGANISATION: _l("arbetsgivarorganisation"),
    m.OrganisationKind.TRADE_ASSOCIATION: _l("branschorganisation"),
    m.OrganisationKind.UNION: _l("fackförbund"),
    m.OrganisationKind.UNIVERSITY: _l("universitet eller högskola"),
    m.OrganisationKind.OTHER: _l("annan organisation"),
}
SIDE: dict[m.Side, LazyString] = {
    m.Side.STATE: _l("staten"),
    m.Side.EMPLOYERS: _l("arbetsgivare"),
    m.Side.EMPLOYEES: _l("arbetstagare"),
    m.Side.PARTIES: _l("parterna gemensamt"),
    m.Side.COMPANIES: _l("företag"),
    m.Side.ACADEMIA: _l("akademi"),
}
SIZE_CLASS: dict[m.SizeClass, LazyString] = {
    m.SizeClass.MICRO: _l("mikroföretag"),
    m.SizeClass.SMALL: _l("litet företag"),
    m.SizeClass.MEDIUM: _l("medelstort företag"),
    m.SizeClass.LARGE: _l("stort företag"),
}
POST_KIND: dict[m.PostKind, LazyString] = {
    m.PostKind.MINISTER: _l("statsråd"),
    m.PostKind.STATE_SECRETARY: _l("statssekreterare"),
    m.PostKind.COUNCIL_MEMBER: _l("rådsledamot"),
    m.PostKind.HEAD: _l("chef"),
    m.PostKind.SPOKESPERSON: _l("talesperson"),
    m.PostKind.INQUIRER: _l("utredare"),
    m.PostKind.OTHER: _l("annan uppgift"),
}
TERM_KIND: dict[m.TermKind, LazyString] = {
    m.TermKind.GOVERNMENT: _l("regering"),
    m.TermKind.TERM_OF_OFFICE: _l("mandatperiod"),
    m.TermKind.BOARD: _l("råd eller styrelse"),
}
SOURCE_KIND: dict[m.SourceKind, LazyString] = {
    m.SourceKind.SEED: _l("utgångsuppgift"),
    m.SourceKind.PRIMARY: _l("ursprunglig källa"),
    m.SourceKind.PRIMARY_COPY: _l("kopia av ursprunglig källa"),
    m.SourceKind.PARTICIPANT: _l("deltagares egen uppgift"),
    m.SourceKind.PRESS: _l("press"),
    m.SourceKind.EVALUATION: _l("utvärdering"),
    m.SourceKind.DOCUMENT: _l("handling i ärendet"),
}
ROLE: dict[m.Role, LazyString] = {
    m.Role.ORGANIZER: _l("arrangör"),
    m.Role.MINISTER: _l("statsråd"),
    m.Role.STAFF: _l("statsrådets medarbetare"),
    m.Role.ADMINISTRATOR: _l("administratör"),
}
