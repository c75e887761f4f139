"""The next step in words: a heading that begins with a verb, one button, and by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app import swedish
from dialogues_app.domain.next_step import NextStep, Task
from dialogues_app.models import Dialogue, DialogueStatus


@dataclass(frozen=True)
class StepWords:
    """What the box of the next step says; without an address there is nothing to press."""

    title: str
    text: str = ""
    action: str = ""
    href: str = ""
    due: str = ""
    later: str = ""  # another way to the same end
    later_href: str = ""


def step_words(dialogue: Dialogue, step: NextStep) -> StepWords:
    """The next step of this dialogue in words."""
    title, text, action, href = SAY[step.task](dialogue, step)
    due = swedish.day_heading(step.due) if step.due and href else ""
    if step.task is Task.SET_TIME and dialogue.status is DialogueStatus.DRAFT:
        return StepWords(title, text, action, href, due, _("Fråga om datum"), _to("date_choice", dialogue))
    return StepWords(title, text, action, href, due)


Words = tuple[str, str, str, str]


def _to(endpoint: str, dialogue: Dialogue) -> str:
    return url_for(f"organizer.{endpoint}", dialogue_id=dialogue.id)


def _set_time(dialogue: Dialogue, _step: NextStep) -> Words:
    return (
        _("Bestäm dag och tid"),
        _("Först då går det att bjuda in."),
        _("Bestäm tiden"),
        _to("schedule", dialogue),
    )


def _choose_date(dialogue: Dialogue, _step: NextStep) -> Words:
    text = _("Fråga dem som ska vara med, se vilket datum som går och boka det.")
    return _("Välj datum"), text, _("Öppna datumvalet"), _to("date_choice", dialogue)


def _set_place(dialogue: Dialogue, _step: NextStep) -> Words:
    return _("Bestäm platsen"), _("Den står i inbjudan."), _("Bestäm platsen"), _to("place", dialogue)


def _add(dialogue: Dialogue, _step: NextStep) -> Words:
    text = _("Lägg till dem en och en, eller klistra in en lista. Ingen får mejl förrän du skickar.")
    return _("Bestäm vilka som ska bjudas in"), text, _("Lägg till deltagare"), _to("participants", dialogue)


def _send(dialogue: Dialogue, step: NextStep) -> Words:
    title = ngettext("Skicka %(num)s inbjudan", "Skicka %(num)s inbjudningar", step.count)
    return (
        title,
        _("Du ser exakt vad som skickas till vem innan något går ut."),
        _("Granska utskicket"),
        _to("dispatch", dialogue),
    )


def _watch(dialogue: Dialogue, _step: NextStep) -> Words:
    return (
        _("Följ utskicket"),
        _("Mejlen är på väg."),
        _("Visa hur långt det har kommit"),
        _to("dispatch", dialogue),
    )


def _fix(dialogue: Dialogue, step: NextStep) -> Words:
    title = ngettext(
        "Rätta en e-postadress som inte fungerar",
        "Rätta %(num)s e-postadresser som inte fungerar",
        step.count,
    )
    return title, _("Mejlen dit har inte gått fram."), _("Visa deltagarna"), _to("participants", dialogue)


def _decide(dialogue: Dialogue, step: NextStep) -> Words:
    title = ngettext("Ge besked om en föreslagen ersättare", "Ge besked om %(num)s förslag", step.count)
    return (
        title,
        _("Den som har föreslagit väntar på svar."),
        _("Visa förslagen"),
        _to("participants", dialogue),
    )


def _call(dialogue: Dialogue, step: NextStep) -> Words:
    count = swedish.spelled(step.count)
    title = (
        _("Ring den som inte har svarat")
        if step.count == 1
        else _("Ring de %(count)s som inte har svarat", count=count)
    )
    return (
        title,
        _("För in svaret här när du har fått det."),
        _("Visa deltagarna"),
        _to("participants", dialogue),
    )


def _again(dialogue: Dialogue, _step: NextStep) -> Words:
    text = _("Samtalet är uppskjutet. Alla som är inbjudna får frågan på nytt.")
    return _("Bestäm en ny tid"), text, _("Bestäm en ny tid"), _to("take_up_again", dialogue)


def _held(dialogue: Dialogue, _step: NextStep) -> Words:
    text = _("Tiden är slut. Bekräfta att samtalet blev av, eller ställ in det.")
    return _("Bekräfta att samtalet är hållet"), text, _("Bekräfta"), _to("status", dialogue)


def _record(dialogue: Dialogue, _step: NextStep) -> Words:
    href = f"{_to('show', dialogue)}/dokumentera"
    return _("Dokumentera samtalet"), _("För in närvaro och utfall."), _("Dokumentera"), href


def _ask(dialogue: Dialogue, _step: NextStep) -> Words:
    href = f"{_to('show', dialogue)}/granskning"
    return _("Be statsrådet om besked"), _("Utfallen är dokumenterade."), _("Granska och skicka"), href


def _minister(_dialogue: Dialogue, _step: NextStep) -> Words:
    return _("Statsrådet ska ge besked"), _("Utfallen väntar på godkännande."), "", ""


def _publish(dialogue: Dialogue, _step: NextStep) -> Words:
    href = f"{_to('show', dialogue)}/publicera"
    return _("Publicera resultaten"), _("Utfallen är godkända."), _("Granska och publicera"), href


def _wait(dialogue: Dialogue, step: NextStep) -> Words:
    day = swedish.day(step.due) if step.due else ""
    return (_("samtalet hålls %(day)s", day=day) if day else ""), "", "", ""


SAY: dict[Task, Callable[[Dialogue, NextStep], Words]] = {
    Task.SET_TIME: _set_time,
    Task.CHOOSE_DATE: _choose_date,
    Task.SET_PLACE: _set_place,
    Task.ADD_PARTICIPANTS: _add,
    Task.SEND: _send,
    Task.WATCH_SENDING: _watch,
    Task.FIX_ADDRESSES: _fix,
    Task.DECIDE_PROPOSALS: _decide,
    Task.CALL_UNANSWERED: _call,
    Task.TAKE_UP_AGAIN: _again,
    Task.MARK_HELD: _held,
    Task.RECORD: _record,
    Task.ASK_MINISTER: _ask,
    Task.AWAIT_MINISTER: _minister,
    Task.PUBLISH: _publish,
    Task.WAIT: _wait,
}
