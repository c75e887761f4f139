"""Mail addresses as the domain keeps them: ASCII, lower case, one form for one recipient."""

from __future__ import annotations

import re

import idna

from dialogues_app.errors import Invalid

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LONGEST = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
LONGEST_LOCAL = 64  # RFC 5321 section 4.5.3.1.1


def normalise_address(text: str, *, field: str = "address") -> str:
    """The address in lower case with its domain in IDNA form (RFC 5891).

    Raises Invalid with code `form`, `local_not_ascii`, `domain` or `too_long`.
    """
    local, at, domain = text.strip().lower().rpartition("@")
    if not (local and at and domain):
        raise Invalid(field, "form", given=text)
    if not local.isascii():  # without SMTPUTF8 all the way it cannot be delivered (RFC 6531)
        raise Invalid(field, "local_not_ascii", given=text)
    if not _LOCAL.fullmatch(local):
        raise Invalid(field, "form", given=text)
    address = f"{local}@{_domain(domain, field)}"
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL:
        raise Invalid(field, "too_long", given=text)
    return address


def is_practice_address(address: str) -> bool:
    """Whether the address lies under the reserved name `.example` (RFC 2606), where no mail can go astray."""
    domain = address.rpartition("@")[2]
    return domain == "example" or domain.endswith(".example")


def _domain(text: str, field: str) -> str:
    try:
        domain = idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise Invalid(field, "domain", given=text) from error
    if "." not in domain or domain.rpartition(".")[2].isdigit():
        raise Invalid(field, "domain", given=text)
    return domain
