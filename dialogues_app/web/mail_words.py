"""The Swedish words of what came in by mail."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app import models as m

MAIL_OUTCOME: dict[m.MailOutcome, LazyString] = {
    m.MailOutcome.ACCEPTED: _l("Kommer"),
    m.MailOutcome.TENTATIVE: _l("Kanske"),
    m.MailOutcome.DECLINED: _l("Kommer inte"),
    m.MailOutcome.DELEGATED: _l("Föreslår ersättare"),
    m.MailOutcome.COUNTER: _l("Föreslår annan tid"),
    m.MailOutcome.REFRESH: _l("Vill ha inbjudan igen"),
    m.MailOutcome.BOUNCE: _l("Studsade"),
    m.MailOutcome.MESSAGE: _l("Meddelande"),
    m.MailOutcome.IGNORED: _l("Utan betydelse"),
    m.MailOutcome.QUARANTINED: _l("Väntar på beslut"),
}
MAIL_DECISION: dict[m.MailDecision, LazyString] = {
    m.MailDecision.COUNTED: _l("Räknat som svar"),
    m.MailDecision.INVITED: _l("Avsändaren inbjuden"),
    m.MailDecision.DISMISSED: _l("Avfärdat"),
}

PAUSE_CAUSE: dict[m.PauseCause, LazyString] = {
    m.PauseCause.ORDERED: _l("pausat av en person"),
    m.PauseCause.RESTORED: _l("pausat efter återställning"),
}
