"""The Swedish words of seats, nominations and the register; words.py gathers them with all others."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialogues_app import models as m

RESERVE_STATE: dict[m.ReserveState, LazyString] = {
    m.ReserveState.WAITING: _l("står i reserv"),
    m.ReserveState.ASKED: _l("har fått en plats"),
    m.ReserveState.PASSED: _l("borttagen"),
}
NOMINATION_STATE: dict[m.NominationState, LazyString] = {
    m.NominationState.ASKED: _l("väntar på namn"),
    m.NominationState.NAMED: _l("väntar på besked"),
    m.NominationState.ACCEPTED: _l("har platsen"),
    m.NominationState.DECLINED: _l("avböjd"),
    m.NominationState.NOBODY: _l("ingen kommer"),
    m.NominationState.WITHDRAWN: _l("återkallad"),
}
DIMENSION: dict[m.Dimension, LazyString] = {
    m.Dimension.SIDE: _l("part"),
    m.Dimension.SIZE: _l("företagets storlek"),
    m.Dimension.SECTOR: _l("bransch"),
    m.Dimension.REGION: _l("landsdel"),
    m.Dimension.FIRST_TIMER: _l("med för första gången"),
}
REGISTER_KIND: dict[m.RegisterKind, LazyString] = {
    m.RegisterKind.ORGANISATIONS: _l("organisationer"),
    m.RegisterKind.PEOPLE: _l("personer"),
}
NOMINATION_MAILS: dict[m.MessageKind, LazyString] = {
    m.MessageKind.NOMINATION: _l("fråga om vem som kommer"),
    m.MessageKind.NOMINATION_REMINDER: _l("påminnelse om vem som kommer"),
    m.MessageKind.NOMINATION_RECEIPT: _l("kvitto på nominering"),
}
SEAT_TABLES = (RESERVE_STATE, NOMINATION_STATE, DIMENSION, REGISTER_KIND)
