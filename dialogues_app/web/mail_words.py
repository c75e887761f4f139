"""The Swedish words of mails, those that go out and those that come in."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app import models as m
from dialogues_app.web.seat_words import NOMINATION_MAILS

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
ANSWER_REMINDER_KIND: dict[m.AnswerReminderKind, LazyString] = {
    m.AnswerReminderKind.BEFORE: _l("påminnelse före svarsdagen"),
    m.AnswerReminderKind.AFTER: _l("påminnelse efter svarsdagen"),
    m.AnswerReminderKind.ESCALATION: _l("obesvarat, till dem som leder"),
}
PAUSE_CAUSE: dict[m.PauseCause, LazyString] = {
    m.PauseCause.ORDERED: _l("pausat av en person"),
    m.PauseCause.RESTORED: _l("pausat efter återställning"),
}
MESSAGE_KIND: dict[m.MessageKind, LazyString] = {
    m.MessageKind.REQUEST: _l("inbjudan"),
    m.MessageKind.CANCEL: _l("inställt"),
    m.MessageKind.DECLINECOUNTER: _l("nej till annan tid"),
    m.MessageKind.REMINDER: _l("påminnelse"),
    m.MessageKind.SIGN_IN: _l("länk för att logga in"),
    m.MessageKind.RECEIPT: _l("kvitto"),
    m.MessageKind.FEED: _l("kalenderadress"),
    m.MessageKind.ANSWER_REMINDER: _l("påminnelse om svar"),
    m.MessageKind.DIGEST: _l("vad det blev av inspelen"),
    **NOMINATION_MAILS,
    m.MessageKind.DATE_QUESTION: _l("datumfråga"),
    m.MessageKind.DATE_REMINDER: _l("påminnelse om datumfråga"),
    m.MessageKind.MINUTES: _l("minnesanteckningar"),
}

OUTBOX_STATE: dict[m.OutboxState, LazyString] = {
    m.OutboxState.QUEUED: _l("köad"),
    m.OutboxState.SENDING: _l("skickas"),
    m.OutboxState.SENT: _l("lämnad till mottagarens server"),
    m.OutboxState.FAILED: _l("kunde inte levereras"),
    m.OutboxState.SUPERSEDED: _l("ersatt av nyare"),
    m.OutboxState.TAKEN_BACK: _l("ångrad"),
}
