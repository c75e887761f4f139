"""The page of the built-in mailbox."""

from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dialogues_app import create_app
from dialogues_app.config import Settings
from dialogues_app.extensions import db
from dialogues_app.mailbox import Mailbox
from tests.web.test_sessions import PRODUCTION

CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Prov//SV\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:uid-1@samtal.example\r
DTSTAMP:20260901T100000Z\r
DTSTART:20261014T070000Z\r
SEQUENCE:3\r
SUMMARY:Industrisamtal om kompetens\r
ATTENDEE;CN="Företrädare, IF Metall":mailto:a@foretag.example\r
END:VEVENT\r
END:VCALENDAR\r
"""


def a_mail(to: str = "a@foretag.example", subject: str = "Inbjudan", html: str = "<p>Hej</p>") -> bytes:
    message = EmailMessage()
    message["From"] = "Industrisamtal <svar+abc@samtal.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = f"<{subject.encode().hex()}@samtal.example>"
    message.set_content("Svara här: http://localhost:8000/s/abc\n")
    message.add_alternative(html, subtype="html")
    message.add_alternative(
        CALENDAR.encode(), maintype="text", subtype="calendar", params={"method": "REQUEST"}
    )
    return bytes(message)


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    return Mailbox(app.config["SETTINGS"].mailbox_dir)


def deliver(mailbox: Mailbox, raw: bytes, to: str = "a@foretag.example") -> str:
    return mailbox.deliver(raw, "retur+abc@samtal.example", [to, "arkiv@samtal.example"])


def test_an_empty_mailbox_says_so(client: FlaskClient) -> None:
    answer = client.get("/brevlada")

    assert answer.status_code == 200
    assert "Inga mejl än" in answer.get_data(as_text=True)


def test_the_newest_mail_comes_first(client: FlaskClient, mailbox: Mailbox) -> None:
    for subject in ("Forsta", "Andra", "Tredje"):
        deliver(mailbox, a_mail(subject=subject))

    body = client.get("/brevlada").get_data(as_text=True)

    assert sorted(("Forsta", "Andra", "Tredje"), key=body.index) == ["Tredje", "Andra", "Forsta"]


def test_mails_are_found_by_recipient(client: FlaskClient, mailbox: Mailbox) -> None:
    deliver(mailbox, a_mail("Ada <ada@foretag.example>", "Till-ada"), "ada@foretag.example")
    deliver(mailbox, a_mail("bo@facket.example", "Till-bo"), "bo@facket.example")

    found = client.get("/brevlada?till=ADA@").get_data(as_text=True)

    assert "Till-ada" in found
    assert "Till-bo" not in found
    assert "Inget mejl till den mottagaren" in client.get("/brevlada?till=ingen").get_data(as_text=True)


def test_many_mails_are_shown_page_by_page(client: FlaskClient, mailbox: Mailbox) -> None:
    for number in range(52):
        deliver(mailbox, a_mail(subject=f"Nummer-{number:02}"))

    first, second = client.get("/brevlada"), client.get("/brevlada?sida=2")

    assert first.get_data(as_text=True).count("Nummer-") == 50
    assert second.get_data(as_text=True).count("Nummer-") == 2


@pytest.mark.parametrize(
    "query", ["?sida=0", "?sida=-3", "?sida=x", "?till=%00%3Cscript%3E", "?till=" + "a" * 9000]
)
def test_odd_questions_get_a_page(client: FlaskClient, mailbox: Mailbox, query: str) -> None:
    deliver(mailbox, a_mail())

    answer = client.get(f"/brevlada{query}")

    assert answer.status_code == 200
    assert "<script>" not in answer.get_data(as_text=True)


def test_a_mail_shows_text_calendar_and_source(client: FlaskClient, mailbox: Mailbox) -> None:
    key = deliver(mailbox, a_mail())

    body = client.get(f"/brevlada/{key}").get_data(as_text=True)

    assert 'href="http://localhost:8000/s/abc"' in body
    assert "METHOD: REQUEST" in body
    for name, value in (
        ("UID", "uid-1@samtal.example"),
        ("SEQUENCE", "3"),
        ("SUMMARY", "Industrisamtal om kompetens"),
    ):
        assert f">{name}</code>" in body
        assert value in body
    assert "Message-ID:" in body


def test_the_html_stands_in_a_frame_without_scripts(client: FlaskClient, mailbox: Mailbox) -> None:
    key = deliver(
        mailbox,
        a_mail(html="<html><head><title>x</title></head><body><script>alert(1)</script></body></html>"),
    )

    page, frame = client.get(f"/brevlada/{key}"), client.get(f"/brevlada/{key}/html")

    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script>alert(1)" not in page.get_data(as_text=True)
    assert "allow-scripts" not in page.get_data(as_text=True)
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy
    assert '<head><base target="_top">' in frame.get_data(as_text=True)


def test_a_mail_is_downloaded_as_it_was_taken(client: FlaskClient, mailbox: Mailbox) -> None:
    raw = a_mail()
    key = deliver(mailbox, raw)

    answer = client.get(f"/brevlada/{key}/fil")

    assert answer.data == raw
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?nix?q?=E5?=\r\nTo: @@@\r\n\r\nhej",
        b"Content-Type: text/plain; charset=okand\r\n\r\nh\xe5j",
        b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n",
        b"Subject: <svg onload=alert(1)>\r\n\r\n{{7*7}}",
    ],
)
def test_a_broken_mail_breaks_no_page(client: FlaskClient, mailbox: Mailbox, raw: bytes) -> None:
    key = deliver(mailbox, raw)

    pages = [client.get("/brevlada"), client.get(f"/brevlada/{key}")]

    assert [page.status_code for page in pages] == [200, 200]
    assert not any("<svg onload" in page.get_data(as_text=True) for page in pages)


@pytest.mark.parametrize("key", ["okand", "..", ".hidden", "%2e%2e%2fsecret_key", "a%00b", "x" * 300])
def test_a_key_of_no_mail_is_not_found(client: FlaskClient, mailbox: Mailbox, key: str) -> None:
    deliver(mailbox, a_mail())

    assert [client.get(f"/brevlada/{key}{tail}").status_code for tail in ("", "/html", "/fil")] == [404] * 3


def test_there_is_no_such_page_in_production(environment: dict[str, str]) -> None:
    app = create_app(Settings.read(environment | PRODUCTION))

    answer = app.test_client().get("/brevlada", base_url="https://samtal.naring.example")

    assert answer.status_code == 404
    assert "/brevlada" not in {rule.rule for rule in app.url_map.iter_rules()}
    with app.app_context():
        db.engine.dispose()
