"""Settings that are addresses (mail servers, mailboxes, hosts), taken apart and checked."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

HOST = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\Z")
MAIL_ADDRESS = re.compile(r"[^\s@<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,253}\Z")


class BadAddress(ValueError):
    """The text is no address of the wanted kind; the message is the end of a sentence."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and how."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    starttls: bool = False


@dataclass(frozen=True)
class MailStore:
    """A mailbox that can be read: the built-in Maildir (`path`) or a folder over IMAP."""

    path: Path | None = None
    host: str = ""
    port: int = 993
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    tls: bool = True
    address: str = ""  # what mail for this mailbox is sent to; only the archive needs it


def is_loopback(host: str) -> bool:
    """Whether the host is this machine and nobody else's."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def split(text: str, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of an address whose scheme is one of `schemes`."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  (asked for its ValueError)
    except ValueError as error:
        raise BadAddress(f"is not a valid address: {error}") from None
    if parts.scheme not in schemes:
        raise BadAddress(f"must begin with {' or '.join(f'{scheme}:' for scheme in schemes)}")
    return parts


def site(text: str) -> str:
    """The origin of the site, without a slash at the end."""
    parts = split(text, ("http", "https"))
    if not parts.hostname or parts.username or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise BadAddress("must be scheme and host only, as https://samtal.example.se")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def host_name(text: str) -> str:
    """A DNS name in lower-case ASCII."""
    try:
        ascii_name = text.strip().encode("idna").decode().lower()
    except UnicodeError:
        raise BadAddress("is not a valid host name") from None
    if not HOST.match(ascii_name):
        raise BadAddress("is not a valid host name")
    return ascii_name


def mail_server(text: str) -> MailServer:
    """SMTP_URL: smtp://, smtp+starttls:// or smtps://, with user and password where needed."""
    parts = split(text, ("smtp", "smtp+starttls", "smtps"))
    if not parts.hostname:
        raise BadAddress("names no host")
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    return MailServer(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp+starttls",
    )


def mail_store(text: str) -> MailStore:
    """MAILBOX_URL and ARCHIVE_URL: imaps://USER:PASSWORD@HOST/FOLDER or maildir:///PATH, with ?to=ADDRESS."""
    parts = split(text, ("imaps", "imap", "maildir"))
    address = parse_qs(parts.query).get("to", [""])[-1]
    if address and not MAIL_ADDRESS.match(address):
        raise BadAddress("has a ?to= that is not a mail address")
    if parts.scheme == "maildir":
        if parts.netloc or not parts.path:
            raise BadAddress("must be maildir:///absolute/path")
        return MailStore(path=Path(unquote(parts.path)), address=address)
    if not parts.hostname or not parts.username:
        raise BadAddress("must name user and host, as imaps://user:password@host/INBOX")
    user = unquote(parts.username)
    return MailStore(
        host=parts.hostname,
        port=parts.port or (993 if parts.scheme == "imaps" else 143),
        user=user,
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.lstrip("/")) or "INBOX",
        tls=parts.scheme == "imaps",
        address=address or (user if MAIL_ADDRESS.match(user) else ""),
    )


def database(text: str) -> str:
    """DATABASE_URL: sqlite:////file or postgresql://, the latter always by the psycopg driver."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise BadAddress("is not a valid address") from None
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if not url.database or url.database == ":memory:":
            raise BadAddress("must name a file, for several processes share it")
        return text
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    raise BadAddress("must begin with sqlite: or postgresql:")


def message_broker(text: str) -> str:
    """BROKER_URL: RabbitMQ, Redis or Valkey, the last two also on a unix socket."""
    parts = split(text, ("amqp", "amqps", "redis", "rediss", "redis+socket", "filesystem"))
    if parts.scheme in ("redis+socket", "filesystem"):
        if not parts.path.startswith("/"):
            raise BadAddress("must name an absolute path")
    elif not parts.hostname:
        raise BadAddress("names no host")
    return text


def ip(text: str) -> str:
    """An address of this machine to listen on."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise BadAddress("must be an IP address") from None
