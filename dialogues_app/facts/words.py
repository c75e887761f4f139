"""The closed words of the files, and what each is in the model."""

from __future__ import annotations

import enum

from dialogues_app.models import (
    Basis,
    LinkKind,
    MeasureStatus,
    OrganisationKind,
    OutcomeType,
    PlanKind,
    PostKind,
    Setting,
    Side,
    SourceKind,
)


class PlanBasis(enum.StrEnum):
    """How a measure is tied to a plan."""

    EXPLICIT = "explicit"  # stated as part of the plan; the only one that counts
    STRATEGY_DATE = "strategy_date"  # stated as Smart industri, the plan only by date
    CANDIDATE = "candidate"  # tied to no plan by any source


class Target(enum.StrEnum):
    """What a link or a follow-up is about."""

    MEASURE = "measure"
    PLAN = "plan"
    OTHER = "other"


PLAN_BASES = {basis.value: basis for basis in PlanBasis}
TARGETS = {target.value: target for target in Target}
SOURCE_KINDS = {
    kind.value: kind
    for kind in SourceKind
    if kind is not SourceKind.DOCUMENT  # entered in the product alone
}
ORGANISATION_KINDS = {
    "regeringskansli": OrganisationKind.GOVERNMENT_OFFICES,
    "departement": OrganisationKind.MINISTRY,
    "riksdag": OrganisationKind.PARLIAMENT,
    "myndighet": OrganisationKind.AGENCY,
    "kommitté": OrganisationKind.COMMITTEE,
    "halvstatlig organisation": OrganisationKind.SEMI_STATE,
    "statligt bolag": OrganisationKind.STATE_COMPANY,
    "bolag": OrganisationKind.COMPANY,
    "företag": OrganisationKind.COMPANY,
    "råd": OrganisationKind.COUNCIL,
    "samverkansorgan": OrganisationKind.COOPERATION,
    "arbetsgivarorganisation": OrganisationKind.EMPLOYER_ORGANISATION,
    "branschorganisation": OrganisationKind.TRADE_ASSOCIATION,
    "fackförbund": OrganisationKind.UNION,
    "lärosäte": OrganisationKind.UNIVERSITY,
}
SIDES = {
    "stat": Side.STATE,
    "arbetsgivare": Side.EMPLOYERS,
    "arbetstagare": Side.EMPLOYEES,
    "parter": Side.PARTIES,
    "företag": Side.COMPANIES,
    "akademi": Side.ACADEMIA,
}
POST_KINDS = {
    "minister": PostKind.MINISTER,
    "statssekreterare": PostKind.STATE_SECRETARY,
    "råd": PostKind.COUNCIL_MEMBER,
    "organisationschef": PostKind.HEAD,
    "talesperson": PostKind.SPOKESPERSON,
    "utredare": PostKind.INQUIRER,
}
PLAN_KINDS = {"strategi": PlanKind.STRATEGY, "handlingsplan": PlanKind.ACTION_PLAN}
PLACE_BASES = {
    "stated": Basis.STATED,
    # Told of the expert seminar of the day; that the dialogue was held there as well is our inference.
    "stated_for_seminar": Basis.INFERRED,
    "inferred": Basis.INFERRED,
}
MEASURE_STATUSES = {
    "planerad": MeasureStatus.PLANNED,
    "beslutad": MeasureStatus.DECIDED,
    "pågående": MeasureStatus.IN_PROGRESS,
    "genomförd": MeasureStatus.COMPLETED,
    "okänd": MeasureStatus.UNKNOWN,
}
SETTINGS = {setting.value: setting for setting in Setting}
LINK_KINDS = {kind.value: kind for kind in LinkKind}
UNITS = {unit: unit for unit in ("antal", "procent", "SEK")}
OUTCOME_TYPES = {"inspel": OutcomeType.INPUT, "beslut presenterat": OutcomeType.DECISION_PRESENTED}
MARK_KEYS = {
    "Industri 4.0": "i40",
    "Hållbar produktion": "hp",
    "Kunskapslyft industri": "ki",
    "Testbädd Sverige": "ts",
}
CROSS_CUTTING_MARK = "tv"
QUALIFIERS = ("högst", "upp till", "omkring", "drygt")
