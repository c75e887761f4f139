"""Notes as a document of plain Swedish sentences, for the page and the PDF alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from dialogues_app import swedish
from dialogues_app.domain.minutes_content import Content
from dialogues_app.models import Minutes, MinutesState, OutcomeType, Resolution
from dialogues_app.pdf import Entry, Notes, Objected, Said, Section
from dialogues_app.web.names import joined, name_of
from dialogues_app.web.public.exports import absolute
from dialogues_app.web.words import word


@dataclass(frozen=True)
class Edition:
    """Which version of the notes this is, and for whom it is made."""

    version: Minutes | None
    is_public: bool
    at: datetime
    left_out: bool = False  # something that was public when it was approved no longer is

    @property
    def is_approved(self) -> bool:
        """Whether the version is locked."""
        return self.version is not None and self.version.state is MinutesState.APPROVED

    @property
    def dated_at(self) -> datetime:
        """When it was approved; a draft is of now."""
        approved = self.version.approved_at if self.version else None
        return approved or self.at


def notes_of(content: Content, edition: Edition) -> Notes:
    """The content that one reader may see, in words."""
    head = content["dialogue"]
    return Notes(
        title=title_of(content),
        kind=_("Minnesanteckningar") if edition.is_public else _("Minnesanteckningar, intern version"),
        sender=joined(head["bodies"]),
        page_label=_("Sida %(here)s av %(all)s", here="{}", all="{}"),
        facts=_facts(head),
        present_title=_("Närvarande"),
        present=[one["who"] for one in content["present"] if one["who"]],
        sections=[
            Section(item["title"] or _("Utfall"), [_entry(outcome) for outcome in item["outcomes"]])
            for item in content["items"]
        ],
        remarks=_remarks(head, edition),
        dated_at=edition.dated_at,
        draft="" if edition.is_approved else _("Utkast. Anteckningarna är inte godkända."),
    )


def title_of(content: Content) -> str:
    """What the dialogue is called."""
    head = content["dialogue"]
    name = name_of(head["title"], head["themes"])
    return str(_("Övning: %(name)s", name=name) if head["practice"] else name)


def _facts(head: Content) -> list[tuple[str, str]]:
    day = swedish.partial_date(_day(head["earliest"]), _day(head["latest"]), head["wording"])
    rows = [
        (_("Dag"), day),
        (_("Plats"), head["place"]),
        (_("Arrangörer"), joined(head["bodies"])),
        (_("Diarienummer"), ", ".join(head["references"])),
    ]
    return [row for row in rows if row[1]]


def _entry(outcome: Content) -> Entry:
    due = _day(outcome["due"])
    kind = str(word(OutcomeType(outcome["type"])))
    return Entry(
        number=str(outcome["number"]),
        kind=kind[:1].upper() + kind[1:],
        sentence=outcome["sentence"],
        who=outcome["who"],
        due=_("Svar senast %(day)s", day=swedish.day(due)) if due else "",
        said=outcome["said"],
        warning=_warning(outcome),
        contributions=[
            Said(said["key"], said["who"], said["text"], _warning(said), _objections(said))
            for said in outcome["contributions"]
        ],
        objections=_objections(outcome),
    )


def _warning(part: Content) -> str:
    mark = part["secrecy"]
    if mark is None:
        return ""
    return str(
        _(
            "Sekretessmarkering: %(section)s, %(day)s, %(authority)s",
            section=mark["section"],
            day=mark["on"],
            authority=mark["authority"],
        )
    )


def _objections(part: Content) -> list[Objected]:
    return [_objected(made) for made in part["objections"]]


def _objected(made: Content) -> Objected:
    lead = (
        _("%(who)s invänder. Så borde det stå:", who=made["who"])
        if made["who"]
        else _("En deltagare invänder. Så borde det stå:")
    )
    if made["resolution"] == Resolution.DECLINED.value:
        return Objected(lead, made["counter"], _("Arrangörerna: %(reason)s", reason=made["reason"]))
    return Objected(lead, made["counter"], _("Arrangörerna har inte svarat på invändningen."))


def _remarks(head: Content, edition: Edition) -> list[str]:
    version = edition.version
    if version is None or not edition.is_approved:
        return []
    day = swedish.day(swedish.local(edition.dated_at).date())
    rows = [_("Version %(number)s, godkänd %(day)s.", number=version.number, day=day)]
    if version.reason and not edition.is_public:
        rows.append(_("Skäl till den nya versionen: %(reason)s", reason=version.reason))
    if edition.left_out:
        rows.append(_("En del som ingick när anteckningarna godkändes visas inte längre."))
    rows.append(_("Kontrollsumma (SHA-256) för hela versionen: %(sum)s", sum=version.sha256))
    if edition.is_public:
        address = absolute(url_for("minutes.public_notes", slug=head["slug"]))
        rows.append(_("Adress: %(address)s", address=address))
    return rows


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
