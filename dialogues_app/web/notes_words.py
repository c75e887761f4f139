"""The Swedish words of what was said and of the notes."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app import models as m

ATTRIBUTION: dict[m.Attribution, LazyString] = {
    m.Attribution.NAME: _l("namn och organisation"),
    m.Attribution.ORGANISATION: _l("bara organisationen"),
    m.Attribution.NOBODY: _l("ingen"),
}
MINUTES_STATE: dict[m.MinutesState, LazyString] = {
    m.MinutesState.DRAFT: _l("utkast"),
    m.MinutesState.CIRCULATED: _l("väntar på bekräftelse"),
    m.MinutesState.APPROVED: _l("godkänd"),
}
RESOLUTION: dict[m.Resolution, LazyString] = {
    m.Resolution.OPEN: _l("inte besvarad"),
    m.Resolution.ACCEPTED: _l("texten är ändrad"),
    m.Resolution.DECLINED: _l("texten står kvar"),
}
