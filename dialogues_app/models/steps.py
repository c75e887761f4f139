"""The eight steps of a dialogue, and which may follow which."""

import enum


class DialogueStatus(enum.StrEnum):
    """The eight steps of a dialogue, and cancelled, from which it can be taken up again."""

    DRAFT = "draft"
    DATE_CHOICE = "date_choice"
    BOOKED = "booked"
    INVITED = "invited"
    HELD = "held"
    DOCUMENTED = "documented"
    APPROVED = "approved"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


_S = DialogueStatus
STEPS = [status for status in DialogueStatus if status is not _S.CANCELLED]

FORWARD: dict[DialogueStatus, set[DialogueStatus]] = {
    # A dialogue already held may be entered after the fact.
    _S.DRAFT: {_S.DATE_CHOICE, _S.BOOKED, _S.HELD},
    _S.DATE_CHOICE: {_S.BOOKED},
    _S.BOOKED: {_S.INVITED, _S.HELD},
    _S.INVITED: {_S.HELD},
    _S.HELD: {_S.DOCUMENTED},
    _S.DOCUMENTED: {_S.APPROVED},
    _S.APPROVED: {_S.PUBLISHED},
    _S.PUBLISHED: set(),
    _S.CANCELLED: {_S.BOOKED, _S.INVITED},
}
BACK: dict[DialogueStatus, set[DialogueStatus]] = {
    _S.DRAFT: {_S.CANCELLED},
    _S.DATE_CHOICE: {_S.DRAFT, _S.CANCELLED},
    _S.BOOKED: {_S.DRAFT, _S.DATE_CHOICE, _S.CANCELLED},
    _S.INVITED: {_S.BOOKED, _S.CANCELLED},
    _S.HELD: {_S.BOOKED, _S.INVITED},
    _S.DOCUMENTED: {_S.HELD},
    _S.APPROVED: {_S.DOCUMENTED},
    _S.PUBLISHED: {_S.APPROVED},
    _S.CANCELLED: set(),
}
