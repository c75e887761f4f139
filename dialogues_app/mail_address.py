"""Mail addresses: what we can send to, in one normal form. Imports no framework."""

import re
from enum import StrEnum

import idna

LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
LONGEST_LOCAL = 64  # RFC 5321 §4.5.3.1.1
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


class AddressFault(StrEnum):
    """Why a text is no address that we can send to."""

    FORM = "form"
    LOCAL_NOT_ASCII = "local_not_ascii"
    LOCAL = "local"
    DOMAIN = "domain"
    TOO_LONG = "too_long"


class BadAddress(ValueError):
    """The text is no address; `fault` says why."""

    def __init__(self, fault: AddressFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def _domain(text: str) -> str:
    try:
        domain = idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise BadAddress(AddressFault.DOMAIN) from error
    if "." not in domain or domain.rsplit(".", 1)[1].isdigit():
        raise BadAddress(AddressFault.DOMAIN)
    return domain


def parse_address(text: str) -> str:
    """The address with its domain in ASCII and lower case (RFC 5891); raises BadAddress.

    The part before @ must be ASCII: without SMTPUTF8 all the way it cannot be delivered (RFC 6531).
    """
    local, at, domain = text.strip().rpartition("@")
    if not (local and at and domain) or "@" in local or re.search(r"\s", text.strip()):
        raise BadAddress(AddressFault.FORM)
    if not local.isascii():
        raise BadAddress(AddressFault.LOCAL_NOT_ASCII)
    if not _LOCAL.fullmatch(local):
        raise BadAddress(AddressFault.LOCAL)
    address = f"{local}@{_domain(domain)}"
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL:
        raise BadAddress(AddressFault.TOO_LONG)
    return address
