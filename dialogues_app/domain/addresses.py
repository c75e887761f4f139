"""Mail addresses as the domain keeps them: ASCII, lower case, one form for one recipient."""

from __future__ import annotations

from dialogues_app.errors import Invalid
from dialogues_app.mail_address import BadAddress, parse_address


def normalise_address(text: str, *, field: str = "address") -> str:
    """The address in lower case with its domain in IDNA form (RFC 5891).

    Raises Invalid whose code is an AddressFault: form, local_not_ascii, local, domain or too_long.
    """
    try:
        return parse_address(text).lower()
    except BadAddress as bad:
        raise Invalid(field, bad.fault.value, given=text) from bad


def is_practice_address(address: str) -> bool:
    """Whether the address lies under the reserved name `.example` (RFC 2606), where no mail can go astray."""
    domain = address.rpartition("@")[2]
    return domain == "example" or domain.endswith(".example")
