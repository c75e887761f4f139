"""The built-in mailbox and its catcher, over real SMTP."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from dialogues_app.config import ROOT, Settings
from dialogues_app.mailbox import Mailbox


def a_mail(message_id: str = "<one@industrisamtal.example>", text: str = "Välkommen") -> bytes:
    """A mail as it goes over the wire."""
    mail = EmailMessage()
    mail["Message-ID"] = message_id
    mail["Subject"] = "Inbjudan till industrisamtal"
    mail.set_content(text)
    return mail.as_bytes(policy=SMTP)


def test_a_delivered_mail_is_found_by_key_and_message_id_with_its_envelope(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)

    key = mailbox.deliver(a_mail(), "retur@a.example", ["anna@b.example", "arkiv@a.example"])

    mail = mailbox.get(key)
    assert mail is not None
    assert (mail.raw, mail.envelope_from) == (a_mail(), "retur@a.example")
    assert mail.recipients == ("anna@b.example", "arkiv@a.example")
    assert mail.message["Subject"] == "Inbjudan till industrisamtal"
    assert mailbox.find("<one@industrisamtal.example>") == [mail]
    assert mailbox.find("<other@industrisamtal.example>") == []


def test_the_newest_mail_comes_first_and_one_taken_twice_is_found_twice(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)

    keys = [mailbox.deliver(a_mail(text=str(number)), "", ["a@b.example"]) for number in range(3)]

    assert [mail.key for mail in mailbox.messages()] == keys[::-1]
    assert [mail.key for mail in mailbox.find("<one@industrisamtal.example>")] == keys


@pytest.mark.parametrize("key", ["", "..", "../index", "/etc/passwd", "none", ".hidden"])
def test_a_key_that_is_none_gives_nothing(tmp_path: Path, key: str) -> None:
    mailbox = Mailbox(tmp_path)
    mailbox.deliver(a_mail(), "", ["a@b.example"])

    assert mailbox.get(key) is None


def test_an_empty_mailbox_has_no_mails(tmp_path: Path) -> None:
    assert list(Mailbox(tmp_path / "none").messages()) == []


@pytest.fixture
def catcher(environment: dict[str, str], settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The catcher as a process of its own, taking mail."""
    process = subprocess.Popen([sys.executable, "-m", "dialogues_app.catcher"], cwd=ROOT, env=environment)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            smtplib.SMTP("127.0.0.1", settings.smtp_port, timeout=2).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield process
    process.terminate()
    assert process.wait(timeout=10) == 0


def test_what_was_answered_with_250_is_in_the_mailbox(
    catcher: subprocess.Popen[bytes], settings: Settings
) -> None:
    with smtplib.SMTP(settings.smtp.host, settings.smtp.port, timeout=10) as smtp:
        refused = smtp.sendmail("retur@a.example", ["å@b.example", "arkiv@a.example"], a_mail(), ["SMTPUTF8"])
        # Read while the connection is open: the 250 is the promise.
        found = Mailbox(settings.mailbox_dir).find("<one@industrisamtal.example>")

    assert refused == {}
    assert [(mail.raw, mail.recipients) for mail in found] == [(a_mail(), ("å@b.example", "arkiv@a.example"))]
    assert catcher.poll() is None


def test_a_mail_that_cannot_be_stored_is_answered_with_451(
    catcher: subprocess.Popen[bytes], settings: Settings
) -> None:
    settings.mailbox_dir.parent.mkdir(exist_ok=True)
    settings.mailbox_dir.write_text("a file where the folder should be")

    with (
        smtplib.SMTP(settings.smtp.host, settings.smtp.port, timeout=10) as smtp,
        pytest.raises(smtplib.SMTPDataError) as refusal,
    ):
        smtp.sendmail("retur@a.example", ["anna@b.example"], a_mail())

    assert refusal.value.smtp_code == 451
    assert catcher.poll() is None


def test_a_mail_to_a_reply_address_waits_for_the_reader_with_its_envelope(
    catcher: subprocess.Popen[bytes], settings: Settings
) -> None:
    ours = f"SVAR+0a1b2c@{settings.mail_domain}"
    with smtplib.SMTP(settings.smtp.host, settings.smtp.port, timeout=10) as smtp:
        smtp.sendmail("vd@b.example", [ours, "anna@b.example"], a_mail())
        smtp.sendmail("vd@b.example", ["anna@b.example"], a_mail())
        waiting = [one.read_bytes() for one in (settings.inbox_dir / "new").iterdir()]

    envelope = f"Return-Path: <vd@b.example>\r\nDelivered-To: {ours}\r\n".encode()
    assert waiting == [envelope + a_mail()]
    assert len(Mailbox(settings.mailbox_dir).keys()) == 2
