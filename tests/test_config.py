"""Settings: typed, read once, and a bad one is named in a sentence."""

import os
import re
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from dialogues_app import broker, create_app
from dialogues_app.config import ROOT, Settings, SettingsError

PRODUCTION = {
    "BASE_URL": "https://samtal.naringslivet.se",
    "DATABASE_URL": "postgresql://samtal:hemligt@db/samtal",
    "BROKER_URL": "amqp://samtal:hemligt@broker//",
    "SMTP_URL": "smtp+starttls://user:pass%40word@relay.naringslivet.se",
    "MAILBOX_URL": "imaps://svar:hemligt@imap.naringslivet.se/INBOX",
    "ARCHIVE_URL": "imaps://arkiv%40naringslivet.se:hemligt@imap.naringslivet.se/Arkiv",
    "MAIL_DOMAIN": "samtal.naringslivet.se",
    "MAIL_AUTHSERV_ID": "mx.naringslivet.se",
    "SECRET_KEY": "x" * 40,
    "STATE_DIR": "/nonexistent/state",
    "PORT": "8080",
}


def test_nothing_given_is_embedded_on_loopback_with_our_own_parts(tmp_path: Path) -> None:
    settings = Settings.read({"STATE_DIR": str(tmp_path)})

    assert (settings.embedded, settings.listen, settings.base_url) == (
        True,
        "127.0.0.1",
        "http://localhost:8000",
    )
    assert (settings.runs_broker, settings.runs_catcher) == (True, True)
    assert (settings.smtp.host, settings.smtp.port) == ("127.0.0.1", 8001)
    assert settings.mailbox.path == settings.mailbox_dir == tmp_path / "mailbox"
    assert settings.archive.address == "arkiv@industrisamtal.example"
    assert settings.mail_hold == timedelta(seconds=60)


@pytest.mark.parametrize(
    ("base_url", "embedded"),
    [
        ("http://localhost:9000", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8000/", True),
        ("http://samtal.localhost", True),
        ("https://samtal.naringslivet.se", False),
        ("http://192.168.1.5:8000", False),
        ("http://localhost.naringslivet.se", False),
    ],
)
def test_the_mode_follows_from_the_host_of_base_url(base_url: str, embedded: bool) -> None:
    assert Settings.read(PRODUCTION | {"BASE_URL": base_url}).embedded is embedded


def test_the_port_is_that_of_base_url_unless_given(tmp_path: Path) -> None:
    from_address = Settings.read({"STATE_DIR": str(tmp_path), "BASE_URL": "http://localhost:9000"})
    given = Settings.read({"STATE_DIR": str(tmp_path), "BASE_URL": "http://localhost:9000", "PORT": "9100"})

    assert (from_address.port, given.port) == (9000, 9100)


def test_production_takes_every_part_from_outside() -> None:
    settings = Settings.read(PRODUCTION)

    assert (settings.embedded, settings.runs_broker, settings.runs_catcher) == (False, False, False)
    assert settings.database_url == "postgresql+psycopg://samtal:hemligt@db/samtal"
    assert (settings.smtp.port, settings.smtp.starttls, settings.smtp.password) == (587, True, "pass@word")
    assert (settings.archive.address, settings.archive.folder) == ("arkiv@naringslivet.se", "Arkiv")


@pytest.mark.parametrize(
    "name", [name for name, _, _, required in Settings.table() if required and name != "BASE_URL"]
)
def test_production_without_one_part_says_which(name: str) -> None:
    given = {key: value for key, value in PRODUCTION.items() if key != name}

    with pytest.raises(SettingsError, match=f"^{name} is missing"):
        Settings.read(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "samtal.example"),
        ("BASE_URL", "https://samtal.example/path"),
        ("BASE_URL", "http://[::1"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("BROKER_URL", "memory://"),
        ("BROKER_URL", "redis+socket:relative"),
        ("SMTP_URL", "mail.example:25"),
        ("SMTP_URL", "smtp://mail.example:port"),
        ("MAILBOX_URL", "pop3://mail.example"),
        ("MAILBOX_URL", "imaps://mail.example"),
        ("ARCHIVE_URL", "imaps://user:pass@mail.example/INBOX"),
        ("MAIL_DOMAIN", "not a domain"),
        ("MAIL_AUTHSERV_ID", "-"),
        ("PORT", "80a"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("SMTP_PORT", "-1"),
        ("MAIL_HOLD", "1 min"),
        ("SIGN_IN", "password"),
        ("LISTEN", "everywhere"),
        ("WEB_THREADS", "0"),
    ],
)
def test_a_malformed_setting_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{name} .+\\.$"):
        Settings.read({"STATE_DIR": str(tmp_path), name: value})


def test_a_short_secret_is_refused_in_production() -> None:
    with pytest.raises(SettingsError, match=r"^SECRET_KEY is too short"):
        Settings.read(PRODUCTION | {"SECRET_KEY": "short"})


def test_the_process_ends_with_code_2_and_no_traceback(environment: dict[str, str]) -> None:
    for command in (["-m", "flask", "--app", "dialogues_app", "routes"], ["-m", "dialogues_app.supervisor"]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment | {"PORT": "abc"},
            capture_output=True,
            text=True,
            check=False,
        )

        assert (done.returncode, done.stderr) == (
            2,
            "PORT must be a whole number from 1 to 65535, not 'abc'.\n",
        )


def test_the_own_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = Settings.read({"STATE_DIR": str(tmp_path / "new")}).secret_key
    second = Settings.read({"STATE_DIR": str(tmp_path / "new")}).secret_key

    assert first == second
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = Settings.read(PRODUCTION)

    assert not re.search(
        "hemligt|pass.{0,3}word|xxxx", repr(settings) + repr(settings.smtp) + repr(settings.archive)
    )


def test_a_deep_state_dir_gets_a_socket_with_a_short_name(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)

    path = broker.socket_path(deep)

    assert len(os.fsencode(path)) <= broker.LONGEST_SOCKET
    assert path == broker.socket_path(deep)
    assert path != broker.socket_path(deep / "other")


def test_cookies_and_transport_are_strict_in_production(tmp_path: Path, database_url: str) -> None:
    app = create_app(Settings.read(PRODUCTION | {"DATABASE_URL": database_url, "STATE_DIR": str(tmp_path)}))

    answer = app.test_client().get("/halsa")

    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert (app.config["SESSION_COOKIE_NAME"], app.config["SESSION_COOKIE_SECURE"]) == (
        "__Host-session",
        True,
    )


def test_the_documented_table_is_that_of_the_code() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \| (required)? *\|$", read("docs/operations.md"), re.MULTILINE
    )

    assert rows == [(name, doc, default, required) for name, doc, default, required in Settings.table()]


def read(path: str) -> str:
    """A text of the repository."""
    return (ROOT / path).read_text()
