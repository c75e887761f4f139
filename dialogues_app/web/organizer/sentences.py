"""The audit trail in whole sentences: who did what, when, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialogues_app import swedish
from dialogues_app.models import Channel, DialogueStatus, Event, ReminderKind
from dialogues_app.web.words import word

PLAIN: dict[str, LazyString] = {
    "opened": _l("skapade samtalet"),
    "date_choice_opened": _l("öppnade datumvalet"),
    "date_added": _l("lade till ett datum att välja på"),
    "date_withdrawn": _l("tog bort ett datum att välja på"),
    "date_person_added": _l("lade till en person i datumvalet"),
    "date_person_revised": _l("ändrade en person i datumvalet"),
    "date_person_removed": _l("tog bort en person ur datumvalet"),
    "date_rule_set": _l("ändrade kravet för datumvalet"),
    "date_chosen": _l("valde datum"),
    "date_mails_taken_back": _l("ångrade datumfrågan"),
    "revised": _l("ändrade uppgifterna"),
    "ministers_set": _l("ändrade statsråden"),
    "slot_set": _l("bestämde tiden"),
    "rescheduled": _l("flyttade samtalet"),
    "place_changed": _l("ändrade platsen"),
    "reworded": _l("ändrade inbjudans text"),
    "postponed": _l("sköt upp samtalet"),
    "cancelled": _l("ställde in samtalet"),
    "taken_up_again": _l("tog upp samtalet igen"),
    "hold_confirmed": _l("bekräftade en preliminär tid"),
    "hold_released": _l("strök en preliminär tid"),
    "taken_back": _l("ångrade den senaste ändringen"),
    "participant_added": _l("lade till en deltagare"),
    "participant_removed": _l("tog bort en deltagare"),
    "address_corrected": _l("rättade en e-postadress"),
    "resent": _l("skickade en inbjudan igen"),
    "reminders_set": _l("ändrade när påminnelser går ut"),
    "bounced": _l("lämnade tillbaka ett mejl"),
    "delegate_proposed": _l("föreslog ett ombud"),
    "time_proposed": _l("föreslog en annan tid"),
    "time_accepted": _l("sade ja till en annan tid"),
    "time_declined": _l("sade nej till en annan tid"),
    "feed_asked": _l("bad om sin kalenderadress"),
    "substitute_proposed": _l("föreslog en ersättare"),
    "substitute_accepted": _l("sade ja till en ersättare"),
    "substitute_declined": _l("sade nej till en ersättare"),
    "seats_laid": _l("lade ut platser"),
    "seat_revised": _l("ändrade en plats"),
    "seat_withdrawn": _l("tog bort en plats"),
    "seating_rule_set": _l("ändrade regeln för nominerade och ersättare"),
    "nomination_asked": _l("frågade en organisation vem som kommer"),
    "nomination_reminded": _l("påminde en organisation om att namnge någon"),
    "nominated": _l("namngav den som kommer"),
    "nomination_refused": _l("svarade att ingen kommer"),
    "nominated_on_behalf": _l("nominerade åt en organisation"),
    "nomination_accepted": _l("gav en nominerad platsen"),
    "nomination_declined": _l("sade nej till en nominering"),
    "nomination_withdrawn": _l("återkallade en fråga till en organisation"),
    "reserve_added": _l("lade till en reserv"),
    "reserve_moved": _l("ändrade ordningen bland reserverna"),
    "reserve_dropped": _l("tog bort en reserv"),
    "reserve_called": _l("gav en reserv platsen"),
    "balance_set": _l("ändrade ett mål för balansen"),
    "agenda_item_added": _l("lade till en punkt i programmet"),
    "agenda_item_revised": _l("ändrade en punkt i programmet"),
    "agenda_item_moved": _l("ändrade ordningen i programmet"),
    "agenda_item_removed": _l("tog bort en punkt ur programmet"),
    "outcome_carried_over": _l("tog upp ett obesvarat utfall i programmet"),
    "carry_over_dropped": _l("tog inte upp ett obesvarat utfall"),
    "answer_reminded": _l("påminde om svar på ett utfall"),
    "answer_escalated": _l("berättade att ett utfall är obesvarat"),
    "theme_opened": _l("lade till ett tema"),
    "announced": _l("aviserade samtalet"),
    "announcement_withdrawn": _l("tog tillbaka aviseringen"),
    "published": _l("publicerade resultaten"),
    "unpublished": _l("tog tillbaka publiceringen"),
    "outcome_recorded": _l("antecknade ett utfall"),
    "outcome_revised": _l("ändrade ett utfall"),
    "outcome_reworded": _l("ändrade ett utfall"),
    "outcome_withdrawn": _l("tog tillbaka ett utfall"),
    "outcome_answered": _l("besvarade ett utfall"),
    "outcome_linked": _l("kopplade ett utfall till en åtgärd"),
    "outcome_unlinked": _l("tog bort en koppling till en åtgärd"),
    "contribution_added": _l("antecknade ett uttalande"),
    "contribution_revised": _l("ändrade ett uttalande"),
    "contribution_withdrawn": _l("tog tillbaka ett uttalande"),
    "marked_confidential": _l("satte en sekretessmarkering"),
    "mark_lifted": _l("tog bort en sekretessmarkering"),
    "minutes_circulated": _l("skickade minnesanteckningarna för bekräftelse"),
    "minutes_taken_back": _l("ångrade utskicket av minnesanteckningarna"),
    "minutes_confirmed": _l("bekräftade minnesanteckningarna"),
    "minutes_objected": _l("hade invändningar mot minnesanteckningarna"),
    "objection_resolved": _l("svarade på en invändning"),
    "minutes_approved": _l("godkände minnesanteckningarna"),
    "minutes_reopened": _l("började rätta minnesanteckningarna"),
    "measure_proposed": _l("föreslog en åtgärd"),
    "attendance_set": _l("antecknade närvaro"),
    "round_opened": _l("bad statsrådet om besked"),
    "round_prepared": _l("förberedde statsrådets besked"),
    "round_decided": _l("gav besked om utfallen"),
}
ANSWERS = {
    "ACCEPTED": _l("svarade Kommer"),
    "TENTATIVE": _l("svarade Kanske"),
    "DECLINED": _l("svarade Kommer inte"),
    "DELEGATED": _l("lät ett ombud svara"),
}
ENTERED = {
    "ACCEPTED": _l("förde in ett svar per telefon: Kommer"),
    "TENTATIVE": _l("förde in ett svar per telefon: Kanske"),
    "DECLINED": _l("förde in ett svar per telefon: Kommer inte"),
}
FIELDS: dict[str, LazyString] = {
    "title": _l("Namn"),
    "text": _l("Text"),
    "purpose": _l("Syfte"),
    "level": _l("Nivå"),
    "reply_by": _l("Sista svarsdag"),
    "nudge_days": _l("Påminnelse, dagar före sista svarsdag"),
    "practical_days": _l("Praktisk information, dagar före samtalet"),
    "themes": _l("Teman"),
    "bodies": _l("Arrangörer"),
    "leading": _l("Leder planeringen"),
    "references": _l("Diarienummer"),
    "ministers": _l("Statsråd"),
    "place": _l("Plats"),
    "link": _l("Länk"),
    "starts_at": _l("Börjar"),
    "ends_at": _l("Slutar"),
}


@dataclass(frozen=True)
class Line:
    """One line of the log."""

    who: str
    what: str
    at: datetime
    reason: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def line(event: Event, *, detailed: bool = False) -> Line:
    """The event in words; `detailed` adds the fields that changed."""
    who = event.body.label if event.body and not detailed else event.actor_label
    changes = _changes(event) if detailed else []
    return Line(who or _("Systemet"), _what(event), event.at, event.reason, changes)


def _what(event: Event) -> str:
    special: dict[str, Callable[[dict[str, Any]], str]] = {
        "status_changed": _step,
        "invitations_sent": _sent,
        "answered": _answer,
        "dates_asked": _asked,
        "dates_reminded": _dates_reminded,
        "dates_answered": _dates_answered,
        "reminded": _reminded,
        "reminder_stopped": _stopped,
    }
    if event.verb in special:
        return special[event.verb](event.after)
    return str(PLAIN.get(event.verb, _l("ändrade samtalet")))


def _step(after: dict[str, Any]) -> str:
    return str(_("förde samtalet till %(step)s", step=word(DialogueStatus(after["status"]))))


def _sent(after: dict[str, Any]) -> str:
    count = int(after.get("count", 0))
    return str(ngettext("skickade %(num)s inbjudan", "skickade %(num)s inbjudningar", count))


def _asked(after: dict[str, Any]) -> str:
    count = int(after.get("count", 0))
    return str(ngettext("frågade %(num)s person om datum", "frågade %(num)s personer om datum", count))


def _dates_reminded(after: dict[str, Any]) -> str:
    count = int(after.get("count", 0))
    return str(ngettext("påminde %(num)s person om datum", "påminde %(num)s personer om datum", count))


def _dates_answered(after: dict[str, Any]) -> str:
    if after.get("channel") == Channel.PHONE.value:
        return str(_("förde in svar om datum"))
    return str(_("svarade om datum efter valet") if after.get("late") else _("svarade om datum"))


def _reminded(after: dict[str, Any]) -> str:
    count = int(after.get("count", 0))
    if after.get("kind") == ReminderKind.PRACTICAL.value:
        return str(
            ngettext(
                "skickade praktisk information till %(num)s som kommer",
                "skickade praktisk information till %(num)s som kommer",
                count,
            )
        )
    return str(
        ngettext(
            "skickade en påminnelse till %(num)s som inte har svarat",
            "skickade en påminnelse till %(num)s som inte har svarat",
            count,
        )
    )


def _stopped(after: dict[str, Any]) -> str:
    if after.get("kind") == ReminderKind.PRACTICAL.value:
        return str(_("stoppade den praktiska informationen"))
    return str(_("stoppade en påminnelse"))


def _answer(after: dict[str, Any]) -> str:
    given = str(after.get("answer", ""))
    if after.get("channel") == Channel.PHONE.value:
        return str(ENTERED.get(given, _l("förde in ett svar per telefon")))
    return str(ANSWERS.get(given, _l("svarade")))


def _changes(event: Event) -> list[tuple[str, str, str]]:
    """(what, before, after) of the fields that have a name on our pages."""
    names = [name for name in event.after if name in FIELDS]
    return [(str(FIELDS[name]), _shown(event.before.get(name)), _shown(event.after[name])) for name in names]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or _("inget")
    if isinstance(value, str) and "T" in value and value[:4].isdigit():
        try:
            return swedish.moment_short(datetime.fromisoformat(value))
        except ValueError:
            return value
    return str(value) if value not in (None, "") else _("inget")
