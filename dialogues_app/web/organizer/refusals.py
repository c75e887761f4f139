"""What a refusal of the domain is called in words, and the field it stands at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from wtforms import Form as AnyForm

from dialogues_app import swedish
from dialogues_app.errors import DomainError, IllegalTransition, Invalid, NotAllowed, ReasonRequired
from dialogues_app.mail_address import AddressFault
from dialogues_app.web.texts import address_sentence

# (field, code) as the domain says them, else code alone; the words take the values of the refusal.
SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "themes.theme_or_title": lambda _v: _("Välj minst ett tema, eller skriv ett namn på samtalet."),
    "leading.not_among_bodies": lambda _v: _("Den arrangör som leder måste vara en av arrangörerna."),
    "ministers.is_invited": lambda v: _(
        "%(name)s har redan en inbjudan. Ta först bort inbjudan bland deltagarna.", name=v.get("name", "")
    ),
    "ministers.practice_only": lambda _v: _(
        "Övningens statsråd kan bara delta i en övning. Välj ett annat statsråd, eller gör samtalet till en övning."
    ),
    "held.required": lambda _v: _("Skriv när samtalet hölls, så noga som datumet är känt."),
    "held.in_the_future": lambda _v: _(
        "Skriv ett datum som har varit. Ett kommande samtal planerar du i stället."
    ),
    "status.no_slot": lambda _v: _("Bestäm dag och tid först."),
    "status.slot_not_over": lambda v: _(
        "Samtalet kan bli Hållet när tiden är slut, %(ends)s.", ends=swedish.moment_text(v["ends_at"])
    ),
    "address.duplicate": lambda _v: _("Den adressen är redan inbjuden till samtalet."),
    "address.not_practice": lambda _v: _(
        "I en övning går det bara att bjuda in adresser som slutar på .example."
    ),
    "starts_at.past": lambda _v: _("Tiden har redan varit. Välj en tid framåt."),
    "starts_at.duplicate": lambda _v: _("Den tiden finns redan bland datumen."),
    "dates.too_many": lambda v: _(
        "Ta bort ett datum först. Det får vara högst %(longest)s.", longest=v["longest"]
    ),
    "dates.none": lambda _v: _("Det finns inget datum att fråga om. Lägg till ett datum först."),
    "people.none": lambda _v: _("Det finns ingen att skicka till just nu."),
    "date.withdrawn": lambda _v: _("Datumet har tagits bort. Välj ett annat."),
    "count.out_of_range": lambda _v: _("Skriv ett antal mellan 0 och 50."),
    "name.missing": lambda _v: _("Skriv ett namn eller en roll."),
    "ends_at.before_start": lambda _v: _("Samtalet måste sluta efter att det har börjat."),
    "slot.over": lambda _v: _(
        "Samtalet är över, så inget mejl går ut. Ange läget Hållet, eller ställ in det."
    ),
    "reply_by.after_meeting": lambda _v: _("Välj en dag som inte ligger efter samtalet."),
    "slot.missing": lambda _v: _("Bestäm dag och tid först."),
    "invitations.none": lambda _v: _("Alla på listan har redan fått sin inbjudan."),
    "lines.too_many": lambda v: _("Klistra in högst %(longest)s rader åt gången.", longest=v["longest"]),
    "minutes.out_of_range": lambda _v: _("Skriv en längd mellan 1 och 1 440 minuter."),
    "audience.body_missing": lambda _v: _("Välj vilka som får se punkten."),
    "nudge_days.out_of_range": lambda v: _("Skriv dagar mellan 1 och %(longest)s.", longest=v["longest"]),
    "practical_days.out_of_range": lambda v: _(
        "Skriv ett tal mellan 1 och %(longest)s.", longest=v["longest"]
    ),
    "address.seated": lambda _v: _(
        "Den som har adressen har redan en plats i samtalet. Namnge någon annan för den här platsen."
    ),
    "answer_by.past": lambda _v: _("Den dagen har redan varit. Välj en dag framåt."),
    "count.too_many": lambda v: _("Ett samtal har högst %(longest)s platser.", longest=v["longest"]),
    "value.missing": lambda _v: _("Skriv branschen eller landsdelen."),
    "value.too_many": lambda v: _("Ett samtal har högst %(longest)s mål.", longest=v["longest"]),
    "file.empty": lambda _v: _("Filen är tom."),
    "file.heading": lambda v: _(
        "Rubrikraden stämmer inte. Använd de här rubrikerna, namn måste vara med: %(wanted)s.",
        wanted=v["wanted"],
    ),
    "file.too_many": lambda v: _("Filen har fler än %(longest)s rader. Dela den.", longest=v["longest"]),
    "file.broken": lambda v: _(
        "Filen går inte att läsa som CSV. Felet står på rad %(line)s.", line=v["line"]
    ),
    "file.encoding": lambda _v: _("Filen är inte i UTF-8. Spara den som CSV i UTF-8 och försök igen."),
    "file.faulty": lambda _v: _("Inget är infört. Rätta raderna i filen och skicka den igen."),
    "held_to.before_start": lambda _v: _("Uppdraget måste sluta efter att det har börjat."),
    "other.organiser": lambda _v: _(
        "En arrangör eller någon ur övningen kan inte slås ihop med någon annan."
    ),
    "receivers.none": lambda _v: _("Det finns ingen att skicka till just nu."),
    "required": lambda _v: _("Fyll i det här."),
    "too_long": lambda v: _(
        "Korta texten. Den får vara högst %(longest)s tecken.", longest=v.get("longest", 300)
    ),
}
FIELDS = {
    "address": "address",
    "starts_at": "starts",
    "ends_at": "ends",
    "slot": "starts",
    "status": "status",
    "value": "text",
}


def sentence(error: DomainError) -> str:
    """What went wrong and what to do about it."""
    if isinstance(error, Invalid):
        if error.field == "address" and error.code in set(AddressFault):
            return address_sentence(AddressFault(error.code))
        say = SENTENCES.get(f"{error.field}.{error.code}") or SENTENCES.get(error.code)
        return (
            say(error.values) if say else _("Värdet går inte att använda. Kontrollera det och skicka igen.")
        )
    if isinstance(error, ReasonRequired):
        return str(_("Skriv varför. Skälet syns i händelserna och i mejlen."))
    if isinstance(error, NotAllowed):
        return str(_("Det går inte att göra med det här samtalet."))
    if isinstance(error, IllegalTransition):
        return str(_("Det går inte i det läge samtalet har nu. Ladda om sidan och se vad som har hänt."))
    return str(_("Det gick inte. Ladda om sidan och försök igen."))


def refuse(form: AnyForm, error: DomainError) -> None:
    """The sentence stands at the field it is about, or above the form."""
    name = ""
    if isinstance(error, Invalid):
        name = error.field if error.field in form else FIELDS.get(error.field, "")
    elif isinstance(error, ReasonRequired):
        name = "reason"
    if name in form:
        form[name].errors = [*form[name].errors, sentence(error)]
    else:
        form.form_errors.append(sentence(error))
