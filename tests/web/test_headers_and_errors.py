"""Headers on every answer, and error pages that tell nothing but what helps."""

import gzip
import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from dialogues_app.errors import IllegalTransition
from dialogues_app.web import assets
from tests.web.components import component_app


@pytest.fixture
def app() -> Flask:
    return component_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    "path",
    ["/samtal", "/arbete", "/s/abc", "/granska/1", "/fel/404", "/fel/500", "/stil.css", "/static/icons.svg"],
)
def test_every_answer_has_a_strict_policy(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    answer.close()  # a static file is still open

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    ("path", "script"),
    [("/samtal", "'none'"), ("/s/abc", "'none'"), ("/arbete", "'self'"), ("/granska/1", "'self'")],
)
def test_public_and_answer_pages_may_run_no_script(client: FlaskClient, path: str, script: str) -> None:
    answer = client.get(path)

    assert f"script-src {script}" in answer.headers["Content-Security-Policy"]
    assert ("<script" in answer.text) == (script == "'self'")


@pytest.mark.parametrize(
    ("path", "private"), [("/samtal", False), ("/arbete", True), ("/s/abc", True), ("/granska/1", True)]
)
def test_pages_for_one_person_are_neither_kept_nor_listed(
    client: FlaskClient, path: str, private: bool
) -> None:
    answer = client.get(path)

    assert (answer.headers.get("Cache-Control") == "no-store") == private
    assert ("X-Robots-Tag" in answer.headers) == private
    assert answer.headers["Referrer-Policy"] == ("no-referrer" if private else "same-origin")


def test_hsts_is_sent_where_cookies_need_https(app: Flask) -> None:
    from dialogues_app.web import headers

    secure = Flask("secure")
    secure.config["SESSION_COOKIE_SECURE"] = True
    headers.register(secure)

    assert "max-age=63072000" in secure.test_client().get("/").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/samtal", "/arbete", "/s/abc", "/granska/1", "/fel/404"])
def test_no_page_has_inline_style_or_script(client: FlaskClient, path: str) -> None:
    page = client.get(path).text

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", page)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 415, 418, 429, 503])
def test_a_failure_is_a_swedish_page_of_its_own(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/fel/{status}")

    assert answer.status_code == status
    assert '<html lang="sv"' in answer.text
    assert answer.text.count("<h1>") == 1
    assert not re.search(r"Forbidden|Not Found|Method|Too Many|Conflict|Large|server", answer.text)


def test_a_bug_shows_a_reference_that_stands_in_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get("/fel/500")

    found = re.search(r'<span class="num">([0-9a-f]{8})</span>', answer.text)
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert found
    assert f"error reference {found[1]}" in caplog.text


def test_a_database_that_is_away_asks_to_try_again(app: Flask) -> None:
    @app.get("/databas")
    def away() -> str:
        raise OperationalError("select 1", {}, Exception("connection refused"))

    answer = app.test_client().get("/databas")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "refused" not in answer.text


def test_a_refusal_of_the_domain_is_a_conflict(app: Flask) -> None:
    @app.get("/vagran")
    def refuse() -> str:
        raise IllegalTransition(subject="dialogue", state="held", verb="reschedule")

    answer = app.test_client().get("/vagran")

    assert answer.status_code == 409
    assert "reschedule" not in answer.text


def test_a_wrong_role_is_told_who_is_signed_in(client: FlaskClient) -> None:
    assert "Du är inloggad som Samordnare." in client.get("/fel/403").text


def test_the_stylesheet_is_one_file_of_at_most_fifteen_kilobytes(client: FlaskClient) -> None:
    answer = client.get("/stil.css")

    assert len(gzip.compress(answer.data, 9)) <= 15_000
    assert answer.text.count("{") == answer.text.count("}")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert re.findall(r'url\("(/[a-z]+/)?', assets.stylesheet_text()) == ["/static/"] * 3
