"""Why a mail waits for a person, in whole sentences (itip.md, section 3)."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app.models import InboundMail, MailOutcome

REASONS: dict[str, LazyString] = {
    "other_address": _l("Svaret kom från en annan adress än den som är inbjuden."),
    "others_token": _l("Någon annan som är inbjuden svarade i den här personens ställe."),
    "dmarc": _l("Avsändaren kan vara förfalskad: vår mejlserver godkände inte mejlet."),
    "no_token": _l("Mejlet kom inte till någon av inbjudningarnas svarsadresser."),
    "removed": _l("Mejlet hör till en inbjudan som är borttagen."),
    "unknown_uid": _l("Svaret gäller en kalenderhändelse som vi inte känner till."),
    "wrong_uid": _l("Svaret gäller ett annat samtal än svarsadressen."),
    "no_attendee": _l("Det framgår inte vem som svarar."),
    "no_answer": _l("Mejlet innehåller inget ja, nej eller kanske."),
    "delegate_missing": _l("Personen lämnar över till någon annan men skriver inte till vem."),
    "two_delegates": _l("Personen lämnar över till flera."),
    "delegate_is_self": _l("Personen lämnar över till sig själv."),
    "delegate_circle": _l("Personen lämnar över till någon som själv har haft platsen."),
    "delegate_invited": _l("Personen lämnar över till någon som redan är inbjuden."),
    "method": _l("Mejlet försöker ändra eller ställa in en kalenderhändelse. Ingenting har ändrats."),
    "no_method": _l("Kalenderfilen säger inte vad den vill."),
    "recurrence": _l("Svaret gäller ett enstaka tillfälle i en serie. Vi har inga serier."),
    "two_uids": _l("Kalenderfilen gäller flera händelser."),
    "two_events": _l("Kalenderfilen gäller flera händelser."),
    "two_calendars": _l("Kalenderfilen innehåller flera kalendrar."),
    "no_uid": _l("Kalenderfilen säger inte vilken händelse den gäller."),
    "no_event": _l("Kalenderfilen innehåller ingen händelse."),
    "no_time": _l("Personen föreslår en annan tid, men tiden går inte att läsa säkert."),
    "damaged": _l("Kalenderfilen är skadad."),
    "too_large": _l("Mejlet är för stort."),
    "winmail": _l("Svaret ligger i filen winmail.dat, som vi inte öppnar."),
    "report": _l("En mejlserver rapporterar något som vi inte förstår."),
    "unknown_bounce": _l("En mejlserver rapporterar om ett mejl som vi inte har skickat."),
    "refused": _l("Svaret gick inte att ta emot."),
    "poison": _l("Mejlet gick inte att behandla."),
    "unreadable": _l("Mejlet går inte att läsa."),
    "same_time": _l("Personen föreslog den tid som redan gäller och skrev en kommentar."),
    "no_text": _l("Mejlet har ingen ren text. Hämta det och läs det i ditt mejlprogram."),
}
MESSAGE = _l("Någon som är inbjuden har skrivit.")
UNKNOWN = _l("Mejlet gick inte att tolka.")


def why(mail: InboundMail) -> LazyString:
    """The sentence of a mail that waits."""
    if mail.outcome is MailOutcome.MESSAGE and not mail.reason:
        return MESSAGE
    return REASONS.get(mail.reason, UNKNOWN)
