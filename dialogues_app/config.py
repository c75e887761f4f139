"""Every setting, typed, read once from the environment.

The mode follows from BASE_URL: absent or loopback is embedded, where each part that is not given
is replaced by one of our own; any other host is production, where everything must be said.
"""

import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Self, TypeVar, cast
from urllib.parse import quote

from sqlalchemy.engine import URL

from dialogues_app import addresses, broker
from dialogues_app.addresses import BadAddress, MailServer, MailStore

ROOT = Path(__file__).resolve().parent.parent
Value = TypeVar("Value")
DURATION = re.compile(r"\d{1,6}\Z")


class SettingsError(Exception):
    """A setting is missing or malformed; the text is one sentence that names it."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}.")
        self.name, self.problem = name, problem


def _setting(doc: str, default: str, *, required: bool = False, secret: bool = False) -> Any:
    """A field that is a setting: its meaning, its embedded default, and whether production needs it."""
    return field(repr=not secret, metadata={"doc": doc, "default": default, "required": required})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this installation was told, and what follows from it."""

    base_url: str = _setting(
        "The site's own address; decides the mode.", "http://localhost:8000", required=True
    )
    database_url: str = _setting(
        "SQLite file or PostgreSQL.", "SQLite in STATE_DIR", required=True, secret=True
    )
    broker_url: str = _setting(
        "RabbitMQ, Redis or Valkey that carries wake-ups.", "our own Valkey", required=True, secret=True
    )
    smtp_url: str = _setting("Server that takes our mail.", "our own catcher", required=True, secret=True)
    mailbox_url: str = _setting(
        "Mailbox where answers and bounces arrive.", "the built-in mailbox", required=True, secret=True
    )
    archive_url: str = _setting(
        "Mailbox that gets a copy of each mail (?to=ADDRESS).",
        "the built-in mailbox",
        required=True,
        secret=True,
    )
    mail_domain: str = _setting("Domain of our reply addresses.", "industrisamtal.example", required=True)
    mail_authserv_id: str = _setting(
        "Name under which our mail server writes Authentication-Results.", "MAIL_DOMAIN", required=True
    )
    secret_key: str = _setting(
        "Signs cookies and links; 32 characters or more.", "made in STATE_DIR", required=True, secret=True
    )
    secret_key_old: str = _setting("The former SECRET_KEY while it is being replaced.", "none", secret=True)
    state_dir: Path = _setting("Folder for files that must last.", "./var", required=True)
    port: int = _setting("Port the web server listens on.", "that of BASE_URL, else 8000", required=True)
    listen: str = _setting(
        "Address the servers listen on; to be set only inside a container.", "127.0.0.1 (production: 0.0.0.0)"
    )
    smtp_port: int = _setting("Port of our own mail catcher.", "PORT + 1")
    mail_hold: timedelta = _setting("Seconds a change waits before it is mailed.", "60")
    sign_in: str = _setting("How people sign in: mail.", "mail")
    web_workers: int = _setting("Processes of the web server.", "1 (production: 2)")
    web_threads: int = _setting("Threads in each of them.", "8")
    worker_processes: int = _setting("Processes of the Celery worker.", "1 (production: 2)")
    proxy_hops: int = _setting("Proxies in front whose X-Forwarded headers count.", "0 (production: 1)")

    embedded: bool
    runs_broker: bool
    runs_catcher: bool

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings of this environment; raises SettingsError with a sentence for a person."""
        return cls(**_Reader(os.environ if environ is None else environ).values())

    @classmethod
    def read_or_exit(cls) -> Self:
        """The settings of the environment; a bad one ends the process with its sentence and code 2."""
        try:
            return cls.read()
        except SettingsError as error:
            print(error, file=sys.stderr)
            raise SystemExit(2) from None

    @classmethod
    def table(cls) -> list[tuple[str, str, str, str]]:
        """(name, meaning, default, "required" or "") of every setting, in the order of the docs."""
        described: list[Field[Any]] = [one for one in fields(cls) if "doc" in one.metadata]
        return [
            (
                one.name.upper(),
                one.metadata["doc"],
                one.metadata["default"],
                "required" if one.metadata["required"] else "",
            )
            for one in described
        ]

    @property
    def smtp(self) -> MailServer:
        """Where mail is handed over."""
        return addresses.mail_server(self.smtp_url)

    @property
    def mailbox(self) -> MailStore:
        """Where answers arrive."""
        return addresses.mail_store(self.mailbox_url)

    @property
    def archive(self) -> MailStore:
        """Where the copy that proves acceptance lies; its `address` is the second recipient."""
        return addresses.mail_store(self.archive_url)

    @property
    def mailbox_dir(self) -> Path:
        """The built-in mailbox, which our own catcher fills."""
        return self.state_dir / "mailbox"

    @property
    def inbox_dir(self) -> Path:
        """Mails to our reply addresses that our own catcher took, waiting to be read."""
        return self.state_dir / "inbox"


class _Reader:
    """Reads one environment, each setting by its own rule, in an order that lets later ones lean on earlier."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.base = self._parsed("BASE_URL", addresses.site, "")
        host = addresses.split(self.base, ("http", "https")).hostname if self.base else "localhost"
        self.embedded = addresses.is_loopback(host or "")
        if not self.embedded:
            self._require_all()

    def values(self) -> dict[str, Any]:
        """Every field of Settings."""
        state_dir = self._parsed("STATE_DIR", _folder, "var")
        network = self._network()
        mail_domain = self._parsed("MAIL_DOMAIN", addresses.host_name, "industrisamtal.example")
        mailbox = f"maildir://{quote(str(state_dir / 'mailbox'))}"
        sqlite = URL.create("sqlite", database=str(state_dir / "industrisamtal.db")).render_as_string()
        return network | {
            "state_dir": state_dir,
            "database_url": self._parsed("DATABASE_URL", addresses.database, sqlite),
            "broker_url": self._broker(state_dir),
            "smtp_url": self._checked(
                "SMTP_URL", addresses.mail_server, f"smtp://127.0.0.1:{network['smtp_port']}"
            ),
            "mailbox_url": self._checked("MAILBOX_URL", addresses.mail_store, mailbox),
            "archive_url": self._checked("ARCHIVE_URL", _archive, f"{mailbox}?to=arkiv@{mail_domain}"),
            "mail_domain": mail_domain,
            "mail_authserv_id": self._parsed("MAIL_AUTHSERV_ID", addresses.host_name, mail_domain),
            "secret_key": self._secret(state_dir),
            "secret_key_old": self.environ.get("SECRET_KEY_OLD", ""),
            "mail_hold": self._parsed("MAIL_HOLD", _seconds, "60"),
            "sign_in": self._parsed("SIGN_IN", _sign_in, "mail"),
            "web_workers": self._number("WEB_WORKERS", "1" if self.embedded else "2", 64),
            "web_threads": self._number("WEB_THREADS", "8", 64),
            "worker_processes": self._number("WORKER_PROCESSES", "1" if self.embedded else "2", 64),
            "proxy_hops": self._number("PROXY_HOPS", "0" if self.embedded else "1", 5, lowest=0),
            "embedded": self.embedded,
            "runs_broker": not self.environ.get("BROKER_URL"),
            "runs_catcher": not self.environ.get("SMTP_URL"),
        }

    def _network(self) -> dict[str, Any]:
        """Addresses and ports."""
        wanted = addresses.split(self.base, ("http", "https")).port if self.base else None
        port = self._number("PORT", str(wanted or 8000), 65535)
        return {
            "base_url": self.base or f"http://localhost:{port}",
            "port": port,
            "smtp_port": self._number("SMTP_PORT", str(port + 1 if port < 65535 else port - 1), 65535),
            "listen": self._parsed("LISTEN", addresses.ip, "127.0.0.1" if self.embedded else "0.0.0.0"),  # noqa: S104
        }

    def _require_all(self) -> None:
        for name, _, _, required in Settings.table():
            if required and not self.environ.get(name):
                raise SettingsError(name, f"is missing: with BASE_URL={self.base} every part must be named")

    def _broker(self, state_dir: Path) -> str:
        given = self.environ.get("BROKER_URL")
        return (
            self._parsed("BROKER_URL", addresses.message_broker, "") if given else broker.own_url(state_dir)
        )

    def _secret(self, state_dir: Path) -> str:
        given = self.environ.get("SECRET_KEY")
        if given and len(given) < 32 and not self.embedded:
            raise SettingsError("SECRET_KEY", "is too short: it needs 32 characters or more")
        return given or own_secret(state_dir)

    def _number(self, name: str, default: str, highest: int, *, lowest: int = 1) -> int:
        text = self.environ.get(name) or default
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise SettingsError(name, f"must be a whole number from {lowest} to {highest}, not {text!r}")
        return int(text)

    def _parsed(self, name: str, parse: Callable[[str], Value], default: str) -> Value:
        text = self.environ.get(name) or default
        try:
            return parse(text) if text else cast(Value, "")
        except BadAddress as error:
            raise SettingsError(name, str(error)) from None

    def _checked(self, name: str, parse: Callable[[str], object], default: str) -> str:
        """The text itself, once `parse` has found nothing wrong with it."""
        self._parsed(name, parse, default)
        return self.environ.get(name) or default


def own_secret(state_dir: Path) -> str:
    """The secret this installation made for itself, readable by its owner only; made at the first asking."""
    path = state_dir / "secret_key"
    if not path.exists():
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=state_dir, prefix="secret_key.") as draft:  # mode 0600
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):  # another process was first, and its secret counts
                os.link(draft.name, path)
    return path.read_text()


def _archive(text: str) -> MailStore:
    store = addresses.mail_store(text)
    if not store.address:
        raise BadAddress("must say which address mail is copied to, as ?to=arkiv@example.se")
    return store


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():
        raise BadAddress(f"is {text!r}, which is no folder")
    return path if path.is_absolute() else ROOT / path


def _seconds(text: str) -> timedelta:
    if not DURATION.match(text):
        raise BadAddress(f"must be a whole number of seconds, not {text!r}")
    return timedelta(seconds=int(text))


def _sign_in(text: str) -> str:
    if text != "mail":
        raise BadAddress(f"must be mail, not {text!r}")
    return text
