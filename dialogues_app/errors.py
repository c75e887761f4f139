"""What the domain refuses: errors that carry data, never prose.

The sentence a person reads is chosen in web/errors.py, the one on a terminal in commands/.
"""

from collections.abc import Iterable


class DomainError(Exception):
    """A rule of the domain says no."""


class InvalidInput(DomainError):
    """A value breaks a rule; `field` is the code name of the value, `rule` that of the rule."""

    def __init__(self, field: str, rule: str, given: object = None) -> None:
        super().__init__(field, rule, given)
        self.field, self.rule, self.given = field, rule, given


class IllegalTransition(DomainError):
    """The thing is in a state in which this verb does not apply."""

    def __init__(self, verb: str, state: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(verb, state)
        self.verb, self.state, self.allowed = verb, state, tuple(allowed)


class Conflict(DomainError):
    """The act meets something that is already there (an address twice in one event)."""

    def __init__(self, what: str, value: object = None) -> None:
        super().__init__(what, value)
        self.what, self.value = what, value


class StaleVersion(Conflict):
    """The record was changed by someone else after this form was opened."""

    def __init__(self, what: str, *, seen: int, current: int) -> None:
        super().__init__(what, (seen, current))
        self.seen, self.current = seen, current


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""

    def __init__(self, what: str, key: object = None) -> None:
        super().__init__(what, key)
        self.what, self.key = what, key


class NotAllowed(DomainError):
    """The person is known and may not do this; `needs` are the roles that may."""

    def __init__(self, verb: str, needs: Iterable[str] = ()) -> None:
        super().__init__(verb)
        self.verb, self.needs = verb, tuple(needs)
