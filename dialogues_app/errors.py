"""What the domain refuses, as data; the doors turn each into a sentence and a status."""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the domain was not met. Children carry data, never prose."""


class IllegalTransition(DomainError):
    """A verb is not allowed in the present state."""

    def __init__(self, *, subject: str, state: str, verb: str) -> None:
        super().__init__(f"{verb} is not allowed for a {subject} that is {state}")
        self.subject, self.state, self.verb = subject, state, verb


class ReasonRequired(DomainError):
    """The step needs a reason in words."""


class NotAllowed(DomainError):
    """The actor may not do this."""


class Invalid(DomainError):
    """A value breaks a rule; `field` names it and `code` says which rule."""

    def __init__(self, field: str, code: str, **values: object) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.values = field, code, values


class Conflict(DomainError):
    """The act meets something that is already there (an address twice in one event)."""

    def __init__(self, what: str, value: object = None) -> None:
        super().__init__(what, value)
        self.what, self.value = what, value


class StaleVersion(Conflict):
    """The record was changed by somebody else after this form was opened."""

    def __init__(self, what: str, *, seen: int, current: int) -> None:
        super().__init__(what, (seen, current))
        self.seen, self.current = seen, current


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""

    def __init__(self, what: str, key: object = None) -> None:
        super().__init__(what, key)
        self.what, self.key = what, key
